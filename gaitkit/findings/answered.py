"""Patterns that only an answer of the questionnaire can tell."""

from __future__ import annotations

from collections.abc import Mapping

from ..knowledge.patterns import Answered, Pattern
from ..knowledge.questions import questions
from ..model import Answer, Finding


def told_by_answers(pattern: Pattern, answers: Mapping[str, Answer]) -> Finding:
    """Seen if one answer fits and every required one does; asked while that may still be."""
    given = [holds(answered, answers) for answered in pattern.seen_if]
    needed = [holds(r.answered, answers) for r in pattern.require if r.answered]
    if False in needed or all(answer is False for answer in given):
        return Finding(pattern=pattern.id, side="both", status="not_seen")
    if True in given and None not in needed:
        return Finding(pattern=pattern.id, side="both", status="seen", level="info")
    return Finding(pattern=pattern.id, side="both", status="asked")


def holds(answered: Answered, answers: Mapping[str, Answer]) -> bool | None:
    """Whether it was answered so; None if open. A question that does not arise counts as no."""
    arises = questions()[answered.question].asked_if.answers
    if any(first.by(answers) is False for first in arises):
        return False
    return answered.by(answers)
