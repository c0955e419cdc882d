"""True values of gaitkit's metrics, from finely sampled strides of each side.

The median over the clip's whole strides, as gaitkit gives it. Windows: peaks "in stance" over the
whole stance, peak knee flexion in stance over its first 60 % (later the knee bends for swing),
foot progression over 20-80 % of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import angles, skeleton
from .cycles import Cycle
from .gait import Walker
from .rotation import Array
from .sides import SIDES, Side, other

_SAMPLES = 1001
#: Public curves, in the order of the contract.
CURVES = (
    "hip_flexion", "knee_flexion", "ankle_dorsiflexion", "trunk_forward_lean", "pelvic_drop",
    "hip_adduction", "knee_valgus", "trunk_lateral_lean", "foot_angle",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueMetric:
    """One value; side is left, right or both."""

    metric: str
    side: str
    value: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stride:
    """One stride of a side from contact to contact: angles (n,), places (n, 3)."""

    side: Side
    phase: Array
    stance_share: float
    angles: dict[str, Array]
    joints_m: dict[str, Array]

    def stance(self, name: str, start: float = 0.0, end: float = 1.0) -> Array:
        """An angle between two shares of stance."""
        return self.angles[name][self._within(start, end)]

    def swing(self, name: str) -> Array:
        """An angle from toe-off to the next contact."""
        return self.angles[name][self.phase >= self.stance_share]

    def _within(self, start: float, end: float) -> npt.NDArray[np.bool_]:
        share = self.phase / self.stance_share
        return (share >= start - 1e-9) & (share <= end + 1e-9)


def stride(person: Walker, cycle: Cycle) -> Stride:
    """The stride of a cycle at 1001 moments."""
    phase = np.linspace(0, 1, _SAMPLES)
    rhythm = person.plan.variation.rhythm
    pose = person.pose(rhythm.gait_s(cycle.start_s + phase * cycle.duration_s))
    joints = skeleton.joints(person.body, pose)
    return Stride(
        side=cycle.side,
        phase=phase,
        stance_share=(cycle.toe_off_s - cycle.start_s) / cycle.duration_s,
        angles=angles.curves(joints, pose.legs[cycle.side].pitch_deg, cycle.side),
        joints_m=joints,
    )


def true_metrics(person: Walker, found: Mapping[Side, Sequence[Cycle]]) -> list[TrueMetric]:
    """Every metric of the contract that these cycles have, differences between sides left out."""
    told = [
        TrueMetric(metric=name, side="both", value=float(value))
        for name, value in _of_both(person, found).items()
    ]
    for side in SIDES:
        values = _medians([_of_cycle(person, cycle) for cycle in found[side]])
        told += [TrueMetric(metric=n, side=side, value=v) for n, v in values.items()]
    return told


def true_curves(
    person: Walker, found: Mapping[Side, Sequence[Cycle]]
) -> dict[str, dict[str, Array]]:
    """Curve -> side -> 101 values over the gait cycle, mean of the cycles."""
    strides = {side: [stride(person, cycle) for cycle in found[side]] for side in SIDES}
    every = slice(None, None, (_SAMPLES - 1) // 100)
    return {
        name: {
            side: np.mean([one.angles[name][every] for one in own], axis=0)
            for side, own in strides.items()
        }
        for name in CURVES
    }


def _medians(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: float(np.median([row[name] for row in rows])) for name in rows[0]}


def _of_cycle(person: Walker, cycle: Cycle) -> dict[str, float]:
    own = stride(person, cycle)
    return _times(person, cycle) | _lengths(person, own) | _sagittal(own) | _frontal(own)


def _of_both(person: Walker, found: Mapping[Side, Sequence[Cycle]]) -> dict[str, float]:
    """Mean of what the two sides' medians are; height and trunk from the right strides alone."""
    sides = [_medians([_of_either(person, cycle) for cycle in found[side]]) for side in SIDES]
    mean_s = np.mean([cycle.duration_s for side in SIDES for cycle in found[side]])
    body = _medians([_of_body(stride(person, cycle)) for cycle in found["right"]])
    shared = {name: float(np.mean([side[name] for side in sides])) for name in sides[0]}
    return shared | {"cadence_spm": 120 / float(mean_s)} | body


