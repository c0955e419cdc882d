"""What people send: one form, each field checked where it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import isfinite
from urllib.parse import parse_qs

from .limits import LONGEST_TEXT

_MOST_FIELDS = 2000


class FormError(Exception):
    """A field that does not fit; `field` is its key in the section `field` of the app's texts."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Form:
    """The fields of an urlencoded form."""

    def __init__(self, body: bytes) -> None:
        try:
            self._fields: Mapping[str, Sequence[str]] = parse_qs(
                body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
            )
        except (UnicodeDecodeError, ValueError) as error:
            raise FormError("form") from error

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value.strip() for value in self._fields.get(name, ())]

    def raw(self, name: str) -> str:
        """The field as it came; empty where there is none."""
        return next(iter(self._fields.get(name, ())), "")

    def text(self, name: str, *, needed: bool = False) -> str:
        """One line of text."""
        value = " ".join(self.raw(name).split())
        if (needed and not value) or len(value) > LONGEST_TEXT:
            raise FormError(name)
        return value

    def choice(self, name: str, options: Collection[str]) -> str:
        """One of these; an empty one only if that is among them."""
        value = self.raw(name)
        if value not in options:
            raise FormError(name)
        return value

    def number(self, name: str, *, low: float, high: float) -> float | None:
        """A number written with a point or a comma; None where nothing was filled in."""
        written = self.raw(name).strip().replace(",", ".")
        if not written:
            return None
        try:
            value = float(written)
        except ValueError:
            raise FormError(name) from None
        if not (isfinite(value) and low <= value <= high):
            raise FormError(name)
        return value

    def day(self, name: str, *, latest: date | None = None) -> date | None:
        """A date as browsers write it; None where nothing was filled in."""
        written = self.raw(name).strip()
        if not written:
            return None
        try:
            day = date.fromisoformat(written)
        except ValueError:
            raise FormError(name) from None
        if day.year < 1900 or (latest and day > latest):
            raise FormError(name)
        return day
