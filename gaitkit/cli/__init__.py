"""The command `gaitkit`: parse, call, print. Nothing here measures, judges or words anything.

One file per command; what they share is in `options` (what is typed) and `show` (what is printed).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer

from gaitkit.clips import exit_code_of, raise_if_debugging
from gaitkit.errors import InstallationError

from . import analyze, app, batch, compare, doctor, metrics, models, patterns, validate
from .show import show_error

commands = typer.Typer(
    help="Gait from one phone video: joint angles, events and metrics with honest intervals.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for _command in (
    analyze.analyze, batch.batch, compare.compare, validate.validate, app.app, metrics.metrics,
    patterns.patterns, doctor.doctor,
):  # fmt: skip
    commands.command()(_command)
commands.add_typer(models.commands, name="models", invoke_without_command=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends with the exit code that errors.py names."""
    for stream in (sys.stdout, sys.stderr):  # a console that can't show ° must not end the run
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")
    try:
        commands(args=arguments, prog_name="gaitkit")
    except Exception as error:
        raise_if_debugging(error)
        show_error(error)
        sys.exit(exit_code_of(error))


def _version(wanted: bool) -> None:
    if wanted:
        from gaitkit import __version__

        typer.echo(f"gaitkit {__version__}")
        raise typer.Exit


@commands.callback()
def _start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    if context.invoked_subcommand != "doctor":
        _check_identity()


def _check_identity() -> None:
    """Another project on the package index is imported as `gaitkit` too."""
    from gaitkit.doctor import check_identity

    check = check_identity()
    if not check.ok:
        raise InstallationError(f"this is not gaitkit-video alone ({check.detail}). {check.remedy}")
