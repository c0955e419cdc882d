"""The asked-for motion with every open question answered for this body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from ..parameters import Motion
from ..rotation import Array, smoothstep
from ..sides import SIDES, PerSide, Side
from . import norms
from .variation import STEADY, Variation

#: Leg length (hip to knee to ankle) of the adult the usual values are given for.
REFERENCE_LEG_M = 0.88


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Timing:
    """When each foot is on the ground. Times count from a contact of the right foot."""

    stride_s: float
    stance_share: PerSide
    contact_s: PerSide

    @property
    def mean_stance_share(self) -> float:
        """Of both sides."""
        return float(np.mean([self.stance_share[side] for side in SIDES]))

    def phase(self, side: Side, times_s: Array) -> Array:
        """Share of the side's stride that has passed since its contact, 0 to 1."""
        return np.mod((times_s - self.contact_s[side]) / self.stride_s, 1.0)

    def stride(self, side: Side, times_s: Array) -> Array:
        """Number of the side's stride that the phase belongs to."""
        passed = (times_s - self.contact_s[side]) / self.stride_s
        return np.rint(passed - np.mod(passed, 1.0))

    def stance_pulse(self, side: Side, times_s: Array) -> Array:
        """1 in the middle of the side's stance, 0 outside it."""
        share = self.phase(side, times_s) / self.stance_share[side]
        return np.where(share < 1, np.sin(np.pi * np.clip(share, 0, 1)) ** 2, 0)

    def stance_plateau(self, side: Side, phase: Array) -> Array:
        """1 from 35 to 65 % of the side's stance, 0 at its ends and outside it."""
        share = phase / self.stance_share[side]
        held = smoothstep(share / 0.35) * smoothstep((1 - share) / 0.35)
        return np.where(share <= 1, held, 0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """Parameters of `Motion` without gaps, plus what follows from them. `size`: leg / usual leg."""

    running: bool
    size: float
    speed_mps: float
    cadence_spm: float
    timing: Timing
    step_width_m: float
    foot_progression_deg: PerSide
    pelvic_drop_deg: PerSide
    knee_valgus_deg: PerSide
    knee_follows_foot: float
    pelvis_sway_m: float
    pelvis_offset_m: float
    pelvis_rotation_deg: float
    pelvis_tilt_deg: float
    trunk_lateral_deg: float
    trunk_stance_lean_deg: float
    trunk_forward_deg: float
    arm_swing_deg: float
    elbow_flexion_deg: float
    contact_pitch_deg: float
    flat_share: float  # of the stride, when the foot has come down flat
    norm_stance_share: float
    curves: dict[str, CubicSpline]
    variation: Variation = STEADY


def plan(motion: Motion, leg_m: float) -> Plan:
    """Usual values for what isn't asked, scaled to a leg of `leg_m`."""
    running = motion.activity == "run"
    size = leg_m / REFERENCE_LEG_M
    pace = np.sqrt(size)  # speeds and rates go with the root of the length (equal Froude number)
    speed = motion.speed_mps or (2.9 if running else 1.3) * pace
    cadence = motion.cadence_spm or (168 if running else 112) / pace
    usual = norms.RUN if running else norms.WALK
    contact_pitch, flat_share = _strike(motion.foot_strike, running, speed / pace)
    return Plan(
        running=running,
        size=size,
        speed_mps=float(speed),
        cadence_spm=float(cadence),
        timing=_timing(motion, 120.0 / cadence, _stance_share(running, speed / pace)),
        step_width_m=_or(motion.step_width_m, (0.045 if running else 0.11) * size),
        foot_progression_deg=motion.foot_progression_deg,
        pelvic_drop_deg=motion.pelvic_drop_deg,
        knee_valgus_deg=motion.knee_valgus_deg,
        knee_follows_foot=motion.knee_follows_foot,
        pelvis_sway_m=_or(motion.pelvis_sway_m, (0.008 if running else 0.022) * size),
        pelvis_offset_m=0.0,
        pelvis_rotation_deg=_or(motion.pelvis_rotation_deg, 6.0 if running else 5.0),
        pelvis_tilt_deg=_or(motion.pelvis_tilt_deg, 7.0 if running else 3.0),
        trunk_lateral_deg=motion.trunk_lateral_deg,
        trunk_stance_lean_deg=_or(motion.trunk_stance_lean_deg, 0.0),
        trunk_forward_deg=_or(motion.trunk_forward_deg, 8.0 if running else 4.0),
        arm_swing_deg=_or(motion.arm_swing_deg, _arm_swing(running, float(speed))),
        elbow_flexion_deg=_or(motion.elbow_flexion_deg, 88.0 if running else 22.0),
        contact_pitch_deg=contact_pitch,
        flat_share=flat_share,
        norm_stance_share=usual.stance_share,
        curves=usual.curves(motion.knee_profile),
    )


def _or(asked: float | None, usual: float) -> float:
    return float(usual if asked is None else asked)


def _timing(motion: Motion, stride_s: float, usual_share: float) -> Timing:
    left_contact = stride_s * (0.5 + motion.step_time_asymmetry / 2)
    return Timing(
        stride_s=float(stride_s),
        stance_share=motion.stance_share or PerSide.of(usual_share),
        contact_s=PerSide(right=0.0, left=float(left_contact)),
    )


def _stance_share(running: bool, speed_mps: float) -> float:
    """Stance shortens with speed (of a person of usual size)."""
    if running:
        return float(np.clip(0.36 - 0.035 * (speed_mps - 2.9), 0.24, 0.44))
    return float(np.clip(0.62 - 0.035 * (speed_mps - 1.3), 0.57, 0.70))


def _strike(strike: str, running: bool, speed_mps: float) -> tuple[float, float]:
    """Pitch of the foot at contact in degrees, and the share of the stride when it is flat."""
    if strike == "mid":
        return 1.0, 0.03
    if strike == "fore":
        return -11.0, 0.10 if running else 0.11
    if running:
        return 13.0, 0.075
    return float(18.0 * np.clip(speed_mps / 1.3, 0.5, 1.2)), 0.115


def _arm_swing(running: bool, speed_mps: float) -> float:
    return 32.0 if running else float(20.0 * np.clip(speed_mps / 1.3, 0.5, 1.4))
