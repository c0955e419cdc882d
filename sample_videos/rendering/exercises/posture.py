"""From a wish to a pose: the pelvis is put where the centre of mass stays above its support."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import skeleton
from ..body import Body
from ..gait import knee, upper_body
from ..gait.leg import FootPose, leg_pose
from ..gait.pose import ArmPose, LegPose, Pose
from ..rotation import Array, about_x, about_y, across, rotate, unit
from ..sides import OUTWARD, SIDES, Side
from . import balance
from .sole import foot_pose, knee_ahead, standing_ankle
from .wish import ArmWish, FootWish, Wish

_ROUNDS = 9
_KNEE_FOLLOWS_FOOT = 0.5
_FURTHEST = 0.9988  # of the leg's length, hip to ankle


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Command:
    """What is sought: mid-hip (n, 3) and lean of the upper trunk (n,), right and forward."""

    mid_hip: Array
    trunk_right_deg: Array
    trunk_forward_deg: Array


def balanced(body: Body, wish: Wish, times: Array) -> Command:
    """The command that keeps the centre of mass where it belongs and leans as wished."""
    right, forward = wish.trunk_right_deg, wish.trunk_forward_deg
    hip = np.column_stack([wish.centre_xy, np.full(len(times), 0.9 * body.leg_m)])
    hip = hip if wish.mid_hip is None else wish.mid_hip
    for _ in range(_ROUNDS):
        if wish.mid_hip is None:
            hip = _at_height(body, wish, hip)
        command = Command(mid_hip=hip, trunk_right_deg=right, trunk_forward_deg=forward)
        joints = skeleton.joints(body, posed(body, wish, command, times))
        more_right, more_forward = _missing_lean_deg(wish, joints)
        right, forward = right + more_right, forward + more_forward
        if wish.mid_hip is None:
            reckoned = balance.load_centre if wish.load_centre else balance.centre_of_mass
            off = wish.centre_xy - reckoned(joints)[:, :2]
            hip = hip + np.column_stack([off, np.zeros(len(times))])
    hip = hip if wish.mid_hip is not None else _at_height(body, wish, hip)
    return Command(mid_hip=hip, trunk_right_deg=right, trunk_forward_deg=forward)


def posed(body: Body, wish: Wish, command: Command, times: Array) -> Pose:
    """The whole body."""
    pelvis = _pelvis_rotation(wish)
    lateral, forward = np.radians(command.trunk_right_deg), np.radians(command.trunk_forward_deg)
    share = wish.head_share
    return Pose(
        times_s=times,
        mid_hip=command.mid_hip,
        pelvis_rotation=pelvis,
        trunk_rotation=about_x(lateral) @ about_y(forward),
        head_rotation=about_x(lateral * share) @ about_y(forward * share),
        legs={side: _leg(body, side, wish, hip_place(body, side, wish, command)) for side in SIDES},
        arms={side: _arm(body, side, wish.arms[side]) for side in SIDES},
    )


def _pelvis_rotation(wish: Wish) -> Array:
    tilt, pitch = np.radians(wish.pelvis_tilt_deg), np.radians(wish.pelvis_pitch_deg)
    return about_x(-tilt) @ about_y(pitch)


def hip_place(body: Body, side: Side, wish: Wish, command: Command) -> Array:
    """Centre of a hip (n, 3)."""
    pelvis = _pelvis_rotation(wish)
    return command.mid_hip + rotate(pelvis, body.joints[f"{side}_hip"] - body.mid_hip)


def _leg(body: Body, side: Side, wish: Wish, hip: Array) -> LegPose:
    foot = foot_pose(body, side, wish.feet[side], hip)
    bent = _knee(body, side, wish, hip, foot)
    return leg_pose(body, side, hip, bent, foot)


def _knee(body: Body, side: Side, wish: Wish, hip: Array, foot: FootPose) -> knee.Knee:
    """The knee, of the supporting leg turned in or out as wished."""

    def placed(valgus_deg: Array, share: Array) -> knee.Knee:
        return knee.place(
            hip,
            foot.ankle,
            side,
            thigh_m=body.thigh_m,
            shank_m=body.shank_m,
            ahead=unit(knee_ahead(wish.feet[side], follows=_KNEE_FOLLOWS_FOOT)),
            valgus_deg=valgus_deg,
            valgus_share=share,
        )

    count = len(hip)
    natural = placed(np.zeros(count), np.zeros(count))
    held = np.broadcast_to(wish.valgus_share, count)
    if side != wish.support or not held.any():
        return natural
    free = knee.frontal_angle_deg(hip, natural.centre, foot.ankle, side)
    return placed(free + (wish.valgus_deg - free) * held, np.ones(count))


def _arm(body: Body, side: Side, wish: ArmWish) -> ArmPose:
    flexion, aside = np.radians(wish.flexion_deg), np.radians(wish.aside_deg)
    cosine, sine = np.cos(flexion), np.sin(flexion)
    outward = OUTWARD[side] * np.sin(aside) * np.maximum(cosine, 0.3)
    upper = unit(np.stack([sine, outward, -np.cos(aside) * cosine], -1))
    inward = np.full(len(flexion), -OUTWARD[side] * 0.25)
    ahead = across(np.stack([cosine, inward, sine], -1), upper)
    return upper_body.posed_arm(body, side, upper, ahead, np.radians(wish.elbow_deg))


def _at_height(body: Body, wish: Wish, hip: Array) -> Array:
    """Mid-hip at the height that the supporting knee's flexion leaves it."""
    pelvis = _pelvis_rotation(wish)
    heights = []
    for side in SIDES:
        bears = wish.support in (side, None)
        reach = reach_m(body, wish.knee_deg) if bears else _FURTHEST * body.leg_m
        room = 0.0 if bears else wish.feet[side].lifted * 2 * body.leg_m
        heights.append(_height_m(body, side, wish.feet[side], pelvis, hip, reach) + room)
    return np.column_stack([hip[:, :2], np.min(heights, axis=0)])


