"""results.xlsx: the tables of an analysis as sheets of one Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitkit.export.to_csv import DECIMALS, tables
from gaitkit.model import Analysis

if TYPE_CHECKING:
    import pandas as pd

NAME = "xlsx"
FILE = "results.xlsx"
PACKAGE = ("openpyxl", "excel")
_WIDEST = 60


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write results.xlsx into the folder `path`; `lang` is the language of the notes."""
    import pandas as pd

    target = Path(path) / FILE
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        for name, table in tables(analysis, lang).items():
            shown = table.frame().round(DECIMALS)
            shown.to_excel(book, sheet_name=name, index=False)
            _make_readable(book.sheets[name], shown)
    return (target,)


def _make_readable(sheet: Any, frame: pd.DataFrame) -> None:
    """Header that stays in view and filters, columns as wide as what they hold."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, column in enumerate(frame.columns, start=1):
        longest = max([len(str(column)), *(len(str(value)) for value in frame[column])])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, _WIDEST) + 2
