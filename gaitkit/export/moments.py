"""Key moments of one typical cycle per side: which frames they are, and the angle to draw in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gaitkit.model import SIDES, Analysis, Bout, Curve, Cycle, PoseTrack, Side
from gaitkit.motion.swaps import repair_leg_swaps

from .film import Box
from .overlay_angles import BoutAngles
from .overlay_page import pose_frame_at

Kind = Literal["contact", "mid_stance", "toe_off"]
#: The angle between thigh and shank as each plane shows it.
KNEE: dict[str, str] = {"side": "knee_flexion", "front": "knee_valgus", "rear": "knee_valgus"}
LEG = ("hip", "knee", "ankle")
_BODY = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
#: Room around the body, over its height; heads reach this far above the shoulders.
_MARGIN, _HEAD = 0.07, 0.24
#: Width over height of every picture.
ASPECT = 0.64


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One picture worth looking at. `frame` counts in the clip, `pose_frame` in the pose.

    `time_s` is the person's time, `box_px` what to show of the picture, `knee_deg` the angle named
    in KNEE.
    """

    side: Side
    kind: Kind
    bout: Bout
    frame: int
    pose_frame: int
    time_s: float
    box_px: Box
    knee_deg: float


def key_moments(analysis: Analysis) -> tuple[Moment, ...]:
    """Contact, mid-stance and toe-off of each side; fewer where the leg is not seen."""
    if not analysis.bouts or not len(analysis.pose):
        return ()
    track = repair_leg_swaps(analysis.pose)
    found = []
    for side in SIDES:
        cycles = _cycles_of(analysis, side)
        if not cycles:
            continue
        for cycle, values in typical_first(analysis, cycles, _plane_of(analysis, cycles[0])):
            moments = _moments_of(analysis, track, cycle, values)
            if len(moments) == 3:
                found += moments
                break
    return tuple(found)


def typical_first(
    analysis: Analysis, cycles: Sequence[Cycle], plane: str
) -> list[tuple[Cycle, npt.NDArray[np.float64] | None]]:
    """Usable cycles of one side and view, those nearest to the mean curve of the knee first.

    Each with its knee angle 0..100 %, or None where the curve is not of these very cycles: then
    those of usual length come first.
    """
    curve = next((c for c in _knee_curves(analysis, plane) if c.side == cycles[0].side), None)
    if curve is not None and len(curve.cycles) == len(cycles):
        distance = np.sqrt(np.mean((curve.cycles - curve.mean) ** 2, axis=1))
        return [(cycles[i], curve.cycles[i]) for i in np.argsort(distance, kind="stable")]
    usual_s = np.median([c.duration_s for c in cycles])
    return [(c, None) for c in sorted(cycles, key=lambda c: abs(c.duration_s - usual_s))]


def _knee_curves(analysis: Analysis, plane: str) -> Iterator[Curve]:
    return (c for c in analysis.curves if c.view == plane and KNEE.get(plane) == c.name)


def _plane_of(analysis: Analysis, cycle: Cycle) -> str:
    return next(b.view.plane for b in analysis.bouts if b.number == cycle.bout)


def _cycles_of(analysis: Analysis, side: Side) -> list[Cycle]:
    """Usable cycles of the bouts that show the side best, as the curves take them."""
    bouts = {bout.number: bout for bout in analysis.bouts}
    own = [
        c for c in analysis.cycles
        if c.side == side and c.usable and c.toe_off_s is not None and c.bout in bouts
        and bouts[c.bout].view.plane in KNEE
    ]  # fmt: skip

    def rank(cycle: Cycle) -> tuple[bool, str]:
        view = bouts[cycle.bout].view
        return view.near_side == side, view.plane

    best = max(map(rank, own), default=None)
    return [c for c in own if rank(c) == best]


def _moments_of(
    analysis: Analysis, track: PoseTrack, cycle: Cycle, values: npt.NDArray[np.float64] | None
) -> list[Moment]:
    bout = next(b for b in analysis.bouts if b.number == cycle.bout)
    times_s: dict[Kind, float] = {
        "contact": cycle.start_s,
        "mid_stance": (cycle.start_s + cycle.toe_off_s) / 2,
        "toe_off": cycle.toe_off_s,
    }
    found = []
    for kind, time_s in times_s.items():
        at = pose_frame_at(analysis, time_s)
        if at is None or not _leg_is_seen(track, at, cycle.side):
            continue
        percent = 100 * (time_s - cycle.start_s) / cycle.duration_s
        name = KNEE[bout.view.plane]
        found.append(
            Moment(
                side=cycle.side, kind=kind, bout=bout, frame=_clip_frame(analysis, track, at),
                pose_frame=at, time_s=float(track.times_s[at]), box_px=_box_px(track, at),
                knee_deg=float(
                    BoutAngles(track, bout).at(at, name, cycle.side)
                    if values is None
                    else np.interp(percent, np.arange(101), values)
                ),
            )
        )  # fmt: skip
    return found


def _leg_is_seen(track: PoseTrack, frame: int, side: Side) -> bool:
    names = [f"{side}_{part}" for part in LEG]
    return track.has(names) and all(np.isfinite(track.px(n)[frame]).all() for n in names)


def _clip_frame(analysis: Analysis, track: PoseTrack, pose_frame: int) -> int:
    clip = analysis.clip
    shown_s = track.times_s[pose_frame] / clip.seconds_per_shown_second
    return int(np.argmin(np.abs(clip.times_s - shown_s)))


def _box_px(track: PoseTrack, frame: int) -> Box:
    """Around the whole body, head included, of one shape."""
    names = [f"{side}_{part}" for side in SIDES for part in _BODY]
    points = np.array([track.px(n)[frame] for n in names if n in track.landmarks])
    points = points[np.isfinite(points).all(axis=1)]
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    top -= _HEAD * (bottom - top)
    margin = _MARGIN * (bottom - top)
    top, bottom = top - margin, bottom + margin
    width = max(right - left + 2 * margin, ASPECT * (bottom - top))
    height = width / ASPECT
    x = _within((left + right - width) / 2, width, track.width_px)
    y = _within(bottom - height, height, track.height_px)
    return x, y, x + width, y + height


def _within(start: float, length: float, whole: int) -> float:
    """Shifted to lie inside the picture, as far as it fits there."""
    if length > whole:
        return (whole - length) / 2
    return float(np.clip(start, 0, whole - length))
