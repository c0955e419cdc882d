"""Slow motion around mid-stance: when each picture is shown, instead of when it was filmed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gaitkit.model import Analysis

#: So many times as slow, for this share of the stance on either side of its middle.
TIMES_SLOWER = 4
_STANCE_SHARE = 0.2

Span = tuple[float, float]


class SlowMotion:
    """Spans of the film, in its own seconds, that are stretched; it keeps its pictures."""

    def __init__(self, spans_s: Iterable[Span]) -> None:
        self._spans_s = _merged(spans_s)
        starts, ends = np.array(self._spans_s).reshape(-1, 2).T
        self._at_s = np.column_stack([starts, ends]).ravel()
        longer_s = (TIMES_SLOWER - 1) * (ends - starts)
        added_s = np.column_stack([np.cumsum(longer_s) - longer_s, np.cumsum(longer_s)]).ravel()
        self._shown_s = self._at_s + added_s

    def shown_s(self, time_s: float) -> float:
        """When a moment of the film is shown."""
        known = np.concatenate([[0.0], self._at_s]), np.concatenate([[0.0], self._shown_s])
        beyond_s = max(0.0, time_s - float(known[0][-1]))
        return float(np.interp(time_s, *known)) + beyond_s

    def is_slow(self, time_s: float) -> bool:
        """Whether a moment of the film is stretched."""
        return any(start_s <= time_s < end_s for start_s, end_s in self._spans_s)


def around_mid_stance(analysis: Analysis) -> SlowMotion:
    """Slow around the middle of every stance of a usable cycle; a test on the spot has none."""
    rate = analysis.clip.seconds_per_shown_second
    spans_s = []
    for cycle in analysis.cycles:
        if cycle.usable and cycle.toe_off_s is not None:
            half_s = _STANCE_SHARE * (cycle.toe_off_s - cycle.start_s)
            middle_s = (cycle.start_s + cycle.toe_off_s) / 2
            spans_s.append(((middle_s - half_s) / rate, (middle_s + half_s) / rate))
    return SlowMotion(spans_s)


def _merged(spans_s: Iterable[Span]) -> list[Span]:
    """In order, those that touch joined."""
    merged: list[Span] = []
    for start_s, end_s in sorted(spans_s):
        if merged and start_s <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end_s, merged[-1][1]))
        else:
            merged.append((start_s, end_s))
    return merged
