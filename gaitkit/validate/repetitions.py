"""Repetitions of movement tests beside the true ones: none missed, none too many, sides right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gaitkit.model import Analysis, Repetition, TestedSide

from . import agreement
from .timing import match_events

#: Peaks farther apart than this share of a true repetition don't belong together.
_WITHIN_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRepetition:
    """What is known of one repetition, seconds."""

    side: TestedSide
    start_s: float
    peak_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionPair:
    """A true repetition and the one found for it; one of the two is empty where missed or extra.

    They are paired by time alone, so that a wrong side shows.
    """

    clip: str
    activity: str
    view: str
    true_side: str = ""
    found_side: str = ""
    true_start_s: float | None = None
    found_start_s: float | None = None
    true_peak_s: float | None = None
    found_peak_s: float | None = None
    true_end_s: float | None = None
    found_end_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionAccuracy:
    """Counts of one test in one view, and the errors of times in seconds, found minus true."""

    activity: str
    view: str
    clips: int
    true: int
    found: int
    matched: int
    wrong_side: int
    start_mae_s: float | None = None
    peak_mae_s: float | None = None
    end_mae_s: float | None = None


def repetition_pairs(
    analysis: Analysis, true: Sequence[TrueRepetition], *, name: str
) -> tuple[RepetitionPair, ...]:
    """Every true and every found repetition of one clip, whether it counts or not."""
    if not true:
        return ()
    found = analysis.repetitions
    within_s = _WITHIN_SHARE * float(np.median([t.end_s - t.start_s for t in true]))
    pairs = match_events([t.peak_s for t in true], [f.peak_s for f in found], within_s=within_s)
    taken_true, taken_found = {t for t, _ in pairs.pairs}, {f for _, f in pairs.pairs}
    bout = analysis.bouts[0]
    rows: list[tuple[TrueRepetition | None, Repetition | None]] = [
        *((true[t], found[f]) for t, f in pairs.pairs),
        *((t, None) for n, t in enumerate(true) if n not in taken_true),
        *((None, f) for n, f in enumerate(found) if n not in taken_found),
    ]
    return tuple(
        RepetitionPair(
            clip=name, activity=bout.activity, view=bout.view.plane,
            **_fields("true", t), **_fields("found", f),
        )
        for t, f in rows
    )  # fmt: skip


def _fields(which: str, one: TrueRepetition | Repetition | None) -> dict[str, object]:
    if one is None:
        return {}
    names = ("side", "start_s", "peak_s", "end_s")
    return {f"{which}_{name}": getattr(one, name) for name in names}


def repetition_accuracies(pairs: Iterable[RepetitionPair]) -> tuple[RepetitionAccuracy, ...]:
    """One row per test and view."""
    groups: dict[tuple[str, str], list[RepetitionPair]] = {}
    for pair in pairs:
        groups.setdefault((pair.activity, pair.view), []).append(pair)
    return tuple(_accuracy(*key, mine) for key, mine in sorted(groups.items()))


def _accuracy(activity: str, view: str, pairs: list[RepetitionPair]) -> RepetitionAccuracy:
    matched = [p for p in pairs if p.true_side and p.found_side]
    return RepetitionAccuracy(
        activity=activity, view=view, clips=len({p.clip for p in pairs}),
        true=sum(bool(p.true_side) for p in pairs),
        found=sum(bool(p.found_side) for p in pairs), matched=len(matched),
        wrong_side=sum(p.true_side != p.found_side for p in matched),
        **{f"{part}_mae_s": _mae_s(matched, part) for part in ("start", "peak", "end")},
    )  # fmt: skip


def _mae_s(matched: list[RepetitionPair], part: str) -> float | None:
    if not matched:
        return None
    errors = [getattr(p, f"found_{part}_s") - getattr(p, f"true_{part}_s") for p in matched]
    return agreement.mean_absolute_error(np.array(errors))
