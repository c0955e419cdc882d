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


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables into the folder `path`; `lang` is the language of the notes.

    repetitions.csv is written for movement tests only; one of an earlier test is taken away.
    """
    frames = {
        "metrics.csv": metrics_frame(analysis, lang),
        "events.csv": events_frame(analysis),
        "curves.csv": curves_frame(analysis),
        "findings.csv": findings_frame(analysis.findings, lang),
    }
    if analysis.repetitions:
        frames[REPETITIONS] = repetitions_frame(analysis, lang)
    else:
        (Path(path) / REPETITIONS).unlink(missing_ok=True)
    return tuple(write_frame(frame, Path(path) / name) for name, frame in frames.items())


def write_frame(frame: pd.DataFrame, target: Path, *, more: bool = False) -> Path:
    """Write one table as every table of gaitkit is written; `more` rows of it go to its end."""
    frame.round(DECIMALS).to_csv(
        target, mode="a" if more else "w", header=not more, index=False, encoding="utf-8",
        lineterminator="\n",
    )  # fmt: skip
    return target
