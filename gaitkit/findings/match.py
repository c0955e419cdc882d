"""Which patterns were seen, which not, and which can't be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..knowledge.patterns import Condition, Pattern, Requirement, patterns
from ..model import LEVELS, SIDES, Evidence, Finding, Level, Metric, Note, Side
from .answered import holds, told_by_answers
from .limits import held_against, limits_for, missing_notes
from .measured import Measured, Number
from .verdict import OPEN, Verdict, joined, just_below, reaches

CHILD_BELOW_Y = 18
TODDLER_BELOW_Y = 4

Found = Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """One pattern in one activity; `found` is what patterns judged before it said."""

    pattern: Pattern
    activity: str
    measured: Measured
    found: Found


def match(measured: Measured, *, among: Mapping[str, Pattern] | None = None) -> tuple[Finding, ...]:
    """Every pattern that this recording, or what was answered, can say something about.

    `among` are patterns by id in place of gaitkit's own. In their order; those that need another
    pattern are judged after it.
    """
    known = patterns() if among is None else among
    found: dict[str, tuple[Finding, ...]] = {}
    for pattern in sorted(known.values(), key=lambda p: any(r.pattern for r in p.require)):
        found[pattern.id] = _judged(pattern, measured, found)
    return tuple(finding for key in known for finding in found[key])


def _judged(pattern: Pattern, measured: Measured, found: Found) -> tuple[Finding, ...]:
    age = measured.subject.age_y
    if age is not None and not pattern.ages.hold(age):
        return ()
    if pattern.known == "not_visible" and not pattern.when:
        return (Finding(pattern=pattern.id, side="both", status="not_visible"),)
    activities = [a for a in measured.activities if a in pattern.activities]
    cases = [
        _Case(pattern=pattern, activity=activity, measured=measured, found=found)
        for activity in activities
    ]
    findings = tuple(finding for case in cases for finding in _in_activity(case))
    if not findings and pattern.seen_if:
        return (told_by_answers(pattern, measured.answers),)
    if not findings and cases and _needs_another_recording(pattern, measured):
        return (_untold(pattern, Note.of("finding_needs_comparison")),)
    if age is None and not pattern.ages.all:
        unknown = missing_notes({"age"})
        return tuple(replace(f, status="cannot_tell", level=None, notes=unknown) for f in findings)
    return findings


def _untold(pattern: Pattern, why: Note) -> Finding:
    return Finding(pattern=pattern.id, side="both", status="cannot_tell", notes=(why,))


def _needs_another_recording(pattern: Pattern, measured: Measured) -> bool:
    """Whether only a comparison could show it, and there is none of that kind."""
    kinds = {condition.comparison for condition in pattern.when}
    return bool(kinds) and not kinds & {None, measured.comparison}


def _in_activity(case: _Case) -> list[Finding]:
    """One finding per leg, or one for both where no number is of a leg."""
    conditions = [c for c in case.pattern.when if _applies(c, case)]
    if not conditions:
        return []
    sided = any(_is_per_leg(condition, case) for condition in conditions)
    return [_finding(case, conditions, side) for side in (SIDES if sided else (None,))]


def _applies(condition: Condition, case: _Case) -> bool:
    if condition.activities and case.activity not in condition.activities:
        return False
    return condition.comparison in (None, case.measured.comparison)


def _is_per_leg(condition: Condition, case: _Case) -> bool:
    return condition.sides == "each" and any(_number(condition, side, case) for side in SIDES)


def _finding(case: _Case, conditions: Sequence[Condition], side: Side | None) -> Finding:
    verdict, pointed = _together(case, conditions, side)
    verdict = _capped(_with_requirements(verdict, case, side), case)
    return Finding(
        pattern=case.pattern.id,
        side=side or pointed or "both",
        status=verdict.status,
        level=verdict.level,
        activity=case.activity,
        evidence=verdict.evidence,
        notes=tuple(dict.fromkeys(verdict.notes)),
    )


def _together(
    case: _Case, conditions: Sequence[Condition], side: Side | None
) -> tuple[Verdict, Side | None]:
    """The conditions joined as the pattern needs, and the side that a difference points to.

    A difference counts for the leg it points to only.
    """
    verdicts, pointed_to = [], None
    for condition in conditions:
        verdict = _condition(condition, side, case)
        pointed = _points_to(condition, verdict)
        if side is None or pointed in (None, side):
            verdicts.append(verdict)
            pointed_to = pointed_to or pointed
    return joined(case.pattern.need, verdicts), pointed_to


def _points_to(condition: Condition, verdict: Verdict) -> Side | None:
    """The side that a right-left difference is about: right where it lies above its middle."""
    evidence = verdict.evidence[0] if verdict.evidence else None
    if condition.test not in ("beyond", "outside") or evidence is None:
        return None
    metric = evidence.metric
    if metric.side != "both" or metric.value is None or not evidence.limit:
        return None
    middle = 0.0 if condition.test == "beyond" else sum(evidence.limit) / 2
    right = (metric.value > middle) == (condition.side_of == "larger")
    return "right" if right else "left"


def _condition(condition: Condition, side: Side | None, case: _Case) -> Verdict:
    """One condition for one side, or for both together."""
    if condition.sides == "each":
        return _comparison(condition, side or "both", case)
    each = [_comparison(condition, s, case) for s in SIDES]
    return joined("all" if condition.sides == "both" else "any", each)


def _comparison(condition: Condition, side: str, case: _Case) -> Verdict:
    """One number held against the limits for this person."""
    number = _number(condition, side, case) or _number(condition, "both", case)
    metric = number and _of_time(number.metric, condition, case)
    if not number or not metric:
        return OPEN
    subject = case.measured.subject
    limits = limits_for(condition, activity=case.activity, subject=subject)
    evidence = held_against(metric, condition, limits, clip=number.clip)
    notes = missing_notes(limits.missing)
    if evidence.status == "seen" and number.contradicted:
        evidence = replace(evidence, level="info")
        notes = (*notes, Note.of("finding_views_disagree"))
    return Verdict(status=evidence.status, level=evidence.level, evidence=(evidence,), notes=notes)


def _number(condition: Condition, side: str, case: _Case) -> Number | None:
    measured = case.measured
    numbers = measured.changes if condition.comparison else measured.numbers
    return numbers.get((case.activity, condition.metric, side))


def _of_time(metric: Metric, condition: Condition, case: _Case) -> Metric | None:
    """The metric itself, or its change per year; None where the years are unknown."""
    if not condition.per_year:
        return metric
    years = case.measured.years_apart
    if not years:
        return None
    value, low, high = (
        None if x is None else x / years for x in (metric.value, metric.low, metric.high)
    )
    return replace(metric, value=value, low=low, high=high)


def _with_requirements(verdict: Verdict, case: _Case, side: Side | None) -> Verdict:
    """What must hold besides; where it is needed for a level only, it caps the level."""
    for requirement in case.pattern.require:
        if verdict.status != "seen":
            return verdict
        met, shown = _met(requirement, case, side)
        verdict = replace(verdict, evidence=verdict.evidence + shown)
        if met:
            continue
        if requirement.for_level is None:
            verdict = replace(verdict, status="not_seen" if met is False else "cannot_tell")
            verdict = replace(verdict, level=None)
        elif reaches(verdict.level, requirement.for_level):
            level = just_below(requirement.for_level)
            verdict = replace(verdict, level=level, status="seen" if level else "cannot_tell")
    return verdict


def _met(
    requirement: Requirement, case: _Case, side: Side | None
) -> tuple[bool | None, tuple[Evidence, ...]]:
    """Whether it holds (None: unknown), with the numbers that say so."""
    if requirement.answered:
        return holds(requirement.answered, case.measured.answers), ()
    if requirement.pattern:
        return _other_pattern_seen(*requirement.pattern, case.found, side), ()
    verdict = _condition(requirement.condition, side, case)
    if verdict.status == "seen":
        return reaches(verdict.level, requirement.for_level or "info"), verdict.evidence
    return (False if verdict.status == "not_seen" else None), verdict.evidence


def _other_pattern_seen(name: str, level: Level, found: Found, side: Side | None) -> bool | None:
    """Whether it was seen at that level on this leg, or on both."""
    about = [f for f in found.get(name, ()) if side in (None, f.side) or f.side == "both"]
    if any(reaches(f.level, level) for f in about):
        return True
    return None if not about or any(f.status == "cannot_tell" for f in about) else False


def _capped(verdict: Verdict, case: _Case) -> Verdict:
    """Never above the pattern's highest level, nor above what is fair to say of a child."""
    if verdict.level is None:
        return verdict
    age = case.measured.subject.age_y
    caps = [_highest(case.pattern, case.activity, age)]
    if age is not None and age < TODDLER_BELOW_Y:
        caps.append("info")
    elif age is not None and age < CHILD_BELOW_Y and not case.pattern.for_children:
        caps.append("watch")
    return replace(verdict, level=min(verdict.level, *caps, key=LEVELS.index))


def _highest(pattern: Pattern, activity: str, age_y: float | None) -> Level:
    """Of somebody of unknown age, the row for all ages."""
    for row in pattern.max_levels:
        fits_age = row.ages.all if age_y is None else row.ages.hold(age_y)
        if fits_age and row.activity in (None, activity):
            return row.level
    return "info"
