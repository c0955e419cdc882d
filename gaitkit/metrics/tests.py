"""Counts, heights and times of movement tests."""

from __future__ import annotations

import numpy as np

from ..model import Note, Repetition, Side, Walk
from ..motion import geometry
from ..motion.angles import lateral_sign
from .repeated import (
    at_peak,
    change_at_peak,
    heel_rise_pct,
    judged,
    none_counted,
    usable_of,
    whole,
)
from .sample import series
from .spec import ALL_PLANES, FRONTAL_PLANES, Estimate, metric

_RAISE, _BENDS = {"heel-raise"}, {"squat", "step-down"}
_ON_ONE_LEG = {"trendelenburg", "balance"}
_COUNTED = _RAISE | _BENDS | _ON_ONE_LEG | {"lunge", "deadlift"}
_FRONTAL_TESTS = _BENDS | _ON_ONE_LEG
_SIDE = {"side"}
_STRAIGHT = {"side", "front", "rear"}
#: Loss of height compares this many repetitions at the beginning with as many at the end.
_FIRST_AND_LAST = 3


@metric(unit="", activities=_COUNTED, per="set", difference="degrees", never_negative=True)
def repetitions(walk: Walk, side: Side) -> Estimate | Note | None:
    """How many repetitions count."""
    count = len(usable_of(walk, side))
    tried = any(r.side == side for r in walk.repetitions)
    return Estimate(value=float(count), error=0.0, cycles=count) if tried else None


@metric(unit="%", activities=_RAISE, planes=_STRAIGHT, per="repetition", never_negative=True)
def heel_raise_height_pct(walk: Walk, repetition: Repetition) -> float:
    """Height of the heel at the top above standing, percent of the foot's length."""
    return heel_rise_pct(walk, repetition)


@metric(unit="%", activities=_RAISE, planes=_STRAIGHT, per="set")
def heel_raise_height_loss_pct(walk: Walk, side: Side) -> Estimate | Note | None:
    """From the median of the first three repetitions to that of the last three, + = lower."""
    heights = [heel_rise_pct(walk, r) for r in usable_of(walk, side)]
    needed = 2 * _FIRST_AND_LAST
    if not heights:
        return none_counted(walk, side)
    if len(heights) < needed:
        return Note.of("too_few_repetitions", found=len(heights), needed=needed)
    first, last = np.median(heights[:_FIRST_AND_LAST]), np.median(heights[-_FIRST_AND_LAST:])
    spread = np.std(np.diff(heights), ddof=1) / np.sqrt(2)
    error = 100 * spread / first * np.sqrt(2 / _FIRST_AND_LAST)
    return Estimate(
        value=float(100 * (first - last) / first), error=float(error), cycles=len(heights)
    )


@metric(unit="%", activities=_RAISE, planes=FRONTAL_PLANES, per="repetition")
def heel_raise_lateral_drift_pct(walk: Walk, repetition: Repetition) -> float:
    """Ankle against toes sideways at the top minus at rest, percent of the shank, + = outward."""
    side, track = repetition.side, walk.track
    shank = geometry.length_px(track.px(f"{side}_knee"), track.px(f"{side}_ankle"))
    beside = (track.px(f"{side}_ankle") - track.px(f"{side}_toe"))[:, 0]
    outward = lateral_sign(side, walk.bout.view) * beside / np.nanmedian(shank)
    return 100 * change_at_peak(walk, repetition, outward)


@metric(unit="deg", activities=_BENDS, planes=_SIDE, per="repetition", difference="degrees")
def squat_depth_deg(walk: Walk, repetition: Repetition) -> float:
    """Largest flexion of the standing knee."""
    flexion = series(walk, "knee_flexion", repetition.side)
    return float(np.max(whole(walk, repetition, flexion)))


@metric(unit="s", activities=_ON_ONE_LEG, planes=ALL_PLANES, per="set", never_negative=True)
def hold_time_s(walk: Walk, side: Side) -> Estimate | Note | None:
    """Length of the longest hold."""
    holds = [r.duration_s for r in usable_of(walk, side)]
    return Estimate(value=max(holds), error=0.0, cycles=len(holds)) if holds else None


@metric(
    unit="cm", activities=_ON_ONE_LEG, planes=FRONTAL_PLANES, per="repetition", needs_scale=True,
    difference="percent", never_negative=True,
)  # fmt: skip
def sway_cm(walk: Walk, repetition: Repetition) -> float:
    """Root mean square of the mid-hip sideways about its own slow path."""
    beside = whole(walk, repetition, walk.track.px("mid_hip")[:, 0])
    return 100 * walk.scale.m_per_px * _spread_about_line(beside)


def _spread_about_line(values: np.ndarray) -> float:
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < 10:
        return np.nan
    line = np.polyval(np.polyfit(known, values[known], 1), known)
    return float(np.sqrt(np.mean((values[known] - line) ** 2)))


