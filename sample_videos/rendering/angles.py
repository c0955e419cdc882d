"""Joint and segment angles by the definitions of gaitkit's metrics, from joints in 3D.

Degrees; flexion, dorsiflexion, toe-out, valgus, adduction, drop of the other side and lean toward
the leg in question are positive, on both sides alike. "Sagittal" and "frontal" are the planes of
the world, through the direction of travel and across it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .rotation import Array
from .sides import OUTWARD, Side, other

Joints = Mapping[str, Array]


def curves(joints: Joints, pitch_deg: Array, side: Side) -> dict[str, Array]:
    """Every angle (n,) of one side, by the public name of its curve where it has one.

    `pitch_deg` is the pitch of the rigid part of the foot (sole against ground, + toes up): the
    line from heel to toe bends with the toes and is no measure of it after heel-off.
    """
    hip, knee, ankle = (joints[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    thigh, shank = _ahead_deg(knee - hip), _ahead_deg(ankle - knee)
    trunk = _mid(joints, "shoulder") - _mid(joints, "hip")
    forward = np.degrees(np.arctan2(trunk[:, 0], trunk[:, 2]))
    drop = _drop_deg(hip, joints[f"{other(side)}_hip"], side)
    thigh_in, shank_in = _medial_deg(knee - hip, side), _medial_deg(ankle - knee, side)
    return {
        "hip_flexion": thigh,
        "knee_flexion": thigh - shank,
        "ankle_dorsiflexion": pitch_deg - shank,
        "shank_angle": shank,
        "foot_angle": pitch_deg,
        "trunk_forward_lean": forward,
        "upper_arm": _ahead_deg(joints[f"{side}_elbow"] - joints[f"{side}_shoulder"]) + forward,
        "pelvic_drop": drop,
        "hip_adduction": drop + thigh_in,
        "knee_valgus": thigh_in - shank_in,
        "trunk_lateral_lean": np.degrees(np.arctan2(OUTWARD[side] * trunk[:, 1], trunk[:, 2])),
        "foot_progression": _toe_out_deg(joints, side),
    }


def _mid(joints: Joints, joint: str) -> Array:
    return (joints[f"left_{joint}"] + joints[f"right_{joint}"]) / 2


def _ahead_deg(downward: Array) -> Array:
    """Segment against vertical in the sagittal plane, + = lower end ahead."""
    return np.degrees(np.arctan2(downward[:, 0], -downward[:, 2]))


def _medial_deg(downward: Array, side: Side) -> Array:
    """Segment against vertical in the frontal plane, + = lower end toward the midline."""
    return np.degrees(np.arctan2(-OUTWARD[side] * downward[:, 1], -downward[:, 2]))


def _drop_deg(own_hip: Array, other_hip: Array, side: Side) -> Array:
    """Inter-hip line against horizontal in the frontal plane, + = the other hip lower."""
    line = other_hip - own_hip
    return np.degrees(np.arctan2(-line[:, 2], -OUTWARD[side] * line[:, 1]))


def _toe_out_deg(joints: Joints, side: Side) -> Array:
    """Heel to toe against the direction of travel, in the ground plane."""
    foot = joints[f"{side}_toe"] - joints[f"{side}_heel"]
    return np.degrees(np.arctan2(OUTWARD[side] * foot[:, 1], foot[:, 0]))
