"""True values of gaitkit's metrics, from one finely sampled stride of each side.

The gait is strictly periodic, so one stride is every stride and the median over cycles is the
value itself. Windows: peaks "in stance" over the whole stance, peak knee flexion in stance over
its first 60 % (later the knee bends for swing), foot progression over 20-80 % of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import angles, skeleton
from .gait import Walker
from .rotation import Array
from .sides import SIDES, Side

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


def stride(person: Walker, side: Side) -> Stride:
    """The stride of a side at 1001 moments."""
    timing, phase = person.plan.timing, np.linspace(0, 1, _SAMPLES)
    pose = person.pose(timing.contact_s[side] + phase * timing.stride_s)
    joints = skeleton.joints(person.body, pose)
    return Stride(
        side=side,
        phase=phase,
        stance_share=timing.stance_share[side],
        angles=angles.curves(joints, pose.legs[side].pitch_deg, side),
        joints_m=joints,
    )


def true_metrics(person: Walker) -> list[TrueMetric]:
    """Every metric of the contract that this gait has, differences between sides left out."""
    found = [
        TrueMetric(metric=name, side="both", value=float(value))
        for name, value in _of_both(person).items()
    ]
    for side in SIDES:
        own = stride(person, side)
        values = _times(person, side) | _lengths(person, own) | _sagittal(own) | _frontal(own)
        found += [TrueMetric(metric=n, side=side, value=float(v)) for n, v in values.items()]
    return found


def true_curves(person: Walker) -> dict[str, dict[str, Array]]:
    """Curve -> side -> 101 values over the gait cycle."""
    strides = {side: stride(person, side) for side in SIDES}
    every = slice(None, None, (_SAMPLES - 1) // 100)
    return {
        name: {side: own.angles[name][every] for side, own in strides.items()} for name in CURVES
    }


def _of_both(person: Walker) -> dict[str, float]:
    plan, timing = person.plan, person.plan.timing
    own = stride(person, "right")
    ground = timing.stance_share.left + timing.stance_share.right
    share = (
        {"flight_time_s": (1 - ground) / 2 * timing.stride_s}
        if plan.running
        else {"double_support_pct": 100 * (ground - 1)}
    )
    return share | {
        "cadence_spm": 120 / timing.stride_s,
        "speed_mps": plan.speed_mps,
        "step_width_cm": 100 * plan.step_width_m,
        "trunk_forward_lean_deg": np.mean(own.angles["trunk_forward_lean"][:-1]),
        "vertical_oscillation_cm": 100 * _oscillation_m(own),
    }


def _oscillation_m(own: Stride) -> float:
    """Range of the hip midpoint's height per step, mean of the stride's two."""
    height = (own.joints_m["left_hip"] + own.joints_m["right_hip"])[:, 2] / 2
    half = len(height) // 2
    return float(np.mean([np.ptp(height[: half + 1]), np.ptp(height[half:])]))


def _times(person: Walker, side: Side) -> dict[str, float]:
    timing = person.plan.timing
    ground = timing.stance_share[side]
    times = {
        "stride_time_s": timing.stride_s,
        "step_time_s": _step_time_s(person, side),
        "swing_time_s": (1 - ground) * timing.stride_s,
    }
    if person.plan.running:
        return times | {"contact_time_s": ground * timing.stride_s, "duty_factor_pct": 100 * ground}
    return times | {"stance_time_s": ground * timing.stride_s, "stance_share_pct": 100 * ground}


def _step_time_s(person: Walker, side: Side) -> float:
    """From the other foot's contact to this one's."""
    contact, stride_s = person.plan.timing.contact_s, person.plan.timing.stride_s
    left = contact.left - contact.right
    return left if side == "left" else stride_s - left


def _lengths(person: Walker, own: Stride) -> dict[str, float]:
    speed, leg = person.plan.speed_mps, person.body.leg_m
    ahead = own.joints_m[f"{own.side}_ankle"][0, 0] - own.joints_m[f"{own.side}_hip"][0, 0]
    return {
        "stride_length_m": speed * person.plan.timing.stride_s,
        "step_length_m": speed * _step_time_s(person, own.side),
        "overstride_pct": 100 * ahead / leg,
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
