"""What every pose backend must do, as a test that anyone can run on theirs.

from gaitkit.pose.contract import check_backend
def test_my_backend():
    check_backend(my_backend, model="large", person=FRAMES_WITH_ONE, nobody=FRAMES_WITHOUT)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from ..model import Frame
from .base import GAIT_LANDMARKS, PersonPose, PoseBackend

#: Where a cut-out moves the points by more than this share of the body's height, the region's
#: corner was forgotten.
_SAME_PLACE = 0.08
#: Side of the cut-out in body heights, and how far it lies off the person's middle.
_SQUARE, _OFF_CENTRE = 1.8, 0.1


def check_backend(
    backend: PoseBackend, *, model: str, person: Sequence[Frame], nobody: Sequence[Frame]
) -> None:
    """Hold a backend against its contract; AssertionError says what is broken and how.

    `person` are three or more consecutive frames with one whole person, `nobody` frames without.
    """
    make_ready = getattr(backend, "make_ready", None)
    if make_ready:
        make_ready(model)
    _check_names(backend, model)
    _check_detect(backend, model, person, nobody)
    _check_estimate(backend, model, person, nobody)
    _check_region(backend, model, person[0])
    _check_one_by_one(backend, model, person)


def _check_names(backend: PoseBackend, model: str) -> None:
    assert isinstance(backend.NAME, str) and backend.NAME, "NAME: expected a text"
    assert len(set(backend.LANDMARKS)) == len(backend.LANDMARKS), "LANDMARKS: some occur twice"
    missing = sorted(set(GAIT_LANDMARKS) - set(backend.LANDMARKS))
    assert not missing, f"LANDMARKS lacks {', '.join(missing)}"
    told = backend.version(model)
    assert isinstance(told, str) and told, "version: expected a text"
    assert told == backend.version(model), "version: differs from call to call"


def _check_detect(
    backend: PoseBackend, model: str, person: Sequence[Frame], nobody: Sequence[Frame]
) -> None:
    found = list(backend.detect(iter(person), model=model))
    assert len(found) == len(person), f"detect: {len(person)} frames in, {len(found)} lists out"
    assert all(people for people in found), "detect: the person was not found in every frame"
    for frame, people in zip(person, found, strict=True):
        for pose in people:
            _check_pose(pose, backend, frame, "detect")
    empty = list(backend.detect(iter(nobody), model=model))
    assert not any(empty), "detect: somebody was found where nobody is"


def _check_estimate(
    backend: PoseBackend, model: str, person: Sequence[Frame], nobody: Sequence[Frame]
) -> None:
    found = list(backend.estimate(((f, None) for f in person), model=model))
    assert len(found) == len(person), f"estimate: {len(person)} frames in, {len(found)} poses out"
    for frame, pose in zip(person, found, strict=True):
        assert pose is not None, "estimate: the person was lost"
        _check_pose(pose, backend, frame, "estimate")
    empty = list(backend.estimate(((f, None) for f in nobody), model=model))
    assert empty == [None] * len(nobody), "estimate: expected None where nobody is"


def _check_pose(pose: PersonPose, backend: PoseBackend, frame: Frame, what: str) -> None:
    count = len(backend.LANDMARKS)
    assert pose.points_px.shape == (count, 2), f"{what}: points_px is {pose.points_px.shape}"
    assert pose.scores.shape == (count,), f"{what}: scores is {pose.scores.shape}"
    assert ((pose.scores >= 0) & (pose.scores <= 1)).all(), f"{what}: scores go beyond 0..1"
    if pose.points_m is not None:
        assert pose.points_m.shape == (count, 3), f"{what}: points_m is {pose.points_m.shape}"
    seen = pose.points_px[np.isfinite(pose.points_px).all(axis=1)]
    height, width = frame.rgb.shape[:2]
    inside = ((seen >= 0) & (seen <= (width, height))).all(axis=1)
    assert inside.mean() > 0.5, f"{what}: points are expected in pixels of the whole frame"


def _check_region(backend: PoseBackend, model: str, frame: Frame) -> None:
    """In a square around the person the points stay in pixels of the whole frame."""
    (whole,) = backend.estimate(iter([(frame, None)]), model=model)
    assert whole is not None, "estimate: the person was lost"
    low, high = np.nanmin(whole.points_px, axis=0), np.nanmax(whole.points_px, axis=0)
    height = float(high[1] - low[1])
    left, top = (low + high) / 2 - _SQUARE / 2 * height + _OFF_CENTRE * height
    region = (left, top, left + _SQUARE * height, top + _SQUARE * height)
    (part,) = backend.estimate(iter([(frame, region)]), model=model)
    assert part is not None, "estimate: the person was lost in a region"
    away = np.nanmedian(np.linalg.norm(part.points_px - whole.points_px, axis=1)) / height
    assert away < _SAME_PLACE, f"estimate: a region moves the points by {away:.0%} of the body"


def _check_one_by_one(backend: PoseBackend, model: str, person: Sequence[Frame]) -> None:
    """A clip may be long: a frame is answered before many more are asked for."""
    for look, what in ((backend.detect, "detect"), (backend.estimate, "estimate")):
        taken: list[int] = []
        frames: Iterable[object] = _counted(person, taken)
        if what == "estimate":
            frames = ((frame, None) for frame in _counted(person, taken))
        answers = look(frames, model=model)  # type: ignore[operator]
        list(islice(answers, 1))
        assert len(taken) <= 2, f"{what}: took {len(taken)} frames before it answered the first"
        close = getattr(answers, "close", None)
        if close:
            close()


def _counted(frames: Sequence[Frame], taken: list[int]) -> Iterator[Frame]:
    for frame in frames:
        taken.append(frame.index)
        yield frame
