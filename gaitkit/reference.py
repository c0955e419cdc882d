"""Loads and checks the words and tables in data/: every key in English and in Dutch."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any, Literal, get_args

from gaitkit.errors import InstallationError, UsageError
from gaitkit.model import Note

Lang = Literal["en", "nl"]
LANGS: tuple[Lang, ...] = get_args(Lang)
NoteLevel = Literal["refusal", "warning", "remark"]
Value = float | int | str

#: Metrics that compare the two sides are named after the metric they compare.
ASYMMETRY = "_asymmetry"
#: What a name ends with, besides `_asymmetry`, is its unit; here as files write it.
UNITS = {
    "deg": "deg",
    "spm": "steps/min",
    "pct": "%",
    "mps": "m/s",
    "cm": "cm",
    "m": "m",
    "s": "s",
    "repetitions": "",
}
#: Units in which right minus left is compared as it is; others as a symmetry index in percent.
PLAIN_DIFFERENCE = ("deg", "%", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A quantity in one language; `positive` says what a positive value means, or is empty."""

    label: str
    definition: str
    positive: str = ""
    unit: str
    decimals: int = 1


def text(key: str, lang: str, values: Mapping[str, Value] | None = None) -> str:
    """The words of `section.key` in `lang`, with `values` filled in.

    Raises KeyError for an unknown key and UsageError for an unknown language.
    """
    section, _, name = key.partition(".")
    return fill(
        _entry(read_table("text.toml"), section, name)[checked_lang(lang)], lang, values or {}
    )


def has_text(key: str) -> bool:
    """Whether there are words for `section.key`."""
    section, _, name = key.partition(".")
    return name in read_table("text.toml").get(section, {})


def note_parts(note: Note, lang: str) -> tuple[str, str]:
    """What a note says and how to film it better (may be empty), with its numbers filled in."""
    entry = _note_entry(note.key)
    values = dict(note.values)
    film = entry.get("film", {}).get(checked_lang(lang), "")
    return fill(entry[lang], lang, values), fill(film, lang, values)


def note_text(note: Note, lang: str) -> str:
    """A note as one running text: why, then how to film it better."""
    return " ".join(part for part in note_parts(note, lang) if part)


def note_level(note: Note) -> NoteLevel:
    """How a note weighs: a number withheld, a warning to read first, or a remark."""
    return _note_entry(note.key)["level"]


def note_keys() -> dict[str, set[str]]:
    """Every note there are words for, with the values that its words use."""
    return {
        key: placeholders(entry["en"]) | placeholders(entry.get("film", {}).get("en", ""))
        for key, entry in read_table("notes.toml").items()
    }


def metric_words(name: str, lang: str) -> Words:
    """Label, definition, sign, unit and decimals of a metric, or of the asymmetry of one."""
    if name.endswith(ASYMMETRY):
        return _asymmetry_words(name.removesuffix(ASYMMETRY), checked_lang(lang))
    return _words(_metric_entry(name), unit=unit_of(name), lang=checked_lang(lang))


def curve_words(name: str, lang: str) -> Words:
    """Label, definition and sign of a curve, in degrees."""
    entry = read_table("curves.toml").get(name)
    if entry is None:
        raise KeyError(f"curve {name!r} has no words in data/curves.toml")
    return _words(entry, unit="deg", lang=checked_lang(lang))


@cache
def metric_groups() -> dict[str, tuple[str, ...]]:
    """Names of all metrics by the file that describes them, in the order of a report."""
    order = ("tests", "posture", "temporal", "spatial", "sagittal", "frontal", "variability")
    found = sorted(p.name.removesuffix(".toml") for p in _data("metrics").iterdir())
    groups = [g for g in order if g in found] + [g for g in found if g not in order]
    return {group: tuple(read_table(f"metrics/{group}.toml")) for group in groups}


def curve_names() -> tuple[str, ...]:
    """Names of all curves, in the order of a report."""
    return tuple(read_table("curves.toml"))


def card_metrics(plane: str, activity: str) -> tuple[str, ...]:
    """Metrics that matter most in this view and activity, most important first."""
    return tuple(read_table("cards.toml").get(plane, {}).get(activity, ()))


def unit_of(name: str) -> str:
    """The unit of a metric as files write it, from the suffix of its name."""
    if name.endswith(ASYMMETRY):
        base = unit_of(name.removesuffix(ASYMMETRY))
        return base if base in PLAIN_DIFFERENCE else "%"
    return UNITS[name.rpartition("_")[2]]


def unit_text(unit: str, lang: str) -> str:
    """A unit as readers see it: `deg` becomes a degree sign; an unknown unit stays as it is."""
    short = next((suffix for suffix, written in UNITS.items() if written == unit), unit)
    return text(f"unit.{short}", lang) if has_text(f"unit.{short}") else unit


