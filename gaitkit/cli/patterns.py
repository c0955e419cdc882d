"""`gaitkit patterns`: what is looked for, and the questionnaire as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import LangOption


def patterns(
    lang: LangOption = "en",
    questions: Annotated[
        bool, typer.Option("--questions", help="The questionnaire instead, as a file to fill in.")
    ] = False,
) -> None:
    """The patterns of the five articles, how each is known, and its sources."""
    from gaitkit.ask import blank_answers
    from gaitkit.summary import pattern_help

    for part in [blank_answers(lang)] if questions else pattern_help(lang):
        typer.echo(part)
