"""Reading a test: around the deepest point of a repetition, at rest before it, late in a hold."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..model import HOLDS, Note, Repetition, Side, Walk
from ..model._arrays import FloatArray
from ..motion.feet import heel_height_pct
from .sample import between, series

#: Share of a repetition's time around its deepest point that counts as the deepest.
DEEPEST_SHARE = 0.2
#: Share of a hold at its end in which it is judged: of 30 seconds the last 10.
LATE_SHARE = 1 / 3
#: Where the foot rests before and after a repetition, seconds.
_REST_S = 0.3


def judged(walk: Walk, repetition: Repetition, name: str) -> float:
    """Mean of an angle of the tested side where the repetition is judged."""
    values = series(walk, name, repetition.side)
    return float(np.mean(judged_part(walk, repetition, values)))


def judged_part(walk: Walk, repetition: Repetition, values: FloatArray) -> FloatArray:
    """Samples around the deepest point, or in the last third of a hold."""
    length_s = repetition.duration_s
    if walk.bout.activity in HOLDS:
        return between(walk, values, repetition.end_s - LATE_SHARE * length_s, repetition.end_s)
    half_s = DEEPEST_SHARE * length_s / 2
    return between(walk, values, repetition.peak_s - half_s, repetition.peak_s + half_s)


def whole(walk: Walk, repetition: Repetition, values: FloatArray) -> FloatArray:
    """Samples from start to end."""
    return between(walk, values, repetition.start_s, repetition.end_s)


def at_peak(walk: Walk, repetition: Repetition, values: FloatArray) -> float:
    """Mean over the tenth of a second around the deepest or highest point."""
    part = between(walk, values, repetition.peak_s - 0.05, repetition.peak_s + 0.05)
    return float(np.mean(part))


def change_at_peak(walk: Walk, repetition: Repetition, values: FloatArray) -> float:
    """Value at the top minus that at rest, before and after."""
    start_s, end_s = repetition.start_s, repetition.end_s
    before = np.nanmedian(between(walk, values, start_s - _REST_S, start_s))
    after = np.nanmedian(between(walk, values, end_s, end_s + _REST_S))
    return at_peak(walk, repetition, values) - float(np.nanmean([before, after]))


def heel_rise_pct(walk: Walk, repetition: Repetition) -> float:
    """How far the heel rises, percent of the foot's length."""
    return change_at_peak(walk, repetition, heel_height(walk, repetition.side))


@lru_cache(maxsize=32)
def heel_height(walk: Walk, side: Side) -> FloatArray:
    """Height of the heel over the bout (T,), percent of the foot's length."""
    return heel_height_pct(walk.track, side, walk.bout.view)


def usable_of(walk: Walk, side: Side) -> list[Repetition]:
    """The repetitions of a side that count."""
    return [r for r in walk.repetitions if r.usable and r.side == side]


def none_counted(walk: Walk, side: Side) -> Note | None:
    """Why a side has no repetition that counts: the commonest reason, or None if not tried."""
    reasons = [r.reason for r in walk.repetitions if r.side == side and r.reason]
    return max(reasons, key=lambda note: [r.key for r in reasons].count(note.key), default=None)
