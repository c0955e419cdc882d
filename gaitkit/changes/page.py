"""compare.html: the whole comparison on one page that opens offline, in the report's style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from gaitkit.export.page import page
from gaitkit.export.pictures import data_uri
from gaitkit.findings.measured import activity_of
from gaitkit.model import SIDES, Analysis, Curve, Note, Side
from gaitkit.reference import (
    ASYMMETRY,
    curve_names,
    curve_words,
    metric_groups,
    metric_words,
    note_level,
    note_text,
    text,
)
from gaitkit.report.facts import Fact, who_facts
from gaitkit.report.figures import before_after_svg, curves_over_svg
from gaitkit.report.standing_out import StandingOut, standing_out

from . import words
from .change import Change
from .films import key_text, pairs
from .recording import Recording
from .words import Measure, label_of, measures

if TYPE_CHECKING:
    from .compared import Compared

SCRIPT = "duo.js"
_METHOD = ("independent", "detectable", "asymmetry", "day")
_PICTURES = 2
#: Below this, days say more than months.
_FEW_DAYS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A measure that changed: each side in words, and drawn."""

    label: str
    parts: tuple[str, ...]
    same: str
    positive: str
    rough: bool
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One side of a measure in the table."""

    label: str
    side: str
    before: str
    after: str
    change: str
    interval: str
    mdc: str
    changed: bool
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines that belong together."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One side of a curve, both recordings over one another."""

    side: Side
    legend: tuple[tuple[str, str], ...]
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A curve over the gait cycle, its sides next to each other; `pair` are the films of it."""

    pair: str
    label: str
    definition: str
    positive: str
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One recording: what it is called, who is in it, and what was filmed, clip by clip."""

    which: str
    label: str
    name: str
    pictures: tuple[str, ...]
    clips: tuple[tuple[Fact, ...], ...]


def render(
    compared: Compared,
    *,
    filmed: tuple[Recording, Recording] | None = None,
    written_on: date | None = None,
) -> str:
    """The whole page; `filmed` are both recordings with the films to show, by default those that
    they have; `written_on` is today if not given.
    """
    lang = compared.lang
    named = {which: label_of(which, compared.what, lang) for which in ("before", "after")}
    in_step = pairs(*(filmed or (compared.before, compared.after)), named=named, lang=lang)
    return page(
        "compare.html",
        lang=lang,
        script_name=SCRIPT if in_step else "",
        pairs=in_step,
        title=compared.after.subject.name or text("compare.both_names", lang, named),
        subtitle=_subtitle(compared),
        written=text("report.written", lang, {"date": (written_on or date.today()).isoformat()}),
        named=named,
        warnings=words.warnings(compared),
        headline=words.headline(compared),
        cadence=_cadence(compared),
        items=_items(compared),
        even=_items(compared, asymmetries=True),
        has_sides=bool(measures(compared.all_changes, asymmetries=True)),
        unchanged=words.unchanged(compared),
        out=_standing_out(compared),
        missing=words.reasons(compared.all_changes, lang),
        charts=_charts(compared, named),
        groups=_groups(compared),
        shown=[
            _shown("before", compared.before, named, lang),
            _shown("after", compared.after, named, lang),
        ],
        remarks=[note_text(n, lang) for n in _remarks(compared)],
        method=[text(f"compare.method_{key}", lang) for key in _METHOD],
    )  # fmt: skip


def _subtitle(compared: Compared) -> str:
    lang = compared.lang
    names = {"before": compared.before.name, "after": compared.after.name}
    said = text("compare.comparing", lang, names)
    if not compared.years_apart:
        return said
    return f"{said}, {_apart(compared.years_apart, lang)}"


def _apart(years: float, lang: str) -> str:
    """The time between two recordings, as people say it."""
    days = round(365.25 * years)
    if days < _FEW_DAYS:
        return text(f"compare.day{'s' if days > 1 else ''}", lang, {"days": days})
    return text("compare.months", lang, {"months": round(12 * years, 1)})


def _cadence(compared: Compared) -> tuple[str, ...]:
    if compared.what != "cadence":
        return ()
    return words.cadence_sentences(compared.cadence_rises, compared.lang)


def _remarks(compared: Compared) -> Iterator[Note]:
    """On the whole, then those on numbers, which say how sure they are."""
    yield from (n for n in compared.remarks if note_level(n) == "remark")
    on_numbers = (n for c in compared.all_changes if c.changed for n in c.notes)
    yield from dict.fromkeys(n for n in on_numbers if note_level(n) == "remark")


def _items(compared: Compared, *, asymmetries: bool = False) -> tuple[Item, ...]:
    every = measures(compared.all_changes, asymmetries=asymmetries)
    return tuple(_item(measure, compared) for measure in every if measure.changed)


