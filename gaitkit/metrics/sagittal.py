"""Angles seen from the side."""

from __future__ import annotations

import numpy as np

from ..model import Cycle, Walk
from ..motion.geometry import lean_deg
from .sample import at, forward, leg_px, over_cycle, series, stance, value_at, while_flat
from .spec import metric

_SIDE = {"side"}


@metric(unit="deg", planes=_SIDE, difference="degrees")
def knee_flexion_contact_deg(walk: Walk, cycle: Cycle) -> float:
    """Knee flexion at initial contact."""
    return at(walk, "knee_flexion", cycle.side, cycle.start_s)


@metric(unit="deg", planes=_SIDE, difference="degrees")
def knee_flexion_stance_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Largest knee flexion in the loading half of stance, before the knee straightens."""
    flexion = series(walk, "knee_flexion", cycle.side)
    return float(np.max(stance(walk, flexion, cycle, start=0.0, end=0.6)))


@metric(unit="deg", planes=_SIDE, difference="degrees")
def knee_flexion_excursion_deg(walk: Walk, cycle: Cycle) -> float:
    """How far the knee bends from contact to its peak in the loading half of stance."""
    peak = knee_flexion_stance_peak_deg(walk, cycle)
    return peak - knee_flexion_contact_deg(walk, cycle)


@metric(unit="deg", planes=_SIDE, difference="degrees")
def knee_flexion_swing_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Largest knee flexion in swing."""
    flexion = over_cycle(walk, series(walk, "knee_flexion", cycle.side), cycle)
    lift_off = int(cycle.toe_off_percent)
    return float(np.max(flexion[lift_off:]))


@metric(unit="deg", planes=_SIDE, difference="degrees", per_roll_deg=1.0)
def hip_flexion_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Largest angle of the thigh ahead of vertical."""
    return float(np.max(over_cycle(walk, series(walk, "hip_flexion", cycle.side), cycle)))


@metric(unit="deg", planes=_SIDE, difference="degrees", per_roll_deg=1.0)
def hip_extension_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Thigh against vertical where it is farthest back; negative when behind."""
    return float(np.min(over_cycle(walk, series(walk, "hip_flexion", cycle.side), cycle)))


@metric(unit="deg", planes=_SIDE, difference="degrees")
def ankle_dorsiflexion_stance_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Largest dorsiflexion in stance, 0 at a right angle between shank and foot."""
    flexion = series(walk, "ankle_dorsiflexion", cycle.side)
    return float(np.max(stance(walk, flexion, cycle, start=0.1, end=0.95)))


@metric(unit="deg", planes=_SIDE, difference="degrees")
def foot_strike_angle_deg(walk: Walk, cycle: Cycle) -> float:
    """Foot to ground at contact minus the flat foot of the same stance, + = heel first.

    Class by Altman & Davis (2012), doi:10.1016/j.gaitpost.2011.09.104: rear > 8, mid -1.6..8,
    fore < -1.6.
    """
    return at(walk, "foot_angle", cycle.side, cycle.start_s) - _flat_foot(walk, cycle)


def _flat_foot(walk: Walk, cycle: Cycle) -> float:
    """What the foot's angle reads while it lies flat."""
    return while_flat(walk, series(walk, "foot_angle", cycle.side), cycle)


@metric(unit="deg", planes=_SIDE, difference="degrees")
def foot_angle_toe_off_deg(walk: Walk, cycle: Cycle) -> float:
    """Foot to ground at toe-off minus the flat foot of the same stance, + = heel higher."""
    return _flat_foot(walk, cycle) - at(walk, "foot_angle", cycle.side, cycle.toe_off_s)


@metric(unit="deg", planes=_SIDE, difference="degrees", per_roll_deg=1.0)
def trailing_limb_angle_deg(walk: Walk, cycle: Cycle) -> float:
    """Line from hip to ankle against vertical at toe-off, + = ankle behind the hip."""
    hip, ankle = (walk.track.px(f"{cycle.side}_{part}") for part in ("hip", "ankle"))
    behind = lean_deg(ankle, hip, direction=forward(walk))
    return value_at(walk, behind, cycle.toe_off_s)


#: The heel has left the ground when it is this share of leg length above where it lay flat.
_HEEL_LIFT = 0.02


@metric(unit="%", planes=_SIDE, difference="degrees")
def heel_rise_pct(walk: Walk, cycle: Cycle) -> float:
    """When the heel leaves the ground, in percent of stance; smaller = earlier."""
    height = -walk.track.px(f"{cycle.side}_heel")[:, 1]
    own = stance(walk, height, cycle)
    flat = while_flat(walk, height, cycle)
    low = np.flatnonzero(own - flat < _HEEL_LIFT * leg_px(walk))
    return 100 * float(low[-1] + 1) / len(own) if len(low) else np.nan


@metric(unit="deg", planes=_SIDE, difference="degrees", per_roll_deg=1.0)
def shank_angle_contact_deg(walk: Walk, cycle: Cycle) -> float:
    """Shank against vertical at contact, + = ankle ahead of the knee."""
    return at(walk, "shank_angle", cycle.side, cycle.start_s)


@metric(unit="deg", planes=_SIDE, needs={"shoulder"}, sided=False, per_roll_deg=1.0)
def trunk_forward_lean_deg(walk: Walk, cycle: Cycle) -> float:
    """Mean lean of the trunk over the cycle, + = forward."""
    return float(np.mean(over_cycle(walk, series(walk, "trunk_forward_lean", cycle.side), cycle)))


@metric(
    unit="deg",
    planes=_SIDE,
    needs={"shoulder", "elbow"},
    difference="degrees",
    never_negative=True,
)
def arm_swing_deg(walk: Walk, cycle: Cycle) -> float:
    """Range of the upper arm against the trunk over the cycle."""
    return float(np.ptp(over_cycle(walk, series(walk, "upper_arm", cycle.side), cycle)))
