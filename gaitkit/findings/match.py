"""Which patterns were seen, which not, and which can't be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..knowledge.patterns import Answered, Condition, Pattern, Requirement, patterns
from ..knowledge.questions import questions
from ..model import LEVELS, SIDES, Evidence, Finding, Level, Note, Side, Status
from .limits import held_against, limits_for, missing_notes
from .measured import Measured, Number

CHILD_BELOW_Y = 18
TODDLER_BELOW_Y = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What the conditions of a pattern say together, or one of them."""

    status: Status
    level: Level | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()


_OPEN = _Verdict(status="cannot_tell")


def match(measured: Measured) -> tuple[Finding, ...]:
    """Every pattern that this recording, or what was answered, can say something about.

    Patterns that other patterns depend on are judged first. In the order of `patterns()`.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    for pattern in _by_dependence(patterns().values()):
        found[pattern.id] = _judged(pattern, measured, found)
    return tuple(finding for key in patterns() for finding in found[key])


def _by_dependence(all_patterns: Iterable[Pattern]) -> list[Pattern]:
    """Those that need another pattern last; nothing needs one that needs one."""
    return sorted(all_patterns, key=lambda p: any(r.pattern for r in p.require))


def _judged(
    pattern: Pattern, measured: Measured, found: Mapping[str, tuple[Finding, ...]]
) -> tuple[Finding, ...]:
    age = measured.subject.age_y
    if age is not None and not pattern.ages.hold(age):
        return ()
    if pattern.known == "not_visible" and not pattern.when:
        return (Finding(pattern=pattern.id, side="both", status="not_visible"),)
    findings = [
        finding
        for activity in _activities(pattern, measured)
        for finding in _in_activity(pattern, activity, measured, found)
    ]
    if not findings and pattern.seen_if:
        return (_by_answers(pattern, measured),)
    if not findings and _needs_another_recording(pattern, measured):
        return (
            Finding(
                pattern=pattern.id, side="both", status="cannot_tell",
                notes=(Note.of("finding_needs_comparison"),),
            ),
        )  # fmt: skip
    if age is None and not pattern.ages.all:
        return tuple(_open_for(f, {"age"}) for f in findings)
    return tuple(findings)


def _needs_another_recording(pattern: Pattern, measured: Measured) -> bool:
    """Whether only a comparison could show it, and there is none of that kind."""
    return (
        bool(pattern.when)
        and all(c.comparison not in (None, measured.comparison) for c in pattern.when)
        and bool(_activities(pattern, measured))
    )


def _open_for(finding: Finding, missing: set[str]) -> Finding:
    return replace(finding, status="cannot_tell", level=None, notes=missing_notes(missing))


def _by_answers(pattern: Pattern, measured: Measured) -> Finding:
    """Seen if one answer fits and every required one does; asked while one could still fit."""
    given = _any_of(_answer(answered, measured) for answered in pattern.seen_if)
    needed = [_answer(r.answered, measured) for r in pattern.require if r.answered]
    told = (
        False if given is False or False in needed else None if None in (given, *needed) else True
    )
    status: Status = {True: "seen", False: "not_seen", None: "asked"}[told]
    return Finding(pattern=pattern.id, side="both", status=status, level="info" if told else None)


def _any_of(given: Iterable[bool | None]) -> bool | None:
    given = list(given)
    return True if True in given else None if None in given else False


def _all_of_answers(given: Sequence[bool | None]) -> bool | None:
    return False if False in given else None if None in given else True


def _answer(answered: Answered, measured: Measured) -> bool | None:
    """Whether it was answered so; a question that does not arise counts as no."""
    asked_if = questions()[answered.question].asked_if
    if any(first.by(measured.answers) is False for first in asked_if.answers):
        return False
    return answered.by(measured.answers)


def _activities(pattern: Pattern, measured: Measured) -> list[str]:
    return [a for a in measured.activities if a in pattern.activities]


def _in_activity(
    pattern: Pattern,
    activity: str,
    measured: Measured,
    found: Mapping[str, tuple[Finding, ...]],
) -> list[Finding]:
    conditions = [c for c in pattern.when if _applies(c, activity, measured)]
    if not conditions:
        return []
    sided = any(_per_side(c, activity, measured) for c in conditions)
    findings = []
    for side in SIDES if sided else (None,):
        verdict, pointed = _together(pattern, conditions, side, activity, measured)
        verdict = _with_requirements(pattern, verdict, side, activity, measured, found)
        verdict = _capped(pattern, verdict, activity, measured)
        findings.append(
            Finding(
                pattern=pattern.id, side=side or pointed or "both", status=verdict.status,
                level=verdict.level, activity=activity, evidence=verdict.evidence,
                notes=tuple(dict.fromkeys(verdict.notes)),
            )
        )  # fmt: skip
    return findings


def _applies(condition: Condition, activity: str, measured: Measured) -> bool:
    if condition.activities and activity not in condition.activities:
        return False
    return condition.comparison == (
        measured.comparison if condition.comparison is not None else None
    )


def _numbers(condition: Condition, measured: Measured) -> Mapping[tuple[str, str, str], Number]:
    return measured.changes if condition.comparison else measured.numbers


def _per_side(condition: Condition, activity: str, measured: Measured) -> bool:
    numbers = _numbers(condition, measured)
    return condition.sides == "each" and any(
        (activity, condition.metric, side) in numbers for side in SIDES
    )


def _together(
    pattern: Pattern,
    conditions: Sequence[Condition],
    side: Side | None,
    activity: str,
    measured: Measured,
) -> tuple[_Verdict, Side | None]:
    """The conditions joined as the pattern needs, and the side that a difference points to."""
    verdicts, pointed_to = [], None
    for condition in conditions:
        verdict = _condition(condition, side, activity, measured)
        pointed = _points_to(condition, verdict)
        if side is None or pointed in (None, side):
            verdicts.append(verdict)
            pointed_to = pointed_to or pointed
    return _joined(pattern.need, verdicts), pointed_to


def _points_to(condition: Condition, verdict: _Verdict) -> Side | None:
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


def _condition(
    condition: Condition, side: Side | None, activity: str, measured: Measured
) -> _Verdict:
    """One condition for one side, or for both together."""
    if condition.sides == "each":
        return _single(condition, side or "both", activity, measured)
    each = [_single(condition, s, activity, measured) for s in SIDES]
    return _joined("all" if condition.sides == "both" else "any", each)


def _single(condition: Condition, side: str, activity: str, measured: Measured) -> _Verdict:
    numbers = _numbers(condition, measured)
    number = numbers.get((activity, condition.metric, side)) or numbers.get(
        (activity, condition.metric, "both")
    )
    if number is None:
        return _OPEN
    metric = number.metric
    if condition.per_year and condition.comparison:
        if not measured.years_apart:
            return _OPEN
        metric = _scaled(metric, 1 / measured.years_apart)
    limits = limits_for(condition, activity=activity, subject=measured.subject)
    evidence = held_against(metric, condition, limits, clip=number.clip)
    notes = missing_notes(limits.missing)
    if evidence.status == "seen" and number.contradicted:
        evidence = replace(evidence, level="info")
        notes = (*notes, Note.of("finding_views_disagree"))
    return _Verdict(status=evidence.status, level=evidence.level, evidence=(evidence,), notes=notes)


def _scaled(metric, factor: float):
    scaled = {
        name: None if value is None else value * factor
        for name, value in (("value", metric.value), ("low", metric.low), ("high", metric.high))
    }
    return replace(metric, **scaled)


def _joined(need: str | int, verdicts: Sequence[_Verdict]) -> _Verdict:
    """Several verdicts as one. What could not be measured never speaks for "not seen"."""
    evidence = tuple(e for v in verdicts for e in v.evidence)
    notes = tuple(n for v in verdicts for n in v.notes)
    status, level = _all_of(verdicts) if need == "all" else _some_of(verdicts, need)
    return _Verdict(status=status, level=level, evidence=evidence, notes=notes)


def _all_of(verdicts: Sequence[_Verdict]) -> tuple[Status, Level | None]:
    statuses = {v.status for v in verdicts}
    if statuses == {"seen"}:
        return "seen", min((v.level for v in verdicts), key=LEVELS.index)
    return ("not_seen" if "not_seen" in statuses else "cannot_tell"), None


def _some_of(verdicts: Sequence[_Verdict], need: str | int) -> tuple[Status, Level | None]:
    """Any of them, or so many at a level for that level.

    Not seen where all that was measured is clearly on the safe side.
    """
    ranks = [LEVELS.index(v.level) for v in verdicts if v.level]
    if ranks:
        needed = 1 if need == "any" else int(need)
        reached = [rank for rank in range(len(LEVELS)) if sum(r >= rank for r in ranks) >= needed]
        return "seen", LEVELS[max(reached, default=0)]
    measured = [v for v in verdicts if any(e.metric.value is not None for e in v.evidence)]
    safe = bool(measured) and all(v.status == "not_seen" for v in measured)
    return ("not_seen" if safe else "cannot_tell"), None


def _with_requirements(
    pattern: Pattern,
    verdict: _Verdict,
    side: Side | None,
    activity: str,
    measured: Measured,
    found: Mapping[str, tuple[Finding, ...]],
) -> _Verdict:
    """What must hold besides; for a level only, it caps."""
    for requirement in pattern.require:
        if verdict.status != "seen":
            return verdict
        holds, shown = _holds(requirement, side, activity, measured, found)
        verdict = replace(verdict, evidence=verdict.evidence + shown)
        if holds:
            continue
        if requirement.for_level:
            verdict = replace(verdict, level=_below(verdict.level, requirement.for_level))
            if verdict.level is None:
                verdict = replace(verdict, status="cannot_tell")
        elif holds is None:
            verdict = replace(verdict, status="cannot_tell", level=None)
        else:
            verdict = replace(verdict, status="not_seen", level=None)
    return verdict


def _below(level: Level | None, cap: Level) -> Level | None:
    if level is None or LEVELS.index(level) < LEVELS.index(cap):
        return level
    return LEVELS[LEVELS.index(cap) - 1] if cap != "info" else None


def _holds(
    requirement: Requirement,
    side: Side | None,
    activity: str,
    measured: Measured,
    found: Mapping[str, tuple[Finding, ...]],
) -> tuple[bool | None, tuple[Evidence, ...]]:
    """Whether it holds (None: unknown), with the numbers that say so."""
    if requirement.answered:
        return _answer(requirement.answered, measured), ()
    if requirement.pattern:
        name, level = requirement.pattern
        about = [f for f in found.get(name, ()) if side in (None, f.side) or f.side == "both"]
        reached = [f for f in about if f.level and LEVELS.index(f.level) >= LEVELS.index(level)]
        unsure = not about or any(f.status == "cannot_tell" for f in about)
        return (True if reached else None if unsure else False), ()
    verdict = _condition(requirement.condition, side, activity, measured)
    needed = LEVELS.index(requirement.for_level or "info")
    if verdict.status == "seen":
        return LEVELS.index(verdict.level) >= needed, verdict.evidence
    return (False if verdict.status == "not_seen" else None), verdict.evidence


def _capped(pattern: Pattern, verdict: _Verdict, activity: str, measured: Measured) -> _Verdict:
    """Never above the pattern's highest level, nor above what is fair to say of a child."""
    if verdict.level is None:
        return verdict
    age = measured.subject.age_y
    caps = [_highest(pattern, activity, age)]
    if age is not None and age < TODDLER_BELOW_Y:
        caps.append("info")
    elif age is not None and age < CHILD_BELOW_Y and not pattern.for_children:
        caps.append("watch")
    cap = min(caps, key=LEVELS.index)
    if LEVELS.index(verdict.level) <= LEVELS.index(cap):
        return verdict
    return replace(verdict, level=cap)


def _highest(pattern: Pattern, activity: str, age_y: float | None) -> Level:
    for row in pattern.max_levels:
        fits_age = row.ages.all if age_y is None else row.ages.hold(age_y)
        if fits_age and row.activity in (None, activity):
            return row.level
    return "info"
