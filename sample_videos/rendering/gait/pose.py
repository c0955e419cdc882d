"""Where everything is at n moments, in the world the person walks through (metres)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..rotation import Array
from ..sides import Side


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LegPose:
    """One leg: points (n, 3), rotations from rest (n, 3, 3), phase 0 to 1, pitch + toes up."""

    hip: Array
    knee: Array
    ankle: Array
    toe_joint: Array
    heel: Array
    toe: Array
    thigh_rotation: Array
    shank_rotation: Array
    foot_rotation: Array
    toe_rotation: Array
    phase: Array
    in_stance: npt.NDArray[np.bool_]
    pitch_deg: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArmPose:
    """One arm's rotations from rest (n, 3, 3)."""

    upper_rotation: Array
    fore_rotation: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pose:
    """The whole person."""

    times_s: Array
    mid_hip: Array
    pelvis_rotation: Array
    trunk_rotation: Array
    head_rotation: Array
    legs: dict[Side, LegPose]
    arms: dict[Side, ArmPose]
