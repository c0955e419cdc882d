"""Each important measure over all clips, and what lies far from the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gaitkit.reference import card_metrics

if TYPE_CHECKING:
    import pandas as pd

#: Values, from as many clips, below which nothing is called unusual.
_FEWEST_VALUES, _FEWEST_CLIPS = 8, 6
#: Far from the rest: more than this many robust standard deviations (Iglewicz & Hoaglin 1993).
_FAR = 3.5
_MAD_TO_SD = 1.4826
_PANELS = 8
_PLANES = ("side", "front", "rear", "oblique")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One number of one clip, with its interval. `far` in robust standard deviations, or 0."""

    file: str
    side: str
    value: float
    low: float
    high: float
    rough: bool
    far: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One measure over all clips that do the same; `usual` is the range that is not far."""

    activity: str
    metric: str
    points: tuple[Point, ...]
    usual: tuple[float, float] | None


class Panels:
    """Collects the numbers of the panels from the tables of clips, part by part."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, str], list[Point]] = {}

    def add(self, rows: pd.DataFrame) -> None:
        """Take what the panels show from rows of the common table."""
        wanted = {m for a in rows["activity"].unique() for m in _metrics(a)}
        for row in rows[rows["value"].notna() & rows["metric"].isin(wanted)].itertuples():
            self._points.setdefault((row.activity, row.metric), []).append(
                Point(
                    file=row.file, side=row.side, value=row.value, low=row.low, high=row.high,
                    rough=row.quality == "low",
                )
            )  # fmt: skip

    def panels(self) -> list[Panel]:
        """For each activity its most important measures, most important first."""
        activities = dict.fromkeys(activity for activity, _ in self._points)
        return [
            _panel(activity, metric, self._points[activity, metric])
            for activity in activities
            for metric in self._shown(activity)
        ]

    def _shown(self, activity: str) -> list[str]:
        """The measures that most clips have, in their usual order."""
        there = {m: self._points.get((activity, m), []) for m in _metrics(activity)}
        there = {metric: points for metric, points in there.items() if points}
        common = sorted(there, key=lambda m: -len({p.file for p in there[m]}))[:_PANELS]
        return [metric for metric in there if metric in common]


def _metrics(activity: str) -> tuple[str, ...]:
    """What matters in this activity from any side, the first of each view first."""
    cards = [card_metrics(plane, activity) for plane in _PLANES]
    longest = max(map(len, cards))
    return tuple(dict.fromkeys(c[n] for n in range(longest) for c in cards if n < len(c)))


def _panel(activity: str, metric: str, points: Sequence[Point]) -> Panel:
    usual = _usual(points)
    marked = points if usual is None else [_marked(point, usual) for point in points]
    return Panel(activity=activity, metric=metric, points=tuple(marked), usual=usual)


def _usual(points: Sequence[Point]) -> tuple[float, float] | None:
    """Where most values lie; None where they are too few, or too much the same, to tell."""
    if len(points) < _FEWEST_VALUES or len({p.file for p in points}) < _FEWEST_CLIPS:
        return None
    values = np.array([p.value for p in points])
    middle = float(np.median(values))
    spread = _MAD_TO_SD * float(np.median(np.abs(values - middle)))
    # Values that all but agree are no narrower than what each is uncertain by.
    own = float(np.median([(p.high - p.low) / 2 for p in points])) / 1.96
    reach = _FAR * max(spread, own)
    return (middle - reach, middle + reach) if reach else None


def _marked(point: Point, usual: tuple[float, float]) -> Point:
    """The point with how far it lies off, if all of its interval is outside the usual."""
    low, high = usual
    if low <= point.high and point.low <= high:
        return point
    middle, reach = (low + high) / 2, (high - low) / 2
    return replace(point, far=_FAR * abs(point.value - middle) / reach)


def outliers(panels: Iterable[Panel]) -> list[tuple[Panel, Point]]:
    """What lies far from the rest, the farthest first."""
    far = [(panel, point) for panel in panels for point in panel.points if point.far]
    return sorted(far, key=lambda one: -one[1].far)
