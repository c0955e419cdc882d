"""Reading one entry of a knowledge file: unknown or wrong keys are told with their place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gaitkit.errors import InstallationError
from gaitkit.reference import read_table


def wrong(where: str, expected: str, got: object) -> InstallationError:
    """The error for a knowledge file that can't be meant."""
    return InstallationError(
        f"gaitkit/data/{where}: expected {expected}, got {got!r}. "
        f"Mend the file or install gaitkit-video again."
    )


def checked_keys(table: Mapping[str, Any], known: Collection[str], *, where: str) -> None:
    """Raise where `table` has a key that nothing would read."""
    for unknown in sorted(set(table) - set(known)):
        raise wrong(where, f"one of {', '.join(sorted(known))}", unknown)


def one_of(value: Any, options: Collection[str], *, where: str) -> Any:
    """`value`, which must be one of `options`."""
    if value not in options:
        raise wrong(where, f"one of {', '.join(options)}", value)
    return value


def texts(value: Any, *, where: str) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong(where, "a list of texts", value)
    return tuple(value)


@cache
def folder_tables(folder: str) -> dict[str, dict[str, Any]]:
    """Every TOML file right in data/`folder`, by its name."""
    found = sorted(
        entry.name
        for entry in files("gaitkit").joinpath("data", folder).iterdir()
        if entry.name.endswith(".toml")
    )
    return {name: read_table(f"{folder}/{name}") for name in found}
