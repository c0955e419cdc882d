"""Published means and standard deviations: data/norms.csv. No row, no judgement; no scaling."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gaitkit.model import Subject

from .patterns import Ages


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Mean and SD of a metric in people of an age and sex (empty: both) in an activity."""

    metric: str
    activity: str
    sex: str
    ages: Ages
    mean: float
    sd: float | None
    source: str


@cache
def norms() -> tuple[Norm, ...]:
    """Every row."""
    text = (files("gaitkit") / "data" / "norms.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Norm(
            metric=row["metric"],
            activity=row["activity"],
            sex=row["sex"].removeprefix("any"),
            ages=Ages.of(row),
            mean=float(row["mean"]),
            sd=float(row["sd"]) if row["sd"] else None,
            source=row["source"],
        )
        for row in rows
    )


def norm_for(metric: str, *, activity: str, subject: Subject) -> Norm | None:
    """The first row that fits this person; None where age or sex is needed and not known."""
    for norm in norms():
        if (norm.metric, norm.activity) == (metric, activity) and _fits(norm, subject):
            return norm
    return None


def _fits(norm: Norm, subject: Subject) -> bool:
    if norm.sex and norm.sex != subject.sex:
        return False
    if norm.ages.all:
        return True
    return subject.age_y is not None and norm.ages.hold(subject.age_y)
