"""From single comparisons to one row per metric and view, event and curve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from gaitkit.reference import ASYMMETRY, metric_groups

from . import agreement
from .judge import Comparison, CurveError, EventPair
from .truth import VIEWS

#: A metric follows the truth where its slope lies between these.
SLOPE_RANGE = (0.8, 1.2)
#: An honest 95 % interval holds at least this share of truths, in percent.
LEAST_INSIDE_PCT = 90.0
ALL_VIEWS = "all"
ALL_GAITS = "all"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricAccuracy:
    """How far one metric can be trusted in one view ("all" where several views carry it).

    Errors are measured minus truth in `unit`. `withheld` counts truths in `view` without a value
    that the view could have shown. `loa_low`..`loa_high` are 95 % limits of agreement, `half_width`
    the mean half of the stated intervals, `mae_near` and `mae_far` the error by leg in a side view.
    `marks` names what falls short: slope, inside. Empty = too little to tell. `activity` is one
    gait only in the rows of `accuracies_by_gait`.
    """

    metric: str
    view: str
    unit: str
    n: int
    clips: int
    withheld: int
    bias: float | None = None
    mae: float | None = None
    rmse: float | None = None
    slope: float | None = None
    intercept: float | None = None
    loa_low: float | None = None
    loa_high: float | None = None
    inside_pct: float | None = None
    half_width: float | None = None
    mae_near: float | None = None
    mae_far: float | None = None
    worst_clip: str = ""
    worst_side: str = ""
    worst_error: float | None = None
    marks: str = ""
    activity: str = ALL_GAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAccuracy:
    """Timing of one kind of event in one view and gait; milliseconds, found minus true.

    `missed_at_edge` of the missed ones lie within half a step of the clip's start or end.
    """

    event: str
    view: str
    activity: str
    matched: int
    missed: int
    missed_at_edge: int
    extra: int
    bias_ms: float | None = None
    mae_ms: float | None = None
    sd_ms: float | None = None
    inside_pct: float | None = None
    worst_clip: str = ""
    worst_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveAccuracy:
    """Mean curves of one name in one view and gait against the true ones, degrees."""

    curve: str
    view: str
    activity: str
    n: int
    bias: float
    rmse: float
    worst_clip: str
    worst_rmse: float


def metric_accuracies(comparisons: Iterable[Comparison]) -> tuple[MetricAccuracy, ...]:
    """One row per metric and view, in the order of a report, with "all" first where it adds."""
    rows = []
    visible = [c for c in comparisons if c.status in ("measured", "withheld")]
    for metric, mine in _groups(visible, lambda c: c.metric).items():
        by_view = _groups(mine, lambda c: c.view)
        measured = [v for v, some in by_view.items() if any(c.value is not None for c in some)]
        if len(measured) > 1:
            rows.append(metric_accuracy(metric, ALL_VIEWS, mine))
        rows += [metric_accuracy(metric, v, by_view[v]) for v in VIEWS if v in by_view]
    return tuple(sorted(rows, key=lambda row: _report_order(row.metric)))


def accuracies_by_gait(comparisons: Iterable[Comparison]) -> tuple[MetricAccuracy, ...]:
    """One row per metric, view and gait, in the order of a report."""
    visible = [c for c in comparisons if c.status in ("measured", "withheld")]
    groups = _groups(visible, lambda c: (c.metric, c.view, c.activity))
    rows = [
        replace(metric_accuracy(metric, view, mine), activity=activity)
        for (metric, view, activity), mine in groups.items()
    ]
    return tuple(sorted(rows, key=lambda r: (_report_order(r.metric), r.view, r.activity)))


def metric_accuracy(metric: str, view: str, some: Sequence[Comparison]) -> MetricAccuracy:
    """One row from the comparisons of one metric."""
    got = [c for c in some if c.status == "measured"]
    row = {
        "metric": metric, "view": view, "unit": some[0].unit, "n": len(got),
        "clips": len({c.clip for c in got}), "withheld": sum(c.status == "withheld" for c in some),
    }  # fmt: skip
    if not got:
        return MetricAccuracy(**row)
    truths, values = (np.array([getattr(c, n) for c in got]) for n in ("truth", "value"))
    errors = values - truths
    line = agreement.line_through(truths, values)
    loa = agreement.limits_of_agreement(errors)
    inside_pct = 100 * sum(c.inside for c in got) / len(got)
    worst = max(got, key=lambda c: abs(c.error))
    return MetricAccuracy(
        **row, bias=agreement.bias(errors), mae=agreement.mean_absolute_error(errors),
        rmse=agreement.root_mean_square(errors), slope=line and line.slope,
        intercept=line and line.intercept, loa_low=loa and loa[0], loa_high=loa and loa[1],
        inside_pct=inside_pct, half_width=float(np.mean([(c.high - c.low) / 2 for c in got])),
        mae_near=_mae_of(got, "near"), mae_far=_mae_of(got, "far"), worst_clip=worst.clip,
        worst_side=worst.side, worst_error=worst.error, marks=marks(line, inside_pct),
    )  # fmt: skip


def marks(line: agreement.Line | None, inside_pct: float) -> str:
    """What falls short: "slope", "inside", both or nothing."""
    low, high = SLOPE_RANGE
    bad_slope = line is not None and not low <= line.slope <= high
    short = {"slope": bad_slope, "inside": inside_pct < LEAST_INSIDE_PCT}
    return " ".join(name for name, falls in short.items() if falls)


def _mae_of(got: list[Comparison], leg: str) -> float | None:
    errors = [c.error for c in got if c.leg == leg]
    return agreement.mean_absolute_error(np.array(errors)) if errors else None


def event_accuracies(pairs: Iterable[EventPair]) -> tuple[EventAccuracy, ...]:
    """One row per kind of event, view and gait."""
    groups = _groups(pairs, lambda p: (p.event, p.activity, p.view))
    return tuple(_event_accuracy(mine) for _, mine in sorted(groups.items()))


def _event_accuracy(pairs: Sequence[EventPair]) -> EventAccuracy:
    matched = [p for p in pairs if None not in (p.truth_s, p.found_s)]
    missed = [p for p in pairs if p.found_s is None]
    row = {
        "event": pairs[0].event, "view": pairs[0].view, "activity": pairs[0].activity,
        "matched": len(matched), "missed": len(missed),
        "missed_at_edge": sum(p.at_edge for p in missed),
        "extra": sum(p.truth_s is None for p in pairs),
    }  # fmt: skip
    if not matched:
        return EventAccuracy(**row)
    errors = np.array([1000 * (p.found_s - p.truth_s) for p in matched])
    stated = np.array([1000 * p.uncertainty_s for p in matched])
    inside = agreement.within(np.zeros(len(errors)), errors - stated, errors + stated)
    worst = int(np.argmax(np.abs(errors)))
    return EventAccuracy(
        **row, bias_ms=agreement.bias(errors), mae_ms=agreement.mean_absolute_error(errors),
        sd_ms=agreement.spread(errors), inside_pct=100 * float(np.mean(inside)),
        worst_clip=matched[worst].clip, worst_ms=float(errors[worst]),
    )  # fmt: skip


def curve_accuracies(curves: Iterable[CurveError]) -> tuple[CurveAccuracy, ...]:
    """One row per curve, view and gait; `rmse` over all of them, each curve weighing the same."""
    rows = []
    groups = _groups(curves, lambda c: (c.curve, c.view, c.activity))
    for (curve, view, activity), mine in groups.items():
        worst = max(mine, key=lambda c: c.rmse)
        rows.append(
            CurveAccuracy(
                curve=curve, view=view, activity=activity, n=len(mine),
                bias=agreement.bias(np.array([c.bias for c in mine])),
                rmse=agreement.root_mean_square(np.array([c.rmse for c in mine])),
                worst_clip=worst.clip, worst_rmse=worst.rmse,
            )
        )  # fmt: skip
    return tuple(rows)


def _groups(rows: Iterable[Row], key: Callable[[Row], object]) -> dict:
    """Rows by key, keys in order of first appearance."""
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _report_order(metric: str) -> tuple[int, bool]:
    """Place in a report; a comparison of sides comes right after what it compares."""
    names = [name for group in metric_groups().values() for name in group]
    base = metric.removesuffix(ASYMMETRY)
    return (names.index(base) if base in names else len(names), base != metric)
