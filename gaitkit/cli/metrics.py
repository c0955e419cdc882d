"""`gaitkit metrics`: what is measured."""

from __future__ import annotations

import typer

from .options import LangOption


def metrics(lang: LangOption = "en") -> None:
    """What gaitkit measures: name, unit, views, definition."""
    from gaitkit.summary import all_metrics_help

    for part in all_metrics_help(lang):
        typer.echo(f"{part}\n")
