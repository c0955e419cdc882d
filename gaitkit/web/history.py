"""The history of a person: each measure over the visits, with its error band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitkit.changes.recording import Recording, of_folders
from gaitkit.reference import ASYMMETRY, card_metrics, metric_groups, metric_words, number_text
from gaitkit.reference import unit_text as unit_words

from .charts import Point, timeline_svg
from .lab import Lab
from .rows import NothingThereError, Number, Visit
from .titles import names_of
from .words import day_words, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of one visit in words."""

    day: str
    side: str
    value: str
    interval: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A measure over the visits, drawn and as a table. `first` ones are shown unasked."""

    label: str
    definition: str
    unit: str
    svg: str
    cells: tuple[Cell, ...]
    sides: tuple[str, ...]
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """All measures of what was done."""

    label: str
    charts: tuple[Chart, ...]


def charts(visits: Sequence[tuple[Visit, Sequence[Number]]], lang: str) -> tuple[Activity, ...]:
    """The measures of visits in order of time, by what was done."""
    found: dict[str, dict[str, list[tuple[Visit, Number]]]] = {}
    for visit, numbers in visits:
        for number in numbers:
            measures = found.setdefault(number.activity, {})
            measures.setdefault(number.metric, []).append((visit, number))
    return tuple(
        Activity(
            label=word(f"activity.{activity}", lang),
            charts=_ordered(
                activity, measures,
                [v for v, numbers in visits if any(n.activity == activity for n in numbers)], lang,
            ),
        )
        for activity, measures in found.items()
    )  # fmt: skip


def _ordered(
    activity: str, measures: dict[str, list[tuple[Visit, Number]]], days: list[Visit], lang: str
) -> tuple[Chart, ...]:
    """Those that matter most in the views at hand first, left-right differences last."""
    views = dict.fromkeys(n.view for rows in measures.values() for _, n in rows)
    important = [m for view in views for m in card_metrics(view, activity)]
    rest = [m for names in metric_groups().values() for m in names]
    asymmetries = [m for m in measures if m.endswith(ASYMMETRY)]
    order = [m for m in dict.fromkeys((*important, *rest, *asymmetries)) if m in measures]
    return tuple(_chart(m, measures[m], days, lang, first=m in important) for m in order)


def _chart(
    metric: str, rows: list[tuple[Visit, Number]], days: list[Visit], lang: str, *, first: bool
) -> Chart:
    words = metric_words(metric, lang)
    places = {visit.id: place for place, visit in enumerate(days)}
    points: dict[str, list[Point]] = {}
    for visit, n in rows:
        points.setdefault(n.side, []).append(
            Point(place=places[visit.id], value=n.value, low=n.low, high=n.high)
        )
    return Chart(
        label=words.label, definition=words.definition, unit=unit_words(words.unit, lang),
        sides=tuple(points), first=first,
        svg=timeline_svg(points, [day_words(v.held_on, lang) for v in days], lang=lang),
        cells=tuple(_cell(visit, n, words.decimals, lang) for visit, n in rows),
    )  # fmt: skip


def _cell(visit: Visit, n: Number, decimals: int, lang: str) -> Cell:
    low, high = (number_text(x, lang, decimals=decimals) for x in (n.low, n.high))
    return Cell(
        day=day_words(visit.held_on, lang), side=word(f"word.{n.side}", lang),
        value=number_text(n.value, lang, decimals=decimals),
        interval=f"{low} {word('word.to', lang)} {high}",
        quality=word(f"quality.{n.quality}", lang),
    )  # fmt: skip


def recording(lab: Lab, visit: Visit, lang: str) -> Recording:
    """A visit as `gaitkit compare` takes it."""
    clips = lab.store.clips(visit.id)
    names = names_of(clips)
    folders = {
        names[c.id]: lab.folders.result(visit.person_id, c.result_id) for c in clips if c.result_id
    }
    if not folders:
        raise NothingThereError(visit.id)
    label = f"{day_words(visit.held_on, lang)} {visit.remark}".strip()
    return of_folders(folders, name=label)
