"""How much of a report two pages may show: from all there is down to what always fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gaitkit.report.build import Report

#: From pleasant to as small as print may be.
SIZES_PT = (10.0, 9.4, 8.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRoom:
    """How many of each the first page shows: `cards` in full, then `lines` of one line each.

    Hints stand with their numbers if all of them may, else only by name.
    """

    size_pt: float
    cards: int
    lines: int
    advice: int
    warnings: int
    hints: int
    names: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRoom:
    """How many of each the second page shows, with `columns` of charts side by side."""

    size_pt: float
    charts: int
    columns: int
    groups: int
    names: int


def first_rooms(report: Report) -> Iterator[FirstRoom]:
    """For who, advice, findings and key numbers: the most generous first."""
    out = report.standing_out
    room = FirstRoom(
        size_pt=SIZES_PT[0], cards=len(out.cards), lines=len(out.cards), names=12,
        hints=len(out.hints), advice=len(out.advice), warnings=len(report.warnings),
    )  # fmt: skip
    for size_pt in SIZES_PT:
        room = replace(room, size_pt=size_pt)
        yield room
    room = replace(room, hints=0)
    yield room
    for cards in range(len(out.cards) - 1, 0, -1):
        room = replace(room, cards=cards, names=6)
        yield room
    for few in (6, 3):
        room = replace(room, lines=few, warnings=min(few, room.warnings), names=4)
        yield room
    room = replace(room, cards=0)
    yield room
    for few in (12, 9, 6):  # the most urgent come first, and are the last to go
        room = replace(room, advice=min(few, room.advice))
        yield room


def second_rooms(report: Report) -> Iterator[SecondRoom]:
    """For curves, gaps and method: the most generous first."""
    charts = len(report.charts)
    columns = 2 if charts == 2 else 3
    room = SecondRoom(size_pt=SIZES_PT[0], charts=charts, columns=columns, groups=99, names=99)
    for size_pt in SIZES_PT:
        room = replace(room, size_pt=size_pt)
        yield room
    for names, groups in ((12, 12), (8, 8), (6, 6), (4, 5)):
        room = replace(room, names=names, groups=groups, columns=3)
        yield room
    room = replace(room, columns=4, charts=min(charts, 12))
    yield room
    room = replace(room, names=3, groups=3)
    yield room
    room = replace(room, charts=min(charts, 8))
    yield room
    yield replace(room, names=2, groups=2)
