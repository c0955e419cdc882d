"""The running count of a movement test, large in a corner of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitkit.model import HOLDS, SIDES, Analysis, Repetition, RgbImage, Side
from gaitkit.reference import number_text, text

from .overlay_ink import NEUTRAL, SIDE_COLORS, Color, Pen, draw_label, text_width_px

_LARGER = 1.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What is written, and in which colour."""

    text: str
    color: Color


def counts_at(analysis: Analysis, time_s: float, lang: str) -> list[Count]:
    """Repetitions that count so far per tested side; of a position its seconds while it lasts."""
    if analysis.bouts and analysis.bouts[0].activity in HOLDS:
        begun = {r.side: r for r in analysis.repetitions if r.start_s <= time_s}
        return [_held(r, time_s, lang) for r in begun.values()]
    tested = [s for s in SIDES if any(r.side == s for r in analysis.repetitions)]
    return [_counted(analysis, side, time_s, lang) for side in tested]


def _counted(analysis: Analysis, side: Side, time_s: float, lang: str) -> Count:
    done = sum(r.usable and r.side == side and r.peak_s <= time_s for r in analysis.repetitions)
    return Count(text=f"{text(f'overlay.{side}', lang)} {done}", color=SIDE_COLORS[side])


def _held(r: Repetition, time_s: float, lang: str) -> Count:
    seconds = number_text(min(time_s, r.end_s) - r.start_s, lang, decimals=1)
    if r.side == "both":
        return Count(text=f"{seconds} s", color=NEUTRAL)
    return Count(text=f"{text(f'overlay.{r.side}', lang)} {seconds} s", color=SIDE_COLORS[r.side])


class CountPainter:
    """Draws the count of a test onto a picture; draws nothing for gait."""

    def __init__(self, analysis: Analysis, *, lang: str, pen: Pen) -> None:
        self._analysis, self._lang, self._pen = analysis, lang, pen

    def draw(self, rgb: RgbImage, time_s: float) -> None:
        """Below each other, in the upper left corner."""
        size_px = round(_LARGER * self._pen.text_px)
        middle_px = 1.5 * size_px
        for count in counts_at(self._analysis, time_s, self._lang):
            half_px = text_width_px(count.text, size_px) / 2 + size_px
            draw_label(rgb, count.text, np.array([half_px, middle_px]), count.color, size_px)
            middle_px += 2.3 * size_px
