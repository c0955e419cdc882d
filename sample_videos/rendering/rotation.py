"""Rotation matrices and directions; angles in radians, any leading shape."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

Array = npt.NDArray[np.float64]


def _matrix(rows: list[list[Array]]) -> Array:
    return np.stack([np.stack(row, -1) for row in rows], -2)


def about_x(angle_rad: Array | float) -> Array:
    """Turn about x (forward), (..., 3, 3)."""
    angle = np.asarray(angle_rad, float)
    c, s, one, nil = np.cos(angle), np.sin(angle), np.ones_like(angle), np.zeros_like(angle)
    return _matrix([[one, nil, nil], [nil, c, -s], [nil, s, c]])


def about_y(angle_rad: Array | float) -> Array:
    """Turn about y (the person's left), (..., 3, 3)."""
    angle = np.asarray(angle_rad, float)
    c, s, one, nil = np.cos(angle), np.sin(angle), np.ones_like(angle), np.zeros_like(angle)
    return _matrix([[c, nil, s], [nil, one, nil], [-s, nil, c]])


def about_z(angle_rad: Array | float) -> Array:
    """Turn about z (up), (..., 3, 3)."""
    angle = np.asarray(angle_rad, float)
    c, s, one, nil = np.cos(angle), np.sin(angle), np.ones_like(angle), np.zeros_like(angle)
    return _matrix([[c, -s, nil], [s, c, nil], [nil, nil, one]])


def unit(vectors: Array) -> Array:
    """Vectors (..., 3) brought to length one; a null vector stays null."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def dot(a: Array, b: Array) -> Array:
    """Inner product over the last axis."""
    return np.sum(a * b, axis=-1)


def across(vectors: Array, direction: Array) -> Array:
    """Unit part of `vectors` at right angles to the unit vectors `direction`."""
    return unit(vectors - dot(vectors, direction)[..., None] * direction)


def frame(along: Array, ahead: Array) -> Array:
    """Right-handed frames whose third column is `along` and whose first leans to `ahead`."""
    along = unit(along)
    first = across(ahead, along)
    return np.stack([first, np.cross(along, first), along], -1)


def rotate(rotations: Array, vectors: Array) -> Array:
    """Vectors (3,) or (..., 3) turned by rotations (..., 3, 3)."""
    return np.einsum("...ij,...j->...i", rotations, vectors)


def between(start: Array, end: Array, share: float) -> Array:
    """Rotations (n, 3, 3) that lie `share` of the way from `start` to `end`."""
    turn = Rotation.from_matrix(np.swapaxes(start, -1, -2) @ end).as_rotvec()
    return start @ Rotation.from_rotvec(turn * share).as_matrix()


def smoothstep(x: Array | float) -> Array:
    """0 below 0, 1 above 1, and between them a rise without speed or acceleration at its ends."""
    x = np.clip(x, 0, 1)
    return x * x * x * (10 - 15 * x + 6 * x * x)
