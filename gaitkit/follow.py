"""One person followed through a stretch of a clip: where every picture meets its landmarks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import video
from .model import Clip, Frame
from .pose.base import PoseBackend, Region
from .pose.second_look import SecondLook
from .pose.stretches import Poses, Stretch


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
    times_s, found = search.clip.times_s, {}
    look_again = SecondLook(backend.LANDMARKS) if looks_twice(backend) else None
    handed: deque[Frame] = deque()
    with video.frames(
        search.clip,
        turned_deg=search.turned_deg,
        start_s=float(times_s[stretch.first]),
        end_s=float(times_s[stretch.stop - 1]),
    ) as reader:
        looked = _looked_at(reader, search, handed)
        for pose in backend.estimate(looked, model=search.model):
            frame = handed.popleft()
            if pose is not None:  # here, and nowhere else, a pose still has its picture
                found[frame.index] = look_again(frame.rgb, pose) if look_again else pose
            on_frame()
    return found


def looks_twice(backend: PoseBackend) -> bool:
    """Whether a backend wants the second look at its hips and feet."""
    return getattr(backend, "SECOND_LOOK", False)


def _looked_at(
    reader: Iterable[Frame], search: Search, handed: deque[Frame]
) -> Iterator[tuple[Frame, Region | None]]:
    """Frames in which the person can be, each with where to look; `handed` keeps them at hand."""
    for frame in reader:
        if search.wanted[frame.index]:
            handed.append(frame)
            yield frame, search.squares[frame.index]
