"""One measure over all clips, as SVG written from the numbers; each mark leads to its report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from gaitkit.reference import metric_words, number_text, text, unit_text
from gaitkit.report.scale import Scale

from .job import Measured
from .panels import Panel, Point

WIDTH, HEIGHT = 400, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 392, 10, 160
#: No axis is shorter than this many of the last digit that the measure is written with.
_LEAST_DIGITS = 20
#: More people than this have no room for their names below the marks.
_NAMED = 5
_LETTERS = 11


def panel_svg(
    panel: Panel, clips: Sequence[Measured], *, lang: str, link_to: Callable[[str], str]
) -> str:
    """The values of `panel` in the order of `clips`, with whiskers and the usual range."""
    digits = metric_words(panel.metric, lang).decimals
    spans = [v for p in panel.points for v in (p.value, p.low, p.high)]
    y = Scale.around(spans, least=_LEAST_DIGITS * 10.0**-digits, start=BOTTOM, end=TOP)
    at = {clip.file: (_x(n, len(clips)), clip) for n, clip in enumerate(clips)}
    body = [*_people(clips), *_usual(panel, y), y.grid(LEFT, RIGHT, lang=lang)]
    whiskers = "".join(
        f"M{at[p.file][0] + _beside(p):.1f} {y.at(p.low):.1f}V{y.at(p.high):.1f}"
        for p in panel.points
    )
    body.append(f'<path class="whisker" d="{whiskers}"/>')
    for point in panel.points:
        x, clip = at[point.file]
        values = told_of(panel, point, point.low, point.high, lang)
        told = escape(text("batch.point", lang, {"file": point.file, **values}), quote=True)
        mark = _mark(point, x + _beside(point), y.at(point.value))
        body.append(f'<a href="{link_to(clip.place)}">{mark}<title>{told}</title></a>')
    label = escape(metric_words(panel.metric, lang).label, quote=True)
    return (
        f'<svg class="chart panel" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{label}">{"".join(body)}</svg>'
    )


def _x(number: int, count: int) -> float:
    return LEFT + (number + 0.5) / count * (RIGHT - LEFT)


def _beside(point: Point) -> float:
    """Left and right of a clip stand side by side."""
    return {"left": -2.5, "right": 2.5}.get(point.side, 0.0)


def _people(clips: Sequence[Measured]) -> Iterator[str]:
    """Every other person on a shade, and their names if they are few."""
    people = [(name, len(list(own))) for name, own in groupby(clips, key=lambda c: c.person)]
    if len(people) < 2:
        return
    start = 0
    for number, (name, count) in enumerate(people):
        x, end = (LEFT + n / len(clips) * (RIGHT - LEFT) for n in (start, start + count))
        start += count
        if number % 2:
            yield (
                f'<rect class="shade" x="{x:.1f}" y="{TOP}" width="{end - x:.1f}" '
                f'height="{BOTTOM - TOP}"/>'
            )
        if len(people) <= _NAMED and name:
            short = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
            yield f'<text x="{(x + end) / 2:.1f}" y="{BOTTOM + 18}">{escape(short)}</text>'


def _usual(panel: Panel, y: Scale) -> Iterator[str]:
    """Lines where the range that is not unusual ends, where they fall into the drawing."""
    for edge in panel.usual or ():
        if y.low <= edge <= y.high:
            yield f'<path class="edge" d="M{LEFT} {y.at(edge):.1f}H{RIGHT}"/>'


def _mark(point: Point, x: float, y: float) -> str:
    """The shape tells the side; hollow: rough; ringed: far from the rest."""
    kind = f"mark {point.side}{' rough' if point.rough else ''}"
    left, top = x - 2.8, y - 2.8
    shapes = {
        "left": f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>',
        "right": f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="5.6" height="5.6"/>',
        "both": f'<path class="{kind}" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4-4Z"/>',
    }
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="7.5"/>' if point.far else ""
    return shapes[point.side] + ring


def told_of(panel: Panel, point: Point, low: float, high: float, lang: str) -> dict[str, str]:
    """What sentences about a point are filled with: its side and value, and a range."""
    words = metric_words(panel.metric, lang)
    numbers = {
        name: number_text(number, lang, decimals=words.decimals)
        for name, number in (("value", point.value), ("low", low), ("high", high))
    }
    side = "" if point.side == "both" else f", {text(f'word.{point.side}', lang)}"
    return {"label": words.label, "side": side, "unit": unit_text(words.unit, lang), **numbers}
