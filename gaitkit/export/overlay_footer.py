"""The band under the picture: time, the angles that this view can show, and events on a line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from gaitkit.model import SIDES, Analysis, Bout, GaitEvent, RgbImage, Side, other

from .overlay_angles import knee_flexion_deg, knee_projection_deg, lean_deg
from .overlay_ink import (
    DARK,
    NEUTRAL,
    SIDE_COLORS,
    Color,
    Pen,
    Point,
    draw_text,
    text_width_px,
)
from .overlay_words import Words

#: Shown seconds; a longer clip shows a window that moves with the cursor.
_WINDOW_S = 12.0
_MUTED: Color = (150, 155, 165)
_LANE: Color = (44, 47, 54)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOut:
    """A piece of text that takes the room of `widest`, so that what follows doesn't jump."""

    text: str
    widest: str
    color: Color


def footer_height_px(pen: Pen) -> int:
    """Height of the band, even as the codec wants it."""
    return 2 * round(0.5 * 6.4 * pen.text_px)


class FooterPainter:
    """Draws the band for one moment; times are the person's."""

    def __init__(self, analysis: Analysis, *, words: Words, pen: Pen, width_px: int) -> None:
        self._analysis, self._words, self._pen = analysis, words, pen
        self._lanes = Lanes(analysis, words=words, pen=pen, width_px=width_px)
        self._width_px = width_px

    def draw(self, band: RgbImage, time_s: float, frame: int | None, bout: Bout | None) -> None:
        """Fill `band` (height, width, 3). `frame` is the pose frame, None where there is none."""
        lanes_top = 2 * self._pen.text_px
        band[:lanes_top] = DARK
        self._lanes.draw(band[lanes_top:], time_s)
        place = (self._pen.text_px, round(1.75 * self._pen.text_px))
        draw_text(band, f"{time_s:.2f} s", place, NEUTRAL, self._pen.text_px)
        if frame is not None and bout is not None:
            self._draw_read_outs(band, read_outs(self._analysis, self._words, frame, bout))

    def _draw_read_outs(self, band: RgbImage, pieces: list[ReadOut]) -> None:
        left_px, baseline = round(7.5 * self._pen.text_px), round(1.75 * self._pen.text_px)
        widths = [text_width_px(piece.widest, self._pen.text_px) for piece in pieces]
        room_px = self._width_px - left_px - self._pen.text_px
        shrink = min(1.0, room_px / max(sum(widths), 1))
        for piece, width_px in zip(pieces, widths, strict=True):
            place = (round(left_px), baseline)
            draw_text(band, piece.text, place, piece.color, shrink * self._pen.text_px)
            left_px += shrink * width_px


