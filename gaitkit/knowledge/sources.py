"""Where limits and statements come from, and how sure that is: data/sources.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from gaitkit.reference import Lang, read_table

from .tables import checked_keys, one_of

Grade = Literal["article", "verified", "memory", "design"]
#: From the firmest to the least firm.
GRADES: tuple[Grade, ...] = get_args(Grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source. `grade` memory: quoted from memory, not looked up; design: chosen by gaitkit."""

    key: str
    grade: Grade
    cite: str
    doi: str
    url: str
    finding: Mapping[str, str]

    def found(self, lang: Lang | str) -> str:
        """What it is used for, in words; may be empty."""
        return self.finding.get(lang, "")


@cache
def sources() -> Mapping[str, Source]:
    """Every source by its key."""
    found = {}
    for key, table in read_table("sources.toml").items():
        where = f"sources.toml: {key}"
        checked_keys(table, ("grade", "cite", "doi", "url", "finding"), where=where)
        found[key] = Source(
            key=key,
            grade=one_of(table["grade"], GRADES, where=where),
            cite=table["cite"],
            doi=table.get("doi", ""),
            url=table.get("url", ""),
            finding=table.get("finding", {}),
        )
    return found
