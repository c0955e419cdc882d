"""Where the body's weight is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..rotation import Array
from ..sides import SIDES

#: Segment: share of the body's mass, its two ends, and how far along its centre lies
#: (after Winter, Biomechanics and Motor Control of Human Movement; from memory).
_LIMBS = (
    (0.028, "shoulder", "elbow", 0.44),
    (0.022, "elbow", "wrist", 0.68),
    (0.100, "hip", "knee", 0.43),
    (0.0465, "knee", "ankle", 0.43),
    (0.0145, "ankle", "toe", 0.5),
)
_TRUNK, _HEAD = 0.497, 0.081
_HIP_SHARE = 0.6  # of hip and shoulder, in the centre that pictures show


def centre_of_mass(joints: Mapping[str, Array]) -> Array:
    """Centre of mass (n, 3)."""
    middle = {
        j: (joints[f"left_{j}"] + joints[f"right_{j}"]) / 2 for j in ("hip", "shoulder", "ear")
    }
    centre = _TRUNK * (middle["hip"] + middle["shoulder"]) / 2 + _HEAD * middle["ear"]
    for mass, start, end, along in _LIMBS:
        for side in SIDES:
            first, last = joints[f"{side}_{start}"], joints[f"{side}_{end}"]
            centre = centre + mass * (first + along * (last - first))
    return centre


def load_centre(joints: Mapping[str, Array]) -> Array:
    """Stand-in for it (n, 3) from hips and shoulders, as load sharing is defined."""
    hip, shoulder = (
        np.add(joints[f"left_{j}"], joints[f"right_{j}"]) / 2 for j in ("hip", "shoulder")
    )
    return _HIP_SHARE * hip + (1 - _HIP_SHARE) * shoulder