class Lanes:
    """One line per side with its stance phases, contacts and toe-offs, and a cursor over both."""

    def __init__(self, analysis: Analysis, *, words: Words, pen: Pen, width_px: int) -> None:
        self._analysis, self._words, self._pen = analysis, words, pen
        self._left_px = round(2.5 * pen.text_px)
        self._right_px = width_px - pen.text_px
        self._lane_px, self._pitch_px = round(1.3 * pen.text_px), round(1.75 * pen.text_px)
        self._top_px = round(0.6 * pen.text_px)
        self._still: RgbImage | None = None
        self._still_start_s = -1.0

    def draw(self, band: RgbImage, time_s: float) -> None:
        """Fill `band` for one moment."""
        start_s, end_s = self._window(time_s)
        if self._still is None or self._still_start_s != start_s:
            self._draw_still(band, start_s, end_s)
            self._still, self._still_start_s = band.copy(), start_s
        band[:] = self._still
        x = self._x_px(time_s, start_s, end_s)
        bottom = self._top_px + self._pitch_px + self._lane_px
        ends = ((x, self._top_px - 3), (x, bottom + 3))
        cv2.line(band, *ends, NEUTRAL, max(2, self._pen.line_px // 2))

    def _draw_still(self, band: RgbImage, start_s: float, end_s: float) -> None:
        band[:] = DARK
        for row, side in enumerate(SIDES):
            top = self._top_px + row * self._pitch_px
            self._draw_lane(band, side, top, (start_s, end_s))

    def _draw_lane(
        self, band: RgbImage, side: Side, top: int, window_s: tuple[float, float]
    ) -> None:
        bottom, color = top + self._lane_px, SIDE_COLORS[side]
        place = (self._pen.text_px // 2, top + round(1.12 * self._pen.text_px))
        draw_text(band, self._words.sides[side], place, color, self._pen.text_px)
        cv2.rectangle(band, (self._left_px, top), (self._right_px, bottom), _LANE, -1)
        for stance_s in stances(self._analysis.events, side):
            first, last = (self._x_px(t, *window_s) for t in stance_s)
            if last > first:
                cv2.rectangle(band, (first, top), (last, bottom), _dimmed(color), -1)
        for event in self._analysis.events:
            if event.side == side and window_s[0] <= event.time_s <= window_s[1]:
                self._draw_tick(band, event, (top, bottom), window_s)

    def _draw_tick(
        self,
        band: RgbImage,
        event: GaitEvent,
        span_px: tuple[int, int],
        window_s: tuple[float, float],
    ) -> None:
        """A tall tick in the colour of the side for a contact, a short grey one for toe-off."""
        contact = event.kind == "initial_contact"
        x = self._x_px(event.time_s, *window_s)
        top = span_px[0] if contact else sum(span_px) // 2
        color = SIDE_COLORS[event.side] if contact else _MUTED
        cv2.line(band, (x, top), (x, span_px[1]), color, max(2, self._pen.line_px // 2))

    def _x_px(self, time_s: float, start_s: float, end_s: float) -> int:
        share = float(np.clip((time_s - start_s) / max(end_s - start_s, 1e-6), 0, 1))
        return round(self._left_px + share * (self._right_px - self._left_px))

    def _window(self, time_s: float) -> tuple[float, float]:
        clip = self._analysis.clip
        total_s = clip.duration_s * clip.seconds_per_shown_second
        window_s = _WINDOW_S * clip.seconds_per_shown_second
        if total_s <= window_s:
            return 0.0, total_s
        start_s = float(np.clip(time_s - window_s / 2, 0, total_s - window_s))
        return start_s, start_s + window_s


def stances(events: tuple[GaitEvent, ...], side: Side) -> list[tuple[float, float]]:
    """From each contact of a side to its next toe-off, where no other contact comes first."""
    own = sorted((e for e in events if e.side == side), key=lambda e: e.time_s)
    return [
        (first.time_s, second.time_s)
        for first, second in itertools.pairwise(own)
        if (first.kind, second.kind) == ("initial_contact", "toe_off")
    ]


def read_outs(analysis: Analysis, words: Words, frame: int, bout: Bout) -> list[ReadOut]:
    """Angles of one pose frame that this view can show, in the order in which they are written."""
    if bout.view.plane == "side":
        return _side_read_outs(analysis, words, frame, bout)
    if bout.view.plane in ("front", "rear"):
        return _frontal_read_outs(analysis, words, frame, bout)
    return []


def _side_read_outs(analysis: Analysis, words: Words, frame: int, bout: Bout) -> list[ReadOut]:
    pieces = [_title(words.knee_flexion)]
    for side in SIDES:
        value = _number(knee_flexion_deg(*_leg(analysis, frame, side)))
        pieces.append(_reading(f"{words.sides[side]} {value}", "R 000  ", SIDE_COLORS[side]))
    forward_deg = _lean(analysis, frame, bout) * (-1 if bout.view.facing == "left" else 1)
    way = words.forward if forward_deg >= 0 else words.backward
    return [*pieces, _title(words.trunk), *_sized(forward_deg, way)]


def _frontal_read_outs(analysis: Analysis, words: Words, frame: int, bout: Bout) -> list[ReadOut]:
    pieces = [_title(words.knee_projection)]
    for side in SIDES:
        other_hip = analysis.pose.px(f"{other(side)}_hip")[frame]
        inward_deg = knee_projection_deg(*_leg(analysis, frame, side), other_hip)
        way = words.inward if inward_deg >= 0 else words.outward
        text = f"{words.sides[side]} {_number(abs(inward_deg))} {way}"
        widest = f"R 00 {max(words.inward, words.outward, key=len)}  "
        pieces.append(_reading(text, widest, SIDE_COLORS[side]))
    right_deg = _lean(analysis, frame, bout) * (-1 if bout.view.plane == "front" else 1)
    way = words.sides["right" if right_deg >= 0 else "left"]
    return [*pieces, _title(words.trunk), *_sized(right_deg, way)]


def _title(text: str) -> ReadOut:
    return ReadOut(text=text, widest=f"{text}  ", color=_MUTED)


def _reading(text: str, widest: str, color: Color) -> ReadOut:
    return ReadOut(text=text, widest=widest, color=color)


def _sized(value_deg: float, way: str) -> list[ReadOut]:
    """A size with the word for its direction, or a dash."""
    text = f"{_number(abs(value_deg))} {way}" if np.isfinite(value_deg) else "-"
    return [_reading(text, f"00 {way} ", NEUTRAL), _reading("deg", "deg", _MUTED)]


def _leg(analysis: Analysis, frame: int, side: Side) -> list[Point]:
    return [analysis.pose.px(f"{side}_{part}")[frame] for part in ("hip", "knee", "ankle")]


def _lean(analysis: Analysis, frame: int, bout: Bout) -> float:
    hip, shoulder = (analysis.pose.px(f"mid_{part}")[frame] for part in ("hip", "shoulder"))
    return lean_deg(hip, shoulder, roll_deg=bout.view.roll_deg or 0.0)


def _number(value_deg: float) -> str:
    return f"{value_deg:.0f}" if np.isfinite(value_deg) else "-"


def _dimmed(color: Color) -> Color:
    red, green, blue = (round(0.45 * part + 0.55 * _LANE[i]) for i, part in enumerate(color))
    return red, green, blue
