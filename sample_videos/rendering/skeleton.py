"""Bones in a pose, the joints they carry and the skin that follows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .body import Body
from .figure import Rig, joint_bone
from .gait.pose import Pose
from .rotation import Array, between, rotate
from .sides import BONE_SUFFIX, SIDES, Side

#: How far along from pelvis to trunk, and from trunk to head, each vertebra turns.
_SPINE = {"spine05": 0.15, "spine04": 0.4, "spine03": 0.65, "spine02": 0.85, "spine01": 1.0}
_NECK = {"neck01": 0.3, "neck02": 0.6, "neck03": 0.8, "head": 1.0}
_SHOULDER_SHARE = 0.22  # of the arm's turn that the shoulder takes with it
_LEG_POINTS = ("hip", "knee", "ankle", "heel", "toe")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bones:
    """Rotations from rest (n, bones, 3, 3) and places of the heads (n, bones, 3)."""

    rotations: Array
    heads: Array


def bones(body: Body, pose: Pose) -> Bones:
    """Every bone: its own turn where the pose gives one, else its parent's."""
    own = _turns(pose)
    count, names = len(pose.times_s), body.rig.names
    rotations, heads = np.empty((count, len(names), 3, 3)), np.empty((count, len(names), 3))
    for bone, name in enumerate(names):
        parent = int(body.rig.parents[bone])
        if parent < 0:
            turn, start, arm = pose.pelvis_rotation, pose.mid_hip, body.mid_hip
            rotations[:, bone] = turn
            heads[:, bone] = start + rotate(turn, body.bone_heads[bone] - arm)
            continue
        rotations[:, bone] = own.get(name, rotations[:, parent])
        arm = body.bone_heads[bone] - body.bone_heads[parent]
        heads[:, bone] = heads[:, parent] + rotate(rotations[:, parent], arm)
        if name.startswith("toe"):
            _place_toe(body, pose, bone, rotations, heads)
    return Bones(rotations=rotations, heads=heads)


def _place_toe(body: Body, pose: Pose, bone: int, rotations: Array, heads: Array) -> None:
    """All toes turn as one about the joint of the second."""
    side = _side_of(body.rig, bone)
    leg = pose.legs[side]
    arm = body.bone_heads[bone] - body.joints[f"{side}_toe_joint"]
    rotations[:, bone] = leg.toe_rotation
    heads[:, bone] = leg.toe_joint + rotate(leg.toe_rotation, arm)


def _side_of(rig: Rig, bone: int) -> Side:
    return "left" if rig.names[bone].endswith(BONE_SUFFIX["left"]) else "right"


def _turns(pose: Pose) -> dict[str, Array]:
    """Rotation of the bones that the pose commands."""
    turns = {"root": pose.pelvis_rotation}
    for name, share in _SPINE.items():
        turns[name] = between(pose.pelvis_rotation, pose.trunk_rotation, share)
    for name, share in _NECK.items():
        turns[name] = between(pose.trunk_rotation, pose.head_rotation, share)
    for side in SIDES:
        turns |= _limb_turns(pose, side)
    return turns


def _limb_turns(pose: Pose, side: Side) -> dict[str, Array]:
    leg, arm = pose.legs[side], pose.arms[side]
    shoulder = between(pose.trunk_rotation, arm.upper_rotation, _SHOULDER_SHARE)
    commanded = {
        "upperleg01": leg.thigh_rotation,
        "upperleg02": leg.thigh_rotation,
        "lowerleg01": leg.shank_rotation,
        "lowerleg02": leg.shank_rotation,
        "foot": leg.foot_rotation,
        "clavicle": pose.trunk_rotation,
        "shoulder01": shoulder,
        "upperarm01": arm.upper_rotation,
        "upperarm02": arm.upper_rotation,
        "lowerarm01": arm.fore_rotation,
        "lowerarm02": arm.fore_rotation,
    }
    return {f"{bone}.{BONE_SUFFIX[side]}": turn for bone, turn in commanded.items()}


def joints(body: Body, pose: Pose) -> dict[str, Array]:
    """Joint centres and landmarks (n, 3) by name, as `left_knee`."""
    posed = bones(body, pose)
    found = {}
    for side in SIDES:
        for joint in ("shoulder", "elbow", "wrist"):
            found[f"{side}_{joint}"] = posed.heads[:, joint_bone(body.rig, joint, side)]
        for point in _LEG_POINTS:
            found[f"{side}_{point}"] = getattr(pose.legs[side], point)
    for name, arm in body.pelvis_points.items():
        found[name] = pose.mid_hip + rotate(pose.pelvis_rotation, arm)
    head = body.rig.number("head")
    for name, place in body.face_points.items():
        arm = place - body.bone_heads[head]
        found[name] = posed.heads[:, head] + rotate(posed.rotations[:, head], arm)
    return found


def skin(body: Body, pose: Pose) -> Array:
    """Vertices (V, 3) of the first moment of the pose, by linear blend skinning."""
    posed = bones(body, pose)
    turn, place = posed.rotations[0], posed.heads[0]
    shift = place - rotate(turn, body.bone_heads)
    moves = np.concatenate([turn, shift[:, :, None]], 2).reshape(len(turn), 12)
    blended = (body.rig.weights @ moves).reshape(-1, 3, 4)
    return rotate(blended[:, :, :3], body.vertices) + blended[:, :, 3]
