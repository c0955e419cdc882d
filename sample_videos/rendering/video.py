"""Frames into an H.264 file."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av

from .film import Pixels
from .parameters import Picture


def write(frames: Iterable[Pixels], path: Path, picture: Picture) -> None:
    """An mp4 of the frames at the picture's size, rate and quality."""
    with av.open(path, "w") as container:
        rate = Fraction(picture.fps).limit_denominator(1001)
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = picture.width_px, picture.height_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(picture.crf), "preset": "veryfast"}
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
