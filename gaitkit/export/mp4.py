"""An MP4 that browsers and phones play: H.264, 4:2:0, index in front, uneven times kept."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

from gaitkit.model import RgbImage

#: Ticks per second of the written times: a multiple of all usual frame rates.
TICKS_HZ = 90_000
_BT601, _LIMITED = 5, 1
#: The next preset takes 1.6 times as long for a file 15 % smaller; a key picture each 30 keeps
#: dragging through the video smooth.
_FAST = {"preset": "ultrafast", "g": "30", "x264-params": "scenecut=0"}
_CRF = 27
#: Pictures that may wait for the encoder.
_ROOM = 4


class Mp4Writer:
    """Writes pictures of one size (even width and height) at given times. Use with `with`.

    A thread of its own encodes while the caller makes the next picture. A file that was not
    finished is removed. A lower `crf` is sharper and larger; `max_bits_per_s` bounds the size, at
    the cost of sharpness where much moves.
    """

    def __init__(
        self,
        path: Path,
        *,
        width_px: int,
        height_px: int,
        crf: int = _CRF,
        max_bits_per_s: int | None = None,
    ) -> None:
        import av

        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._out = av.open(
            f"file:{self._part}", "w", format="mp4", options={"movflags": "faststart"}
        )
        self._stream = self._out.add_stream("libx264", options=_options(crf, max_bits_per_s))
        self._stream.thread_type = "AUTO"
        self._stream.width, self._stream.height = width_px, height_px
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.time_base = Fraction(1, TICKS_HZ)
        context.colorspace, context.color_range = _BT601, _LIMITED
        self._size = (height_px, width_px)
        self._encoder = ThreadPoolExecutor(1, thread_name_prefix="gaitkit-encode")
        self._waiting: deque[Future[None]] = deque()

    def write(self, rgb: RgbImage, time_s: float) -> None:
        """Add a picture (height, width, 3) shown from `time_s` on; `rgb` may be reused after."""
        import cv2

        if rgb.shape[:2] != self._size:
            raise ValueError(f"picture: expected {self._size}, got {rgb.shape[:2]}")
        # OpenCV's conversion (BT.601, limited range) takes a quarter of the time of FFmpeg's.
        planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420)
        self._waiting.append(self._encoder.submit(self._encode, planes, time_s))
        if len(self._waiting) > _ROOM:
            self._waiting.popleft().result()

    def _encode(self, planes: Any, time_s: float) -> None:
        import av

        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = round(time_s * TICKS_HZ), Fraction(1, TICKS_HZ)
        self._out.mux(self._stream.encode(frame))

    def __enter__(self) -> Mp4Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._encoder.shutdown(cancel_futures=kind is not None)
            if kind is None:
                for written in self._waiting:
                    written.result()
                self._out.mux(self._stream.encode())
            self._out.close()
            if kind is None:
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)


def _options(crf: int, max_bits_per_s: int | None) -> dict[str, str]:
    options = {**_FAST, "crf": str(crf)}
    if max_bits_per_s is not None:
        options |= {"maxrate": str(max_bits_per_s), "bufsize": str(max_bits_per_s)}
    return options
