"""A quick look through a clip: everyone in a few frames, small people included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from ..model import Frame, RgbImage
from .base import PersonPose, PoseBackend, Region

#: A backend sees the whole picture in a few hundred pixels. A picture wider than this is also
#: looked at in squares, and where nobody is found in squares of this share of the short side.
_WIDE = 1.2
_CLOSER = 0.6
#: So far from a square's edges (share of its side) a person is seen whole; so much is covered
#: around one (share of the body's size).
_CLEAR_OF_EDGE, _COVERED_AROUND = 0.05, 0.04
#: Poses whose landmarks lie this close, in parts of the body's size, are one person.
DUPLICATE_DISTANCE = 0.1
#: Who alone is seen twice within this, in parts of the body's size, was there in between too.
_STAYED_WITHIN = 0.05


def look_around(
    backend: PoseBackend, frames: Iterable[Frame], *, model: str
) -> Iterator[tuple[Frame, list[PersonPose]]]:
    """Frames with everyone in each, in pixels of the frame.

    Every other frame, and those in between but where one person alone was in the same place
    before and after, as on a treadmill.
    """
    tiles = _Tiles(backend, model)
    before: list[PersonPose] = []
    between: Frame | None = None
    for number, frame in enumerate(frames):
        if number % 2:
            between = frame
            continue
        people = tiles.everyone(frame)
        if between and not _stayed(before, people):
            yield between, tiles.everyone(between)
        yield frame, people
        before, between = people, None
    if between:
        yield between, tiles.everyone(between)
    tiles.close()


def _stayed(before: list[PersonPose], after: list[PersonPose]) -> bool:
    """Whether one person alone was seen twice in the same place."""
    if not len(before) == len(after) == 1:
        return False
    return _apart(before[0], after[0]) < _STAYED_WITHIN


class _Tiles:
    """One open detector that is handed part after part of the pictures."""

    def __init__(self, backend: PoseBackend, model: str) -> None:
        self._waiting: list[Frame] = []
        self._found = backend.detect(iter(self._next, None), model=model)

    def _next(self) -> Frame | None:
        return self._waiting.pop() if self._waiting else None

    def everyone(self, frame: Frame) -> list[PersonPose]:
        """Everyone in a frame, small people too where nobody is larger."""
        height, width = frame.rgb.shape[:2]
        people = self._people(frame, _squares(width, height))
        if not people:
            people = self._people(frame, _squares(width, height, share=_CLOSER))
        return without_duplicates(people)

    def _people(self, frame: Frame, regions: list[Region]) -> list[PersonPose]:
        """Everyone in the given parts of a frame; who lies on an edge of one more than once.

        Whoever is seen whole is covered for the parts to come: to find the same person in each of
        them would cost as much again.
        """
        picture, found = frame.rgb, []
        for region in regions:
            left, top, right, bottom = (int(edge) for edge in region)
            self._waiting.append(replace(frame, rgb=picture[top:bottom, left:right]))
            people = [person.moved(left, top) for person in next(self._found)]
            for person in people:
                if len(regions) > 1 and _is_whole(person, region, picture):
                    picture = _covered(picture, person)
            found += people
        return found

    def close(self) -> None:
        """Let go of the detector."""
        self._found.close()


def _squares(width: int, height: int, *, share: float = 1.0) -> list[Region]:
    """The whole picture where it is nearly square or upright, otherwise overlapping squares.

    Those in the middle come first.
    """
    side = share * min(width, height)
    if share == 1.0 and width / height < _WIDE:
        return [(0, 0, width, height)]
    squares = [
        (left, top, left + side, top + side)
        for top in _starts(height, side)
        for left in _starts(width, side)
    ]
    corner = (width - side) / 2, (height - side) / 2
    return sorted(squares, key=lambda square: np.hypot(*np.subtract(square[:2], corner)))


def _is_whole(person: PersonPose, region: Region, picture: RgbImage) -> bool:
    """Whether a person lies clear of the region's edges but those that are the picture's."""
    margin = _CLEAR_OF_EDGE * (region[2] - region[0])
    low, high = person.points_px.min(axis=0), person.points_px.max(axis=0)
    size = picture.shape[1::-1]
    return all(
        (region[axis] < 1 or low[axis] > region[axis] + margin)
        and (region[axis + 2] > size[axis] - 1 or high[axis] < region[axis + 2] - margin)
        for axis in (0, 1)
    )


def _covered(picture: RgbImage, person: PersonPose) -> RgbImage:
    """The picture with one colour over the person."""
    low, high = person.points_px.min(axis=0), person.points_px.max(axis=0)
    around = _COVERED_AROUND * (high - low).max()
    left, top = np.maximum(low - around, 0).astype(int)
    right, bottom = np.maximum(high + around, 0).astype(int)
    covered = picture.copy()
    covered[top:bottom, left:right] = picture[::16, ::16].mean(axis=(0, 1))
    return covered


def _starts(length: int, side: float) -> list[float]:
    """Where squares begin so that neighbours overlap by a third at least."""
    if length - side < 1:
        return [0.0]
    count = int(np.ceil((length - side) / (2 * side / 3))) + 1
    return [float(s) for s in np.linspace(0, length - side, count)]


def without_duplicates(people: list[PersonPose]) -> list[PersonPose]:
    """One pose for each person: of poses that lie on each other, the best seen."""
    kept: list[PersonPose] = []
    for person in sorted(people, key=lambda p: -p.scores.mean()):
        if not any(_same_person(person, other) for other in kept):
            kept.append(person)
    return kept


def _same_person(a: PersonPose, b: PersonPose) -> bool:
    """Near each other point by point, or one a part of the other cut off by a tile's edge."""
    return _apart(a, b) < DUPLICATE_DISTANCE or _overlap(a, b) > 0.6


def _apart(a: PersonPose, b: PersonPose) -> float:
    """How far landmarks lie apart (median), in parts of the larger body's size."""
    size_px = max(np.linalg.norm(np.ptp(p.points_px, axis=0)) for p in (a, b))
    apart_px = np.median(np.linalg.norm(a.points_px - b.points_px, axis=1))
    return float(apart_px / max(size_px, 1e-9))


def _overlap(a: PersonPose, b: PersonPose) -> float:
    """Shared area of the bounding boxes over the smaller one."""
    low = np.maximum(a.points_px.min(axis=0), b.points_px.min(axis=0))
    high = np.minimum(a.points_px.max(axis=0), b.points_px.max(axis=0))
    shared = float(np.prod(np.maximum(high - low, 0)))
    areas = [float(np.prod(np.ptp(p.points_px, axis=0))) for p in (a, b)]
    return shared / max(min(areas), 1e-9)
