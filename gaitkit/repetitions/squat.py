"""Single-leg squats and step-downs: the pelvis goes down on one leg and comes up again."""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Bout, Note, Repetition, Side, TestActivity, TestedSide, other
from ..model._arrays import FloatArray
from ..motion import geometry
from ..motion.angles import knee_flexion
from ..motion.stance import Stance
from .base import Excursion, Found, excursions, numbered, trace

ACTIVITIES: tuple[TestActivity, ...] = ("squat", "step-down")
RANK = 20
#: Leg lengths that the pelvis sinks; with both knees' halves of the bend alike, 30 degrees of
#: flexion lower it by 0.034.
LEAST_SINK = 0.035
#: Beyond this lean the trunk goes down, not the leg.
MOST_TRUNK_LEAN_DEG = 55.0
#: The foot that moves this many times more than the other is the free one.
MOVES_MORE = 2.0
#: And this far at least, in leg lengths.
LEAST_TRAVEL = 0.12
#: A free foot that goes this far below the standing one comes down from a step. It is ahead, so
#: from the front it seems lower than it is and from behind higher.
ON_STEP = {"side": 0.11, "front": 0.13, "rear": 0.05, "oblique": 0.11}
#: Share of a repetition in which the other foot is in the air.
MOSTLY = 0.7


def recognise(stance: Stance) -> TestActivity | None:
    """Two descents or more on one leg; the free foot below the standing one is a step-down."""
    found = [(e, _side(stance, e)) for e in _descents(stance)]
    single = [
        (e, side)
        for e, side in found
        if side != "both" and stance.over_one_foot(stance.samples(e.start_s, e.end_s))
    ]
    if len(single) < 2:
        return None
    lowest = [_free_foot(stance, e, side) for e, side in single]
    return "step-down" if np.median(lowest) < -ON_STEP[stance.view.plane] else "squat"


def find(stance: Stance, bout: Bout) -> Found:
    """Every descent; one on both legs does not count."""
    found = []
    for e in _descents(stance):
        side = _side(stance, e, on_step=bout.activity == "step-down")
        on_both = side == "both"
        found.append(
            Repetition(
                side=side, number=0, bout=bout.number, start_s=e.start_s, peak_s=e.peak_s,
                end_s=e.end_s, usable=not on_both,
                reason=Note.of("other_foot_down") if on_both else None,
            )
        )  # fmt: skip
    return Found(repetitions=numbered(found), traces=_traces(stance, bout, found))


def sink(stance: Stance) -> FloatArray:
    """How far the pelvis is below its usual height (T,), in leg lengths."""
    height = stance.height("mid_hip")
    return np.nanpercentile(height, 80) - height


def _descents(stance: Stance) -> list[Excursion]:
    found = excursions(stance.times_s, sink(stance), least=LEAST_SINK)
    return [e for e in found if _trunk_lean_deg(stance, e) < MOST_TRUNK_LEAN_DEG]


def _trunk_lean_deg(stance: Stance, e: Excursion) -> float:
    at = stance.samples(e.peak_s, e.peak_s)
    ends = (stance.track.px(name)[at] for name in ("mid_hip", "mid_shoulder"))
    return float(np.nan_to_num(np.abs(geometry.lean_deg(*ends))[0]))


def _side(stance: Stance, e: Excursion, *, on_step: bool = False) -> TestedSide:
    """The standing leg: from the side the other foot moves while this one stays.

    Where neither moves the one in the air is the free one, but on a step that may be the lower.
    """
    during = stance.samples(e.start_s, e.end_s)
    if stance.view.plane != "side":
        return _stands_mostly(stance, during)
    travel = {side: _travel(stance, side, during) for side in SIDES}
    still = min(SIDES, key=lambda s: travel[s])
    if travel[other(still)] > max(MOVES_MORE * travel[still], LEAST_TRAVEL):
        return still
    return "both" if on_step else _stands_mostly(stance, during)


def _stands_mostly(stance: Stance, during: slice) -> TestedSide:
    shares = {side: float(np.mean(stance.stands[during] == side)) for side in SIDES}
    best = max(SIDES, key=lambda s: shares[s])
    return best if shares[best] > MOSTLY else "both"


def _travel(stance: Stance, side: Side, during: slice) -> float:
    """How far a foot moves, in leg lengths: the diagonal of the box around its middle."""
    foot = (stance.track.px(f"{side}_heel") + stance.track.px(f"{side}_toe"))[during] / 2
    low, high = np.nanpercentile(foot, [5, 95], axis=0)
    return float(np.hypot(*(high - low))) / stance.unit_px


def _free_foot(stance: Stance, e: Excursion, side: Side) -> float:
    """Height of the free foot above the standing one at the deepest point, leg lengths."""
    lift = float(np.nanmedian(stance.lift[stance.samples(e.peak_s - 0.1, e.peak_s + 0.1)]))
    return lift if side == "right" else -lift


def _traces(stance: Stance, bout: Bout, found: list[Repetition]) -> tuple:
    """Knee flexion of the standing leg from the side, otherwise how far the pelvis sinks."""
    sides = [s for s in SIDES if any(r.side == s for r in found)]
    if stance.view.plane == "side":
        return tuple(
            trace("knee_flexion_deg", s, bout, stance.times_s,
                  knee_flexion(stance.track, s, stance.view))
            for s in sides
        )  # fmt: skip
    return (trace("pelvis_sink_pct", "both", bout, stance.times_s, 100 * sink(stance)),)
