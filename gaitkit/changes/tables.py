"""Changes as a table, the columns of changes.csv; and a comparison as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gaitkit.export.plain import to_plain
from gaitkit.model import Metric
from gaitkit.reference import note_text

from .change import Change

if TYPE_CHECKING:
    import pandas as pd

    from .compared import Compared

COLUMNS = (
    "metric", "side", "activity", "view", "unit", "before", "before_low", "before_high", "after",
    "after_low", "after_high", "change", "low", "high", "mdc", "changed", "quality", "note",
)  # fmt: skip
_NUMBERS = (
    "before", "before_low", "before_high", "after", "after_low", "after_high", "change", "low",
    "high", "mdc",
)  # fmt: skip


def changes_frame(changes: Iterable[Change], lang: str = "en") -> pd.DataFrame:
    """One row per change: both values with their 95 % intervals, the change with its own.

    `mdc` is the smallest change that would be told from error; `changed` is empty where nothing
    was compared. The change of a left-right difference is that of its size, as its note says
    where the larger side swapped.
    """
    import pandas as pd

    table = pd.DataFrame([_row(change, lang) for change in changes], columns=list(COLUMNS))
    return table.astype(dict.fromkeys(_NUMBERS, "float64") | {"changed": "boolean"})


def as_data(compared: Compared) -> dict[str, Any]:
    """The comparison as plain values: what was compared, every change, findings and warnings."""
    changes = [
        dict(zip(COLUMNS, _row(change, compared.lang), strict=True))
        for change in compared.all_changes
    ]
    return {
        "what": compared.what,
        "years_apart": compared.years_apart,
        "before": compared.before.name,
        "after": compared.after.name,
        "changes": to_plain(changes),
        "findings": to_plain(compared.matched),
        "notes": [note_text(note, compared.lang) for note in compared.remarks],
    }


def _row(change: Change, lang: str) -> tuple[object, ...]:
    told = change.told
    return (
        change.metric, change.side, change.activity, change.view, change.unit,
        *_with_interval(change.before), *_with_interval(change.after),
        *((told.value, told.low, told.high, told.mdc) if told else (None,) * 4),
        change.changed if told else None, change.quality,
        " ".join(note_text(note, lang) for note in change.notes),
    )  # fmt: skip


def _with_interval(metric: Metric | None) -> tuple[float | None, float | None, float | None]:
    if metric is None:
        return None, None, None
    return metric.value, metric.low, metric.high
