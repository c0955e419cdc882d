"""Worked examples of pattern files as `Measured`, so that each rule is tried on its own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gaitkit.findings.measured import Measured, Number
from gaitkit.knowledge.patterns import Pattern
from gaitkit.knowledge.questions import questions
from gaitkit.model import Metric, Subject
from gaitkit.reference import unit_of


def numbers(
    values: Mapping[str, Any], *, activity: str, low_quality: tuple[str, ...] = ()
) -> dict[tuple[str, str, str], Number]:
    """Metrics as an example writes them: per side a value, low and high; [] is not measured."""
    return {
        (activity, name, side): Number(
            metric=metric(name, side, given, quality="low" if name in low_quality else "good")
        )
        for name, sides in values.items()
        for side, given in sides.items()
    }


def metric(name: str, side: str, given: list[float], *, quality: str = "good") -> Metric:
    """One metric from [value, low, high], or [] for one that could not be measured."""
    value, low, high = given or (None, None, None)
    return Metric(
        name=name, side=side, value=value, unit=unit_of(name), low=low, high=high, cycles=8,
        quality=quality,
    )  # fmt: skip


def measured_in_example(pattern: Pattern, example: Mapping[str, Any]) -> Measured:
    """What the matching is given for one example of a pattern file."""
    known = {"subject", "activity", "values", "low_quality", "answers", "changes", "comparison",
             "years_apart", "expect"}  # fmt: skip
    assert set(example) <= known, f"{pattern.file}: unknown {sorted(set(example) - known)}"
    activity = example.get("activity", pattern.activities[0] if pattern.activities else "walk")
    low_quality = tuple(example.get("low_quality", ()))
    asked = questions()
    return Measured(
        subject=Subject(**example.get("subject", {})),
        numbers=numbers(example.get("values", {}), activity=activity, low_quality=low_quality),
        answers={
            key: asked[key].checked(value) for key, value in example.get("answers", {}).items()
        },
        changes=numbers(example.get("changes", {}), activity=activity, low_quality=low_quality),
        comparison=example.get("comparison"),
        years_apart=example.get("years_apart", 1.0),
    )
