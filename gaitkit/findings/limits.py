"""A number against its limits: which level it reaches, by the whole interval or the value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..knowledge.norms import norm_for
from ..knowledge.patterns import Condition, LimitFor
from ..model import LEVELS, Evidence, Level, Metric, Note, Status, Subject, Test

Limit = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits by level for one person. `mildest` is what the safe side is measured by.

    `missing` names what of the person is unknown and kept limits away: age, sex.
    """

    by_level: Mapping[Level, Limit]
    mildest: Limit | None
    missing: frozenset[str] = frozenset()


def limits_for(condition: Condition, *, activity: str, subject: Subject) -> Limits:
    """The limits that hold for this person.

    Where they differ by sex and it is not known, a level needs the limit that is harder to reach
    and the safe side the other one.
    """
    by_level: dict[Level, Limit] = {}
    mildest: Limit | None = None
    missing: set[str] = set()
    for level in LEVELS:
        fitting, unknown = _fitting(condition, level, activity=activity, subject=subject)
        missing |= unknown
        if fitting:
            by_level[level] = max(fitting, key=lambda limit: _severity(limit, condition.test))
            gentle = min(fitting, key=lambda limit: _severity(limit, condition.test))
            mildest = mildest or gentle
    return Limits(by_level=by_level, mildest=mildest, missing=frozenset(missing))


def _fitting(
    condition: Condition, level: Level, *, activity: str, subject: Subject
) -> tuple[list[Limit], set[str]]:
    """The first limit for this person, or one per sex where that is unknown."""
    found: dict[str | None, Limit] = {}
    missing: set[str] = set()
    for row in condition.limits.get(level, ()):
        if not row.ages.all and subject.age_y is None:
            missing.add("age")
            continue
        if not (row.ages.all or row.ages.hold(subject.age_y)):
            continue
        if row.sex is not None and subject.sex not in (None, row.sex):
            continue
        values = _values(row, condition.metric, activity=activity, subject=subject)
        if values is None:
            missing |= _unknown_of(subject)
        else:
            found.setdefault(row.sex if subject.sex is None else None, values)
    return list(found.values()), missing


def _values(row: LimitFor, metric: str, *, activity: str, subject: Subject) -> Limit | None:
    if row.norm_sd is None:
        return row.values
    norm = norm_for(metric, activity=activity, subject=subject)
    if norm is None or (norm.sd is None and row.norm_sd):
        return None
    return (norm.mean + row.norm_sd * (norm.sd or 0.0),)


def _unknown_of(subject: Subject) -> set[str]:
    known = {"age": subject.age_y, "sex": subject.sex}
    return {name for name, value in known.items() if value is None}


def _severity(limit: Limit, test: Test) -> float:
    """Grows with how hard the limit is to reach."""
    if test == "below":
        return -limit[0]
    return limit[-1] - limit[0] if test == "outside" else limit[0]


def held_against(
    metric: Metric, condition: Condition, limits: Limits, *, clip: str = ""
) -> Evidence:
    """The metric as evidence: the highest level whose limit it is beyond."""
    status, level = _verdict(metric, condition.test, limits)
    limit = limits.by_level.get(level) if level else limits.mildest
    return Evidence(
        metric=metric,
        test=condition.test,
        limit=limit or (),
        status=status,
        level=level,
        sources=condition.sources,
        clip=clip,
    )


def _verdict(metric: Metric, test: Test, limits: Limits) -> tuple[Status, Level | None]:
    if metric.value is None or limits.mildest is None:
        return "cannot_tell", None
    interval = (
        metric.value if metric.low is None else metric.low,
        metric.value if metric.high is None else metric.high,
    )
    reached = _levels_reached(metric.value, interval, test, limits.by_level)
    if reached:
        level = reached[-1]
        return "seen", "info" if metric.quality == "low" else level
    return ("not_seen" if _safe(interval, test, limits.mildest) else "cannot_tell"), None


def _levels_reached(
    value: float, interval: tuple[float, float], test: Test, by_level: Mapping[Level, Limit]
) -> Sequence[Level]:
    """info by the value, the others by the whole interval."""
    return [
        level
        for level in LEVELS
        if level in by_level
        and _beyond((value, value) if level == "info" else interval, test, by_level[level])
    ]


def _beyond(interval: tuple[float, float], test: Test, limit: Limit) -> bool:
    low, high = interval
    if test == "below":
        return high < limit[0]
    if test == "above":
        return low > limit[0]
    if test == "beyond":
        return low > limit[0] or high < -limit[0]
    return high < limit[0] or low > limit[1]


def _safe(interval: tuple[float, float], test: Test, limit: Limit) -> bool:
    low, high = interval
    if test == "below":
        return low >= limit[0]
    if test == "above":
        return high <= limit[0]
    if test == "beyond":
        return -limit[0] <= low and high <= limit[0]
    return limit[0] <= low and high <= limit[1]


def missing_notes(missing: frozenset[str] | set[str]) -> tuple[Note, ...]:
    """What to tell the person to give."""
    return tuple(Note.of(f"finding_{name}_unknown") for name in sorted(missing))
