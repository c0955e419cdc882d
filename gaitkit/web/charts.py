"""A measure over time as SVG: a mark and an error bar per visit, left and right side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from markupsafe import Markup

from gaitkit.report.scale import Scale

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 350, 12, 158
#: Labels of days that fit beside one another.
_MOST_LABELS = 4
#: No axis is shorter than this share of its largest value, or than this.
_LEAST_SHARE, _LEAST = 0.02, 1e-3
#: How far the sides stand apart at one visit.
_APART = {"left": -4.0, "right": 4.0, "both": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value at the visit of that place, with its interval."""

    place: int
    value: float
    low: float | None
    high: float | None


def timeline_svg(
    points: Mapping[str, Sequence[Point]], days: Sequence[str], *, lang: str
) -> Markup:
    """The sides of a measure over visits; our own numbers and escaped labels only, so safe."""
    every = [x for row in points.values() for p in row for x in (p.low, p.value, p.high)]
    known = [x for x in every if x is not None]
    least = max(_LEAST_SHARE * max(map(abs, known)), _LEAST)
    y = Scale.around(known, least=least, start=BOTTOM, end=TOP)

    def across(place: int) -> float:
        share = (place + 0.5) / len(days)
        return LEFT + share * (RIGHT - LEFT)

    parts = [y.grid(LEFT, RIGHT, lang=lang), _days(days, across)]
    for side, row in points.items():
        parts.append(_side(side, row, across, y.at))
    return Markup(
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def _days(days: Sequence[str], across) -> str:
    every = max(1, ceil(len(days) / _MOST_LABELS))
    return "".join(
        f'<text x="{across(place):.1f}" y="{HEIGHT - 12}">{escape(day)}</text>'
        for place, day in enumerate(days)
        if place % every == 0
    )


def _side(side: str, row: Sequence[Point], across, up) -> str:
    shift = _APART[side]
    spots = [(across(p.place) + shift, up(p.value), p) for p in row]
    line = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y, _) in enumerate(spots))
    marks = "".join(_bar(x, p, up) + _mark(side, x, y) for x, y, p in spots)
    return f'<g class="{side}"><path class="line" d="{line}"/>{marks}</g>'


def _bar(x: float, p: Point, up) -> str:
    if p.low is None or p.high is None:
        return ""
    return f'<path class="whisker" d="M{x:.1f} {up(p.low):.1f}V{up(p.high):.1f}"/>'


def _mark(side: str, x: float, y: float) -> str:
    if side == "right":
        return f'<rect class="mark" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
