"""Angles and distances from image points; arrays in, arrays out, NaN stays NaN.

Points are (..., 2) in pixels, x to the right, y down. Angles are in degrees. `forward` is +1
when the person moves to the right in the picture, -1 when to the left.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: From the heel to the ball of the foot, in lengths of the foot, Winter (2009): 0.72 to 0.75.
BALL_SHARE = 0.73


def lean_deg(lower: Array, upper: Array, *, direction: Array | float = 1.0) -> Array:
    """Angle of the line lower -> upper against vertical; positive when it tips to `direction`.

    `direction` is +1 for image right, -1 for image left.
    """
    rise = upper - lower
    return np.degrees(np.arctan2(direction * rise[..., 0], -rise[..., 1]))


def thigh_deg(hip: Array, knee: Array, *, forward: float) -> Array:
    """Thigh against vertical, positive with the knee ahead of the hip."""
    return -lean_deg(knee, hip, direction=forward)


def shank_deg(knee: Array, ankle: Array, *, forward: float) -> Array:
    """Shank against vertical, positive with the ankle ahead of the knee."""
    return -lean_deg(ankle, knee, direction=forward)


def knee_flexion_deg(hip: Array, knee: Array, ankle: Array, *, forward: float) -> Array:
    """180 minus the included hip-knee-ankle angle, negative when hyperextended."""
    flexion = thigh_deg(hip, knee, forward=forward) - shank_deg(knee, ankle, forward=forward)
    return wrapped_deg(flexion)


def foot_pitch_deg(heel: Array, toe: Array, *, forward: float) -> Array:
    """Heel -> toe against horizontal, positive with the toes up."""
    reach = toe - heel
    return np.degrees(np.arctan2(-reach[..., 1], forward * reach[..., 0]))


def sole_pitch_deg(line_deg: Array) -> Array:
    """Pitch of the foot behind its ball from that of the line heel to toe, toes flat on the ground.

    Heel, ball and toe are a triangle: its angle at the toe is the line's pitch, its angle at the
    heel what the foot is pitched beyond it. Degrees, + = toes up.
    """
    beyond = np.arcsin((1 - BALL_SHARE) / BALL_SHARE * np.sin(np.radians(line_deg)))
    return line_deg + np.degrees(beyond)


def ankle_dorsiflexion_deg(
    knee: Array, ankle: Array, heel: Array, toe: Array, *, forward: float
) -> Array:
    """Foot against shank, 0 at a right angle, positive with the toes toward the shin."""
    pitch = foot_pitch_deg(heel, toe, forward=forward)
    return wrapped_deg(pitch - shank_deg(knee, ankle, forward=forward))


def line_tilt_deg(image_left: Array, image_right: Array) -> Array:
    """Tilt of a line against horizontal, positive with its right end lower in the picture."""
    line = image_right - image_left
    return np.degrees(np.arctan2(line[..., 1], line[..., 0]))


def wrapped_deg(angle: Array) -> Array:
    """The same angle between -180 and 180."""
    return (angle + 180) % 360 - 180


def length_px(a: Array, b: Array) -> Array:
    """Distance between two points."""
    return np.hypot(*np.moveaxis(b - a, -1, 0))


def rotated(points: Array, *, degrees: float, centre: tuple[float, float]) -> Array:
    """Points turned clockwise in the picture about `centre`."""
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (points - centre) @ matrix.T + centre