def number_text(value: float | None, lang: str, *, decimals: int = 0, signed: bool = False) -> str:
    """A number as written in `lang`: decimal comma in Dutch, a true minus sign, never -0."""
    if value is None or not isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0
    digits = f"{rounded:+.{decimals}f}" if signed and rounded else f"{rounded:.{decimals}f}"
    return _localised(digits, lang).replace("-", "−")


def checked_lang(lang: str) -> str:
    """`lang` itself; UsageError where gaitkit does not speak it."""
    if lang not in LANGS:
        raise UsageError(f"lang: expected one of {', '.join(LANGS)}, got {lang!r}.")
    return lang


def fill(template: str, lang: str, values: Mapping[str, Value]) -> str:
    """`template` with its {placeholders} filled from `values`, as `lang` writes them."""
    return _Filler(lang).vformat(template, (), values)


def placeholders(template: str) -> set[str]:
    """Names of the values that a template asks for."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class _Filler(string.Formatter):
    """str.format with decimal commas where they belong, and lists of words joined and translated.

    A number without a spec is written as short as it can; a text takes the spec `or` or `and`.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str):
            return _joined(value, self.lang, word=format_spec)
        return _localised(format(value, format_spec or "g"), self.lang).replace("-", "−")


def _joined(value: str, lang: str, *, word: str) -> str:
    """Comma-separated `value`, each part translated if known and joined by `word`, if any."""
    if not word:
        return value
    parts = [p.strip() for p in value.split(",") if p.strip()]
    parts = [text(f"word.{p}", lang) if has_text(f"word.{p}") else p for p in parts]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {text(f'word.{word}', lang)} {parts[-1]}"


def _localised(digits: str, lang: str) -> str:
    return digits.replace(".", ",") if lang == "nl" else digits


def _words(entry: dict[str, Any], *, unit: str, lang: str) -> Words:
    return Words(
        label=entry["label"][lang],
        definition=entry["definition"][lang],
        positive=entry.get("positive", {}).get(lang, ""),
        unit=unit,
        decimals=entry.get("decimals", 1),
    )


def _asymmetry_words(base: str, lang: str) -> Words:
    words = metric_words(base, lang)
    unit = unit_of(base + ASYMMETRY)
    kind = "difference" if unit_of(base) in PLAIN_DIFFERENCE else "symmetry"
    return Words(
        label=text(f"metric.{kind}", lang, {"label": words.label}),
        definition=f"{words.definition} {text(f'metric.{kind}_means', lang)}",
        positive=text("metric.right_larger", lang),
        unit=unit,
        decimals=words.decimals if kind == "difference" else 1,
    )


def _metric_entry(name: str) -> dict[str, Any]:
    for group, names in metric_groups().items():
        if name in names:
            return read_table(f"metrics/{group}.toml")[name]
    raise KeyError(f"metric {name!r} has no words in data/metrics/*.toml")


def _note_entry(key: str) -> dict[str, Any]:
    entry = read_table("notes.toml").get(key)
    if entry is None:
        raise KeyError(f"note {key!r} has no words in data/notes.toml")
    return {"level": "remark", **entry}


def _entry(table: dict[str, Any], section: str, name: str) -> dict[str, str]:
    try:
        return table[section][name]
    except KeyError:
        raise KeyError(f"text {section}.{name} has no words in data/text.toml") from None


def _data(name: str) -> Any:
    return files("gaitkit").joinpath("data").joinpath(name)


@cache
def read_table(name: str) -> dict[str, Any]:
    """One file of data/, read once; InstallationError where it is missing or damaged."""
    try:
        table = tomllib.loads(_data(name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InstallationError(
            f"gaitkit/data/{name} can't be read ({error}). Install gaitkit-video again."
        ) from error
    for problem in language_problems(table):
        raise InstallationError(f"gaitkit/data/{name}: {problem}. Install gaitkit-video again.")
    return table


def language_problems(table: Mapping[str, Any], *, where: str = "") -> list[str]:
    """Entries with words in one language only, or that ask for other values in the other."""
    problems = []
    if set(LANGS) & set(table):
        words = [table.get(lang) for lang in LANGS]
        if not all(isinstance(w, str) and w.strip() for w in words):
            problems.append(f"{where}: expected words for {' and '.join(LANGS)}")
        elif placeholders(words[0]) != placeholders(words[1]):
            problems.append(f"{where}: the languages ask for different values")
    for key, inner in table.items():
        if isinstance(inner, dict):
            problems += language_problems(inner, where=f"{where}.{key}".strip("."))
    return problems
