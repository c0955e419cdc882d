"""What a report says: an analysis turned into worded sections, whatever file they end up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from gaitkit.model import (
    SIDES,
    TESTS,
    Analysis,
    Curve,
    Cycle,
    Metric,
    Note,
    Repetition,
    Side,
)
from gaitkit.reference import (
    ASYMMETRY,
    checked_lang,
    curve_names,
    curve_words,
    metric_groups,
    metric_words,
    note_level,
    note_parts,
    number_text,
    text,
    unit_text,
)
from gaitkit.report.cards import card_rows
from gaitkit.report.facts import Fact, drawing_facts, setting_facts, subtitle, who_facts
from gaitkit.report.figures import curve_svg, drawn_cycles, usual_toe_off_percent
from gaitkit.report.repetitions import TestPart, test_part
from gaitkit.report.standing_out import StandingOut, standing_out

Marks = dict[Note, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A note in words: why, and how to film it better (may be empty)."""

    why: str
    film: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number in words. `value` is empty where it was not measured."""

    value: str
    unit: str
    interval: str
    cycles: str
    quality: str
    quality_text: str
    marks: tuple[int, ...]
    metric: Metric

    @property
    def may_be_zero(self) -> bool:
        """Whether the interval holds zero: for a difference, that none is shown."""
        low, high = self.metric.low, self.metric.high
        return low is not None and high is not None and low <= 0 <= high


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A metric with its sides next to each other."""

    name: str
    label: str
    definition: str
    positive: str
    detail: str
    cells: dict[str, Cell]

    @property
    def measured(self) -> bool:
        """Whether at least one side has a number."""
        return any(c.value for side, c in self.cells.items() if side != "difference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that belong together."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A curve over the gait cycle, drawn. `clip` is the one it is of, where there are several."""

    name: str
    label: str
    definition: str
    positive: str
    svg: str
    view: str
    legend: tuple[tuple[Side, str], ...]
    caption: str
    clip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Metrics that are withheld for the same reason."""

    reasons: tuple[Remark, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Cycles left out for the same reason: per side, their times."""

    why: str
    cycles: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a report says, in one language."""

    lang: str
    title: str
    subtitle: str
    written: str
    pictures: tuple[bytes, ...]
    who: tuple[Fact, ...]
    warnings: tuple[Remark, ...]
    standing_out: StandingOut
    cards: tuple[Row, ...]
    charts: tuple[Chart, ...]
    by_hand: tuple[Fact, ...]
    groups: tuple[Group, ...]
    footnotes: tuple[Remark, ...]
    missing: tuple[Missing, ...]
    cycles_lead: str
    rejected: tuple[Rejected, ...]
    test: TestPart | None
    remarks: tuple[Remark, ...]
    settings: tuple[Fact, ...]
    #: Of a session: each clip with where its own report lies.
    clips: tuple[Fact, ...] = ()


def build(
    analysis: Analysis,
    lang: str = "en",
    *,
    pictures: Iterable[bytes] = (),
    stretch_names: Mapping[int, str] | None = None,
    written_on: date | None = None,
) -> Report:
    """Word an analysis in `lang`; `pictures` are PNG or JPEG files that show the person.

    `stretch_names` are names of bouts by number; by default a bout is called by its number.
    """
    checked_lang(lang)
    day = (written_on or date.today()).isoformat()
    return replace(
        _worded(analysis, lang, tuple((stretch_names or {}).items())),
        written=text("report.written", lang, {"date": day}),
        pictures=tuple(pictures),
    )


@lru_cache(maxsize=1)  # page, PDF and terminal say the same
def _worded(analysis: Analysis, lang: str, stretch_names: tuple[tuple[int, str], ...]) -> Report:
    """All of the report that is the analysis's own."""
    marks = _footnote_marks(analysis.metrics)
    rows = _rows(analysis, marks, lang, dict(stretch_names))
    return Report(
        lang=lang,
        title=analysis.subject.name or _unnamed(analysis, lang),
        subtitle=subtitle(analysis, lang),
        written="",
        pictures=(),
        who=who_facts(analysis, lang),
        warnings=_remarks(analysis, lang, levels=("warning", "refusal")),
        standing_out=standing_out(
            analysis.findings, lang, subject=analysis.subject, answers=analysis.answers
        ),
        cards=card_rows(rows, analysis.bouts),
        charts=_charts(analysis, lang),
        by_hand=drawing_facts(analysis.drawings, lang),
        groups=_groups(rows, lang),
        footnotes=tuple(_remark(note, lang) for note in marks),
        missing=_missing(analysis.metrics, lang),
        cycles_lead=_cycles_lead(analysis, lang),
        rejected=_rejected(analysis.cycles or analysis.repetitions, lang),
        test=test_part(analysis, lang),
        remarks=_remarks(analysis, lang, levels=("remark",)),
        settings=setting_facts(analysis, lang),
    )


def _unnamed(analysis: Analysis, lang: str) -> str:
    if not analysis.repetitions:
        return text("report.unnamed", lang)
    activities = dict.fromkeys(b.activity for b in analysis.bouts)
    return ", ".join(text(f"activity.{a}", lang) for a in activities)


def _remark(note: Note, lang: str) -> Remark:
    why, film = note_parts(note, lang)
    return Remark(why=why, film=film)


def _remarks(analysis: Analysis, lang: str, *, levels: tuple[str, ...]) -> tuple[Remark, ...]:
    notes = dict.fromkeys((*analysis.notes, *analysis.person.notes))
    return tuple(_remark(note, lang) for note in notes if note_level(note) in levels)


def _footnote_marks(metrics: Iterable[Metric]) -> Marks:
    """Notes on measured values, numbered from 1 in order of appearance."""
    notes = dict.fromkeys(n for m in metrics if m.value is not None for n in m.notes)
    return {note: number for number, note in enumerate(notes, start=1)}


def _rows(
    analysis: Analysis, marks: Marks, lang: str, stretch_names: Mapping[int, str]
) -> tuple[Row, ...]:
    """One row per metric, view and stretch, with the asymmetry as its difference."""
    found: dict[tuple[str, str, int | None], dict[str, Metric]] = {}
    several = len({bout.number for bout in analysis.bouts}) > 1
    for metric in analysis.metrics:
        base = metric.name.removesuffix(ASYMMETRY)
        column = "difference" if base != metric.name else metric.side
        bout = metric.bout if several else None
        found.setdefault((base, metric.view, bout), {})[column] = metric
    # A refused side may not know its view: it joins the row of the side that does.
    return tuple(
        _row(
            name,
            _stretch(bout, stretch_names, lang),
            sides,
            marks,
            lang,
            tested=_is_of_test(sides, analysis),
        )
        for (name, _, bout), sides in _joined(found, named=bool(stretch_names)).items()
    )


def _is_of_test(sides: Mapping[str, Metric], analysis: Analysis) -> bool:
    """Whether the numbers are of a movement test and not of gait."""
    numbers = {metric.bout for metric in sides.values()}
    return any(
        b.activity in TESTS for b in analysis.bouts if b.number in numbers or numbers == {None}
    )


def _stretch(bout: int | None, names: Mapping[int, str], lang: str) -> str:
    if bout is None:
        return ""
    return names.get(bout) or text("head.stretch", lang, {"number": bout})


def _joined(
    found: dict[tuple[str, str, int | None], dict[str, Metric]], *, named: bool
) -> dict[tuple[str, str, int | None], dict[str, Metric]]:
    """Sides of a metric that different bouts show best; never across bouts that have names."""
    joined: dict[tuple[str, str, int | None], dict[str, Metric]] = {}
    for (name, view, bout), sides in found.items():
        same = [
            key
            for key in joined
            if key[0] == name
            and not set(joined[key]) & set(sides)
            and not (named and key[2] != bout)
        ]
        home = same[0] if same else (name, view, bout)
        joined.setdefault(home, {}).update(sides)
    return joined


def _row(
    name: str,
    detail: str,
    sides: dict[str, Metric],
    marks: Marks,
    lang: str,
    *,
    tested: bool,
) -> Row:
    words = metric_words(name, lang)
    positive = text("head.positive", lang, {"means": words.positive}) if words.positive else ""
    return Row(
        name=name,
        label=words.label,
        definition=words.definition,
        positive=positive,
        detail=detail,
        cells={side: _cell(metric, marks, lang, tested=tested) for side, metric in sides.items()},
    )


def _cell(metric: Metric, marks: Marks, lang: str, *, tested: bool = False) -> Cell:
    decimals = metric_words(metric.name, lang).decimals
    signed = metric.name.endswith(ASYMMETRY)
    has_value = metric.value is not None

    def shown(value: float | None) -> str:
        return number_text(value, lang, decimals=decimals, signed=signed)

    has_interval = None not in (metric.low, metric.high) and metric.low != metric.high
    return Cell(
        value=shown(metric.value) if has_value else "",
        unit=unit_text(metric.unit, lang),
        interval=f"{shown(metric.low)} {text('word.to', lang)} {shown(metric.high)}"
        if has_interval
        else "",
        cycles=_count(metric.cycles, lang, tested=tested),
        quality=metric.quality,
        quality_text=text(f"quality.{metric.quality}", lang),
        marks=tuple(marks[n] for n in metric.notes if n in marks) if has_value else (),
        metric=metric,
    )


def _count(cycles: int, lang: str, *, tested: bool) -> str:
    one, many = ("one_repetition", "repetition_count") if tested else ("one_cycle", "cycle_count")
    key = f"head.{one if cycles == 1 else many}"
    return text(key, lang, {"count": cycles}) if cycles else ""


def _groups(rows: tuple[Row, ...], lang: str) -> tuple[Group, ...]:
    measured = [row for row in rows if row.measured]
    groups = (
        Group(
            heading=text(f"head.{group}", lang),
            rows=tuple(r for name in names for r in measured if r.name == name),
        )
        for group, names in metric_groups().items()
    )
    return tuple(group for group in groups if group.rows)


def _missing(metrics: Iterable[Metric], lang: str) -> tuple[Missing, ...]:
    """Withheld metrics by reason; a difference that lacks a side needs no mention of its own."""
    by_reason: dict[tuple[Remark, ...], dict[str, list[str]]] = {}
    for metric in metrics:
        if metric.value is None and not metric.name.endswith(ASYMMETRY):
            reasons = _said_once(_remark(note, lang) for note in metric.notes)
            names = by_reason.setdefault(reasons, {})
            names.setdefault(metric.name, []).append(metric.side)
    return tuple(
        Missing(
            reasons=reasons or (Remark(why=text("report.no_reason", lang)),),
            labels=tuple(_missing_label(name, sides, lang) for name, sides in names.items()),
        )
        for reasons, names in sorted(by_reason.items(), key=lambda item: -len(item[1]))
    )


def _said_once(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Each reason once, and how to film it better only where that was not said before."""
    found: list[Remark] = []
    for remark in dict.fromkeys(remarks):
        known = any(remark.film == earlier.film for earlier in found)
        found.append(replace(remark, film="") if known else remark)
    return tuple(found)


def _missing_label(name: str, sides: list[str], lang: str) -> str:
    label = metric_words(name, lang).label
    if len(set(sides)) > 1 or "both" in sides:
        return label
    side = text(f"word.{sides[0]}", lang)
    return text("report.missing_some", lang, {"metric": label, "side": side})


def _cycles_lead(analysis: Analysis, lang: str) -> str:
    parts = analysis.cycles or analysis.repetitions
    rejected = sum(not part.usable for part in parts)
    keys = ("report.rejected_lead", "report.none_rejected")
    if analysis.repetitions:
        keys = ("report.rejected_repetitions", "report.all_repetitions")
    return text(keys[not rejected], lang, {"rejected": rejected, "total": len(parts)})


def _rejected(
    cycles: tuple[Cycle, ...] | tuple[Repetition, ...], lang: str
) -> tuple[Rejected, ...]:
    # By words, not by note: the same reason with another number is still the same reason.
    out: dict[str, list[Cycle | Repetition]] = {}
    for cycle in cycles:
        if not cycle.usable:
            out.setdefault(_why(cycle.reason, lang), []).append(cycle)
    return tuple(
        Rejected(why=why, cycles=_times_per_side(group, lang)) for why, group in out.items()
    )


def _why(reason: Note | None, lang: str) -> str:
    return note_parts(reason, lang)[0] if reason else text("report.no_reason", lang)


def _times_per_side(
    cycles: list[Cycle | Repetition], lang: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (side, tuple(_span(c, lang) for c in cycles if c.side == side))
        for side in (*SIDES, "both")
        if any(c.side == side for c in cycles)
    )


def _span(cycle: Cycle | Repetition, lang: str) -> str:
    values = {
        "start": number_text(cycle.start_s, lang, decimals=1),
        "end": number_text(cycle.end_s, lang, decimals=1),
    }
    return text("fact.stretch", lang, values)


def _charts(analysis: Analysis, lang: str) -> tuple[Chart, ...]:
    pairs: dict[tuple[str, str], dict[Side, Curve]] = {}
    for curve in analysis.curves:
        pairs.setdefault((curve.name, curve.view), {})[curve.side] = curve
    toe_off_percent = usual_toe_off_percent(analysis.cycles)
    order = {name: place for place, name in enumerate(curve_names())}
    return tuple(
        _chart(curves, toe_off_percent, lang)
        for (_, _), curves in sorted(pairs.items(), key=lambda item: order[item[0][0]])
    )


def _chart(curves: dict[Side, Curve], toe_off_percent: dict[Side, float], lang: str) -> Chart:
    words = curve_words(next(iter(curves.values())).name, lang)
    drawn = max(len(drawn_cycles(c)) for c in curves.values())
    thinned = any(len(drawn_cycles(c)) < len(c.cycles) for c in curves.values())
    return Chart(
        name=next(iter(curves.values())).name,
        label=words.label,
        definition=words.definition,
        positive=text("head.positive", lang, {"means": words.positive}),
        svg=curve_svg(curves, toe_off_percent=toe_off_percent, lang=lang),
        view=next(iter(curves.values())).view,
        legend=tuple(
            (side, text(f"chart.{side}_of", lang, {"count": len(curves[side].cycles)}))
            for side in SIDES
            if side in curves
        ),
        caption=text("chart.thinned", lang, {"drawn": drawn}) if thinned else "",
    )
