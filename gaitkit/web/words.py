"""The app's words, all in data/app.toml, beside those that reports use too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gaitkit.reference import LANGS, Value, checked_lang, fill, read_table, text

FILE = "app.toml"


def word(key: str, lang: str, values: Mapping[str, Value] | None = None) -> str:
    """The words of `section.key`: the app's own, else those of the reports.

    Raises KeyError for an unknown key.
    """
    section, _, name = key.partition(".")
    entry = read_table(FILE).get(section, {}).get(name)
    if entry is None:
        return text(key, lang, values)
    return fill(entry[checked_lang(lang)], lang, values or {})


def day_words(day: date, lang: str) -> str:
    """A day as it is written: 3 Nov 2026."""
    return f"{day.day} {word('nav.months', lang).split()[day.month - 1]} {day.year}"


def preferred(header: str) -> str:
    """The first of our languages in an Accept-Language header; English otherwise."""
    for part in header.lower().split(","):
        lang = part.split(";")[0].strip()[:2]
        if lang in LANGS:
            return lang
    return "en"
