"""Knee-to-wall lunges: both feet stay, the front knee goes forward over the foot and back."""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Bout, Note, Repetition, Side, TestActivity, other
from ..model._arrays import FloatArray
from ..motion.angles import forward_sign, shank_angle
from ..motion.feet import heel_height_pct
from ..motion.stance import LIFTED, Stance
from .base import Excursion, Found, excursions, numbered, trace
from .squat import sink

ACTIVITIES: tuple[TestActivity, ...] = ("lunge",)
RANK = 18
LEAST_SHANK_DEG = 10.0
LEAST_SINK = 0.02
#: One foot ahead of the other by this many leg lengths is a lunge position.
FEET_APART = 0.2
#: Share of the time in which both feet stay where they are.
MOSTLY_ON_FLOOR = 0.85
#: Percent of the foot's length by which the heel may rise before the repetition does not count.
MOST_HEEL_RISE_PCT = 15.0


def recognise(stance: Stance) -> TestActivity | None:
    """Both feet stay, one well ahead, and the front shank tips forward twice or more."""
    on_floor = np.mean(stance.planted["left"] & stance.planted["right"]) > MOSTLY_ON_FLOOR
    low, high = np.nanpercentile(stance.lift, [5, 95])
    if stance.view.plane != "side" or not on_floor or high - low > LIFTED:
        return None
    apart = np.abs(_left_ahead(stance))
    return "lunge" if np.nanmedian(apart) > FEET_APART and len(_lunges(stance)) >= 2 else None


def find(stance: Stance, bout: Bout) -> Found:
    """Every lunge; one with the heel off the floor does not count."""
    found = []
    for e, side in _lunges(stance):
        rise = _heel_rise_pct(stance, side, e)
        lifted = rise > MOST_HEEL_RISE_PCT
        found.append(
            Repetition(
                side=side, number=0, bout=bout.number, start_s=e.start_s, peak_s=e.peak_s,
                end_s=e.end_s, usable=not lifted,
                reason=Note.of("heel_came_up", percent=round(rise)) if lifted else None,
            )
        )  # fmt: skip
    sides = [s for s in SIDES if any(r.side == s for r in found)]
    traces = tuple(
        trace(_trace_name(stance), s, bout, stance.times_s, _signal(stance, s)) for s in sides
    )
    return Found(repetitions=numbered(found), traces=traces)


def _trace_name(stance: Stance) -> str:
    return "shank_tilt_deg" if stance.view.plane == "side" else "pelvis_sink_pct"


def _signal(stance: Stance, side: Side) -> FloatArray:
    """Tilt of the front shank in a side view, otherwise how far the pelvis sinks in percent."""
    if stance.view.plane == "side":
        return -shank_angle(stance.track, side, stance.view)
    return 100 * sink(stance)


def _lunges(stance: Stance) -> list[tuple[Excursion, Side]]:
    least = LEAST_SHANK_DEG if stance.view.plane == "side" else 100 * LEAST_SINK
    found = []
    for side in SIDES:
        for e in excursions(stance.times_s, _signal(stance, side), least=least):
            if _front(stance, e) == side:
                found.append((e, side))
    return found


def _left_ahead(stance: Stance) -> FloatArray:
    """How far the left foot is ahead of the right one (T,), leg lengths; in depth only its sign."""
    feet = {s: stance.track.px(f"{s}_ankle") for s in SIDES}
    apart = (feet["left"] - feet["right"]) / stance.unit_px
    if stance.view.plane == "side":
        return forward_sign(stance.track, stance.view) * apart[:, 0]
    return apart[:, 1] if stance.view.plane == "front" else -apart[:, 1]


def _front(stance: Stance, e: Excursion) -> Side:
    ahead = float(np.nanmedian(_left_ahead(stance)[stance.samples(e.start_s, e.end_s)]))
    return "left" if ahead > 0 else other("left")


def _heel_rise_pct(stance: Stance, side: Side, e: Excursion) -> float:
    """Rise of the front heel at the deepest point; 0 where the view can't tell."""
    if stance.view.plane != "side":
        return 0.0
    height = heel_height_pct(stance.track, side, stance.view)
    floor = np.nanpercentile(height, 20)
    return float(np.nan_to_num(height[stance.samples(e.peak_s, e.peak_s)][0] - floor))
