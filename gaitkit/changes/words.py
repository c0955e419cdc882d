"""A comparison in words: the same sentences for the console, notebooks and the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.model import Comparison, Metric, Note
from gaitkit.reference import (
    ASYMMETRY,
    metric_words,
    note_level,
    note_parts,
    note_text,
    number_text,
    text,
    unit_text,
)
from gaitkit.summary import bullets

from .change import Change
from .interval import interval_of
from .patterns import CADENCE_GOALS_PCT, CadenceRise
from .recording import Recording

if TYPE_CHECKING:
    from rich.table import Table

    from .compared import Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One metric in one activity with the changes of its sides."""

    name: str
    activity: str
    changes: tuple[Change, ...]

    @property
    def changed(self) -> bool:
        """Whether any side did."""
        return any(change.changed for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why some measures could not be compared: what, how to film it better, and which."""

    why: tuple[str, ...]
    film: tuple[str, ...]
    labels: tuple[str, ...]


def label_of(which: str, what: Comparison, lang: str) -> str:
    """What the `before` or the `after` recording is called."""
    return text(f"compare.{which}_{what.replace('-', '_')}", lang)


def measures(changes: Iterable[Change], *, asymmetries: bool = False) -> tuple[Measure, ...]:
    """What was compared, sides together: the metrics, or what compares left with right."""
    found: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.compared and change.is_asymmetry == asymmetries:
            found.setdefault((change.metric, change.activity), []).append(change)
    return tuple(
        Measure(name=name, activity=activity, changes=tuple(sides))
        for (name, activity), sides in found.items()
    )


def headline(compared: Compared) -> str:
    """How many measures changed by more than their error."""
    every = measures(compared.all_changes)
    changed = sum(measure.changed for measure in every)
    key = {0: "headline_none", 1: "headline_one"}.get(changed, "headline")
    return text(f"compare.{key}", compared.lang, {"changed": changed, "total": len(every)})


def sentences(compared: Compared) -> tuple[str, ...]:
    """One for each measure that changed, those that compare left with right last."""
    every = [
        *measures(compared.all_changes),
        *measures(compared.all_changes, asymmetries=True),
    ]
    return tuple(sentence(m, compared) for m in every if m.changed)


def sentence(measure: Measure, compared: Compared) -> str:
    """What changed in one measure, side by side, with both numbers."""
    lang = compared.lang
    parts = "; ".join(part(change, lang) for change in measure.changes if change.changed)
    words = text(
        "compare.sentence", lang, {"label": measure_label(measure, compared), "parts": parts}
    )
    return f"{words} {text('compare.rough', lang)}" if is_rough(measure) else words


def is_rough(measure: Measure) -> bool:
    """Whether all that changed rests on rough numbers."""
    return all(c.quality == "low" for c in measure.changes if c.changed)


def measure_label(measure: Measure, compared: Compared, *, short: bool = False) -> str:
    """Its name, with the activity where there are several; `short` where a heading tells more."""
    lang = compared.lang
    label = _label(measure.name.removesuffix(ASYMMETRY) if short else measure.name, lang)
    if len({c.activity for c in compared.all_changes if c.compared}) < 2:
        return label
    activity = text(f"word.{measure.activity}", lang)
    return text("compare.in_activity", lang, {"label": label, "activity": activity})


def _label(name: str, lang: str) -> str:
    if not name.endswith(ASYMMETRY):
        return metric_words(name, lang).label
    base = metric_words(name.removesuffix(ASYMMETRY), lang).label
    return text("compare.sides_of", lang, {"label": base})


def part(change: Change, lang: str) -> str:
    """How one side changed, with both numbers."""
    values = numbers_of(change, lang)
    if change.is_asymmetry:
        swapped = Note.of("compare_sides_swapped") in change.notes
        way = "swapped" if swapped else "apart" if change.told.value > 0 else "closer"
        return text(f"compare.sides_{way}", lang, values)
    way = "up" if change.told.value > 0 else "down"
    said = text(f"compare.part_{way}", lang, values)
    if change.side == "both":
        return said
    side = text(f"word.{change.side}", lang)
    return text("compare.part_of", lang, {"side": side, "part": said})


def numbers_of(change: Change, lang: str) -> dict[str, str]:
    """before, after, change, low, high and mdc of a compared change, as readers see them."""
    told = change.told
    decimals = metric_words(change.metric, lang).decimals

    def shown(value: float, *, signed: bool = True) -> str:
        return number_text(value, lang, decimals=decimals, signed=signed)

    return {
        "before": _value(change.before, change, lang, unit=change.is_asymmetry),
        "after": _value(change.after, change, lang),
        "change": shown(told.value),
        "low": shown(told.low),
        "high": shown(told.high),
        "mdc": with_unit(shown(told.mdc, signed=False), change.unit, lang),
    }


def _value(metric: Metric, change: Change, lang: str, *, unit: bool = True) -> str:
    """With its unit if wanted; of a left-right difference the size, and the larger side if sure."""
    decimals = metric_words(change.metric, lang).decimals
    value = abs(metric.value) if change.is_asymmetry else metric.value
    number = number_text(value, lang, decimals=decimals)
    number = with_unit(number, change.unit, lang) if unit else number
    interval = interval_of(metric)
    if not change.is_asymmetry or interval is None or interval.holds_zero:
        return number
    side = text(f"word.{'right' if metric.value > 0 else 'left'}", lang)
    return text("compare.larger", lang, {"number": number, "side": side})


def with_unit(number: str, unit: str, lang: str) -> str:
    """A number and its unit, the degree sign without a gap."""
    shown = unit_text(unit, lang)
    return f"{number}{'' if shown in ('°', '') else ' '}{shown}"


def cadence_sentences(rises: Iterable[CadenceRise], lang: str) -> tuple[str, ...]:
    """By how much the cadence rose, and whether it reached the steps that the articles advise."""
    lines = []
    for rise in rises:
        key = {True: "rose", False: "fell", None: "unsure"}[rise.rose]
        interval = rise.percent
        values = {
            name: number_text(value, lang, decimals=1)
            for name, value in zip(
                ("percent", "low", "high"), (interval.value, interval.low, interval.high),
                strict=True,
            )
        }  # fmt: skip
        lines.append(text(f"compare.cadence_{key}", lang, values))
        if rise.rose is not False:
            lines += _goals(rise, lang)
        if interval.low > CADENCE_GOALS_PCT[-1]:
            lines.append(text("compare.goal_passed", lang))
    return tuple(lines)


def _goals(rise: CadenceRise, lang: str) -> list[str]:
    """A sentence per goal, from the highest that was reached."""
    reached = [goal for goal in CADENCE_GOALS_PCT if rise.reached(goal)]
    named = [goal for goal in CADENCE_GOALS_PCT if not reached or goal >= reached[-1]]
    return [_goal(rise, goal, lang) for goal in named]


def _goal(rise: CadenceRise, goal: float, lang: str) -> str:
    key = {True: "reached", False: "missed", None: "unsure"}[rise.reached(goal)]
    return text(f"compare.goal_{key}", lang, {"goal": number_text(goal, lang)})


def unchanged(compared: Compared) -> tuple[tuple[str, str], ...]:
    """Measures of which no side changed, with the smallest change that would have been seen."""
    return tuple(
        (measure_label(m, compared), would_show(m, compared.lang))
        for m in measures(compared.all_changes)
        if not m.changed
    )


def would_show(measure: Measure, lang: str) -> str:
    """The smallest change that would be seen, of the side where it is largest."""
    widest = max(measure.changes, key=lambda change: change.told.mdc)
    return text("compare.would_show", lang, {"mdc": numbers_of(widest, lang)["mdc"]})


def reasons(changes: Sequence[Change], lang: str) -> tuple[Reason, ...]:
    """What could not be compared, by why; a difference that lacks a side is not named itself."""
    by_why: dict[tuple[Note, ...], dict[str, list[str]]] = {}
    for change in changes:
        if not change.compared and not change.is_asymmetry:
            by_why.setdefault(change.notes, {}).setdefault(change.metric, []).append(change.side)
    grouped = sorted(by_why.items(), key=lambda item: -len(item[1]))
    return tuple(_reason(notes, names, lang) for notes, names in grouped)


def _reason(notes: tuple[Note, ...], names: dict[str, list[str]], lang: str) -> Reason:
    # Which recording lacks the number is general advice; how to film that number tells more.
    particular = [n for n in notes if not n.key.startswith("compare_missing_")] or list(notes)
    why = [note_parts(n, lang)[0] for n in notes] or [text("report.no_reason", lang)]
    film = [note_parts(n, lang)[1] for n in particular]
    return Reason(
        why=tuple(dict.fromkeys(why)),
        film=tuple(dict.fromkeys(f for f in film if f)),
        labels=tuple(_with_sides(name, sides, lang) for name, sides in names.items()),
    )


def _with_sides(name: str, sides: list[str], lang: str) -> str:
    label = metric_words(name, lang).label
    if len(set(sides)) > 1 or "both" in sides:
        return label
    side = text(f"word.{sides[0]}", lang)
    return text("report.missing_some", lang, {"metric": label, "side": side})


def warnings(compared: Compared) -> tuple[str, ...]:
    """What to check first: what else differs, then each recording's own warnings."""
    lang = compared.lang
    between = [note_text(n, lang) for n in compared.remarks if note_level(n) == "warning"]
    return (*between, *_own_warnings(compared))


def _own_warnings(compared: Compared) -> list[str]:
    """Each said once, behind the names of the recordings that it is about."""
    about: dict[str, list[str]] = {}
    for which, recording in (("before", compared.before), ("after", compared.after)):
        label = label_of(which, compared.what, compared.lang)
        for note in _warnings_of(recording):
            about.setdefault(note_text(note, compared.lang), []).append(label)
    return [
        text("compare.about_recording", compared.lang, {"label": ", ".join(labels), "note": note})
        for note, labels in about.items()
    ]


def _warnings_of(recording: Recording) -> Iterable[Note]:
    found = (n for a in recording.analyses.values() for n in (*a.notes, *a.person.notes))
    return dict.fromkeys(n for n in found if note_level(n) == "warning")


def as_words(compared: Compared, files: Sequence[Path]) -> Iterator[str | Table]:
    """The comparison as lines and lists for a console; `files` were written."""
    lang = compared.lang
    names = {"before": compared.before.name, "after": compared.after.name}
    yield text("compare.comparing", lang, names)
    yield from bullets(text("report.warnings", lang), warnings(compared))
    yield from cadence_sentences(compared.cadence_rises, lang) if compared.what == "cadence" else ()
    changed = sentences(compared)
    yield from bullets(headline(compared), changed or [text("compare.nothing_changed", lang)])
    same = [label for label, _ in unchanged(compared)]
    yield from bullets(text("compare.unchanged", lang), [", ".join(same)] if same else [])
    missing = [
        f"{', '.join(r.labels)}: {' '.join((*r.why, *r.film))}"
        for r in reasons(compared.all_changes, lang)
    ]
    yield from bullets(text("compare.missing", lang), missing)
    written = {"folder": str(files[0].parent), "names": ", ".join(f.name for f in files)}
    yield f"\n{text('cli.files', lang, written)}"
