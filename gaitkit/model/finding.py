"""What stands out: a pattern compared with what was measured, as keys and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal

from .note import Note

if TYPE_CHECKING:
    from .result import Metric

Status = Literal["seen", "not_seen", "cannot_tell", "asked", "not_visible"]
Level = Literal["info", "watch", "flag"]
LEVELS: tuple[Level, ...] = ("info", "watch", "flag")
Test = Literal["below", "above", "beyond", "outside"]
#: What differs between two recordings that are compared.
Comparison = Literal["later", "double-task", "tired", "cadence"]
COMPARISONS: tuple[Comparison, ...] = ("later", "double-task", "tired", "cadence")
#: An answer of the questionnaire: yes or no, a choice, several choices, a number.
Answer = bool | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One number held against a limit.

    `limit` is the limit that was reached, or the mildest if none was; of `outside` there are two.
    `status` is seen, not_seen or cannot_tell. `clip` names the recording in a session.
    """

    metric: Metric
    test: Test
    limit: tuple[float, ...]
    status: Status
    level: Level | None = None
    sources: tuple[str, ...] = ()
    clip: str = ""

    @property
    def edges(self) -> tuple[float, float]:
        """Below the first and above the second is beyond; infinite where there is no limit."""
        first, last = self.limit[0], self.limit[-1]
        return {
            "below": (first, inf),
            "above": (-inf, first),
            "beyond": (-first, first),
            "outside": (first, last),
        }[self.test]

    @property
    def strength(self) -> Literal["clear", "slight", ""]:
        """Clear if the whole interval lies beyond the limit, slight if no more than the value."""
        if self.status != "seen":
            return ""
        low, high = self.metric.low, self.metric.high
        if low is None or high is None or not self.limit:
            return "clear"
        below, above = self.edges
        return "clear" if high < below or low > above else "slight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A pattern that was looked for. `level` is set if it was seen.

    `activity` is empty where no recording tells, but an answer or nothing does.
    `notes` say what was missing for a judgement or held its level down.
    """

    pattern: str
    side: Literal["left", "right", "both"]
    status: Status
    level: Level | None = None
    activity: str = ""
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()
