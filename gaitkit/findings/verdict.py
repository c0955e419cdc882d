"""What comparisons say together: any of them, all of them, or so many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import LEVELS, Evidence, Level, Note, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one comparison says, or several together."""

    status: Status
    level: Level | None = None
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()


OPEN = Verdict(status="cannot_tell")


def joined(need: str | int, verdicts: Sequence[Verdict]) -> Verdict:
    """Several as one. `need`: any, all, or how many must reach a level for that level."""
    status, level = _all_of(verdicts) if need == "all" else _some_of(verdicts, need)
    return Verdict(
        status=status,
        level=level,
        evidence=tuple(e for v in verdicts for e in v.evidence),
        notes=tuple(n for v in verdicts for n in v.notes),
    )


def reaches(level: Level | None, wanted: Level) -> bool:
    """Whether a level is that high."""
    return level is not None and LEVELS.index(level) >= LEVELS.index(wanted)


def just_below(level: Level) -> Level | None:
    """The next level down, if there is one."""
    return LEVELS[LEVELS.index(level) - 1] if level != LEVELS[0] else None


def _all_of(verdicts: Sequence[Verdict]) -> tuple[Status, Level | None]:
    statuses = {v.status for v in verdicts}
    if statuses == {"seen"}:
        return "seen", min((v.level for v in verdicts), key=LEVELS.index)
    return ("not_seen" if "not_seen" in statuses else "cannot_tell"), None


def _some_of(verdicts: Sequence[Verdict], need: str | int) -> tuple[Status, Level | None]:
    """Not seen where all that was measured is clearly on the safe side.

    What could not be measured never speaks for "not seen".
    """
    if any(v.level for v in verdicts):
        needed = 1 if need == "any" else int(need)
        reached = [lv for lv in LEVELS if sum(reaches(v.level, lv) for v in verdicts) >= needed]
        return "seen", reached[-1] if reached else LEVELS[0]
    measured = [v for v in verdicts if any(e.metric.value is not None for e in v.evidence)]
    safe = bool(measured) and all(v.status == "not_seen" for v in measured)
    return ("not_seen" if safe else "cannot_tell"), None
