"""What stands behind the person: invented pictures of floors, walls and clutter."""

from __future__ import annotations

import cv2
import numpy as np

from ..render import Pixels
from ..rotation import Array
from .moments import Dice

_SIDE_PX = 320


def scenery(dice: Dice) -> Pixels:
    """A square picture (height, width, 3)."""
    picture = _wall(dice)
    for _ in range(int(dice.integers(0, 14))):
        _put_something(dice, picture)
    horizon = int(dice.uniform(0.3, 1.1) * _SIDE_PX)
    if horizon < _SIDE_PX and dice.random() < 0.8:
        picture[horizon:] = _wall(dice)[horizon:]
        for _ in range(int(dice.integers(0, 4))):
            _put_line(dice, picture[horizon:])
    if dice.random() < 0.6:
        picture = cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.4, 4))
    return np.clip(picture, 0, 255).astype(np.uint8)


def _wall(dice: Dice) -> Array:
    """One colour that shades off, with spots of several sizes."""
    corners = _colour(dice) + dice.normal(0, 12, (2, 2, 3))
    picture = cv2.resize(corners, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_LINEAR)
    for cells in (4, 16, 64, 160):
        spots = dice.normal(0, abs(dice.normal(0, 9)), (cells, cells, 1))
        bigger = cv2.resize(spots, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_CUBIC)
        picture = picture + bigger[..., None]
    return np.ascontiguousarray(picture, np.float32)


def _put_something(dice: Dice, picture: Array) -> None:
    x, y = (dice.random(2) * _SIDE_PX).astype(int)
    width, height = (np.exp(dice.normal(3.2, 0.8, 2))).astype(int) + 2
    colour, kind = tuple(map(float, _colour(dice))), dice.random()
    if kind < 0.45:
        cv2.rectangle(picture, (x, y), (x + width, y + height), colour, -1)
    elif kind < 0.65:
        cv2.ellipse(picture, (x, y), (width, height), dice.uniform(0, 180), 0, 360, colour, -1)
    elif kind < 0.8:
        corners = (np.array([x, y]) + dice.normal(0, 40, (4, 2))).astype(np.int32)
        cv2.fillPoly(picture, [corners], colour)
    else:
        _put_line(dice, picture)


def _put_line(dice: Dice, picture: Array) -> None:
    ends = (dice.random((2, 2)) * _SIDE_PX).astype(int)
    colour = tuple(map(float, _colour(dice)))
    cv2.line(picture, tuple(ends[0]), tuple(ends[1]), colour, int(dice.integers(1, 9)))


def _colour(dice: Dice) -> Array:
    if dice.random() < 0.6:
        return np.full(3, dice.uniform(15, 240)) + dice.normal(0, 10, 3)
    return dice.uniform(10, 245, 3)
