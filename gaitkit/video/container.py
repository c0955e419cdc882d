"""Opening a video file, and decoding it in spite of damage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.errors import UnreadableInputError

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

#: More threads hold more decoded 4K frames in memory and no longer decode faster than we look.
DECODER_THREADS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VideoSource:
    """An open file and the one stream in it that is looked at. Use with `with`."""

    path: Path
    container: InputContainer
    stream: VideoStream

    def __enter__(self) -> VideoSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.container.close()

    @property
    def format_name(self) -> str:
        """First of the container's names, as in `mov`, `matroska`, `avi`."""
        return self.container.format.name.split(",")[0]

    @property
    def codec_name(self) -> str:
        """Standard name of the codec, as in `h264`, `hevc`, `vp9`."""
        return self.stream.codec_context.codec.canonical_name


def open_video(path: Path) -> VideoSource:
    """Open a local video file.

    Raises UnreadableInputError for whatever is not a readable file with a video stream.
    """
    import av

    check_is_file(path)
    av.logging.set_level(None)
    try:
        # Without the prefix a colon in a name, without the list a playlist, could reach a network.
        container = av.open(
            f"file:{path}", options={"protocol_whitelist": "file"}, metadata_errors="replace"
        )
    except av.error.FFmpegError as error:
        raise not_a_video(path, error.strerror or "unknown data") from error
    stream = main_stream(container)
    if stream is None:
        kinds = ", ".join(sorted({s.type for s in container.streams})) or "nothing"
        container.close()
        raise not_a_video(path, f"a {container.format.name} file without pictures, only {kinds}")
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = min(DECODER_THREADS, os.cpu_count() or 1)
    return VideoSource(path=path, container=container, stream=stream)


def check_is_file(path: Path) -> None:
    """Raise UnreadableInputError unless `path` is a file with something in it."""
    if path.is_dir():
        raise UnreadableInputError(
            f"{path}: expected a video file, got a folder. "
            f"Name a clip in it, or use `gaitkit batch` for all of them."
        )
    if not path.is_file():
        raise UnreadableInputError(
            f"{path}: expected a video file, found nothing there. "
            f"Check the name and the folder (relative names start at {Path.cwd()})."
        )
    if path.stat().st_size == 0:
        raise UnreadableInputError(
            f"{path}: expected a video file, got an empty file (0 bytes). "
            f"The copy was probably interrupted: copy it from the phone again."
        )


def not_a_video(path: Path, got: str) -> UnreadableInputError:
    """The error for a file that exists and holds no readable video."""
    return UnreadableInputError(
        f"{path}: expected a video (MP4, MOV, MKV, WebM or AVI), got: {got}. "
        f"If it plays elsewhere, copy the original from the phone again; a recording that was cut "
        f"off (empty battery) has to be repaired or filmed again."
    )


def main_stream(container: InputContainer) -> VideoStream | None:
    """The stream with the film: never a cover picture; the default one if there are several."""
    from av.stream import Disposition

    films = [s for s in container.streams.video if Disposition.attached_pic not in s.disposition]
    best = container.streams.best("video")
    return best if best in films else next(iter(films), None)


def packets_of(source: VideoSource) -> Iterator[Packet]:
    """Packets of the stream up to the end or the first place that can't be read."""
    import av

    packets = source.container.demux(source.stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):
            return
        if packet.size:
            yield packet


def decoded(source: VideoSource) -> Iterator[tuple[int, VideoFrame]]:
    """Frames that can be decoded, each with its presentation time in ticks of the stream.

    In display order, times strictly increasing; damaged and doubled frames are passed over.
    """
    last, step = None, 1
    for frame in _sound_frames(source):
        tick = _tick(frame, source.format_name)
        if tick is None and last is not None:
            tick = last + step
        if tick is not None and (last is None or tick > last):
            step = 1 if last is None else tick - last
            last = tick
            yield tick, frame


def _tick(frame: VideoFrame, format_name: str) -> int | None:
    # AVI stores no presentation times; what FFmpeg derives for reordered frames is wrong, while
    # the decoding times leave the decoder in display order and evenly spaced.
    if format_name == "avi":
        return frame.dts
    return frame.dts if frame.pts is None else frame.pts


def _sound_frames(source: VideoSource) -> Iterator[VideoFrame]:
    for packet in packets_of(source):
        yield from _frames_in(source, packet)
    yield from _frames_in(source, None)


def _frames_in(source: VideoSource, packet: Packet | None) -> list[VideoFrame]:
    import av

    try:
        frames = source.stream.decode(packet)
    except (av.error.FFmpegError, EOFError):
        return []
    return [f for f in frames if not f.is_corrupt]
