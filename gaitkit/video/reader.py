"""Upright pictures of a clip, decoded in the background while the caller looks at the last one."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaitkit.errors import UsageError
from gaitkit.model import Clip, Frame, RgbImage

from .container import VideoSource, check_is_file, decoded, open_video
from .orientation import Orientation, orientation_of, square_size, turned, upright

if TYPE_CHECKING:
    from av import VideoFrame

#: Converted pictures that may wait; at 4K each takes 25 MB.
_ROOM = 3
#: Seek this much earlier than asked: files index decoding times, which lag behind.
_SEEK_MARGIN_S = 1.0
_SAME_TIME_S = 1e-6
#: From this height on, a picture that doesn't name its colour matrix is taken as HD (BT.709).
_HD_HEIGHT_PX = 720


def frames(
    clip: Clip,
    *,
    turned_deg: int = 0,
    every_s: float | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    wanted: npt.NDArray[np.bool_] | None = None,
    max_side_px: int | None = None,
) -> FrameReader:
    """Upright RGB pictures of a clip, in order; `Frame.index` counts in `clip.times_s`.

    `turned_deg` turns further, clockwise, by a multiple of 90 (footage without a rotation tag).
    `every_s` gives only one picture per that many shown seconds, `wanted` (T,) only those of some
    frames: the others are decoded, not converted. `start_s` and `end_s` (shown time, both included)
    limit the stretch.
    `max_side_px` shrinks the long side to that; `FrameReader.scale` says by how much.

    Memory is constant: at most a few pictures wait. Stop early with `close()`, a `with` block or
    by dropping the reader. Raises UnreadableInputError if the file is gone or no longer a video.
    """
    if turned_deg % 90:
        raise UsageError(f"turned_deg: expected 0, 90, 180 or 270, got {turned_deg}.")
    return FrameReader(
        _Plan(
            clip=clip,
            turned_deg=turned_deg,
            every_s=every_s,
            start_s=-np.inf if start_s is None else start_s,
            end_s=np.inf if end_s is None else end_s,
            wanted=wanted,
            scale=_shrinking(clip, max_side_px),
        )
    )


class FrameReader(Iterator[Frame]):
    """Iterator over pictures, filled by a thread of its own.

    `scale`: pixels of the pictures per pixel of the clip. `frames_lost`: frames of the clip within
    the stretch that turned out to be undecodable so far; final once the reader is exhausted.
    """

    def __init__(self, plan: _Plan) -> None:
        check_is_file(plan.clip.path)
        self.scale = plan.scale
        self._queue = _Queue()
        # The thread must not know the reader, or a dropped reader would never be collected.
        self._thread = threading.Thread(
            target=_fill, args=(plan, self._queue), name="gaitkit-decode", daemon=True
        )
        self._thread.start()

    @property
    def frames_lost(self) -> int:
        """Undecodable frames passed so far."""
        return self._queue.lost

    def __next__(self) -> Frame:
        item = self._queue.take()
        if isinstance(item, Frame):
            return item
        self.close()
        if isinstance(item, BaseException):
            raise item
        raise StopIteration

    def close(self) -> None:
        """Stop decoding and close the file. Safe to call again."""
        self._queue.close()
        self._thread.join()

    def __enter__(self) -> FrameReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_thread"):
            self._queue.close()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plan:
    clip: Clip
    turned_deg: int
    every_s: float | None
    start_s: float
    end_s: float
    wanted: npt.NDArray[np.bool_] | None
    scale: float


@dataclass(slots=True, eq=False)
class _Queue:
    """Hands pictures over. The filler waits for room before it converts, the taker for items."""

    items: SimpleQueue[Frame | BaseException | None] = field(default_factory=SimpleQueue)
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_ROOM))
    closed: threading.Event = field(default_factory=threading.Event)
    lost: int = 0

    def wait_for_room(self) -> bool:
        self.room.acquire()
        return not self.closed.is_set()

    def take(self) -> Frame | BaseException | None:
        item = None if self.closed.is_set() else self.items.get()
        self.room.release()
        return item

    def close(self) -> None:
        self.closed.set()
        self.room.release()


def _fill(plan: _Plan, queue: _Queue) -> None:
    last: BaseException | None = None
    try:
        with open_video(plan.clip.path) as source:
            convert = _converter(plan, source)
            for index, picture in _wanted(plan, source, queue):
                if not queue.wait_for_room():
                    return
                time_s = float(plan.clip.times_s[index])
                queue.items.put(Frame(index=index, time_s=time_s, rgb=convert(picture)))
    except BaseException as error:  # whatever happens here belongs to whoever waits for pictures
        last = error
    finally:
        queue.items.put(last)


def _wanted(plan: _Plan, source: VideoSource, queue: _Queue) -> Iterator[tuple[int, VideoFrame]]:
    """Frames of the stretch at the asked spacing, by number; counts those that never came."""
    times_s = plan.clip.times_s
    expected = int(np.searchsorted(times_s, plan.start_s - _SAME_TIME_S))
    stop = int(np.searchsorted(times_s, plan.end_s + _SAME_TIME_S))
    due_s = -np.inf
    for index, picture in _numbered_from(expected, source, plan.clip) if expected < stop else ():
        if index >= stop or queue.closed.is_set():
            break
        queue.lost += index - expected
        expected = index + 1
        if plan.wanted is not None and not plan.wanted[index]:
            continue
        if times_s[index] >= due_s - _SAME_TIME_S:
            yield index, picture
            due_s = _next_due(times_s[index], due_s, plan.every_s)
    queue.lost += max(0, stop - expected)


def _next_due(time_s: float, due_s: float, every_s: float | None) -> float:
    if every_s is None:
        return -np.inf
    first = not np.isfinite(due_s)
    return time_s + every_s if first or time_s - due_s >= every_s else due_s + every_s


def _numbered_from(first: int, source: VideoSource, clip: Clip) -> Iterator[tuple[int, VideoFrame]]:
    """Decoded frames with their number in the clip, from `first` on, each number once."""
    start_s = clip.times_s[first]
    if start_s > _SEEK_MARGIN_S and _seek(source, clip.first_time_s + start_s - _SEEK_MARGIN_S):
        found = _numbered(source, clip)
        head = next(found, None)
        if head is not None and head[0] <= first:
            yield from (f for f in itertools.chain([head], found) if f[0] >= first)
            return
    with open_video(clip.path) as fresh:
        yield from (f for f in _numbered(fresh, clip) if f[0] >= first)


def _seek(source: VideoSource, file_time_s: float) -> bool:
    import av

    try:
        source.container.seek(
            int(file_time_s / source.stream.time_base), stream=source.stream, backward=True
        )
    except av.error.FFmpegError:
        return False
    return True


def _numbered(source: VideoSource, clip: Clip) -> Iterator[tuple[int, VideoFrame]]:
    time_base_s = float(source.stream.time_base)
    for tick, picture in decoded(source):
        time_s = tick * time_base_s - clip.first_time_s
        index = int(np.searchsorted(clip.times_s, time_s - _SAME_TIME_S))
        if index < len(clip.times_s) and clip.times_s[index] - time_s < _SAME_TIME_S:
            yield index, picture


def _shrinking(clip: Clip, max_side_px: int | None) -> float:
    return min(1.0, (max_side_px or np.inf) / max(clip.width_px, clip.height_px))


def _converter(plan: _Plan, source: VideoSource) -> Callable[[VideoFrame], RgbImage]:
    """A function from decoded frame to upright RGB of the asked size."""
    from av.video.reformatter import VideoReformatter

    reformatter = VideoReformatter()  # keeps its tables from frame to frame
    sample_aspect = source.stream.sample_aspect_ratio
    orientation: Orientation | None = None

    def convert(picture: VideoFrame) -> RgbImage:
        nonlocal orientation
        if orientation is None:  # once: PyAV's side data keep a frame alive until collected
            orientation = turned(orientation_of(picture), plan.turned_deg)
        width_px, height_px = square_size(picture, sample_aspect)
        size_px = round(width_px * plan.scale), round(height_px * plan.scale)
        # Shrinking while converting takes half the time of shrinking what was converted.
        direct = size_px if plan.scale < 1 else (None, None)
        rgb = reformatter.reformat(
            picture, *direct, format="rgb24", src_colorspace=_color_matrix(picture),
            interpolation="AREA", threads=1,
        ).to_ndarray()  # fmt: skip
        return upright(_resized(rgb, *size_px), orientation)

    return convert


def _color_matrix(picture: VideoFrame) -> str | None:
    from av.video.reformatter import Colorspace

    if picture.colorspace in {c.value for c in Colorspace}:
        return None
    return "ITU709" if min(picture.width, picture.height) >= _HD_HEIGHT_PX else "ITU601"


def _resized(rgb: RgbImage, width_px: int, height_px: int) -> RgbImage:
    import cv2

    if rgb.shape[:2] == (height_px, width_px):
        return rgb
    return cv2.resize(rgb, (width_px, height_px), interpolation=cv2.INTER_AREA)
