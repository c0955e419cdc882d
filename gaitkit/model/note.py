"""A remark, language left open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark as a key into the texts, with the numbers that fill it."""

    key: str
    values: tuple[tuple[str, float | int | str], ...] = ()

    @classmethod
    def of(cls, key: str, **values: float | int | str) -> Note:
        """Note with named values."""
        return cls(key=key, values=tuple(values.items()))
