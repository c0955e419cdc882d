"""Angles seen from the front and the rear; camera roll is already taken out of the track."""

from __future__ import annotations

import numpy as np
import scipy

from ..model import Cycle, Walk
from ..model._arrays import FloatArray
from .sample import series, stance, toe_out_deg
from .spec import FRONTAL_PLANES, metric

#: A knee wavers from frame to frame in the picture; its peak is read from means over this share
#: of the stance.
_STEADY = 0.2


def _stance_peak(walk: Walk, cycle: Cycle, values: FloatArray, *, sign: float = 1.0) -> float:
    """Largest value, times `sign`, between contact and toe-off."""
    return sign * float(np.max(sign * stance(walk, values, cycle)))


@metric(unit="deg", planes=FRONTAL_PLANES, difference="degrees", per_roll_deg=1.0)
def pelvic_drop_deg(walk: Walk, cycle: Cycle) -> float:
    """Peak in stance of the inter-hip line against horizontal, + = swing side lower."""
    return _stance_peak(walk, cycle, series(walk, "pelvic_drop", cycle.side))


@metric(unit="deg", planes=FRONTAL_PLANES, difference="degrees", per_roll_deg=1.0)
def pelvic_hike_deg(walk: Walk, cycle: Cycle) -> float:
    """Peak the other way: swing side higher than the stance side, + = higher."""
    return -_stance_peak(walk, cycle, series(walk, "pelvic_drop", cycle.side), sign=-1.0)


@metric(unit="deg", planes=FRONTAL_PLANES, difference="degrees")
def hip_adduction_peak_deg(walk: Walk, cycle: Cycle) -> float:
    """Peak in stance of the thigh against the perpendicular of the inter-hip line."""
    return _stance_peak(walk, cycle, series(walk, "hip_adduction", cycle.side))


@metric(unit="deg", planes=FRONTAL_PLANES, difference="degrees")
def knee_valgus_deg(walk: Walk, cycle: Cycle) -> float:
    """Peak in stance of the frontal plane projection angle, + = knee medial."""
    wavering = series(walk, "knee_valgus", cycle.side)
    frames = len(stance(walk, wavering, cycle, end=_STEADY))
    steady = scipy.ndimage.uniform_filter1d(wavering, frames, mode="nearest")
    return _stance_peak(walk, cycle, steady)


@metric(
    unit="deg", planes=FRONTAL_PLANES, needs={"shoulder"}, difference="degrees", per_roll_deg=1.0,
)  # fmt: skip
def trunk_lateral_lean_deg(walk: Walk, cycle: Cycle) -> float:
    """Peak in stance of the trunk's lean toward the stance leg."""
    return _stance_peak(walk, cycle, series(walk, "trunk_lateral_lean", cycle.side))


@metric(unit="deg", planes=FRONTAL_PLANES, difference="degrees")
def foot_progression_deg(walk: Walk, cycle: Cycle) -> float:
    """Heel to toe against the direction of travel, mean over 20-80 % of stance, + = toe-out."""
    angle = toe_out_deg(walk, cycle.side)
    return float(np.mean(stance(walk, angle, cycle, start=0.2, end=0.8)))
