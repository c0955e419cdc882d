"""What is typed: options that several commands have, and the checks of their values."""

from __future__ import annotations

import os
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gaitkit.errors import UsageError
from gaitkit.reference import Lang

if TYPE_CHECKING:
    from gaitkit.model import Sex, Subject

LangOption = Annotated[Lang, typer.Option(help="Language of the results.")]
ModelOption = Annotated[
    str,
    typer.Option(
        metavar="lite|full|heavy",
        help="Heavy is the most accurate; full is about three times faster.",
    ),
]
BackendOption = Annotated[str, typer.Option(metavar="NAME", help="Pose backend.")]
BlurFaceOption = Annotated[
    bool,
    typer.Option("--blur-face", help="Blur the measured person's face in every picture written."),
]


def metres(given: str) -> float:
    """A height as people write it, with a point or a comma."""
    try:
        height_m = float(str(given).replace(",", "."))
    except ValueError:
        height_m = nan
    if not 0.5 <= height_m <= 2.5:
        raise typer.BadParameter(f"expected metres such as 1.78, got {given}.")
    return height_m


def subject_from(*, height_m: float | None, age_y: float | None, sex: Sex | None) -> Subject:
    """The person; UsageError where a value can't be."""
    from gaitkit.model import Subject

    try:
        return Subject(height_m=height_m, age_y=age_y, sex=sex)
    except ValueError as error:
        raise UsageError(str(error)) from error


def check_writable(out: Path) -> None:
    """Before minutes of work, not after."""
    existing = next(p for p in (out, *out.absolute().parents) if p.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"--out {out}: expected a folder that can be written, got {existing}.")