def _of_either(person: Walker, cycle: Cycle) -> dict[str, float]:
    """Of one cycle, whichever its side: both feet down or up, speed and width."""
    plan, sides = person.plan, person.plan.variation.sides
    placed = sides[cycle.side].at(cycle.number), sides[other(cycle.side)].at(cycle.opposite_number)
    together = cycle.opposite_toe_off_s - cycle.start_s
    together += cycle.toe_off_s - cycle.opposite_contact_s
    share = (
        {"flight_time_s": cycle.opposite_contact_s - cycle.toe_off_s}
        if plan.running
        else {"double_support_pct": 100 * together / cycle.duration_s}
    )
    return share | {
        "speed_mps": plan.speed_mps * plan.timing.stride_s / cycle.duration_s,
        "step_width_cm": 100 * (plan.step_width_m + sum(float(foot.outward_m) for foot in placed)),
    }


def _of_body(own: Stride) -> dict[str, float]:
    return {
        "trunk_forward_lean_deg": float(np.mean(own.angles["trunk_forward_lean"][:-1])),
        "vertical_oscillation_cm": 100 * _oscillation_m(own),
    }


def _oscillation_m(own: Stride) -> float:
    """Range of the hip midpoint's height per step, mean of the stride's two."""
    height = (own.joints_m["left_hip"] + own.joints_m["right_hip"])[:, 2] / 2
    half = len(height) // 2
    return float(np.mean([np.ptp(height[: half + 1]), np.ptp(height[half:])]))


def _times(person: Walker, cycle: Cycle) -> dict[str, float]:
    ground_s = cycle.toe_off_s - cycle.start_s
    share = 100 * ground_s / cycle.duration_s
    times = {
        "stride_time_s": cycle.duration_s,
        "step_time_s": cycle.end_s - cycle.opposite_contact_s,
        "swing_time_s": cycle.end_s - cycle.toe_off_s,
    }
    if person.plan.running:
        return times | {"contact_time_s": ground_s, "duty_factor_pct": share}
    return times | {"stance_time_s": ground_s, "stance_share_pct": share}


def _lengths(person: Walker, own: Stride) -> dict[str, float]:
    """Places along the path follow the gait's own time, in which steps are even."""
    timing, speed = person.plan.timing, person.plan.speed_mps
    left_s = timing.contact_s.left - timing.contact_s.right
    step_s = left_s if own.side == "left" else timing.stride_s - left_s
    ahead = own.joints_m[f"{own.side}_ankle"][0, 0] - own.joints_m[f"{own.side}_hip"][0, 0]
    return {
        "stride_length_m": speed * timing.stride_s,
        "step_length_m": speed * step_s,
        "overstride_pct": 100 * ahead / person.body.leg_m,
    }


def _sagittal(own: Stride) -> dict[str, float]:
    return {
        "knee_flexion_contact_deg": own.angles["knee_flexion"][0],
        "knee_flexion_stance_peak_deg": np.max(own.stance("knee_flexion", 0, 0.6)),
        "knee_flexion_swing_peak_deg": np.max(own.swing("knee_flexion")),
        "hip_flexion_peak_deg": np.max(own.angles["hip_flexion"]),
        "hip_extension_peak_deg": np.min(own.angles["hip_flexion"]),
        "ankle_dorsiflexion_stance_peak_deg": np.max(own.stance("ankle_dorsiflexion")),
        "foot_strike_angle_deg": own.angles["foot_angle"][0],  # a flat foot has 0
        "shank_angle_contact_deg": own.angles["shank_angle"][0],
        "arm_swing_deg": np.ptp(own.angles["upper_arm"]),
    }


def _frontal(own: Stride) -> dict[str, float]:
    return {
        "pelvic_drop_deg": np.max(own.stance("pelvic_drop")),
        "pelvic_hike_deg": -np.min(own.stance("pelvic_drop")),
        "hip_adduction_peak_deg": np.max(own.stance("hip_adduction")),
        "knee_valgus_deg": np.max(own.stance("knee_valgus")),
        "trunk_lateral_lean_deg": np.max(own.stance("trunk_lateral_lean")),
        "foot_progression_deg": np.mean(own.stance("foot_progression", 0.2, 0.8)),
    }
