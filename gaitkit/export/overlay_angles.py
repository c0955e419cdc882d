"""Angles in one picture, from points (x right, y down) in pixels; degrees, NaN = not visible."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Point = npt.NDArray[np.float64]


def knee_flexion_deg(hip: Point, knee: Point, ankle: Point) -> float:
    """180 minus the included angle at the knee, never negative."""
    return abs(_turn_deg(knee - hip, ankle - knee))


def knee_projection_deg(hip: Point, knee: Point, ankle: Point, other_hip: Point) -> float:
    """Frontal plane projection angle: how far the knee lies inside the hip-ankle line, + = inside.

    `other_hip` tells which way inside is.
    """
    turn_deg = _turn_deg(knee - hip, ankle - knee)
    # On screen a leg whose knee bulges to the right turns clockwise (+) on its way down.
    return turn_deg if other_hip[0] > hip[0] else -turn_deg


def lean_deg(lower: Point, upper: Point, *, roll_deg: float = 0.0) -> float:
    """Lean of the line from `lower` to `upper` against vertical, + = to the right of the picture.

    `roll_deg` is how far the scene's vertical itself leans clockwise.
    """
    x_px, y_px = upper - lower
    return math.degrees(math.atan2(x_px, -y_px)) - roll_deg


def _turn_deg(first: Point, second: Point) -> float:
    """Clockwise turn on screen from one direction to the next, -180..180."""
    cross = first[0] * second[1] - first[1] * second[0]
    return math.degrees(math.atan2(cross, float(first @ second)))
