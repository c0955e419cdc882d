"""A foot as wished: standing flat, on its forefoot or its outer edge, lifted, hanging."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..body import Body, Foot
from ..gait.foot import PlantedFoot, pitched
from ..gait.leg import FORWARD, FootPose
from ..rotation import Array, about_x, about_z, rotate, smoothstep
from ..sides import OUTWARD, Side
from .wish import FootWish, Hanging

_TOUCHES_M = 0.002
_TOE_ROLL_SHARE = 0.6  # of the foot's roll
_PLANTAR_DEG = 14.0  # a hanging foot points down by this
_MOST_STRETCHED = 0.9992


@lru_cache(maxsize=16)
def planted_foot(foot: Foot) -> PlantedFoot:
    """The foot ready to be planted; making it takes as long as a whole pose."""
    return PlantedFoot.of(foot)


@dataclass(frozen=True, slots=True, eq=False)
class Shoe:
    """Turns of foot and toes at n moments, and the shoe's lowest point against the ankle."""

    pitch_deg: Array
    rotation: Array
    toe_rotation: Array
    lowest_m: Array


def foot_pose(body: Body, side: Side, wish: FootWish, hip: Array) -> FootPose:
    """The foot of a leg whose hip is at (n, 3)."""
    planted = planted_foot(body.feet[side])
    shoe = turned_shoe(planted, side, wish)
    ankle = _standing(planted, wish, shoe)
    ankle = _mixed(ankle, _in_the_air(body, side, wish, hip), wish.lifted[:, None])
    ankle = _above_ground(ankle, wish, shoe)
    ankle = _within_reach(body, hip, ankle)
    straight = about_z(-body.feet[side].azimuth_rad)
    return FootPose(
        ankle=ankle,
        rotation=shoe.rotation @ straight,
        toe_rotation=shoe.toe_rotation @ straight,
        facing=knee_ahead(wish, follows=1.0),
        pitch_deg=shoe.pitch_deg,
        phase=np.zeros(len(ankle)),
        in_stance=ankle[:, 2] + shoe.lowest_m - wish.floor_m < _TOUCHES_M,
    )


def standing_ankle(body: Body, side: Side, wish: FootWish) -> Array:
    """Ankle (n, 3) of the foot as it stands, lifted or not."""
    planted = planted_foot(body.feet[side])
    return _standing(planted, wish, turned_shoe(planted, side, wish))


def turned_shoe(planted: PlantedFoot, side: Side, wish: FootWish) -> Shoe:
    """The shoe as wished, on the ground or off it."""
    pitch = _mixed(wish.pitch_deg, _air_pitch_deg(wish), smoothstep(1.4 * wish.lifted))
    toe_pitch = _mixed(np.maximum(pitch, 0), pitch, smoothstep(2.5 * wish.lifted))
    roll = np.radians(wish.roll_deg) * OUTWARD[side]
    turned = about_z(wish.yaw_rad)
    rotation = turned @ about_x(-roll) @ pitched(pitch)
    toe_rotation = turned @ about_x(-roll * _TOE_ROLL_SHARE) @ pitched(toe_pitch)
    return Shoe(pitch, rotation, toe_rotation, _lowest_m(planted, rotation, toe_rotation))


def knee_ahead(wish: FootWish, *, follows: float) -> Array:
    """Where the knee points (n, 3): to the toes by a share, of a hanging leg to the thigh's front.

    A thigh that reaches straight back has its front facing down.
    """
    thigh = np.radians(wish.hanging.thigh_deg)
    front = np.stack([np.cos(thigh), 0 * thigh, np.sin(thigh)], -1)
    hangs = wish.lifted if wish.led is None else wish.lifted * (1 - wish.led.share)
    ahead = _mixed(np.broadcast_to(FORWARD, front.shape), front, hangs[:, None])
    return rotate(about_z(wish.yaw_rad * follows), ahead)


