"""An axis with round limits: data to drawing, and the ticks to label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .figures import round_step

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
    def around(cls, values: Sequence[float], *, least: float, start: float, end: float) -> Scale:
        """Round limits around `values` with a margin, at least `least` apart."""
        low, high = min(values), max(values)
        margin = max(_MARGIN * (high - low), (least - (high - low)) / 2)
        low, high = low - margin, high + margin
        step = round_step((high - low) / 5)
        return cls(
            low=floor(low / step) * step, high=ceil(high / step) * step, step=step,
            start=start, end=end,
        )  # fmt: skip

    def at(self, value: float) -> float:
        """Where in the drawing a value lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Values to label."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]

    @property
    def decimals(self) -> int:
        """Digits that the ticks need."""
        return max(0, -floor(round(log10(self.step), 9)))
