"""Little clips in every format that can be written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numbered_pictures import picture

QUIET = {
    "libx265": {"x265-params": "log-level=none:frame-threads=1"},
    "libvpx-vp9": {"cpu-used": "8"},
}


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., Path]:
    """Write a clip that counts its frames; times in milliseconds where they are uneven."""

    def write(
        name: str,
        *,
        codec: str = "libx264",
        pixels: str = "yuv420p",
        count: int = 40,
        times_ms: Sequence[int] | None = None,
        fps: int = 30,
        size: tuple[int, int] = (320, 192),
        options: dict[str, str] | None = None,
        mux: dict[str, str] | None = None,
        tags: dict[str, str] | None = None,
        turn: tuple[float, bool] | None = None,
        matrix: str = "ITU601",
        full_range: bool = False,
        sample_aspect: Fraction | None = None,
        audio_first: bool = False,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w", options=mux or {}) as out:
            out.metadata.update(tags or {})
            if audio_first:
                sound = out.add_stream("aac", rate=16000)
            stream = out.add_stream(
                codec, rate=fps, options={"g": "12", **QUIET.get(codec, {}), **(options or {})}
            )
            stream.width, stream.height, stream.pix_fmt = *size, pixels
            context = stream.codec_context
            context.colorspace = {"ITU601": 5, "ITU709": 1, "BT2020": 9}[matrix]
            context.color_range = 2 if full_range else 1
            if sample_aspect:
                context.sample_aspect_ratio = sample_aspect
            if times_ms is not None:
                context.time_base = Fraction(1, 1000)
            if turn:
                stream.set_display_rotation(turn[0], hflip=turn[1])
            if audio_first:
                for start in range(0, 16000, 1024):
                    silence = av.AudioFrame.from_ndarray(
                        np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
                    )
                    silence.sample_rate, silence.pts = 16000, start
                    out.mux(sound.encode(silence))
                out.mux(sound.encode())
            for number in range(count if times_ms is None else len(times_ms)):
                rgb = picture(number, width_px=size[0], height_px=size[1])
                frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
                    format=pixels,
                    dst_colorspace=matrix,
                    dst_color_range="JPEG" if full_range else "MPEG",
                )
                frame.pts = number if times_ms is None else times_ms[number]
                frame.time_base = Fraction(1, fps) if times_ms is None else Fraction(1, 1000)
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
        return path

    return write


#: One recipe per combination of container and codec that phones and editors write.
FORMATS = {
    "h264.mp4": {},
    "h264.mov": {},
    "h264.mkv": {},
    "h264.avi": {},
    "hevc.mp4": {"codec": "libx265"},
    "hevc10.mov": {"codec": "libx265", "pixels": "yuv420p10le"},
    "h264_10.mp4": {"pixels": "yuv420p10le"},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "vp9.mkv": {"codec": "libvpx-vp9"},
    "vp8.webm": {"codec": "libvpx"},
    "mpeg4.avi": {"codec": "mpeg4", "options": {"bf": "2", "qscale": "2"}},
    "mpeg4.mp4": {"codec": "mpeg4", "options": {"bf": "2", "qscale": "2"}},
    "mjpeg.avi": {"codec": "mjpeg", "pixels": "yuvj420p", "full_range": True},
    "prores.mov": {"codec": "prores_ks", "pixels": "yuv422p10le"},
    "av1.mp4": {"codec": "libsvtav1", "options": {"preset": "12"}},
}


@pytest.fixture(params=sorted(FORMATS))
def any_clip(request: pytest.FixtureRequest, write_clip: Callable[..., Path]) -> Path:
    """A 40-frame clip in each format."""
    return write_clip(request.param, **FORMATS[request.param])
