"""What a finder of repetitions is, and how movements up and down are found in a signal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
import scipy

from ..model import Bout, Repetition, TestActivity, Trace
from ..model._arrays import FloatArray
from ..motion.stance import Stance

#: Of its own height, where a movement begins and ends, and from where on it counts as its top.
EDGE_SHARE, TOP_SHARE = 0.08, 0.9
#: Movements smaller than this share of the usual one are no repetition, not even a bad one.
LEAST_SHARE = 0.3
SHORTEST_S, LONGEST_S = 0.5, 20.0
#: A drawing needs no more samples per second than this.
TRACE_HZ = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """A signal leaves its level, reaches `height` above it and comes back."""

    start_s: float
    peak_s: float
    end_s: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a finder saw in one bout."""

    repetitions: tuple[Repetition, ...]
    traces: tuple[Trace, ...] = ()


class RepetitionFinder(Protocol):
    """A module in this package with these names."""

    #: The tests it is made for.
    ACTIVITIES: tuple[TestActivity, ...]
    #: Asked in this order when the test is to be recognised.
    RANK: int

    def recognise(self, stance: Stance) -> TestActivity | None:
        """Which of its tests this is, or None."""

    def find(self, stance: Stance, bout: Bout) -> Found:
        """Every repetition, in order of time; those that do not count say why."""


def excursions(times_s: FloatArray, values: FloatArray, *, least: float) -> list[Excursion]:
    """Movements upward and back of at least `least`, in order of time.

    NaN is bridged. The height is that above the higher of the lowest points on either side, so
    that stepping up or down for good is no excursion; the time of the top is the middle of what
    lies above `TOP_SHARE` of it.
    """
    known = np.isfinite(values)
    if known.sum() < 5:
        return []
    step_s = float(times_s[1] - times_s[0])
    smooth = np.interp(times_s, times_s[known], values[known])
    smooth = scipy.ndimage.gaussian_filter1d(smooth, 0.06 / step_s)
    apart = max(1, int(SHORTEST_S / step_s))
    peaks, shape = scipy.signal.find_peaks(smooth, prominence=least, distance=apart)
    if not len(peaks):
        return []
    heights = shape["prominences"]
    usual = float(np.median(np.sort(heights)[-3:]))
    chosen = heights >= max(least, LEAST_SHARE * usual)
    found = _edges(times_s, smooth, peaks[chosen], heights[chosen])
    return [e for e in found if SHORTEST_S <= e.end_s - e.start_s <= LONGEST_S]


def _edges(
    times_s: FloatArray, values: FloatArray, peaks: np.ndarray, heights: FloatArray
) -> list[Excursion]:
    valleys = (int(a + np.argmin(values[a:b])) for a, b in pairwise(peaks))
    bounds = [0, *valleys, len(values) - 1]
    found = []
    for n, (peak, height) in enumerate(zip(peaks, heights, strict=True)):
        first = _foot(values, peak, bounds[n], height)
        last = _foot(values, peak, bounds[n + 1], height)
        top = _around(values, peak, values[peak] - (1 - TOP_SHARE) * height)
        middle_s = float(np.mean(times_s[[top.start, top.stop - 1]]))
        found.append(
            Excursion(
                start_s=float(times_s[first]), peak_s=middle_s, end_s=float(times_s[last]),
                height=float(height),
            )
        )  # fmt: skip
    return found


def _foot(values: FloatArray, peak: int, bound: int, height: float) -> int:
    """The sample toward `bound` where the movement has all but ended."""
    way = 1 if bound > peak else -1
    path = values[peak : bound + way or None : way] if bound else values[peak::way]
    level = float(path.min()) + EDGE_SHARE * height
    return int(peak + way * np.argmax(path <= level))


def _around(values: FloatArray, peak: int, level: float) -> slice:
    first = last = int(peak)
    while first > 0 and values[first - 1] >= level:
        first -= 1
    while last < len(values) - 1 and values[last + 1] >= level:
        last += 1
    return slice(first, last + 1)


def numbered(repetitions: Iterable[Repetition]) -> tuple[Repetition, ...]:
    """In order of time, numbered from 1 per side."""
    counts: dict[str, int] = {}
    done = []
    for repetition in sorted(repetitions, key=lambda r: r.start_s):
        counts[repetition.side] = counts.get(repetition.side, 0) + 1
        done.append(replace(repetition, number=counts[repetition.side]))
    return tuple(done)


def trace(
    name: str, side: str, bout: Bout, times_s: FloatArray, values: Sequence[float] | FloatArray
) -> Trace:
    """A signal thinned out for drawing."""
    step = max(1, round(1 / (TRACE_HZ * (times_s[1] - times_s[0]))))
    return Trace(
        name=name, side=side, bout=bout.number, times_s=times_s[::step], values=values[::step]
    )
