"""The measured person's face made unrecognisable, where the pose shows a head."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gaitkit.errors import UsageError
from gaitkit.model import Analysis, PoseTrack, RgbImage
from gaitkit.motion.geometry import length_px

FACE_LANDMARKS = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
#: Half width and half height of a head over the trunk's length, with room for an uncertain pose.
_HEAD_OVER_TRUNK = (0.26, 0.36)
#: What remains of a head across: too few patches to tell one from another.
_PATCHES = 6


class FaceBlur:
    """Blurs a head in pictures. `scale` is picture pixels per pixel of the track.

    Where the face is unseen for a while, it is blurred on the line between where it was and where
    it will be. Raises UsageError for a pose without face landmarks.
    """

    def __init__(self, track: PoseTrack, *, scale: float = 1.0) -> None:
        centres_px = _head_centres_px(track)
        self._centres_px = centres_px * scale
        trunk_px = _filled(length_px(track.px("mid_shoulder"), track.px("mid_hip")))
        self._half_px = scale * np.outer(trunk_px, _HEAD_OVER_TRUNK)

    def apply(self, rgb: RgbImage, frame: int) -> None:
        """Blur the head of that frame of the track in `rgb`, in place."""
        if not np.isfinite([self._half_px[frame], self._centres_px[frame]]).all():
            return
        first = np.clip(self._centres_px[frame] - self._half_px[frame], 0, _size_px(rgb))
        last = np.clip(self._centres_px[frame] + self._half_px[frame] + 1, 0, _size_px(rgb))
        (left, top), (right, bottom) = first.astype(int), last.astype(int)
        if right > left and bottom > top:
            part = rgb[top:bottom, left:right]
            inside = self._ellipse(frame, (left, top), part.shape)
            part[inside] = _patched(part)[inside]

    def _ellipse(
        self, frame: int, corner: tuple[int, int], shape: tuple[int, ...]
    ) -> npt.NDArray[np.bool_]:
        y, x = np.ogrid[: shape[0], : shape[1]]
        centre, half = self._centres_px[frame] - corner, self._half_px[frame]
        return ((x - centre[0]) / half[0]) ** 2 + ((y - centre[1]) / half[1]) ** 2 <= 1


def unseen_faces(track: PoseTrack) -> int:
    """In how many frames no face was found: there the blur is placed by what is around them."""
    seen = [np.isfinite(track.px(name)).all(axis=1) for name in FACE_LANDMARKS]
    return int(np.sum(~np.any(seen, axis=0)))


def nearest_frame(analysis: Analysis, time_s: float) -> int:
    """Number of the pose frame nearest to a moment of the person's time."""
    return int(np.argmin(np.abs(analysis.pose.times_s - time_s)))


def _size_px(rgb: RgbImage) -> tuple[int, int]:
    return rgb.shape[1], rgb.shape[0]


def _patched(part: RgbImage) -> RgbImage:
    """The same picture in a few soft patches."""
    import cv2

    small = cv2.resize(part, (_PATCHES, _PATCHES), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, part.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def _head_centres_px(track: PoseTrack) -> npt.NDArray[np.float64]:
    """Middle of the head (T, 2), filled over time; NaN only if it is never seen."""
    missing = sorted(set(FACE_LANDMARKS) - set(track.landmarks))
    if missing:
        raise UsageError(
            f"blur-face: this pose lacks {', '.join(missing)}, so the face can't be found. "
            f"Leave the pictures out instead (--no-video), or use the mediapipe backend."
        )
    points = np.stack([track.px(name) for name in FACE_LANDMARKS])
    seen = np.isfinite(points)
    total = np.where(seen, points, 0).sum(axis=0)
    count = seen.sum(axis=0)
    centres = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return np.column_stack([_filled(centres[:, 0]), _filled(centres[:, 1])])


def _filled(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Gaps bridged in a straight line, ends held."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return np.full(len(values), np.nan)
    return np.interp(np.arange(len(values)), known, values[known])
