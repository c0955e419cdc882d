"""An axis with round limits: data to drawing, and the ticks to label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gaitkit.reference import number_text

Values = TypeVar("Values", float, npt.NDArray[np.float64])

#: Share of the span of the data left free at either end.
_MARGIN = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Data to drawing along one axis, with the ticks to label."""

    low: float
    high: float
    step: float
    start: float
    end: float

    @classmethod
    def around(
        cls,
        values: Sequence[float],
        *,
        least: float,
        start: float,
        end: float,
        steps: int = 5,
        margin: float = _MARGIN,
    ) -> Scale:
        """Round limits around `values`, at least `least` apart, with about so many steps.

        `margin` is the share of their span left free at either end.
        """
        low, high = min(values), max(values)
        room = max(margin * (high - low), (least - (high - low)) / 2)
        low, high = low - room, high + room
        step = round_step((high - low) / steps)
        return cls(
            low=floor(low / step) * step, high=ceil(high / step) * step, step=step,
            start=start, end=end,
        )  # fmt: skip

    def at(self, value: Values) -> Values:
        """Where in the drawing a value lies, or each of an array."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Values to label."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]

    @property
    def decimals(self) -> int:
        """Digits that the ticks need."""
        return max(0, -floor(round(log10(self.step), 9)))

    def grid(self, left: float, right: float, *, lang: str) -> str:
        """A level line at each tick, as SVG, and its label left of it; zero stands out."""
        parts = []
        for tick in self.ticks():
            y, kind = self.at(tick), "zero" if abs(tick) < 1e-9 else "grid"
            label = number_text(tick, lang, decimals=self.decimals)
            parts.append(
                f'<path class="{kind}" d="M{left} {y:.1f}H{right}"/>'
                f'<text class="end" x="{left - 6}" y="{y + 4:.1f}">{label}</text>'
            )
        return "".join(parts)


def round_step(about: float) -> float:
    """The 1, 2 or 5 times a power of ten that is nearest above `about`."""
    power = 10 ** floor(log10(about))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= about)
