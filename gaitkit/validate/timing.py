"""Events found against true ones: which belong together, which are missed or extra."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Half a step where the truth holds too few contacts to tell how long one lasts.
USUAL_HALF_STEP_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Indices: pairs (true, found), true events missed, found events too many."""

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    extra: tuple[int, ...]


def match_events(true_s: Sequence[float], found_s: Sequence[float], *, within_s: float) -> Matching:
    """Pair times, nearest first, each at most once and at most `within_s` apart.

    Found events before the first true one or after the last by more than `within_s` are no
    mistake: there the truth is silent.
    """
    true, found = np.asarray(true_s, dtype=float), np.asarray(found_s, dtype=float)
    gaps = np.abs(true[:, None] - found[None, :])
    pairs: list[tuple[int, int]] = []
    for flat in np.argsort(gaps, axis=None, kind="stable"):
        t, f = divmod(int(flat), max(len(found), 1))
        taken = any(t == a or f == b for a, b in pairs)
        if gaps[t, f] <= within_s and not taken:
            pairs.append((t, f))
    paired_true, paired_found = {t for t, _ in pairs}, {f for _, f in pairs}
    return Matching(
        pairs=tuple(sorted(pairs)),
        missed=tuple(t for t in range(len(true)) if t not in paired_true),
        extra=tuple(
            f
            for f in range(len(found))
            if f not in paired_found and _told(found[f], true, within_s)
        ),
    )


def half_step_s(contacts_s: Sequence[float]) -> float:
    """Half the median time between contacts of both feet."""
    if len(contacts_s) < 2:
        return USUAL_HALF_STEP_S
    return float(np.median(np.diff(np.sort(np.asarray(contacts_s, dtype=float))))) / 2


def _told(time_s: float, true_s: np.ndarray, within_s: float) -> bool:
    if not len(true_s):
        return False
    return bool(true_s.min() - within_s <= time_s <= true_s.max() + within_s)
