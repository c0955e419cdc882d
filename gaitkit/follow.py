"""One person followed through a stretch of a clip: where every picture meets its landmarks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import video
from .model import Clip, Frame
from .pose.base import PersonPose, PoseBackend, Region
from .pose.second_look import SecondLook
from .pose.stretches import Poses, Stretch

#: How many pictures may wait for the second look.
_PICTURES_BEHIND = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Search:
    """Whom to look for in a clip: plain data, so that another process can do it too.

    `wanted` (T,) says in which frames the person can be, `squares` (T) where in the picture, None
    being everywhere.
    """

    clip: Clip
    turned_deg: int
    wanted: npt.NDArray[np.bool_]
    squares: tuple[Region | None, ...]
    model: str


def follow(
    search: Search, stretch: Stretch, backend: PoseBackend, *, on_frame: Callable[[], None]
) -> Poses:
    """The person's poses in a stretch; `on_frame` is called after each picture."""
    times_s = search.clip.times_s
    with video.frames(
        search.clip,
        turned_deg=search.turned_deg,
        start_s=float(times_s[stretch.first]),
        end_s=float(times_s[stretch.stop - 1]),
    ) as reader:
        seen = _seen(reader, search, backend, on_frame)
        if looks_twice(backend):
            seen = _seen_again(seen, backend.LANDMARKS)
        return {frame.index: pose for frame, pose in seen}


def looks_twice(backend: PoseBackend) -> bool:
    """Whether a backend wants the second look at its hips and feet."""
    return getattr(backend, "SECOND_LOOK", False)


def _seen(
    reader: Iterable[Frame], search: Search, backend: PoseBackend, on_frame: Callable[[], None]
) -> Iterator[tuple[Frame, PersonPose]]:
    """The pictures in which the person was found, each with the pose."""
    handed: deque[Frame] = deque()
    looked = _looked_at(reader, search, handed)
    for pose in backend.estimate(looked, model=search.model):
        frame = handed.popleft()
        if pose is not None:
            yield frame, pose
        on_frame()


def _seen_again(
    seen: Iterable[tuple[Frame, PersonPose]], landmarks: Sequence[str]
) -> Iterator[tuple[Frame, PersonPose]]:
    """The poses after a second look, which is taken while the backend is at the next picture."""
    look = SecondLook(landmarks)
    waiting: deque[tuple[Frame, Future[PersonPose]]] = deque()
    with ThreadPoolExecutor(1) as aside:
        for frame, pose in seen:
            waiting.append((frame, aside.submit(look, frame.rgb, pose)))
            if len(waiting) > _PICTURES_BEHIND:
                frame, again = waiting.popleft()
                yield frame, again.result()
        for frame, again in waiting:
            yield frame, again.result()


def _looked_at(
    reader: Iterable[Frame], search: Search, handed: deque[Frame]
) -> Iterator[tuple[Frame, Region | None]]:
    """Frames in which the person can be, each with where to look; `handed` keeps them at hand."""
    for frame in reader:
        if search.wanted[frame.index]:
            handed.append(frame)
            yield frame, search.squares[frame.index]
