"""Clips with a flaw, made from good ones: mirrored, turned, re-timed, thinned out, cut, empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

Picture = tuple[float, np.ndarray]  # seconds, RGB
_TICKS_PER_S = 90_000


def pictures(path: Path, *, until_s: float = np.inf) -> Iterator[Picture]:
    """Upright pictures of a clip with their times."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time >= until_s:
                return
            yield frame.time, frame.to_ndarray(format="rgb24")


def write(path: Path, shown: Iterable[Picture], *, fps: int = 60) -> Path:
    """A clip of these pictures at exactly these times."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps, options={"crf": "20", "preset": "veryfast"})
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, _TICKS_PER_S)
        for number, (time_s, rgb) in enumerate(shown):
            if not number:
                stream.height, stream.width = rgb.shape[:2]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
            frame.pts, frame.time_base = round(time_s * _TICKS_PER_S), Fraction(1, _TICKS_PER_S)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def changed(
    source: Path,
    path: Path,
    *,
    picture: Callable[[np.ndarray], np.ndarray] = lambda rgb: rgb,
    slower: float = 1.0,
    keep: Callable[[int], bool] = lambda number: True,
    until_s: float = np.inf,
) -> Path:
    """The source with every picture changed, its time stretched, and some left out."""
    shown = enumerate(pictures(source, until_s=until_s))
    return write(path, ((t * slower, picture(rgb)) for n, (t, rgb) in shown if keep(n)))


def cut(source: Path, path: Path, *, until_s: float) -> Path:
    """The first seconds of a clip, not encoded again."""
    with av.open(str(source)) as inside, av.open(str(path), "w") as out:
        stream = inside.streams.video[0]
        copy = out.add_stream_from_template(stream)
        for packet in inside.demux(stream):
            if packet.dts is None or packet.pts * packet.time_base >= until_s:
                continue
            packet.stream = copy
            out.mux(packet)
    return path


def nobody(kind: str, *, seconds: float = 2.0, fps: int = 30) -> Iterator[Picture]:
    """Pictures without anyone: a moving gradient, or noise out of focus."""
    rows, columns = np.mgrid[0:480, 0:640]
    random = np.random.default_rng(11)
    for number in range(int(seconds * fps)):
        if kind == "gradient":
            level = (columns + 4 * number) % 256
            rgb = np.stack([level, rows * 255 // 480, 255 - level], axis=2)
        else:
            rgb = np.kron(random.integers(0, 256, (12, 16, 3)), np.ones((40, 40, 1)))
        yield number / fps, rgb.astype(np.uint8)
