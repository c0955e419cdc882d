"""What is printed: words for people, JSON for programs, errors in one line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import typer

from gaitkit.clips import message_of

SUMMARY_SCHEMA_VERSION = 1


def show_data(content: dict[str, Any]) -> None:
    """Plain values as JSON on standard output, with the version of what they mean."""
    from gaitkit import __version__

    whole = {"schema_version": SUMMARY_SCHEMA_VERSION, "gaitkit": __version__, **content}
    typer.echo(json.dumps(whole, allow_nan=False, indent=1))


def show_words(parts: Iterable[Any], *, wrap: bool = True) -> None:
    """Lines and rich tables; without `wrap` a line stays one, so that it can be searched."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part, soft_wrap=not wrap)


def show_error(error: Exception, *, about: str = "") -> None:
    """What went wrong, on standard error; `about` is the file where the error doesn't say it."""
    message = message_of(error)
    place = "" if not about or about in message else f"{about}: "
    typer.echo(f"gaitkit: {place}{message}", err=True)
