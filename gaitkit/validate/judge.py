"""One clip: its analysis laid beside its truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaitkit.metrics.spec import all_metrics
from gaitkit.model import SIDES, TESTS, Analysis, Bout, EventKind, GaitEvent, Metric, Side
from gaitkit.reference import ASYMMETRY, PLAIN_DIFFERENCE, note_text, text, unit_of

from . import agreement
from .repetitions import RepetitionPair, repetition_pairs
from .timing import half_step_s, match_events
from .truth import MetricKey, Truth

#: Withheld with these reasons, a metric was never to be expected from the clip.
_NOT_TO_BE_SEEN = {"wrong_view", "no_scale", "not_for_activity"}
_ACTIVITIES = ("walk", "run", *TESTS)
_EVENT_KINDS: tuple[EventKind, ...] = ("initial_contact", "toe_off")
Status = Literal["measured", "withheld", "not_visible", "absent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One metric of one clip beside its truth.

    `status`: measured; withheld (a reason in `note`); not_visible (the view or a missing height
    rules it out); absent (not a metric of what the person does, or not of this version). `leg` is
    near or far from the camera in a side view, else any.
    """

    clip: str
    metric: str
    side: str
    truth: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    quality: str = "none"
    inside: bool | None = None
    unit: str
    view: str
    leg: str = "any"
    activity: str
    status: Status
    note: str = ""

    @property
    def error(self) -> float | None:
        """Measured minus truth."""
        return None if self.value is None else self.value - self.truth


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPair:
    """A true event and the one found for it; one of the two is empty where missed or extra."""

    clip: str
    side: str
    event: str
    view: str
    activity: str
    truth_s: float | None
    found_s: float | None
    uncertainty_s: float | None = None
    at_edge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveError:
    """How far a mean curve lies from the true one, degrees."""

    clip: str
    curve: str
    side: str
    view: str
    activity: str
    bias: float
    rmse: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A clip that was not compared (`kind` failed), or was taken for something else (misread)."""

    clip: str
    kind: Literal["failed", "misread"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipResult:
    """Everything that one clip says about accuracy."""

    clip: str
    view: str
    activity: str
    comparisons: tuple[Comparison, ...] = ()
    events: tuple[EventPair, ...] = ()
    curves: tuple[CurveError, ...] = ()
    repetitions: tuple[RepetitionPair, ...] = ()
    misread: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """An analysis under its name, with the language of the remarks."""

    analysis: Analysis
    name: str
    lang: str

    @property
    def main(self) -> Bout:
        """The longest bout: in a short one at an edge of the picture the view is another."""
        return max(self.analysis.bouts, key=lambda bout: bout.end_s - bout.start_s)

    def taken_for_another(self, truth: Truth) -> bool:
        """Whether one gait or test was taken for another."""
        return truth.activity in _ACTIVITIES and truth.activity != self.main.activity

    def bout_at(self, time_s: float) -> Bout:
        """The bout that holds a time, or the nearest one."""
        return min(
            self.analysis.bouts,
            key=lambda b: max(b.start_s - time_s, time_s - b.end_s, 0.0),
        )


def _of_gait(metric: str, activity: str | None) -> bool:
    """Whether a metric is one of this activity."""
    base = metric.removesuffix(ASYMMETRY)
    return any(spec.name == base and activity in spec.activities for spec in all_metrics())


def judge(analysis: Analysis, truth: Truth, *, name: str, lang: str = "en") -> ClipResult:
    """Compare one analysis with its truth; `name` stands for the clip in the tables."""
    case = _Case(analysis=analysis, name=name, lang=lang)
    return ClipResult(
        clip=name,
        view=case.main.view.plane,
        activity=case.main.activity,
        comparisons=tuple(_comparisons(case, truth)),
        events=tuple(_event_pairs(case, truth)),
        curves=tuple(_curve_errors(case, truth)),
        repetitions=repetition_pairs(analysis, truth.repetitions, name=name),
        misread=tuple(_misread(case, truth)),
    )


def with_asymmetries(
    metrics: Mapping[MetricKey, float], names: Iterable[str]
) -> dict[MetricKey, float]:
    """True metrics with those of `names` that follow from a true left and right side."""
    known = dict(metrics)
    for name in names:
        base = name.removesuffix(ASYMMETRY)
        left, right = known.get((base, "left")), known.get((base, "right"))
        if base == name or (name, "both") in known or left is None or right is None:
            continue
        if unit_of(base) in PLAIN_DIFFERENCE:
            known[name, "both"] = right - left
        elif left + right:
            known[name, "both"] = 200 * (right - left) / (left + right)
    return known


def _misread(case: _Case, truth: Truth) -> Iterator[Failure]:
    """View or gait taken for another one, by the clip's longest bout."""
    done = truth.activity if truth.activity in _ACTIVITIES else None
    asked = (("view", truth.view, case.main.view.plane), ("activity", done, case.main.activity))
    for what, true, got in asked:
        if true is not None and true != got:
            words = {"true": text(f"word.{true}", case.lang), "got": text(f"word.{got}", case.lang)}
            reason = text(f"validate.misread_{what}", case.lang, words)
            yield Failure(clip=case.name, kind="misread", reason=reason)


