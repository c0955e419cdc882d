"""What the articles say about a change, and whether the cadence rose as it was meant to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from gaitkit.findings.combine import measured_in_session, merge
from gaitkit.findings.match import match
from gaitkit.findings.measured import Key, Number
from gaitkit.knowledge.patterns import Pattern, patterns
from gaitkit.model import Answer, Comparison, Evidence, Finding, Metric, Note, Subject

from .change import Change
from .interval import Interval, interval_of, percent_change
from .recording import Recording

CADENCE = "cadence_spm"
#: What the running articles advise: quicker steps by 5, at the most 10 percent.
CADENCE_GOALS_PCT = (5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRise:
    """By how many percent the cadence rose in an activity, and which goals that reaches."""

    activity: str
    percent: Interval

    @property
    def rose(self) -> bool | None:
        """Whether it rose at all; None: can't be told."""
        return self.reached(0.0)

    def reached(self, goal_pct: float) -> bool | None:
        """Whether the whole interval is at or above the goal, below it, or on both sides."""
        if self.percent.low >= goal_pct and self.percent.low > 0:
            return True
        return False if self.percent.high < goal_pct else None


def cadence_rises(changes: Iterable[Change]) -> tuple[CadenceRise, ...]:
    """One per activity in which the cadence was compared."""
    rises = []
    for change in changes:
        old, new = interval_of(change.before), interval_of(change.after)
        if change.metric == CADENCE and old and new:
            percent = percent_change(new, old)
            if percent:
                rises.append(CadenceRise(activity=change.activity, percent=percent))
    return tuple(rises)


def findings_of(
    before: Recording,
    after: Recording,
    changes: Sequence[Change],
    *,
    what: Comparison,
    years_apart: float | None,
) -> tuple[Finding, ...]:
    """Findings of the patterns that are about this kind of change, and of no others.

    One that rests on a change within its error can't be told, whatever its limit. What quicker
    steps do is left open where the steps did not get quicker for certain.
    """
    measured = replace(
        measured_in_session(
            merge(after.analyses), subject=_subject(before, after), answers=_answers(after)
        ),
        changes=_numbers(changes), comparison=what, years_apart=years_apart,
    )  # fmt: skip
    about = {key for key, pattern in patterns().items() if _is_about(pattern, what)}
    found = [f for f in match(measured) if f.pattern in about]
    if not years_apart:
        found = [_without_time(f, patterns()[f.pattern]) for f in found]
    if what == "cadence":
        quicker = {rise.activity for rise in cadence_rises(changes) if rise.rose}
        found = [f if f.activity in quicker else _open(f, "compare_not_quicker") for f in found]
    told = {(c.activity, c.metric, c.side): c for c in changes}
    return tuple(_beyond_error(f, told) for f in found)


def _is_about(pattern: Pattern, what: Comparison) -> bool:
    return any(condition.comparison == what for condition in pattern.when)


def _subject(before: Recording, after: Recording) -> Subject:
    """Who was filmed the second time; what was not given then, as given the first time."""
    older, newer = before.subject, after.subject
    given = {f.name: getattr(newer, f.name) for f in fields(newer)}
    return replace(older, **{name: value for name, value in given.items() if value is not None})


def _answers(recording: Recording) -> Mapping[str, Answer]:
    return next(iter(recording.analyses.values())).answers


def _numbers(changes: Iterable[Change]) -> dict[Key, Number]:
    """The changes as patterns see them: of a left-right difference the shift, right being plus."""
    return {(c.activity, c.metric, c.side): Number(metric=_metric(c)) for c in changes}


def _metric(change: Change) -> Metric:
    found = Metric(
        name=change.metric, side=change.side, value=None, unit=change.unit, notes=change.notes
    )
    if change.shift is None or change.after is None or change.before is None:
        return found
    return replace(
        found, value=change.shift.value, low=change.shift.low, high=change.shift.high,
        cycles=min(change.before.cycles, change.after.cycles), quality=change.quality,
        view=change.view,
    )  # fmt: skip


def _without_time(finding: Finding, pattern: Pattern) -> Finding:
    """A limit per year says nothing without the time between."""
    if not all(c.per_year for c in pattern.when if c.comparison):
        return finding
    return _open(finding, "compare_time_unknown")


def _open(finding: Finding, why: str) -> Finding:
    return replace(finding, status="cannot_tell", level=None, notes=(Note(key=why), *finding.notes))


def _beyond_error(finding: Finding, told: Mapping[Key, Change]) -> Finding:
    if finding.status != "seen":
        return finding
    if any(_is_told(e, finding.activity, told) for e in finding.evidence if e.status == "seen"):
        return finding
    return _open(finding, "compare_within_error")


def _is_told(evidence: Evidence, activity: str, told: Mapping[Key, Change]) -> bool:
    change = told.get((activity, evidence.metric.name, evidence.metric.side))
    return change is not None and change.shift is not None and not change.shift.holds_zero
