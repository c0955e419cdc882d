"""Results as tidy tables (CSV): UTF-8, decimal points in every language."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gaitkit.frames import (
    Table,
    curves_rows,
    events_rows,
    findings_rows,
    metrics_rows,
    repetitions_rows,
)
from gaitkit.model import Analysis

if TYPE_CHECKING:
    import pandas as pd

NAME = "csv"
REPETITIONS = "repetitions.csv"
#: Ten times finer than anything measured: a tenth of a millisecond, of a millimetre.
DECIMALS = 4


def tables(analysis: Analysis, lang: str = "en") -> dict[str, Table]:
    """The tables by name; repetitions for movement tests only. `lang` is that of the notes."""
    found = {
        "metrics": metrics_rows(analysis, lang),
        "events": events_rows(analysis),
        "curves": curves_rows(analysis),
        "findings": findings_rows(analysis.findings, lang),
    }
    if analysis.repetitions:
        found["repetitions"] = repetitions_rows(analysis, lang)
    return found


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables into the folder `path`; a repetitions.csv of an earlier test is removed."""
    if not analysis.repetitions:
        (Path(path) / REPETITIONS).unlink(missing_ok=True)
    found = tables(analysis, lang)
    return tuple(write_table(table, Path(path) / f"{name}.csv") for name, table in found.items())


def write_table(table: Table, target: Path) -> Path:
    """As `write_frame` writes, without pandas."""
    columns = (
        _rounded(cells) if name in table.numbers else cells
        for name, cells in zip(table.columns, zip(*table.rows, strict=True), strict=False)
    )
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*columns, strict=True))
    return target


def _rounded(numbers: Iterable[object]) -> list[float | None]:
    """None is a gap, before and after."""
    rounded = np.round(np.array(numbers, dtype=float), DECIMALS).tolist()
    return [None if math.isnan(number) else number for number in rounded]


def write_frame(frame: pd.DataFrame, target: Path, *, more: bool = False) -> Path:
    """Write one table as every table of gaitkit is written; `more` rows of it go to its end."""
    frame.round(DECIMALS).to_csv(
        target, mode="a" if more else "w", header=not more, index=False, encoding="utf-8",
        lineterminator="\n",
    )  # fmt: skip
    return target
