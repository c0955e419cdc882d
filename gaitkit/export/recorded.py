"""The body over time as movement laboratories keep it: points in metres, angles, events."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gaitkit.errors import UsageError
from gaitkit.model import SIDES, Analysis, Bout, GaitEvent, PoseTrack, Side
from gaitkit.motion import angles, clean, swaps
from gaitkit.motion.joint_centres import at_joint_centres
from gaitkit.motion.scale import scale_from_height

FloatArray = npt.NDArray[np.float64]

#: Points by the names that OpenSim's, Pose2Sim's and Sports2D's files use.
POINT_NAMES = {
    f"{side}_{part}": f"{side[0].upper()}{name}"
    for part, name in {
        "shoulder": "Shoulder", "elbow": "Elbow", "wrist": "Wrist", "hip": "Hip", "knee": "Knee",
        "ankle": "Ankle", "heel": "Heel", "toe": "BigToe",
    }.items()
    for side in SIDES
}  # fmt: skip
#: The lowest few feet may be noise; this percentile of heel and toe is the ground.
_GROUND_PERCENTILE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AngleKey:
    """Which angle of `curves`, of which side."""

    curve: str
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded:
    """Shapes: T frames at an even `rate_hz`, M points.

    `points_m` (T, M, 2) lie in the picture's plane, x to the picture's right, y up from the
    ground, NaN = unseen; None where the person's height is unknown. `angles_deg` are (T,), by the
    definitions of the curves, NaN outside the bouts. `times_s` starts at zero, events with it.
    """

    times_s: FloatArray
    rate_hz: float
    names: tuple[str, ...]
    points_m: FloatArray | None
    angles_deg: dict[AngleKey, FloatArray]
    events: tuple[GaitEvent, ...]

    def lengths(self, *, wish: str) -> FloatArray:
        """The points, UsageError where there are no metres."""
        if self.points_m is None:
            raise UsageError(needs_height(wish))
        return self.points_m


def needs_height(wish: str) -> str:
    """Why a format that holds lengths can't be written without the person's height."""
    return (
        f"{wish}: this format holds points in metres, for which the person's height is needed. "
        "Give --height-m 1.78 (in Python subject=gaitkit.Subject(height_m=1.78))."
    )


def recorded(analysis: Analysis) -> Recorded:
    """The pose as it was measured: legs told apart, filtered, levelled, at the joint centres."""
    track = _even(analysis)
    first_s = float(track.times_s[0])
    return Recorded(
        times_s=track.times_s - first_s,
        rate_hz=track.frame_rate_hz,
        names=tuple(POINT_NAMES[name] for name in track.landmarks),
        points_m=_in_metres(track, analysis),
        angles_deg=_angles(track, analysis.bouts),
        events=tuple(
            replace(e, time_s=e.time_s - first_s)
            for e in sorted(analysis.events, key=lambda e: e.time_s)
        ),
    )


def _even(analysis: Analysis) -> PoseTrack:
    """Clean points at the clip's own rate, smoothed as the first bout's angles were."""
    track = swaps.repair_leg_swaps(
        clean.without_unseen(clean.only(analysis.pose, tuple(POINT_NAMES)))
    )
    track = clean.on_even_grid(track)
    if not analysis.bouts:
        return track
    bout = analysis.bouts[0]
    cutoff_hz = clean.angles_cutoff_hz(bout.activity, bout.view.plane)
    track = clean.smoothed(track, cutoff_hz=cutoff_hz)
    return at_joint_centres(clean.levelled(track, roll_deg=bout.view.roll_deg), bout.view)


def _in_metres(track: PoseTrack, analysis: Analysis) -> FloatArray | None:
    """Points (T, M, 2) about the picture's left edge and the ground."""
    plane = analysis.bouts[0].view.plane if analysis.bouts else analysis.settings.view
    scale = scale_from_height(track, analysis.subject, plane=plane)
    if scale is None:
        return None
    feet = [track.px(f"{side}_{part}")[:, 1] for side in SIDES for part in ("heel", "toe")]
    ground_px = np.nanpercentile(feet, 100 - _GROUND_PERCENTILE)
    upright = (track.points_px - (0, ground_px)) * (1, -1)
    return upright * scale.m_per_px


def _angles(track: PoseTrack, bouts: tuple[Bout, ...]) -> dict[AngleKey, FloatArray]:
    found: dict[AngleKey, FloatArray] = {}
    for bout in bouts:
        inside = (track.times_s >= bout.start_s) & (track.times_s <= bout.end_s)
        part = track.between(bout.start_s, bout.end_s)
        for name, curve in angles.CURVES.items():
            if bout.view.plane in curve.planes:
                for side in SIDES:
                    key = AngleKey(curve=name, side=side)
                    whole = found.setdefault(key, np.full(len(track), np.nan))
                    whole[inside] = curve.values(part, side, bout.view)
    return found
