"""One leg as points and rotations, from where its knee and its foot are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..body import Body
from ..rotation import Array, frame, rotate, unit
from ..sides import Side
from .knee import Knee, thigh_front
from .pose import LegPose

FORWARD = np.array([1.0, 0, 0])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FootPose:
    """Ankle (n, 3), rotations from rest (n, 3, 3) of foot and toes.

    `facing` (3,) or (n, 3) is where the shank's front turns to besides the thigh's.
    """

    ankle: Array
    rotation: Array
    toe_rotation: Array
    facing: Array
    pitch_deg: Array
    phase: Array
    in_stance: npt.NDArray[np.bool_]


def leg_pose(body: Body, side: Side, hip: Array, bent: Knee, foot: FootPose) -> LegPose:
    """The whole leg between hip (n, 3) and foot."""
    rest = body.feet[side]
    toe_joint = foot.ankle + rotate(foot.rotation, rest.toe_joint)
    thigh, shank = _rotations(body, side, hip, bent, foot)
    return LegPose(
        hip=hip,
        knee=bent.centre,
        ankle=foot.ankle,
        toe_joint=toe_joint,
        heel=foot.ankle + rotate(foot.rotation, rest.heel),
        toe=toe_joint + rotate(foot.toe_rotation, rest.toe - rest.toe_joint),
        thigh_rotation=thigh,
        shank_rotation=shank,
        foot_rotation=foot.rotation,
        toe_rotation=foot.toe_rotation,
        phase=foot.phase,
        in_stance=foot.in_stance,
        pitch_deg=foot.pitch_deg,
    )


def _rotations(
    body: Body, side: Side, hip: Array, bent: Knee, foot: FootPose
) -> tuple[Array, Array]:
    """Thigh and shank from rest; the shank's front lies between knee and foot."""
    front = thigh_front(bent)
    shin = unit(0.5 * front + 0.5 * foot.facing)
    hip0, knee0, ankle0 = (body.joints[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    thigh = frame(unit(bent.centre - hip), front) @ frame(knee0 - hip0, FORWARD).T
    shank = frame(unit(foot.ankle - bent.centre), shin) @ frame(ankle0 - knee0, FORWARD).T
    return thigh, shank
