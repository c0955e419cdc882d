"""The band under the picture: time, the angles that this view can show, and events on a line."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from gaitkit.model import (
    HOLDS,
    SIDES,
    Analysis,
    Bout,
    GaitEvent,
    PoseTrack,
    Repetition,
    RgbImage,
    Side,
)
from gaitkit.reference import text

from .overlay_angles import BoutAngles
from .overlay_ink import DARK, NEUTRAL, SIDE_COLORS, Color, Pen, draw_text, text_width_px

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
    """Draws the band for one moment; times are the person's. `track` is the pose as drawn."""

    def __init__(
        self, analysis: Analysis, track: PoseTrack, *, lang: str, pen: Pen, width_px: int
    ) -> None:
        self._pen, self._lang, self._width_px = pen, lang, width_px
        self._lanes = Lanes(analysis, lang=lang, pen=pen, width_px=width_px)
        self._angles = {bout.number: BoutAngles(track, bout) for bout in analysis.bouts}

    def draw(self, band: RgbImage, time_s: float, frame: int | None, bout: Bout | None) -> None:
        """Fill `band` (height, width, 3). `frame` is the pose frame, None where there is none."""
        lanes_top = 2 * self._pen.text_px
        band[:lanes_top] = DARK
        self._lanes.draw(band[lanes_top:], time_s)
        place = (self._pen.text_px, round(1.75 * self._pen.text_px))
        draw_text(band, f"{time_s:.2f} s", place, NEUTRAL, self._pen.text_px)
        if frame is not None and bout is not None:
            pieces = read_outs(self._angles[bout.number], bout, frame, self._lang)
            self._draw_read_outs(band, pieces)

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
    """One line per side with its stance phases and events, or repetitions, and a cursor on both."""

    def __init__(self, analysis: Analysis, *, lang: str, pen: Pen, width_px: int) -> None:
        self._analysis, self._lang, self._pen = analysis, lang, pen
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
        draw_text(band, text(f"overlay.{side}", self._lang), place, color, self._pen.text_px)
        cv2.rectangle(band, (self._left_px, top), (self._right_px, bottom), _LANE, -1)
        for stance_s in stances(self._analysis.events, side):
            first, last = (self._x_px(t, *window_s) for t in stance_s)
            if last > first:
                cv2.rectangle(band, (first, top), (last, bottom), _dimmed(color), -1)
        for r in self._analysis.repetitions:
            if r.side in (side, "both") and r.end_s > window_s[0] and r.start_s < window_s[1]:
                self._draw_repetition(band, r, (top, bottom), window_s)
        for event in self._analysis.events:
            if event.side == side and window_s[0] <= event.time_s <= window_s[1]:
                self._draw_tick(band, event, (top, bottom), window_s)

    def _draw_repetition(
        self,
        band: RgbImage,
        r: Repetition,
        span_px: tuple[int, int],
        window_s: tuple[float, float],
    ) -> None:
        """A bar from start to end with a tick at the peak; only its outline if it doesn't count."""
        (top, bottom), color = span_px, NEUTRAL if r.side == "both" else SIDE_COLORS[r.side]
        first, peak, last = (self._x_px(t, *window_s) for t in (r.start_s, r.peak_s, r.end_s))
        if not r.usable:
            cv2.rectangle(band, (first, top), (last, bottom), _MUTED, 1)
            return
        cv2.rectangle(band, (first, top), (last, bottom), _dimmed(color), -1)
        held = any(b.number == r.bout and b.activity in HOLDS for b in self._analysis.bouts)
        if not held and window_s[0] <= r.peak_s <= window_s[1]:
            cv2.line(band, (peak, top), (peak, bottom), color, max(2, self._pen.line_px // 2))

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


def read_outs(angles: BoutAngles, bout: Bout, frame: int, lang: str) -> list[ReadOut]:
    """Angles of one pose frame that this view can show, in the order in which they are written."""
    if bout.view.plane == "side":
        return _side_read_outs(angles, frame, lang)
    if bout.view.plane in ("front", "rear"):
        return _frontal_read_outs(angles, frame, lang)
    return []


def _side_read_outs(angles: BoutAngles, frame: int, lang: str) -> list[ReadOut]:
    pieces = [_title(text("overlay.knee_flexion", lang))]
    for side in SIDES:
        value = _number(angles.at(frame, "knee_flexion", side))
        pieces.append(_reading(f"{text(f'overlay.{side}', lang)} {value}", "R 000  ", side))
    lean_deg = angles.at(frame, "trunk_forward_lean")
    way = text("overlay.forward" if lean_deg >= 0 else "overlay.backward", lang)
    return [*pieces, _title(text("overlay.trunk", lang)), *_sized(lean_deg, way)]


def _frontal_read_outs(angles: BoutAngles, frame: int, lang: str) -> list[ReadOut]:
    inward, outward = text("overlay.inward", lang), text("overlay.outward", lang)
    pieces = [_title(text("overlay.knee_projection", lang))]
    for side in SIDES:
        inward_deg = angles.at(frame, "knee_valgus", side)
        way = inward if inward_deg >= 0 else outward
        words = f"{text(f'overlay.{side}', lang)} {_number(abs(inward_deg))} {way}"
        pieces.append(_reading(words, f"R 00 {max(inward, outward, key=len)}  ", side))
    lean_deg = angles.at(frame, "trunk_lateral_lean")
    way = text("overlay.right" if lean_deg >= 0 else "overlay.left", lang)
    return [*pieces, _title(text("overlay.trunk", lang)), *_sized(lean_deg, way)]


def _title(words: str) -> ReadOut:
    return ReadOut(text=words, widest=f"{words}  ", color=_MUTED)


def _reading(words: str, widest: str, side: Side) -> ReadOut:
    return ReadOut(text=words, widest=widest, color=SIDE_COLORS[side])


def _sized(value_deg: float, way: str) -> list[ReadOut]:
    """A size with the word for its direction, or a dash."""
    words = f"{_number(abs(value_deg))} {way}" if np.isfinite(value_deg) else "-"
    return [
        ReadOut(text=words, widest=f"00 {way} ", color=NEUTRAL),
        ReadOut(text="deg", widest="deg", color=_MUTED),
    ]


def _number(value_deg: float) -> str:
    return f"{value_deg:.0f}" if np.isfinite(value_deg) else "-"


def _dimmed(color: Color) -> Color:
    red, green, blue = (round(0.45 * part + 0.55 * _LANE[i]) for i, part in enumerate(color))
    return red, green, blue
