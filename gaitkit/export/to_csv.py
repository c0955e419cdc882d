"""Results as tidy tables (CSV): UTF-8, decimal points in every language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.frames import (
    curves_frame,
    events_frame,
    findings_frame,
    metrics_frame,
    repetitions_frame,
)
from gaitkit.model import Analysis

if TYPE_CHECKING:
    import pandas as pd

NAME = "csv"
REPETITIONS = "repetitions.csv"
#: Ten times finer than anything measured: a tenth of a millisecond, of a millimetre.
DECIMALS = 4


def tables(analysis: Analysis, lang: str = "en") -> dict[str, pd.DataFrame]:
    """The tables by name; repetitions for movement tests only. `lang` is that of the notes."""
    found = {
        "metrics": metrics_frame(analysis, lang),
        "events": events_frame(analysis),
        "curves": curves_frame(analysis),
        "findings": findings_frame(analysis.findings, lang),
    }
    if analysis.repetitions:
        found["repetitions"] = repetitions_frame(analysis, lang)
    return found


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables into the folder `path`; a repetitions.csv of an earlier test is removed."""
    if not analysis.repetitions:
        (Path(path) / REPETITIONS).unlink(missing_ok=True)
    found = tables(analysis, lang)
    return tuple(write_frame(frame, Path(path) / f"{name}.csv") for name, frame in found.items())


def write_frame(frame: pd.DataFrame, target: Path, *, more: bool = False) -> Path:
    """Write one table as every table of gaitkit is written; `more` rows of it go to its end."""
    frame.round(DECIMALS).to_csv(
        target, mode="a" if more else "w", header=not more, index=False, encoding="utf-8",
        lineterminator="\n",
    )  # fmt: skip
    return target
