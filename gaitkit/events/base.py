"""What an event detector is, and small tools that all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from ..model import Bout, EventKind, GaitEvent, PoseTrack, Side
from ..model._arrays import FloatArray
from ..motion.legs import LegMotion, stride_time_s

#: A runner's pelvis falls fastest this long after contact, Milner & Paquette (2015),
#: doi:10.1016/j.jbiomech.2015.07.036 (15 ms there; 22-27 ms on a treadmill).
PELVIS_FALLS_AFTER_CONTACT_S = 0.025
#: Estimates farther apart than this are not of the same moment.
FAR_APART_S = 0.04
_TYPICAL_STRIDE_S = {"walk": 1.1, "run": 0.7}


#: When something happens, and the 95 % half-width of that, in seconds; NaN where it is unknown.
Estimate = tuple[float, float]


class EventDetector(Protocol):
    """A module in this package with these names; the first that fits a bout is used."""

    #: (plane, activity) pairs it is made for.
    FITS: frozenset[tuple[str, str]]

    def detect(self, track: PoseTrack, bout: Bout) -> list[GaitEvent]:
        """Initial contacts and toe-offs of both feet on an even grid, in order of time."""


def usual_stride_s(legs: list[LegMotion], bout: Bout) -> float:
    """Stride time of both legs, or a typical one where the bout holds less than a stride."""
    found_s = stride_time_s(legs)
    return found_s if np.isfinite(found_s) else _TYPICAL_STRIDE_S[bout.activity]


def crossing_s(
    times_s: FloatArray, values: FloatArray, level: float, *, start: int, within: int
) -> float:
    """Time of the first passage through `level` from sample `start`; NaN when there is none.

    Negative `within` looks backwards. The passage is interpolated between samples.
    """
    stop = int(np.clip(start + within, 0, len(values) - 1))
    way = 1 if within > 0 else -1
    for a in range(start, stop, way):
        here, there = values[a] - level, values[a + way] - level
        if here == 0:
            return float(times_s[a])
        if here * there < 0:
            return float(times_s[a] + (times_s[a + way] - times_s[a]) * here / (here - there))
    return np.nan


def lowest_s(
    times_s: FloatArray, values: FloatArray, *, start: int, stop: int, inner: bool = False
) -> float:
    """Time of the smallest value in samples start..stop, refined by a parabola; NaN if unseen.

    With `inner`, a smallest value at either end of the window does not count.
    """
    start, stop = max(start, 0), min(stop, len(values))
    window = values[start:stop]
    if len(window) < 3 or not np.isfinite(window).all():
        return np.nan
    at = int(np.argmin(window))
    if at in (0, len(window) - 1):
        return np.nan if inner else float(times_s[start + at])
    before, here, after = window[at - 1 : at + 2]
    bend = before - 2 * here + after
    shift = 0.5 * (before - after) / bend if bend > 0 else 0.0
    return float(times_s[start + at] + shift * (times_s[1] - times_s[0]))


def lowest_near_s(
    times_s: FloatArray, values: FloatArray, about_s: float, *, reach_s: float
) -> float:
    """Time of the smallest value within `reach_s` of `about_s`; NaN at the ends of that window."""
    if not np.isfinite(about_s):
        return np.nan
    start, stop = np.searchsorted(times_s, [about_s - reach_s, about_s + reach_s])
    return lowest_s(times_s, values, start=int(start), stop=int(stop), inner=True)


def falls_fastest_s(leg: LegMotion, height: FloatArray, about_s: float, *, reach_s: float) -> float:
    """When a height goes down fastest near `about_s`; NaN at the ends of that window."""
    return lowest_near_s(leg.times_s, leg.rate(height), about_s, reach_s=reach_s)


def combined(
    estimates: list[float],
    *,
    base_s: float,
    about_s: float | None = None,
    apart_s: float = FAR_APART_S,
) -> Estimate:
    """Mean of the estimates that exist, and a 95 % half-width.

    An estimate farther than `apart_s` from `about_s`, the median of all unless given, has taken
    another moment for the event and is left out; where that leaves none, `about_s` itself is the
    best there is. `base_s` is the standard error of the method against measured events;
    disagreement between the estimates widens it.
    """
    known = np.array([e for e in estimates if np.isfinite(e)])
    if not len(known):
        return np.nan, np.nan
    middle_s = float(np.median(known)) if about_s is None else about_s
    agreeing = known[np.abs(known - middle_s) <= apart_s]
    spread = np.ptp([*known, middle_s]) / 2
    mean_s = agreeing.mean() if len(agreeing) else middle_s
    return float(mean_s), float(1.96 * np.hypot(base_s, spread / 2))


def apart_from(times_s: Iterable[float], others_s: Iterable[float], *, by_s: float) -> list[float]:
    """Those times that lie farther than `by_s` from all the others."""
    others = list(others_s)
    return [t for t in times_s if all(abs(t - other) > by_s for other in others)]


def seen_of(
    leg: LegMotion, kind: EventKind, found: Iterable[Estimate], bout: Bout
) -> list[GaitEvent]:
    """Events of a leg at the times found, as far as they lie within its own."""
    first_s, last_s = leg.times_s[0], leg.times_s[-1]
    return [event(leg.side, kind, one, bout) for one in found if first_s <= one[0] <= last_s]


def event(side: Side, kind: EventKind, found: Estimate, bout: Bout) -> GaitEvent:
    """Event at `found` (seconds, uncertainty)."""
    return GaitEvent(
        side=side, kind=kind, time_s=found[0], uncertainty_s=found[1], bout=bout.number
    )
