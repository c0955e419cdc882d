"""Examples to learn from: part of a shot before some scenery, as a phone would hand it on.

How far off the middle a pose model may be, and how wrong about the person's size, is drawn at
random, widely, and without regard to any pose model's own faults.
"""

from __future__ import annotations

import cv2
import numpy as np

from gaitkit.pose.second_look import (
    FOOT,
    LEG,
    NEAR_SHANK,
    PELVIS,
    SHANK,
    THIGH,
    Sight,
    near_hip,
    softened,
    toes_ahead,
)  # fmt: skip

from ..render import Pixels
from ..rotation import Array
from .moments import Dice
from .shots import SIZE_PX, STATURES

_STATURE_PX = SIZE_PX / STATURES
_HIPS = (0, 5)
#: Hips apart in shots taken from the front or behind, and in those from the side, where toes point
#: as far beside heels as this; shares of stature.
_ABREAST, _ASIDE, _SQUARE = 0.064, 0.06, 0.08
_ENDS = {SHANK: ("knee", "ankle"), THIGH: ("hip", "knee"), NEAR_SHANK: ("knee", "ankle")}
#: How far off the middle of a line a pose model may be (standard deviation), shares of stature.
_MIDDLE_OFF = {PELVIS: 0.016, SHANK: 0.012, FOOT: 0.012, THIGH: 0.014, NEAR_SHANK: 0.014}


def shows(sight: Sight, points: Array) -> Array:
    """Which shots (n,) are for a network, by their points (n, 10, 2) in shares of their side."""
    points = points * STATURES
    apart = np.abs(points[:, _HIPS[0], 0] - points[:, _HIPS[1], 0])
    if sight.aside:
        return (apart < _ASIDE) & (np.abs([toes_ahead(one) for one in points]) > _SQUARE)
    return apart > _ABREAST if sight is PELVIS else np.ones(len(points), bool)


def example(
    dice: Dice, sight: Sight, shot: Pixels, points: Array, behind: Pixels, passer_by: Pixels | None
) -> tuple[Pixels, Array]:
    """A picture (side, side, 3) and the ends (2, 2) of the line in it, in shares of its side."""
    ends, middle = _line(dice, sight, points * SIZE_PX)
    middle = middle + dice.normal(0, _MIDDLE_OFF[sight] * _STATURE_PX, 2)
    zoom = sight.side_px / (sight.of_stature * _STATURE_PX * np.exp(dice.normal(0, 0.09)))
    mirrored = bool(dice.random() < 0.5)
    move = _move(dice, middle, zoom, sight.side_px, mirrored=mirrored)
    ends = ends @ move[:, :2].T + move[:, 2]
    if sight.abreast and mirrored:  # from the left end to the right one, in the picture
        ends = ends[::-1]
    ground = _ground(dice, sight, behind, ends, zoom)
    if passer_by is not None:
        aside = move.copy()
        aside[0, 2] += dice.choice([-1, 1]) * dice.uniform(20, 110) * zoom
        ground = _over(_moved(passer_by, aside, sight.side_px), ground)
    picture = _over(_moved(softened(shot, zoom), move, sight.side_px), ground)
    return _spoiled(dice, picture), ends / sight.side_px


def _line(dice: Dice, sight: Sight, points: Array) -> tuple[Array, Array]:
    """Ends of the line, and where a pose model says its middle is, but for its error."""
    if sight is PELVIS:
        ends = points[list(_HIPS)]
        return ends[np.argsort(ends[:, 0])], ends.mean(axis=0)
    hip = near_hip(points) if sight.aside else _HIPS[dice.random() >= 0.5]
    leg = dict(zip(LEG, points[hip : hip + len(LEG)], strict=True))
    if sight is FOOT:
        ends = np.array([leg["heel"], leg["toe"]])
        return ends, np.mean([leg["ankle"], *ends], axis=0)
    ends = np.array([leg[joint] for joint in _ENDS[sight]])
    return ends, ends.mean(axis=0)


def _move(dice: Dice, middle: Array, zoom: float, side_px: int, *, mirrored: bool) -> Array:
    """From shot to picture, a little turned."""
    angle = np.radians(dice.normal(0, 4))
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if mirrored:
        turn = np.diag([-1, 1]) @ turn
    return np.column_stack([turn, side_px / 2 - turn @ middle])


def _moved(picture: Pixels, move: Array, side_px: int) -> Pixels:
    return cv2.warpAffine(picture, move, (side_px, side_px), flags=cv2.INTER_LINEAR)


def _ground(dice: Dice, sight: Sight, behind: Pixels, ends: Array, zoom: float) -> Array:
    """A piece of the scenery, often with the foot's shadow on it."""
    zoom = zoom * np.exp(dice.uniform(-0.4, 0.7))
    at = dice.random(2) * np.maximum(behind.shape[0] - sight.side_px / zoom, 0) * zoom
    move = np.array([[zoom, 0, -at[0]], [0, zoom, -at[1]]])
    size = (sight.side_px, sight.side_px)
    ground = cv2.warpAffine(behind, move, size, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    if sight is FOOT and dice.random() < 0.6:
        ground *= _shadow(dice, ends.mean(axis=0), sight.side_px)
    return ground


def _shadow(dice: Dice, middle: Array, side_px: int) -> Array:
    dark = np.ones((side_px, side_px, 1), np.float32)
    x, y = middle[0] + dice.uniform(-4, 4), middle[1] + dice.uniform(0, 6)
    size = int(dice.uniform(6, 26)), int(dice.uniform(3, 10))
    cv2.ellipse(dark, (int(x), int(y)), size, 0, 0, 360, dice.uniform(0.4, 0.9), -1)
    return cv2.GaussianBlur(dark, (0, 0), dice.uniform(1, 5))[..., np.newaxis]


def _over(cut: Pixels, picture: Array) -> Array:
    return cut[..., :3] + picture * (1 - cut[..., 3:] * np.float32(1 / 255))


def _spoiled(dice: Dice, picture: Array) -> Pixels:
    """Light, colour, softness, noise and compression of a phone's film."""
    shift = 128 - 128 * (stretch := dice.uniform(0.65, 1.3)) + dice.normal(0, 14, 3)
    picture = picture * np.float32(stretch) + shift.astype(np.float32)
    if dice.random() < 0.4:
        picture = cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.3, 1.6))
    if dice.random() < 0.12:
        picture = cv2.blur(picture, (int(dice.integers(2, 6)), 1))
    if dice.random() < 0.6:
        grain = dice.standard_normal(picture.shape, np.float32)
        picture = picture + grain * np.float32(dice.uniform(0, 9))
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    if dice.random() < 0.25:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(30, 90))]
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR)
    return picture
