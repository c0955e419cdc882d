"""Values with their 95 % intervals: difference, ratio and size, taken as independent.

Limits of a difference after Zou and Donner (2008), Statistics in Medicine 27:1693-1702: with
symmetric intervals the root of the summed squares of both half-widths. Two films of one person by
one method share part of their error, so these intervals are rather too wide than too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, log

from gaitkit.model import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value that lies between `low` and `high`."""

    value: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether nothing at all is among what it may be."""
        return self.low <= 0 <= self.high

    @property
    def mdc(self) -> float:
        """Minimal detectable change: from here on the value would be told from zero."""
        below, above = self.value - self.low, self.high - self.value
        return max(below, above) if self.value == 0 else below if self.value > 0 else above


def interval_of(metric: Metric | None) -> Interval | None:
    """The metric's value and interval, or None where one of them is missing."""
    if metric is None or None in (metric.value, metric.low, metric.high):
        return None
    return Interval(value=metric.value, low=metric.low, high=metric.high)


def difference(after: Interval, before: Interval) -> Interval:
    """`after` minus `before`."""
    value = after.value - before.value
    return Interval(
        value=value,
        low=value - hypot(after.value - after.low, before.high - before.value),
        high=value + hypot(after.high - after.value, before.value - before.low),
    )


def percent_change(after: Interval, before: Interval) -> Interval | None:
    """`after` against `before` in percent; None unless both are wholly positive."""
    if before.low <= 0 or after.low <= 0:
        return None
    ratio = difference(_log(after), _log(before))
    return Interval(
        value=100 * (exp(ratio.value) - 1),
        low=100 * (exp(ratio.low) - 1),
        high=100 * (exp(ratio.high) - 1),
    )


def size(signed: Interval) -> Interval:
    """The same without its sign: from zero on where the interval holds zero."""
    ends = abs(signed.low), abs(signed.high)
    low = 0.0 if signed.holds_zero else min(ends)
    return Interval(value=abs(signed.value), low=low, high=max(ends))


def _log(positive: Interval) -> Interval:
    return Interval(value=log(positive.value), low=log(positive.low), high=log(positive.high))
