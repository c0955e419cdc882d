"""The clip as the report itself carries it: small, upright, playable everywhere, times kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gaitkit.errors import UnreadableInputError
from gaitkit.model import Analysis, Frame, RgbImage
from gaitkit.motion.swaps import repair_leg_swaps
from gaitkit.video import frames

from .mp4 import Mp4Writer
from .overlay_face import FaceBlur, nearest_frame, unseen_faces
from .pictures import jpeg

#: Long side of the film: a picture that stands needs more to be as wide.
LANDSCAPE_PX, PORTRAIT_PX = 720, 960
#: The film may take this much, four thirds of it as text in the page: leaves room below 15 MB.
LARGEST_BYTES = 9_500_000
_BITS_PER_S = (700_000, 5_000_000)
#: What a bound on the rate keeps to, as far as it goes: the first pictures may take more.
_SAFE_SHARE = 0.9
#: Sharper than the overlay, since the player zooms in.
_CRF = 25
_JPEG_QUALITY = 82
_PLAIN = 233

#: Left, top, right, bottom in pixels of the pose.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """An MP4 of a clip, and stills (JPEG) by frame of the clip.

    `faces_unseen` of `faces` pictures showed no face where one was to be blurred; None if nothing
    was to be blurred.
    """

    mp4: bytes
    width_px: int
    height_px: int
    stills: Mapping[int, bytes] = field(default_factory=dict)
    faces: int = 0
    faces_unseen: int | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.width_px, self.height_px


class FilmMaker:
    """Makes a film from the upright pictures of a clip, in order. Use with `with`, then `film()`.

    `stills` names the frames of the clip to keep as pictures, each with the box to cut out.
    """

    def __init__(
        self,
        analysis: Analysis,
        *,
        stills: Mapping[int, Box] | None = None,
        blur_face: bool = False,
    ) -> None:
        clip = analysis.clip
        self._analysis, self._boxes = analysis, dict(stills or {})
        self._scale, self._size_px = film_size(analysis.pose.width_px, analysis.pose.height_px)
        self._folder = TemporaryDirectory(prefix="gaitkit-")
        self._path = Path(self._folder.name) / "film.mp4"
        self._writer = Mp4Writer(
            self._path, width_px=self._size_px[0], height_px=self._size_px[1],
            crf=_CRF, max_bits_per_s=bits_per_s(clip.duration_s),
        )  # fmt: skip
        self._stills: dict[int, bytes] = {}
        self._track = repair_leg_swaps(analysis.pose) if blur_face else None
        self._face = FaceBlur(self._track, scale=self._scale) if self._track else None

    def __enter__(self) -> FilmMaker:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            self._writer.__exit__(kind, *rest)
            self._mp4 = self._path.read_bytes() if kind is None else b""
        finally:
            self._folder.cleanup()

    def add(self, frame: Frame) -> None:
        """Take the next picture; it is left as it is."""
        rgb = self._small(frame.rgb)
        if self._face:
            seconds = frame.time_s * self._analysis.clip.seconds_per_shown_second
            self._face.apply(rgb, nearest_frame(self._analysis, seconds))
        if frame.index in self._boxes:
            self._stills[frame.index] = self._still(frame)
        self._writer.write(rgb, frame.time_s)

    def _still(self, frame: Frame) -> bytes:
        """A part of the picture as it came, finer than the film."""
        rgb, scale = frame.rgb, frame.rgb.shape[1] / self._analysis.pose.width_px
        if self._track is not None:
            seconds = frame.time_s * self._analysis.clip.seconds_per_shown_second
            rgb = rgb.copy()
            FaceBlur(self._track, scale=scale).apply(rgb, nearest_frame(self._analysis, seconds))
        return jpeg(_cut(rgb, self._boxes[frame.index], scale), quality=_JPEG_QUALITY)

    def film(self) -> Film:
        """What was made; to be asked for after the `with` block."""
        return Film(
            mp4=self._mp4, width_px=self._size_px[0], height_px=self._size_px[1],
            stills=self._stills, faces=len(self._analysis.pose),
            faces_unseen=None if self._track is None else unseen_faces(self._track),
        )  # fmt: skip

    def _small(self, rgb: RgbImage) -> RgbImage:
        import cv2

        if rgb.shape[1::-1] == self._size_px:
            return rgb.copy() if self._face else rgb
        # From the overlay's size or the film's own, never by half: averaging areas would cost
        # three times as much and show nothing more.
        return cv2.resize(rgb, self._size_px, interpolation=cv2.INTER_LINEAR)


def film_of(
    analysis: Analysis,
    *,
    video: str | Path | None = None,
    stills: Mapping[int, Box] | None = None,
    blur_face: bool = False,
) -> Film:
    """The film of an analysed clip, in a pass of its own.

    `video` is where the clip lies now, if not where it was analysed. Raises UnreadableInputError
    if it is gone, UsageError where a face is to be blurred and there is none in the pose.
    """
    clip = analysis.clip if video is None else replace(analysis.clip, path=Path(video))
    _, size_px = film_size(analysis.pose.width_px, analysis.pose.height_px)
    with FilmMaker(analysis, stills=stills, blur_face=blur_face) as maker:
        taken = 0
        with frames(clip, turned_deg=analysis.turned_deg, max_side_px=max(size_px)) as reader:
            for frame in reader:
                maker.add(frame)
                taken += 1
        if not taken:
            raise no_pictures(clip.path)
    return maker.film()


def no_pictures(path: Path) -> UnreadableInputError:
    """The error of a clip that no longer holds what was analysed."""
    return UnreadableInputError(
        f"{path}: expected the analysed clip, got a video without its pictures. "
        f"Was the file replaced? Analyse it again."
    )


def smaller(film: Film, largest_bytes: int) -> Film:
    """The same film in at most about so many bytes: coarser, if it was larger."""
    if len(film.mp4) <= largest_bytes:
        return film
    import av

    with TemporaryDirectory(prefix="gaitkit-") as folder, av.open(BytesIO(film.mp4)) as source:
        stream = source.streams.video[0]
        stream.thread_type = "AUTO"
        duration_s = float((stream.duration or 0) * (stream.time_base or 0)) or 1.0
        path = Path(folder) / "film.mp4"
        with Mp4Writer(
            path, width_px=film.width_px, height_px=film.height_px, crf=_CRF,
            max_bits_per_s=round(_SAFE_SHARE * 8 * largest_bytes / duration_s),
        ) as out:  # fmt: skip
            for picture in source.decode(stream):
                out.write(picture.to_ndarray(format="rgb24"), picture.time)
        return replace(film, mp4=path.read_bytes())


def film_size(width_px: int, height_px: int) -> tuple[float, tuple[int, int]]:
    """Pixels of the film per pixel of the clip, and the film's width and height, both even."""
    longest_px = LANDSCAPE_PX if width_px >= height_px else PORTRAIT_PX
    scale = min(1.0, longest_px / max(width_px, height_px))
    return scale, (2 * round(width_px * scale / 2), 2 * round(height_px * scale / 2))


def bits_per_s(duration_s: float) -> int:
    """The rate that keeps a film of this length small enough to be sent around."""
    low, high = _BITS_PER_S
    return round(np.clip(8 * LARGEST_BYTES / max(duration_s, 1.0), low, high))


def _cut(rgb: RgbImage, box: Box, scale: float) -> RgbImage:
    """The part of the picture in the box; plain where the box leaves the picture."""
    left, top, right, bottom = (round(edge * scale) for edge in box)
    out = np.full((max(1, bottom - top), max(1, right - left), 3), _PLAIN, np.uint8)
    x, y = max(0, left), max(0, top)
    part = rgb[y : max(0, bottom), x : max(0, right)]
    out[y - top : y - top + part.shape[0], x - left : x - left + part.shape[1]] = part
    return out
