"""All that patterns are held against: numbers by activity, changes, answers, who it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model import Analysis, Answer, Comparison, Metric, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A metric, the recording it comes from, and whether another recording contradicts it."""

    metric: Metric
    clip: str = ""
    contradicted: bool = False


#: Activity, metric, side.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """`numbers` of one clip or session; `changes` between two, of the kind `comparison`."""

    subject: Subject
    numbers: Mapping[Key, Number]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    changes: Mapping[Key, Number] = field(default_factory=dict)
    comparison: Comparison | None = None
    years_apart: float | None = None

    @property
    def activities(self) -> tuple[str, ...]:
        """What the person did, in the order of the numbers."""
        return tuple(dict.fromkeys(key[0] for key in (*self.numbers, *self.changes)))


def measured_in(analysis: Analysis) -> Measured:
    """What one analysis holds. Of a metric seen in several views the surest counts."""
    numbers: dict[Key, Number] = {}
    for metric in analysis.metrics:
        key = (activity_of(analysis, metric), metric.name, metric.side)
        if key not in numbers or _surer(metric, numbers[key].metric):
            numbers[key] = Number(metric=metric)
    return Measured(subject=analysis.subject, numbers=numbers, answers=analysis.answers)


def activity_of(analysis: Analysis, metric: Metric) -> str:
    """What the person did in the metric's bout, or mostly in that clip."""
    own = [bout for bout in analysis.bouts if bout.number == metric.bout]
    return max(own or analysis.bouts, key=lambda bout: bout.duration_s).activity


def width(metric: Metric) -> float:
    """Of its interval; infinite where there is none."""
    if metric.low is None or metric.high is None:
        return float("inf")
    return metric.high - metric.low


def _surer(metric: Metric, than: Metric) -> bool:
    return metric.value is not None and width(metric) < width(than)
