"""How far the camera was turned about its own axis, told by what was built around the person.

Walls, doors and fences stand upright, their edges lie level: in a picture taken askew all of them
lean by the same angle. Seen from below or aslant they converge besides, which adds a lean that
grows along the picture and is nil at its middle. Both are found together, for upright and level
lines at once, by how much line there is that agrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import RgbImage
from ..model._arrays import FloatArray

Box = tuple[float, float, float, float]
Grey = npt.NDArray[np.uint8]

#: Longer side of the backdrop, and between half and all of so many pictures make it.
_SIDE_PX = 960
_MOST_PICTURES = 16
#: Where people are for more than this share of the time they are not gone from the backdrop; so
#: much around each of them (share of height) is theirs too.
_OFTEN_THERE, _AROUND_PEOPLE = 0.3, 0.08
#: A roll beyond this is no mistake of who holds the phone; lines are sought that much farther.
_MOST_ROLL_DEG, _CONVERGING_DEG = 8.0, 4.0
#: Shortest upright and level lines, in longer sides of the picture, and how many of each count.
_SHORTEST, _MOST_LINES = (0.025, 0.05), 150
#: Lines that lean this much beside the others hardly agree with them any more.
_AGREE_DEG = 0.5
#: Steps of the search: roll, and lean per longer side of the picture, up to the second number.
_ROLL_STEP_DEG, _STEEPEST_DEG = 0.2, 24
#: Doubt, in longer sides of line: for every degree of convergence, and for a roll of so much.
_DOUBT_PER_DEG, _DOUBT_OF_ROLL, _USUAL_ROLL_DEG = 0.002, 0.03, 2.5
#: Lines that agree, in longer sides and in number, and the most that another roll may have of that.
_LEAST_SUPPORT, _FEWEST_LINES, _NEXT_BEST = 0.4, 4, 0.85


class Backdrop:
    """Pictures of a clip put over one another: whoever moves through it is gone."""

    def __init__(self) -> None:
        self._pictures: list[Grey] = []
        self._given, self._every = 0, 1

    def add(self, picture: RgbImage) -> None:
        """One more picture; of many, some are kept."""
        if self._given % self._every == 0:
            self._pictures.append(_small_grey(picture))
        self._given += 1
        if len(self._pictures) == _MOST_PICTURES:
            self._pictures = self._pictures[::2]
            self._every *= 2

    def picture(self) -> Grey:
        """What was there most of the time."""
        return np.median(np.stack(self._pictures), axis=0).astype(np.uint8)


def _small_grey(picture: RgbImage) -> Grey:
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, _SIDE_PX / max(grey.shape))
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lines:
    """Upright or level lines (n,): how they lean, clockwise positive, where they are and how long.

    Where: across the picture for upright ones, down it for level ones, from its middle; like
    lengths in longer sides of the picture.
    """

    lean_deg: FloatArray
    at: FloatArray
    length: FloatArray

    def agreeing(
        self, roll_deg: FloatArray | float, per_side_deg: FloatArray | float
    ) -> FloatArray:
        """How far each line agrees, 0 to 1, with rolls and convergences of any shape (..., n)."""
        roll, steep = (
            np.asarray(roll_deg)[..., np.newaxis],
            np.asarray(per_side_deg)[..., np.newaxis],
        )
        beside_deg = self.lean_deg - roll - steep * self.at
        return np.exp(-0.5 * (beside_deg / _AGREE_DEG) ** 2)


def roll_deg(backdrop: Grey, boxes: Sequence[Box]) -> float | None:
    """How far the scene's vertical leans clockwise in the picture, degrees; None if nothing tells.

    `boxes` are where people were seen, at equal times, left, top, right, bottom in shares of the
    picture's width and height.
    """
    families = _lines(backdrop, boxes)
    rolls = np.arange(-_MOST_ROLL_DEG, _MOST_ROLL_DEG + 1e-9, _ROLL_STEP_DEG)
    steeps = np.arange(-_STEEPEST_DEG, _STEEPEST_DEG + 1.0)
    doubt = _DOUBT_PER_DEG * np.abs(steeps)
    support = [
        lines.agreeing(rolls[:, np.newaxis], steeps) @ lines.length - doubt for lines in families
    ]
    of_rolls = np.sum([one.max(axis=1) for one in support], axis=0)
    likely = of_rolls - _DOUBT_OF_ROLL * (rolls / _USUAL_ROLL_DEG) ** 2
    best = int(likely.argmax())
    others = likely[np.abs(rolls - rolls[best]) > 3 * _AGREE_DEG]
    if of_rolls[best] < _LEAST_SUPPORT or others.max() > _NEXT_BEST * of_rolls[best]:
        return None
    start = [float(steeps[one[best].argmax()]) for one in support]
    found, count = _refined(families, float(rolls[best]), start)
    return found if count >= _FEWEST_LINES else None


def _refined(families: Sequence[_Lines], roll: float, steeps: list[float]) -> tuple[float, int]:
    """Roll and convergences that fit the lines that agree, and how many these are."""
    for _ in range(6):
        leans, weights = [], []
        for number, lines in enumerate(families):
            weight = lines.agreeing(roll, steeps[number]) * lines.length
            along = weight @ (lines.at * (lines.lean_deg - roll))
            steeps[number] = along / (weight @ lines.at**2 + _DOUBT_PER_DEG)
            leans.append(lines.lean_deg - steeps[number] * lines.at)
            weights.append(weight)
        roll = float(np.average(np.concatenate(leans), weights=np.concatenate(weights)))
    agreeing = [lines.agreeing(roll, steep) for lines, steep in zip(families, steeps, strict=True)]
    return roll, int(np.sum(np.concatenate(agreeing) > 0.5))


def _lines(backdrop: Grey, boxes: Sequence[Box]) -> tuple[_Lines, _Lines]:
    """Upright and level lines of what was built.

    Lines on the ground say nothing, as nobody knows which way they run. They end at the horizon,
    which a phone held upright sees about as high as the hips: only what reaches above counts.
    """
    import cv2

    size = np.array(backdrop.shape[::-1])
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(backdrop)[0]
    ends = np.zeros((0, 2, 2)) if found is None else found.reshape(-1, 2, 2).astype(float)
    middle, way = ends.mean(axis=1), np.diff(ends, axis=1)[:, 0]
    hips = np.median([(top + bottom) / 2 for _, top, _, bottom in boxes]) * size[1]
    built = (ends[..., 1].min(axis=1) < hips) & ~_peoples(middle / size, boxes)
    length, from_middle = np.linalg.norm(way, axis=1) / size.max(), (middle - size / 2) / size.max()
    across, down = way.T
    leans_deg = (
        np.degrees(np.arctan(-across / np.where(down, down, 1e-9))),
        np.degrees(np.arctan(down / np.where(across, across, 1e-9))),
    )
    most_deg = _MOST_ROLL_DEG + _CONVERGING_DEG
    families = []
    for axis, (lean_deg, shortest) in enumerate(zip(leans_deg, _SHORTEST, strict=True)):
        plain = np.flatnonzero(built & (length > shortest) & (np.abs(lean_deg) < most_deg))
        plain = plain[np.argsort(-length[plain])][:_MOST_LINES]
        families.append(
            _Lines(lean_deg=lean_deg[plain], at=from_middle[plain, axis], length=length[plain])
        )
    return families[0], families[1]


def _peoples(points: FloatArray, boxes: Sequence[Box]) -> npt.NDArray[np.bool_]:
    """Whether somebody is often at a point (n, 2), in shares of the picture."""
    left, top, right, bottom = np.array(boxes, dtype=float).T[..., np.newaxis]
    around = _AROUND_PEOPLE * (bottom - top)
    x, y = points.T
    there = (x > left - around) & (x < right + around) & (y > top - around) & (y < bottom + around)
    return there.mean(axis=0) > _OFTEN_THERE
