"""The tables of an analysis as Parquet: typed, small, for pandas, R (arrow), DuckDB and Polars."""

from __future__ import annotations

from pathlib import Path

from gaitkit.export.to_csv import tables
from gaitkit.model import Analysis

NAME = "parquet"


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write one .parquet per table into the folder `path`, unrounded."""
    written = []
    for name, table in tables(analysis, lang).items():
        target = Path(path) / f"{name}.parquet"
        table.frame().to_parquet(target, index=False)
        written.append(target)
    return tuple(written)