def hanging_span(body: Body, side: Side, hanging: Hanging) -> Array:
    """Hip to ankle (n, 3) of a leg in the air."""
    thigh = np.radians(hanging.thigh_deg)
    shank = thigh - np.radians(hanging.knee_deg)
    x = body.thigh_m * np.sin(thigh) + body.shank_m * np.sin(shank)
    z = -body.thigh_m * np.cos(thigh) - body.shank_m * np.cos(shank)
    aside = np.radians(hanging.aside_deg) * OUTWARD[side]
    return np.stack([x, -z * np.sin(aside), z * np.cos(aside)], -1)


def line_angle_deg(body: Body, knee_deg: Array) -> Array:
    """From the thigh to the line from hip to ankle, + = line ahead (so 0 or less)."""
    bend = np.radians(knee_deg)
    return -np.degrees(
        np.arctan2(body.shank_m * np.sin(bend), body.thigh_m + body.shank_m * np.cos(bend))
    )


def _air_pitch_deg(wish: FootWish) -> Array:
    hanging = wish.hanging.thigh_deg - wish.hanging.knee_deg - _PLANTAR_DEG
    return hanging if wish.led is None else _mixed(hanging, wish.led.pitch_deg, wish.led.share)


def _in_the_air(body: Body, side: Side, wish: FootWish, hip: Array) -> Array:
    free = hip + hanging_span(body, side, wish.hanging)
    if wish.led is None:
        return free
    return _mixed(free, wish.led.ankle, wish.led.share[:, None])


def _standing(planted: PlantedFoot, wish: FootWish, shoe: Shoe) -> Array:
    """Ankle of the foot on the ground; heel up or rolled outward it turns about the toes."""
    count = len(shoe.pitch_deg)
    heel = np.broadcast_to(wish.heel_xy, (count, 2))
    flat = planted.ankle(np.zeros(count), heel, wish.yaw_rad)
    joint = flat + about_z(wish.yaw_rad) @ planted.toe_joint
    on_toes = joint - rotate(shoe.rotation, planted.toe_joint)
    on_toes[:, 2] = -shoe.lowest_m
    on_heel = planted.ankle(np.maximum(shoe.pitch_deg, 0), heel, wish.yaw_rad)
    ankle = np.where((shoe.pitch_deg < 0)[:, None], on_toes, on_heel)
    return ankle + np.multiply.outer(wish.floor_m, [0.0, 0, 1])


def _lowest_m(planted: PlantedFoot, rotation: Array, toe_rotation: Array) -> Array:
    """Lowest point (n,) of the shoe against its ankle."""
    toes = planted.shoe[:, 0] > planted.toe_joint[0]
    foot = rotation[:, 2] @ planted.shoe[~toes].T
    tip = toe_rotation[:, 2] @ (planted.shoe[toes] - planted.toe_joint).T
    tip = tip + (rotation[:, 2] @ planted.toe_joint)[:, None]
    return np.minimum(foot.min(1), tip.min(1))


def _above_ground(ankle: Array, wish: FootWish, shoe: Shoe) -> Array:
    """Ankles raised where the shoe would sink in, or hang too near the ground."""
    clearance = wish.clearance_m * wish.lifted
    missing = wish.floor_m + clearance - (ankle[:, 2] + shoe.lowest_m)
    soft = np.maximum(0.35 * clearance, 1e-5)
    raised = np.where(wish.lifted > 0, soft * np.logaddexp(0, missing / soft), 0)
    return ankle + np.multiply.outer(raised, [0.0, 0, 1])


def _within_reach(body: Body, hip: Array, ankle: Array) -> Array:
    """Ankles brought nearer where the leg is too short."""
    span = ankle - hip
    reach = np.linalg.norm(span, axis=-1)
    return hip + span * np.minimum(1, _MOST_STRETCHED * body.leg_m / reach)[:, None]


def _mixed(start: Array, end: Array, share: Array) -> Array:
    return start + (end - start) * share


def foot_length_m(foot: Foot) -> float:
    """From the heel's landmark to that of the toes."""
    return float(np.linalg.norm(foot.toe - foot.heel))
