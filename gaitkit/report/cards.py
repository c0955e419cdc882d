"""Which numbers a report shows first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaitkit.model import Bout
from gaitkit.reference import card_metrics

if TYPE_CHECKING:
    from gaitkit.report.build import Row

MAX_CARDS = 8


def card_rows(rows: tuple[Row, ...], bouts: tuple[Bout, ...]) -> tuple[Row, ...]:
    """Measured rows that matter most in these views, the longest-filmed view first."""
    filmed_s: dict[tuple[str, str], float] = {}
    for bout in bouts:
        key = (bout.view.plane, bout.activity)
        filmed_s[key] = filmed_s.get(key, 0.0) + bout.duration_s
    order = sorted(filmed_s, key=lambda key: -filmed_s[key])
    names = dict.fromkeys(name for key in order for name in card_metrics(*key))
    first = {row.name: row for row in reversed(rows) if row.measured}
    return tuple(first[name] for name in names if name in first)[:MAX_CARDS]