def _height_m(
    body: Body, side: Side, foot: FootWish, pelvis: Array, hip: Array, reach: Array | float
) -> Array:
    """Height of mid-hip at which hip and standing ankle are `reach` apart."""
    arm = rotate(pelvis, body.joints[f"{side}_hip"] - body.mid_hip)
    ankle = standing_ankle(body, side, foot)
    beside = (hip + arm - ankle)[:, :2]
    rise = np.sqrt(np.maximum(np.square(reach) - np.sum(beside**2, axis=1), 0.01))
    return ankle[:, 2] + rise - arm[:, 2]


def reach_m(body: Body, knee_deg: Array) -> Array:
    """Hip to ankle with the knee bent."""
    thigh, shank = body.thigh_m, body.shank_m
    return np.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * np.cos(np.radians(knee_deg)))


def _missing_lean_deg(wish: Wish, joints: dict[str, Array]) -> tuple[Array, Array]:
    """What the trunk lacks to the right and forward."""
    right, forward = _lean_deg(joints)
    if wish.shoulder_tilt_deg is None:
        return wish.trunk_right_deg - right, wish.trunk_forward_deg - forward
    _, y, z = (joints["right_shoulder"] - joints["left_shoulder"]).T
    return np.degrees(np.arctan2(z, -y)) - wish.shoulder_tilt_deg, wish.trunk_forward_deg - forward


def _lean_deg(joints: dict[str, Array]) -> tuple[Array, Array]:
    """Mid-hip to mid-shoulder against the vertical, to the right and forward."""
    hip, shoulder = ((joints[f"left_{j}"] + joints[f"right_{j}"]) / 2 for j in ("hip", "shoulder"))
    x, y, z = (shoulder - hip).T
    upright = np.maximum(z, 0.3 * np.hypot(x, z))  # near horizontal a small y is no large lean
    return np.degrees(np.arctan2(-y, upright)), np.degrees(np.arctan2(x, z))
