"""Which way up a stored picture belongs, and how wide its pixels are."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaitkit.model import RgbImage

if TYPE_CHECKING:
    from av import VideoFrame

#: Where the stored x and y axes (x right, y down) point in the upright picture: the columns of a
#: 2 x 2 matrix of 0, 1 and -1. Covers quarter turns and mirrors.
Orientation = npt.NDArray[np.int64]

_CLOCKWISE = np.array([[0, -1], [1, 0]])


def orientation_of(frame: VideoFrame) -> Orientation:
    """Orientation from the display matrix of a decoded frame, to the nearest quarter turn."""
    matrix = next((d for d in frame.side_data if d.type.name == "DISPLAYMATRIX"), None)
    if matrix is None:
        return np.eye(2, dtype=np.int64)
    a, b, _, c, d = np.frombuffer(bytes(matrix), dtype=np.int32)[:5].tolist()
    straight = abs(a) + abs(d) >= abs(b) + abs(c)
    columns = ((a, 0), (0, d)) if straight else ((0, b), (c, 0))
    return np.sign(np.array(columns, dtype=np.int64)).T


def turned(orientation: Orientation, turned_deg: int) -> Orientation:
    """Orientation with a further clockwise turn by a multiple of 90 degrees."""
    return np.linalg.matrix_power(_CLOCKWISE, turned_deg // 90 % 4) @ orientation


def turn_deg(orientation: Orientation) -> int:
    """Clockwise turn of the stored x axis: 0, 90, 180 or 270."""
    return round(math.degrees(math.atan2(orientation[1, 0], orientation[0, 0]))) % 360


def turned_size(size: tuple[int, int], orientation: Orientation) -> tuple[int, int]:
    """Width and height once upright."""
    return size if orientation[0, 0] else (size[1], size[0])


def square_size(frame: VideoFrame, sample_aspect: Fraction | None) -> tuple[int, int]:
    """Width and height with square pixels; angles are wrong in any others."""
    return (round(frame.width * (sample_aspect or 1)), frame.height)


def upright(rgb: RgbImage, orientation: Orientation) -> RgbImage:
    """The picture turned and mirrored as `orientation` says."""
    import cv2

    if np.array_equal(orientation, np.eye(2)):
        return rgb
    if not orientation[0, 0]:
        rgb = cv2.transpose(rgb)
    along_x, along_y = orientation.sum(axis=1)
    flip = {(1, 1): None, (-1, 1): 1, (1, -1): 0, (-1, -1): -1}[(int(along_x), int(along_y))]
    return rgb if flip is None else cv2.flip(rgb, flip)
