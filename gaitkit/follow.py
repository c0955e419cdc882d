"""One person followed through a stretch of a clip: where every picture meets its landmarks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from . import video
from .model import Clip, Frame
from .pose.base import PersonPose, PoseBackend, Region
from .pose.second_look import SecondLook
from .pose.stretches import Poses, Stretch

#: So often per second of movement the second look is taken: filters let less than half of it pass.
_SEEN_AGAIN_PER_S = 30
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
            return _seen_again(seen, backend.LANDMARKS, every=_again_every(search.clip))
        return {frame.index: pose for frame, pose in seen}


def _again_every(clip: Clip) -> int:
    """Every so many pictures are seen again."""
    per_s = clip.capture_fps or clip.shown_fps
    return max(1, round(per_s / _SEEN_AGAIN_PER_S)) if np.isfinite(per_s) else 1


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
    seen: Iterable[tuple[Frame, PersonPose]], landmarks: Sequence[str], *, every: int
) -> Poses:
    """The poses after a second look at every so many pictures, where the person was found.

    It is taken while the backend is at the next picture. Between two looks the points are moved as
    the looks before and after moved theirs.
    """
    look = SecondLook(landmarks)
    poses: Poses = {}
    looks: dict[int, Future[PersonPose]] = {}
    waiting: deque[Future[PersonPose]] = deque()
    due = 0
    with ThreadPoolExecutor(1) as aside:
        for frame, pose in seen:
            poses[frame.index] = pose
            if frame.index < due:
                continue
            due = frame.index + every
            looks[frame.index] = aside.submit(look, frame.rgb, pose)
            waiting.append(looks[frame.index])
            if len(waiting) > _PICTURES_BEHIND:
                waiting.popleft().result()
    return _moved_between(poses, {number: again.result() for number, again in looks.items()})


def _moved_between(poses: Poses, again: Poses) -> Poses:
    """All poses, moved as those were that were seen again before and after them."""
    looks = list(again)
    moves_px = [np.nan_to_num(again[n].points_px - poses[n].points_px) for n in looks]
    whole: Poses = {}
    for number, pose in poses.items():
        at = float(np.interp(number, looks, range(len(looks))))
        before, after, share = int(at), int(np.ceil(at)), at % 1
        move_px = (1 - share) * moves_px[before] + share * moves_px[after]
        whole[number] = again.get(number) or replace(pose, points_px=pose.points_px + move_px)
    return whole


def _looked_at(
    reader: Iterable[Frame], search: Search, handed: deque[Frame]
) -> Iterator[tuple[Frame, Region | None]]:
    """Frames in which the person can be, each with where to look; `handed` keeps them at hand."""
    for frame in reader:
        if search.wanted[frame.index]:
            handed.append(frame)
            yield frame, search.squares[frame.index]
