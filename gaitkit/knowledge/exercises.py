"""What the articles advise to do, and how: data/exercises.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gaitkit.reference import read_table

from .tables import checked_keys, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise. `words`: name, how, and dose where an article gives one."""

    id: str
    articles: tuple[str, ...]
    words: Mapping[str, Mapping[str, str]]

    def text(self, key: str, lang: str) -> str:
        """name, how or dose; empty if there is none."""
        return self.words.get(key, {}).get(lang, "")


@cache
def exercises() -> Mapping[str, Exercise]:
    """Every exercise by id."""
    found = {}
    for key, table in read_table("exercises.toml").items():
        where = f"exercises.toml: {key}"
        checked_keys(table, ("articles", "name", "how", "dose"), where=where)
        words = {k: v for k, v in table.items() if k != "articles"}
        found[key] = Exercise(id=key, articles=texts(table["articles"], where=where), words=words)
    return found