def _item(measure: Measure, compared: Compared) -> Item:
    lang = compared.lang
    # A left-right difference is told by its size, so its sign needs no words.
    told_by_size = measure.name.endswith(ASYMMETRY)
    positive = "" if told_by_size else metric_words(measure.name, lang).positive
    same = [text(f"word.{c.side}", lang) for c in measure.changes if not c.changed]
    return Item(
        label=words.measure_label(measure, compared, short=True),
        parts=tuple(words.part(c, lang) for c in measure.changes if c.changed),
        same=f"{', '.join(same)}: {text('compare.not_told', lang)}" if same else "",
        positive=text("head.positive", lang, {"means": positive}) if positive else "",
        rough=words.is_rough(measure),
        svg=before_after_svg({c.side: (c.before, c.after) for c in measure.changes}),
    )


def _standing_out(compared: Compared) -> StandingOut | None:
    """The findings in words, or None where the articles say nothing about such a change."""
    if not compared.matched:
        return None
    answers = next(iter(compared.after.analyses.values())).answers
    out = standing_out(
        compared.matched, compared.lang, subject=compared.after.subject, answers=answers,
        changes=True,
    )  # fmt: skip
    judged = any(f.status == "not_seen" for f in compared.matched)
    key = "lead" if out.cards else "calm" if judged else "open"
    return replace(out, lead=text(f"compare.findings_{key}", compared.lang))


def _groups(compared: Compared) -> tuple[Group, ...]:
    lang = compared.lang
    every = [*measures(compared.all_changes), *measures(compared.all_changes, asymmetries=True)]
    plain = {
        group: [m for m in every if m.name in names] for group, names in metric_groups().items()
    }
    found = {text(f"head.{group}", lang): inside for group, inside in plain.items()}
    found[text("compare.evenness", lang)] = [m for m in every if m.name.endswith(ASYMMETRY)]
    return tuple(
        Group(heading=heading, lines=tuple(_lines(inside, compared)))
        for heading, inside in found.items()
        if inside
    )


def _lines(inside: Iterable[Measure], compared: Compared) -> Iterator[Line]:
    lang = compared.lang
    for measure in inside:
        for place, change in enumerate(measure.changes):
            label = words.measure_label(measure, compared, short=True) if place == 0 else ""
            yield _line(change, label, lang)


def _line(change: Change, label: str, lang: str) -> Line:
    numbers = words.numbers_of(change, lang)
    return Line(
        label=label,
        side=change.side,
        before=numbers["before"],
        after=numbers["after"],
        change=numbers["change"],
        interval=f"{numbers['low']} {text('word.to', lang)} {numbers['high']}",
        mdc=numbers["mdc"],
        changed=change.changed,
        quality=change.quality,
    )


def _charts(compared: Compared, named: dict[str, str]) -> tuple[Chart, ...]:
    """Curves that both recordings have in the same view and activity."""
    old, new = _curves(compared.before), _curves(compared.after)
    found: dict[tuple[str, str, str], dict[Side, tuple[Curve, Curve]]] = {}
    for key in old.keys() & new.keys():
        name, view, activity, side = key
        found.setdefault((name, view, activity), {})[side] = (old[key], new[key])
    order = curve_names()
    return tuple(
        _chart(found[key], key_text(key[2], key[1]), named, compared.lang)
        for key in sorted(found, key=lambda key: (order.index(key[0]), *key[1:]))
    )


def _curves(recording: Recording) -> dict[tuple[str, str, str, Side], Curve]:
    """By name, view, activity and side; of several clips that with the most cycles."""
    found: dict[tuple[str, str, str, Side], Curve] = {}
    for analysis in recording.analyses.values():
        for curve in analysis.curves:
            key = (curve.name, curve.view, _activity(analysis), curve.side)
            if key not in found or len(curve.cycles) > len(found[key].cycles):
                found[key] = curve
    return found


def _activity(analysis: Analysis) -> str:
    """What the curves of a clip show: what was done for the longest."""
    return activity_of(analysis, replace(analysis.metrics[0], bout=None))


def _chart(
    sides: dict[Side, tuple[Curve, Curve]], pair: str, named: dict[str, str], lang: str
) -> Chart:
    every = [curve for pair in sides.values() for curve in pair]
    meaning = curve_words(every[0].name, lang)
    return Chart(
        pair=pair,
        label=meaning.label,
        definition=meaning.definition,
        positive=text("head.positive", lang, {"means": meaning.positive}),
        drawings=tuple(
            Drawing(
                side=side,
                legend=tuple(
                    (which, _legend(named[which], len(curve.cycles), lang))
                    for which, curve in zip(("before", "after"), sides[side], strict=True)
                ),
                svg=curves_over_svg(*sides[side], beside=every, lang=lang),
            )
            for side in SIDES
            if side in sides
        ),
    )


def _legend(label: str, count: int, lang: str) -> str:
    key = "legend_one" if count == 1 else "legend"
    return text(f"compare.{key}", lang, {"label": label, "count": count})


def _shown(which: str, recording: Recording, named: dict[str, str], lang: str) -> Shown:
    facts = partial(who_facts, lang=lang)
    return Shown(
        which=which,
        label=named[which],
        name=recording.name,
        pictures=tuple(data_uri(p) for p in recording.pictures[:_PICTURES]),
        clips=tuple(facts(analysis) for analysis in recording.analyses.values()),
    )
