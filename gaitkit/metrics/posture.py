"""How somebody stands on two legs, seen from the front or behind."""

from __future__ import annotations

import numpy as np

from ..model import Repetition, Walk
from ..model._arrays import FloatArray
from .repeated import whole
from .sample import toe_out_deg
from .spec import FRONTAL_PLANES, metric

_STAND = {"stand"}
#: Where the body's centre lies between the hips and the shoulders.
_CENTRE_AT_HIP = 0.6
#: A degree of roll moves a centre one metre up sideways by 1.7 cm, of feet 20 to 25 cm apart.
_LOAD_PER_ROLL_DEG = 8.0


@metric(
    unit="%", activities=_STAND, planes=FRONTAL_PLANES, per="repetition", sided=False,
    needs={"shoulder"}, per_roll_deg=_LOAD_PER_ROLL_DEG,
)  # fmt: skip
def load_share_pct(walk: Walk, repetition: Repetition) -> float:
    """Share of the weight on the right foot, from where the body's centre is between the ankles."""
    px = walk.track.px
    centre = _CENTRE_AT_HIP * px("mid_hip") + (1 - _CENTRE_AT_HIP) * px("mid_shoulder")
    left, right = px("left_ankle")[:, 0], px("right_ankle")[:, 0]
    share = (centre[:, 0] - left) / (right - left)
    return 100 * float(np.nanmedian(whole(walk, repetition, share)))


@metric(
    unit="deg", activities=_STAND, planes=FRONTAL_PLANES, per="repetition", sided=False,
    needs={"shoulder"}, per_roll_deg=1.0,
)  # fmt: skip
def shoulder_tilt_deg(walk: Walk, repetition: Repetition) -> float:
    """Line between the shoulders against horizontal, + = right higher."""
    return float(np.nanmedian(whole(walk, repetition, _right_higher_deg(walk, "shoulder"))))


@metric(
    unit="deg", activities=_STAND, planes=FRONTAL_PLANES, per="repetition", sided=False,
    per_roll_deg=1.0,
)  # fmt: skip
def pelvis_tilt_deg(walk: Walk, repetition: Repetition) -> float:
    """Line between the hips against horizontal, + = right higher."""
    return float(np.nanmedian(whole(walk, repetition, _right_higher_deg(walk, "hip"))))


def _right_higher_deg(walk: Walk, part: str) -> FloatArray:
    line = walk.track.px(f"left_{part}") - walk.track.px(f"right_{part}")
    return np.degrees(np.arctan2(line[:, 1], np.abs(line[:, 0])))


@metric(unit="deg", activities=_STAND, planes={"front"}, per="repetition", difference="degrees")
def standing_foot_angle_deg(walk: Walk, repetition: Repetition) -> float:
    """Heel to toe against straight ahead, + = toe-out."""
    angle = toe_out_deg(walk, repetition.side)
    return float(np.nanmedian(whole(walk, repetition, angle)))
