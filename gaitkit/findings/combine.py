"""The clips of one session as one: the surest view wins per metric, never a mean of views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..model import Analysis, Answer, Metric, Note, Subject
from .measured import Measured, Number, activity_of, width

#: The note on a metric that another clip contradicts.
_CONTRADICTED = "clips_disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMetric:
    """The best view's value of a metric. `clip` names it; empty where no clip could measure it.

    `condition` is what the person did, walk or run: the two are never compared.
    """

    metric: Metric
    clip: str
    condition: str


def merge(analyses: Mapping[str, Analysis]) -> tuple[SessionMetric, ...]:
    """One value per metric, side and activity: that with the smallest interval; never a mean.

    Clips whose intervals don't overlap with it are named in its notes. What no clip could measure
    keeps every clip's reason.
    """
    found: dict[tuple[str, str, str], dict[str, Metric]] = {}
    for clip, analysis in analyses.items():
        for metric in analysis.metrics:
            key = (metric.name, metric.side, activity_of(analysis, metric))
            found.setdefault(key, {}).setdefault(clip, metric)
    return tuple(_best(candidates, activity) for (_, _, activity), candidates in found.items())


def _best(candidates: Mapping[str, Metric], activity: str) -> SessionMetric:
    measured = {clip: m for clip, m in candidates.items() if m.value is not None}
    if not measured:
        reasons = tuple(dict.fromkeys(n for m in candidates.values() for n in m.notes))
        nothing = replace(next(iter(candidates.values())), notes=reasons, view="", bout=None)
        return SessionMetric(metric=nothing, clip="", condition=activity)
    clip = min(measured, key=lambda name: width(measured[name]))
    best = measured[clip]
    disagreeing = tuple(
        _disagreement(name, other) for name, other in measured.items() if _apart(best, other)
    )
    return SessionMetric(
        metric=replace(best, notes=(*best.notes, *disagreeing)), clip=clip, condition=activity
    )


def _apart(a: Metric, b: Metric) -> bool:
    if float("inf") in (width(a), width(b)):
        return False
    return a.high < b.low or b.high < a.low


def _disagreement(clip: str, metric: Metric) -> Note:
    return Note.of("clips_disagree", clip=clip, low=metric.low, high=metric.high)


def measured_in_session(
    rows: tuple[SessionMetric, ...], *, subject: Subject, answers: Mapping[str, Answer]
) -> Measured:
    """The merged numbers, each with its clip; one that another view contradicts is marked."""
    numbers = {
        (row.condition, row.metric.name, row.metric.side): Number(
            metric=row.metric,
            clip=row.clip,
            contradicted=any(note.key == _CONTRADICTED for note in row.metric.notes),
        )
        for row in rows
    }
    return Measured(subject=subject, numbers=numbers, answers=answers)
