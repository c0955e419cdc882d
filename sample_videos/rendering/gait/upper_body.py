"""Trunk, head and arms: they turn against the pelvis and swing with the opposite leg."""

from __future__ import annotations

import numpy as np

from ..body import Body
from ..rotation import Array, about_x, about_y, about_z, across, frame, rotate, unit
from ..sides import OUTWARD, Side
from .plan import Plan
from .pose import ArmPose


def trunk_and_head(plan: Plan, times: Array) -> tuple[Array, Array]:
    """Rotations (n, 3, 3) of the upper trunk and the head; the head stays nearly level."""
    turn, lateral, forward = _turn_rad(plan, times), _lateral_rad(plan, times), _forward_deg(plan)
    nod = np.radians(1.0) * np.cos(2 * _stride_angle(plan, times) - 0.6)
    trunk = about_z(turn) @ about_x(lateral) @ about_y(np.radians(forward) + nod)
    level = np.radians(forward * 0.35) + 0 * times
    return trunk, about_z(turn * 0.15) @ about_x(lateral * 0.4) @ about_y(level)


def arm(body: Body, plan: Plan, side: Side, times: Array) -> ArmPose:
    """Upper arm and forearm as they swing."""
    flexion, bend = _swing_rad(plan, side, times)
    upper, ahead = _upper_arm(plan, side, times, flexion)
    return posed_arm(body, side, upper, ahead, bend)


def posed_arm(body: Body, side: Side, upper: Array, ahead: Array, bend_rad: Array) -> ArmPose:
    """An arm whose upper part points to `upper` and whose elbow bends toward `ahead`, (n, 3)."""
    shoulder, elbow, wrist = (
        body.joints[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")
    )
    cosine, sine = np.cos(bend_rad)[:, None], np.sin(bend_rad)[:, None]
    fore, fore_ahead = cosine * upper + sine * ahead, cosine * ahead - sine * upper
    upper_rest = frame(elbow - shoulder, np.array([1.0, 0, 0.2]))
    fore_rest = frame(wrist - elbow, np.array([0.6, 0, 0.6]))
    return ArmPose(
        upper_rotation=frame(upper, ahead) @ upper_rest.T,
        fore_rotation=frame(fore, fore_ahead) @ fore_rest.T,
    )


def _swing_rad(plan: Plan, side: Side, times: Array) -> tuple[Array, Array]:
    """Shoulder flexion and elbow bend; the arm is furthest back at its own side's contact."""
    since = times - plan.timing.contact_s[side]
    angle = 2 * np.pi * since / plan.timing.stride_s - np.pi
    mean, give = (-8.0, 12.0) if plan.running else (-2.0, 9.0)
    flexion = np.radians(mean + plan.arm_swing_deg * np.cos(angle - 0.15))
    return flexion, np.radians(plan.elbow_flexion_deg + give * np.cos(angle - 0.35))


def _upper_arm(plan: Plan, side: Side, times: Array, flexion: Array) -> tuple[Array, Array]:
    """Direction of the upper arm and the direction its elbow bends to, both (n, 3)."""
    away = np.radians(14.0 if plan.running else 9.0)
    inward = -OUTWARD[side] * (0.35 if plan.running else 0.18) + 0 * flexion
    c, s = np.cos(flexion), np.sin(flexion)
    down = np.stack([s, OUTWARD[side] * np.sin(away) * c, -np.cos(away) * c], -1)
    with_trunk = about_z(_turn_rad(plan, times) * 0.7) @ about_x(_lateral_rad(plan, times))
    upper = rotate(with_trunk, unit(down))
    return upper, across(rotate(with_trunk, np.stack([c, inward, s], -1)), upper)


def _stride_angle(plan: Plan, times: Array) -> Array:
    return 2 * np.pi * times / plan.timing.stride_s


def _turn_rad(plan: Plan, times: Array) -> Array:
    """The shoulders turn against the pelvis."""
    against = -plan.pelvis_rotation_deg * (0.9 if plan.running else 0.8)
    return np.radians(against * np.cos(_stride_angle(plan, times)))


def _lateral_rad(plan: Plan, times: Array) -> Array:
    pulse = plan.timing.stance_pulse
    right, left = (_stance_lean_deg(plan, side, times) for side in ("right", "left"))
    toward = right * pulse("right", times) - left * pulse("left", times)
    return np.radians(plan.trunk_lateral_deg + toward)


def _stance_lean_deg(plan: Plan, side: Side, times: Array) -> Array:
    own = plan.variation.sides[side].at(plan.timing.stride(side, times))
    return plan.trunk_stance_lean_deg + own.stance_lean_deg


def _forward_deg(plan: Plan) -> float:
    return plan.trunk_forward_deg
