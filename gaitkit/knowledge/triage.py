"""When to see whom: data/triage.toml, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from gaitkit.model import Answer, Subject
from gaitkit.reference import read_table

from .patterns import Ages, Answered
from .tables import checked_keys, one_of

Urgency = Literal[
    "emergency", "same_day", "gp_soon", "gp", "physiotherapist", "stop_and_rest", "self_care"
]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRule:
    """What to do, and how soon, if all of `when` was answered so."""

    id: str
    urgency: Urgency
    when: tuple[Answered, ...]
    ages: Ages
    source: str
    words: Mapping[str, str]

    def applies(self, answers: Mapping[str, Answer], subject: Subject) -> bool:
        """Whether the rule holds; without an age those for one age group do not."""
        if not self.ages.all and (subject.age_y is None or not self.ages.hold(subject.age_y)):
            return False
        return all(answered.by(answers) for answered in self.when)


@cache
def triage_rules() -> tuple[TriageRule, ...]:
    """Every rule, the most urgent first."""
    rules = [_rule(table) for table in read_table("triage.toml")["rule"]]
    return tuple(sorted(rules, key=lambda rule: URGENCIES.index(rule.urgency)))


def _rule(table: Mapping[str, Any]) -> TriageRule:
    where = f"triage.toml: {table.get('id')}"
    checked_keys(
        table, ("id", "urgency", "when", "age_from", "age_below", "say", "source"), where=where
    )
    return TriageRule(
        id=table["id"],
        urgency=one_of(table["urgency"], URGENCIES, where=where),
        when=tuple(Answered.of(row) for row in table.get("when", [])),
        ages=Ages.of(table),
        source=table["source"],
        words=table["say"],
    )


def triage(answers: Mapping[str, Answer], subject: Subject) -> tuple[TriageRule, ...]:
    """The rules that the answers call for, the most urgent first.

    Of self-care the first rule that fits, and only if nothing else does.
    """
    if not answers:
        return ()
    found = [rule for rule in triage_rules() if rule.applies(answers, subject)]
    urgent = [rule for rule in found if rule.urgency != "self_care"]
    return tuple(urgent or found[:1])
