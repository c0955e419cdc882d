"""The measured person in the picture: skeleton, trails of the feet, flashes of events, box."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gaitkit.model import SIDES, Analysis, GaitEvent, PoseTrack, RgbImage, Side, other
from gaitkit.reference import text

from .overlay_ink import (
    DARK,
    NEUTRAL,
    SIDE_COLORS,
    Color,
    Pen,
    Point,
    draw_dot,
    draw_label,
    draw_line,
)

LIMBS = (
    ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"),
    ("knee", "ankle"), ("ankle", "heel"), ("heel", "toe"), ("toe", "ankle"),
)  # fmt: skip
ACROSS = (("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"))
_TRAILED = ("ankle", "heel")
_TRAIL_S = 0.25
_FLASH_S = 0.12
_LOW_SCORE = 0.5


def skeleton(track: PoseTrack) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Landmarks that are drawn, for a page's script, and lines between them: from, to, side."""
    pairs = [(a, b, "both") for a, b in ACROSS]
    pairs += [(f"{s}_{a}", f"{s}_{b}", s) for s in SIDES for a, b in LIMBS]
    pairs = [pair for pair in pairs if track.has(pair[:2])]
    names = list(dict.fromkeys(n for a, b, _ in pairs for n in (a, b)))
    return names, [(names.index(a), names.index(b), side) for a, b, side in pairs]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BodyPainter:
    """Draws what is known at one frame of `track`. `scale` is picture pixels per pose pixel."""

    analysis: Analysis
    track: PoseTrack
    lang: str
    pen: Pen
    scale: float
    points_px: npt.NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        # Pixel centres: the middle of the first pixel stays there when a picture is shrunk.
        points = (self.track.points_px + 0.5) * self.scale - 0.5
        object.__setattr__(self, "points_px", points)

    def draw(self, rgb: RgbImage, frame: int, near_side: Side | None) -> None:
        """Draw everything onto `rgb`, the far side first."""
        if self.analysis.person.people > 1:
            self._draw_box(rgb, frame)
        far: Side = other(near_side) if near_side else "left"
        self._draw_trails(rgb, frame)
        for side in (far, other(far)):
            self._draw_side(rgb, frame, side, thin=near_side is not None and side == far)
        self._draw_across(rgb, frame)
        self._draw_flashes(rgb, frame)

    def _at(self, frame: int, name: str) -> Point:
        if name not in self.track.landmarks:
            return np.full(2, np.nan)
        return self.points_px[frame, self.track.landmarks.index(name)]

    def _score(self, frame: int, *names: str) -> float:
        return min(self.track.scores[frame, self.track.landmarks.index(n)] for n in names)

    def _draw_side(self, rgb: RgbImage, frame: int, side: Side, *, thin: bool) -> None:
        for part, next_part in LIMBS:
            self._draw_limb(
                rgb, frame, (f"{side}_{part}", f"{side}_{next_part}"), SIDE_COLORS[side], thin=thin
            )
        for part in ("hip", "knee", "ankle"):
            center = self._at(frame, f"{side}_{part}")
            draw_dot(rgb, center, 1.1 * self.pen.line_px, NEUTRAL, -1)

    def _draw_across(self, rgb: RgbImage, frame: int) -> None:
        for ends in ACROSS:
            self._draw_limb(rgb, frame, ends, NEUTRAL, thin=True)

    def _draw_limb(
        self, rgb: RgbImage, frame: int, ends: tuple[str, str], color: Color, *, thin: bool
    ) -> None:
        if not self.track.has(ends):
            return
        unsure = self._score(frame, *ends) < _LOW_SCORE
        width_px = round(self.pen.line_px * (0.6 if thin else 1) * (0.6 if unsure else 1))
        points = np.stack([self._at(frame, name) for name in ends])
        draw_line(rgb, points, DARK, width_px + max(2, self.pen.line_px // 2))
        draw_line(rgb, points, color, width_px)

    def _draw_trails(self, rgb: RgbImage, frame: int) -> None:
        times_s = self.track.times_s
        seconds = _TRAIL_S * self.analysis.clip.seconds_per_shown_second
        first = int(np.searchsorted(times_s, times_s[frame] - seconds))
        for side, color in SIDE_COLORS.items():
            for part in _TRAILED:
                if f"{side}_{part}" in self.track.landmarks:
                    column = self.track.landmarks.index(f"{side}_{part}")
                    trail = self.points_px[first : frame + 1, column]
                    draw_line(rgb, trail, color, round(self.pen.line_px / 3))

    def _draw_flashes(self, rgb: RgbImage, frame: int) -> None:
        taken: list[tuple[int, int, int, int]] = []
        now_s = self.track.times_s[frame]
        for event in self.analysis.events:
            since_s = now_s - event.time_s
            if -1e-6 <= since_s < self._flash_s:
                taken.append(self._draw_flash(rgb, frame, event, taken))

    @property
    def _flash_s(self) -> float:
        """In the person's time; slow motion shows it as long as normal speed does."""
        return _FLASH_S * self.analysis.clip.seconds_per_shown_second

    def _draw_flash(
        self,
        rgb: RgbImage,
        frame: int,
        event: GaitEvent,
        taken: list[tuple[int, int, int, int]],
    ) -> tuple[int, int, int, int]:
        part = "heel" if event.kind == "initial_contact" else "toe"
        foot = self._at(frame, f"{event.side}_{part}")
        if not np.isfinite(foot).all():
            return (0, 0, 0, 0)
        now_s = self.track.times_s[frame]
        grown = 1 + (now_s - event.time_s) / self._flash_s
        color = SIDE_COLORS[event.side]
        draw_dot(rgb, foot, 3 * self.pen.line_px * grown, NEUTRAL, self.pen.line_px)
        draw_dot(rgb, foot, 4 * self.pen.line_px * grown, color, self.pen.line_px)
        drop_px = 6 * self.pen.line_px + 1.5 * self.pen.text_px
        if foot[1] + drop_px + self.pen.text_px > rgb.shape[0]:
            drop_px = -drop_px
        if any(abs(foot[0] - (left + right) / 2) < right - left for left, _, right, _ in taken):
            drop_px += np.copysign(2.4 * self.pen.text_px, drop_px)
        place = np.array([foot[0], foot[1] + drop_px])
        words = " ".join(text(f"overlay.{key}", self.lang) for key in (event.side, event.kind))
        return draw_label(rgb, words, place, color, self.pen.text_px)

    def _draw_box(self, rgb: RgbImage, frame: int) -> None:
        points = self.points_px[frame]
        points = points[np.isfinite(points).all(axis=1)]
        if not len(points):
            return
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        pad = 0.08 * (bottom - top)
        corners = np.array(
            [[left - pad, top - pad], [right + pad, top - pad], [right + pad, bottom + pad],
             [left - pad, bottom + pad], [left - pad, top - pad]]
        )  # fmt: skip
        draw_line(rgb, corners, DARK, self.pen.line_px)
        draw_line(rgb, corners, NEUTRAL, max(1, self.pen.line_px // 2))
        above = np.array([(left + right) / 2, top - pad - 1.2 * self.pen.text_px])
        words = text("overlay.person", self.lang, {"number": self.analysis.person.number})
        draw_label(rgb, words, above, NEUTRAL, self.pen.text_px)
