"""Pelvis path, hips and standing feet: what a candidate of the fit makes of the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import Body
from ..rotation import Array, about_x, about_y, about_z, rotate
from ..sides import OUTWARD, Side
from .foot import PlantedFoot
from .plan import Plan

GRAVITY_MPS2 = 9.81


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What the fit is free to choose.

    The pelvis rises by waves of one, two and four per stride (cosine and sine), surges along its
    path by a wave of two, and in running follows `bounce` times the free fall between steps.
    """

    contact_lead_m: float  # heel ahead of the steady point of the pelvis at contact
    pelvis_height_m: float
    rise_cos2_m: float
    rise_sin2_m: float
    rise_cos4_m: float
    rise_sin4_m: float
    rise_cos1_m: float
    rise_sin1_m: float
    surge_cos2_m: float
    surge_sin2_m: float
    toe_off_pitch_deg: float
    heel_off_share: float  # of stance
    bounce: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlanarLeg:
    """A leg between hip and ankle, flattened to the sagittal plane."""

    thigh_deg: Array  # against vertical, + knee ahead
    knee_deg: Array  # flexion in 3D
    flattening: Array  # length in the plane over length in 3D
    reach_m: Array  # hip to ankle in 3D


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Legs:
    """Pelvis and standing legs over time. Times are arrays; x grows with the travel."""

    body: Body
    plan: Plan
    feet: dict[Side, PlantedFoot]
    fitted: Fitted

    def pelvis_rotation(self, times_s: Array) -> Array:
        """(n, 3, 3): turn about the vertical, obliquity, tilt."""
        plan, pulse = self.plan, self.plan.timing.stance_pulse
        left, right = (self._drop_deg(side, times_s) for side in ("left", "right"))
        oblique = left * pulse("left", times_s) - right * pulse("right", times_s)
        wave = np.cos(2 * np.pi * times_s / plan.timing.stride_s)
        turn = np.radians(plan.pelvis_rotation_deg * wave)
        tilt = np.radians(plan.pelvis_tilt_deg) + 0 * times_s
        return about_z(turn) @ about_x(np.radians(oblique)) @ about_y(tilt)

    def _drop_deg(self, side: Side, times_s: Array) -> Array:
        stride = self.plan.timing.stride(side, times_s)
        own = self.plan.variation.sides[side].at(stride)
        return self.plan.pelvic_drop_deg[side] + own.pelvic_drop_deg

    def mid_hip(self, times_s: Array) -> Array:
        """Half-way between the hip centres (n, 3)."""
        plan, fit = self.plan, self.fitted
        w = 2 * np.pi * times_s / plan.timing.stride_s
        c2, s2 = np.cos(2 * w), np.sin(2 * w)
        x = plan.speed_mps * times_s + fit.surge_cos2_m * c2 + fit.surge_sin2_m * s2
        y = plan.pelvis_offset_m - plan.pelvis_sway_m * np.cos(
            w - np.pi * plan.timing.mean_stance_share
        )
        z = fit.pelvis_height_m + fit.rise_cos2_m * c2 + fit.rise_sin2_m * s2
        z = z + fit.rise_cos4_m * np.cos(4 * w) + fit.rise_sin4_m * np.sin(4 * w)
        z = z + fit.rise_cos1_m * np.cos(w) + fit.rise_sin1_m * np.sin(w)
        if plan.running:
            z = z + fit.bounce * self._bounce_m(times_s)
        return np.stack([x, y, z], -1)

    def _bounce_m(self, times_s: Array) -> Array:
        """Height over a step: half a sine on the ground, free fall in the air."""
        timing = self.plan.timing
        step, ground = timing.stride_s / 2, timing.mean_stance_share * timing.stride_s
        flight = max(step - ground, 1e-3)
        rise_mps, w = GRAVITY_MPS2 * flight / 2, np.pi / ground
        since = np.mod(times_s, step)
        air = since - ground
        falling = rise_mps * air - GRAVITY_MPS2 * air**2 / 2
        return np.where(since < ground, -(rise_mps / w) * np.sin(w * since), falling)

    def hip(self, side: Side, times_s: Array) -> Array:
        """Hip centre (n, 3)."""
        arm = self.body.joints[f"{side}_hip"] - self.body.mid_hip
        return self.mid_hip(times_s) + rotate(self.pelvis_rotation(times_s), arm)

    def yaw_rad(self, side: Side, stride: Array | float) -> Array:
        """Direction of the standing foot in the ground plane, + to the person's left."""
        own = self.plan.variation.sides[side].at(stride)
        toe_out = self.plan.foot_progression_deg[side] + own.foot_progression_deg
        return np.radians(toe_out * OUTWARD[side])

    def valgus_deg(self, side: Side, stride: Array | float) -> Array:
        """Knee valgus at mid-stance."""
        own = self.plan.variation.sides[side].at(stride)
        return self.plan.knee_valgus_deg[side] + own.knee_valgus_deg

    def time_s(self, side: Side, phase: Array, stride: Array | float) -> Array:
        """Time at a phase of the side's n-th stride."""
        timing = self.plan.timing
        return timing.contact_s[side] + (stride + phase) * timing.stride_s

    def planted_pitch_deg(self, side: Side, phase: Array) -> Array:
        """Pitch of a standing foot: comes down, stays flat, the heel rises."""
        plan, stance = self.plan, self.plan.timing.stance_share[side]
        heel_off = self.fitted.heel_off_share * stance
        falling = plan.contact_pitch_deg * np.clip(1 - phase / plan.flat_share, 0, None) ** 1.7
        late = np.clip((phase - heel_off) / (stance - heel_off), 0, None)
        return falling - self.fitted.toe_off_pitch_deg * late**1.9

    def planted_ankle(self, side: Side, phase: Array, stride: Array | float = 0.0) -> Array:
        """Ankle (n, 3) in the stance of the side's n-th stride."""
        landing_s = self.time_s(side, np.zeros_like(phase), stride)
        x = self.plan.speed_mps * landing_s + self.fitted.contact_lead_m
        out = self.plan.step_width_m / 2 + self.plan.variation.sides[side].at(stride).outward_m
        y = np.full(np.shape(x), OUTWARD[side] * out)
        pitch = self.planted_pitch_deg(side, phase)
        return self.feet[side].ankle(pitch, np.stack([x, y], -1), self.yaw_rad(side, stride))

    def planar(self, hip: Array, ankle: Array) -> PlanarLeg:
        """The leg that spans hip to ankle with the knee in front."""
        thigh, shank = self.body.thigh_m, self.body.shank_m
        span = ankle - hip
        reach = np.linalg.norm(span, axis=-1)
        cosine = (reach**2 - thigh**2 - shank**2) / (2 * thigh * shank)
        knee = np.arccos(np.clip(cosine, -1, 1))
        flat = np.hypot(span[..., 0], span[..., 2]) / reach
        to_thigh = np.arctan2(
            shank * flat * np.sin(knee), thigh * flat + shank * flat * np.cos(knee)
        )
        lean = np.arctan2(span[..., 0], -span[..., 2]) + to_thigh
        return PlanarLeg(
            thigh_deg=np.degrees(lean),
            knee_deg=np.degrees(knee),
            flattening=flat,
            reach_m=reach,
        )
