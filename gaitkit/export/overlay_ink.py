"""Drawing on a picture: lines and words that stay legible on any background and at any size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from gaitkit.model import RgbImage

Color = tuple[int, int, int]
Point = npt.NDArray[np.float64]

LEFT: Color = (230, 57, 53)
RIGHT: Color = (50, 130, 255)
NEUTRAL: Color = (240, 240, 240)
DARK: Color = (24, 26, 30)
SIDE_COLORS: dict[str, Color] = {"left": LEFT, "right": RIGHT}

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_HEIGHT_PX = 22.0  # of capitals at scale 1
#: Positions are passed to OpenCV in sixteenths of a pixel.
_SHIFT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Sizes that suit one picture size: `line_px` thick lines, `text_px` tall capitals."""

    line_px: int
    text_px: int

    @classmethod
    def for_size(cls, width_px: int, height_px: int) -> Pen:
        """Sizes for a picture; capitals are 1.9 % of the long side, yet fit a narrow picture."""
        text_px = min(0.019 * max(width_px, height_px), 0.026 * min(width_px, height_px))
        line_px = 0.0035 * max(width_px, height_px)
        return cls(line_px=max(2, round(line_px)), text_px=max(8, round(text_px)))


def draw_line(rgb: RgbImage, points: Point, color: Color, width_px: int) -> None:
    """A smooth line through the visible `points` (N, 2); a gap stays a gap."""
    for run in _runs(points):
        cv2.polylines(rgb, [_fixed(run)], False, color, max(1, width_px), cv2.LINE_AA, _SHIFT)


def draw_dot(rgb: RgbImage, center: Point, radius_px: float, color: Color, width_px: int) -> None:
    """A circle, filled if `width_px` is negative; nothing if the centre is unseen."""
    if np.isfinite(center).all():
        x, y = _fixed(center).tolist()
        radius = round(radius_px * (1 << _SHIFT))
        cv2.circle(rgb, (x, y), radius, color, width_px, cv2.LINE_AA, _SHIFT)


def text_width_px(text: str, text_px: float) -> int:
    """How wide `text` gets with capitals `text_px` tall."""
    return cv2.getTextSize(text, _FONT, text_px / _FONT_HEIGHT_PX, _thickness(text_px))[0][0]


def draw_text(
    rgb: RgbImage, text: str, left_bottom: tuple[int, int], color: Color, text_px: float
) -> None:
    """Words (ASCII) with capitals `text_px` tall."""
    scale = text_px / _FONT_HEIGHT_PX
    cv2.putText(rgb, text, left_bottom, _FONT, scale, color, _thickness(text_px), cv2.LINE_AA)


def draw_label(
    rgb: RgbImage, text: str, center: Point, color: Color, text_px: int
) -> tuple[int, int, int, int]:
    """Words in a dark box, kept inside the picture; returns the box (left, top, right, bottom)."""
    pad = text_px // 2
    width, height = text_width_px(text, text_px) + 2 * pad, text_px + 2 * pad
    left = int(np.clip(center[0] - width / 2, 0, max(0, rgb.shape[1] - width)))
    top = int(np.clip(center[1] - height / 2, 0, max(0, rgb.shape[0] - height)))
    cv2.rectangle(rgb, (left, top), (left + width, top + height), DARK, -1)
    cv2.rectangle(rgb, (left, top), (left + width, top + height), color, max(1, text_px // 10))
    draw_text(rgb, text, (left + pad, top + pad + text_px), NEUTRAL, text_px)
    return left, top, left + width, top + height


def _thickness(text_px: float) -> int:
    return max(1, round(text_px / 9))


def _fixed(points: Point) -> npt.NDArray[np.int32]:
    return np.round(points * (1 << _SHIFT)).astype(np.int32)


def _runs(points: Point) -> list[Point]:
    seen = np.isfinite(points).all(axis=1)
    if seen.all():
        return [points]
    parts = np.split(np.arange(len(points)), np.flatnonzero(np.diff(seen)) + 1)
    return [points[part] for part in parts if seen[part[0]] and len(part) > 1]
