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

#: So often per second of movement a picture is looked at. Movement is filtered below 10 Hz
#: afterwards, and on rendered clips twice as many looks made no measure truer.
_LOOKS_PER_S = 30
#: How many pictures may wait for the second look.
_PICTURES_BEHIND = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Search:
    """Whom to look for in a clip: plain data, so that another process can do it too.

    `wanted` (T,) says which frames to look at, `squares` (T) where in the picture, None being
    everywhere.
    """

    clip: Clip
    turned_deg: int
    wanted: npt.NDArray[np.bool_]
    squares: tuple[Region | None, ...]
    model: str


def follow(
    search: Search, stretch: Stretch, backend: PoseBackend, *, on_frame: Callable[[], None]
) -> Poses:
    """The person's poses in a stretch; `on_frame` is called after each picture looked at."""
    times_s = search.clip.times_s
    with video.frames(
        search.clip,
        turned_deg=search.turned_deg,
        start_s=float(times_s[stretch.first]),
        end_s=float(times_s[stretch.stop - 1]),
        wanted=search.wanted,
    ) as reader:
        seen = _seen(reader, search, backend, on_frame)
        if looks_twice(backend):
            return _seen_again(seen, backend.LANDMARKS)
        return {frame.index: pose for frame, pose in seen}


def looked_every(clip: Clip) -> int:
    """Every so many frames of a clip are looked at, 30 in a second of movement."""
    per_s = clip.capture_fps or clip.shown_fps
    return max(1, round(per_s / _LOOKS_PER_S)) if np.isfinite(per_s) else 1


def looks_twice(backend: PoseBackend) -> bool:
    """Whether a backend wants the second look at its hips and feet."""
    return getattr(backend, "SECOND_LOOK", False)


def _seen(
    reader: Iterable[Frame], search: Search, backend: PoseBackend, on_frame: Callable[[], None]
) -> Iterator[tuple[Frame, PersonPose]]:
    """The pictures in which the person was found, each with the pose."""
    handed: deque[Frame] = deque()

    def handed_over() -> Iterator[tuple[Frame, Region | None]]:
        for frame in reader:
            handed.append(frame)
            yield frame, search.squares[frame.index]

    for pose in backend.estimate(handed_over(), model=search.model):
        frame = handed.popleft()
        if pose is not None:
            yield frame, pose
        on_frame()


def _seen_again(seen: Iterable[tuple[Frame, PersonPose]], landmarks: Sequence[str]) -> Poses:
    """The poses after a second look, which is taken while the backend is at the next picture."""
    look = SecondLook(landmarks)
    looks: dict[int, Future[PersonPose]] = {}
    waiting: deque[Future[PersonPose]] = deque()
    with ThreadPoolExecutor(1) as aside:
        for frame, pose in seen:
            looks[frame.index] = aside.submit(look, frame.rgb, pose)
            waiting.append(looks[frame.index])
            if len(waiting) > _PICTURES_BEHIND:
                waiting.popleft().result()
    return {number: again.result() for number, again in looks.items()}