def _comparisons(case: _Case, truth: Truth) -> Iterator[Comparison]:
    measured = {(m.name, m.side): m for m in case.analysis.metrics}
    names = dict.fromkeys(m.name for m in case.analysis.metrics)
    for (metric, side), true in with_asymmetries(truth.metrics, names).items():
        found = measured.get((metric, side))
        if found is None or found.value is None:
            misread = case.taken_for_another(truth) and _of_gait(metric, truth.activity)
            yield _missing(case, metric, side, true, found, misread=misread)
        else:
            yield _measured(case, found, true)


def _measured(case: _Case, found: Metric, true: float) -> Comparison:
    inside = agreement.within(np.array([true]), np.array([found.low]), np.array([found.high]))
    return Comparison(
        clip=case.name, metric=found.name, side=found.side, truth=true, value=found.value,
        low=found.low, high=found.high, quality=found.quality, inside=bool(inside[0]),
        unit=found.unit, view=found.view or case.main.view.plane, leg=_leg(case, found),
        activity=case.main.activity, status="measured",
        note=" ".join(note_text(n, case.lang) for n in found.notes),
    )  # fmt: skip


def _leg(case: _Case, found: Metric) -> str:
    """Near or far from the camera, where all bouts behind the value agree."""
    seen = [b for b in case.analysis.bouts if b.view.plane == found.view]
    near = {b.view.near_side for b in seen if found.bout in (None, b.number)}
    if found.side not in SIDES or len(near) != 1 or None in near:
        return "any"
    return "near" if found.side in near else "far"


def _missing(
    case: _Case, metric: str, side: str, true: float, found: Metric | None, *, misread: bool
) -> Comparison:
    notes = found.notes if found else ()
    status: Status = "withheld" if found or misread else "absent"
    if notes and all(note.key in _NOT_TO_BE_SEEN for note in notes):
        status = "not_visible"
    words = " ".join(note_text(n, case.lang) for n in notes)
    return Comparison(
        clip=case.name, metric=metric, side=side, truth=true, unit=unit_of(metric),
        view=case.main.view.plane, activity=case.main.activity, status=status,
        note=words or text("validate.absent", case.lang),
    )  # fmt: skip


def _event_pairs(case: _Case, truth: Truth) -> Iterator[EventPair]:
    within_s = half_step_s([t for _, kind, t in truth.events if kind == "initial_contact"])
    for side in SIDES:
        for kind in _EVENT_KINDS:
            true = sorted(t for s, k, t in truth.events if (s, k) == (side, kind))
            found = [e for e in case.analysis.events if (e.side, e.kind) == (side, kind)]
            matching = match_events(true, [e.time_s for e in found], within_s=within_s)
            for t, f in matching.pairs:
                yield _pair(case, side, kind, true[t], found[f])
            for t in matching.missed:
                yield _pair(
                    case, side, kind, true[t], None, at_edge=_at_edge(case, true[t], within_s)
                )
            for f in matching.extra:
                yield _pair(case, side, kind, None, found[f])


def _at_edge(case: _Case, time_s: float, within_s: float) -> bool:
    """So near the clip's start or end that the foot is not seen to come or go."""
    first_s, last_s = case.analysis.pose.times_s[[0, -1]]
    return not first_s + within_s <= time_s <= last_s - within_s


def _pair(
    case: _Case, side: Side, kind: EventKind, true_s: float | None, found: GaitEvent | None,
    *, at_edge: bool = False,
) -> EventPair:  # fmt: skip
    bout = case.bout_at(found.time_s if found else true_s)
    return EventPair(
        clip=case.name, side=side, event=kind, view=bout.view.plane, activity=bout.activity,
        truth_s=true_s, found_s=found.time_s if found else None,
        uncertainty_s=found.uncertainty_s if found else None, at_edge=at_edge,
    )  # fmt: skip


def _curve_errors(case: _Case, truth: Truth) -> Iterator[CurveError]:
    for curve in case.analysis.curves:
        true = truth.curves.get((curve.name, curve.side))
        if true is not None:
            errors = curve.mean - true
            yield CurveError(
                clip=case.name, curve=curve.name, side=curve.side, view=curve.view,
                activity=case.main.activity, bias=agreement.bias(errors),
                rmse=agreement.root_mean_square(errors),
            )  # fmt: skip