@metric(
    unit="deg", activities={"stand"} | _ON_ONE_LEG, planes=FRONTAL_PLANES, per="repetition",
    sided=False, needs={"shoulder"}, never_negative=True,
)  # fmt: skip
def trunk_sway_deg(walk: Walk, repetition: Repetition) -> float:
    """Root mean square of the trunk's sideways angle about its mean."""
    lean = series(walk, "trunk_lateral_lean", "right")
    return float(np.nanstd(whole(walk, repetition, lean)))


@metric(unit="deg", activities={"lunge"}, planes=_SIDE, per="set", difference="degrees")
def lunge_shank_angle_deg(walk: Walk, side: Side) -> Estimate | Note | None:
    """Shank against vertical at the deepest with the heel down, the best repetition, + = ahead.

    The deepest is what nine tenths of a repetition stay below: single frames with mixed-up legs
    decide nothing.
    """
    tilt = -series(walk, "shank_angle", side)
    tilts = [float(np.nanpercentile(whole(walk, r, tilt), 90)) for r in usable_of(walk, side)]
    if not tilts:
        return none_counted(walk, side)
    error = float(np.std(tilts, ddof=1)) if len(tilts) > 1 else 0.0
    return Estimate(value=max(tilts), error=error, cycles=len(tilts))


@metric(unit="deg", activities={"deadlift"}, planes=_SIDE, per="repetition", needs={"shoulder"})
def deadlift_trunk_angle_deg(walk: Walk, repetition: Repetition) -> float:
    """Mid-hip to mid-shoulder against vertical at the deepest, + = forward."""
    return at_peak(walk, repetition, series(walk, "trunk_forward_lean", repetition.side))


@metric(unit="deg", activities={"deadlift"}, planes=_SIDE, per="repetition")
def deadlift_leg_angle_deg(walk: Walk, repetition: Repetition) -> float:
    """Free leg, hip to ankle, against horizontal at the deepest: 0 = horizontal, - = below."""
    free = "left" if repetition.side == "right" else "right"
    leg = walk.track.px(f"{free}_ankle") - walk.track.px(f"{free}_hip")
    return at_peak(walk, repetition, np.degrees(np.arctan2(-leg[:, 1], np.abs(leg[:, 0]))))


@metric(unit="deg", activities={"deadlift"}, planes=_SIDE, per="repetition", needs={"shoulder"})
def deadlift_line_deg(walk: Walk, repetition: Repetition) -> float:
    """Free leg against the line of the trunk at the deepest: 0 = one line, + = leg higher."""
    above_level = deadlift_leg_angle_deg(walk, repetition)
    return above_level + 90 - deadlift_trunk_angle_deg(walk, repetition)


@metric(unit="deg", activities={"deadlift"}, planes=_SIDE, per="repetition", difference="degrees")
def deadlift_knee_flexion_deg(walk: Walk, repetition: Repetition) -> float:
    """Flexion of the standing knee at the deepest."""
    return at_peak(walk, repetition, series(walk, "knee_flexion", repetition.side))


@metric(
    unit="deg", activities=_FRONTAL_TESTS, planes=FRONTAL_PLANES, per="repetition",
    difference="degrees",
)  # fmt: skip
def knee_valgus_deg(walk: Walk, repetition: Repetition) -> float:
    """Frontal plane projection angle where the test is judged, + = knee medial."""
    return judged(walk, repetition, "knee_valgus")


@metric(
    unit="deg", activities=_FRONTAL_TESTS, planes=FRONTAL_PLANES, per="repetition",
    difference="degrees", per_roll_deg=1.0,
)  # fmt: skip
def pelvic_drop_deg(walk: Walk, repetition: Repetition) -> float:
    """Inter-hip line against horizontal where the test is judged, + = free side lower."""
    return judged(walk, repetition, "pelvic_drop")


@metric(
    unit="deg", activities=_FRONTAL_TESTS, planes=FRONTAL_PLANES, per="repetition",
    difference="degrees",
)  # fmt: skip
def hip_adduction_peak_deg(walk: Walk, repetition: Repetition) -> float:
    """Thigh against the perpendicular of the inter-hip line where the test is judged."""
    return judged(walk, repetition, "hip_adduction")


@metric(
    unit="deg", activities=_FRONTAL_TESTS, planes=FRONTAL_PLANES, per="repetition",
    difference="degrees", needs={"shoulder"}, per_roll_deg=1.0,
)  # fmt: skip
def trunk_lateral_lean_deg(walk: Walk, repetition: Repetition) -> float:
    """Lean of the trunk toward the standing leg where the test is judged."""
    return judged(walk, repetition, "trunk_lateral_lean")
