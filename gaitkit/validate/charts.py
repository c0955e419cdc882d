"""Scatter and Bland-Altman plots of one metric, as SVG written from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gaitkit.reference import number_text, text
from gaitkit.report.scale import Scale

from .judge import Comparison
from .summarise import MetricAccuracy
from .tables import decimals

WIDTH, HEIGHT = 360, 290
LEFT, RIGHT, TOP, BOTTOM = 66, 340, 10, 244
#: No axis is shorter than this many of the last digit that the metric is written with.
_LEAST_DIGITS = 20


def scatter_svg(got: Sequence[Comparison], row: MetricAccuracy, *, lang: str) -> str:
    """Measured against true values with their intervals; dashed = perfect, full = fitted line."""
    spans = [v for c in got for v in (c.truth, c.value, c.low, c.high)]
    x = Scale.around(spans, least=_least(row), start=LEFT, end=RIGHT)
    y = Scale.around(spans, least=_least(row), start=BOTTOM, end=TOP)
    body = [_grid(x, y, text("validate.axis_truth", lang), text("validate.axis_value", lang), lang)]
    body.append(_segment("perfect", x, y, x.low, x.low, x.high, x.high))
    if row.slope is not None:
        ends = [min(c.truth for c in got), max(c.truth for c in got)]
        heights = [row.intercept + row.slope * end for end in ends]
        body.append(_segment("fit", x, y, ends[0], heights[0], ends[1], heights[1]))
    for c in got:
        body.append(
            f'<path class="whisker {c.side}" d="M{x.at(c.truth):.1f} {y.at(c.low):.1f}'
            f'V{y.at(c.high):.1f}"/>'
        )
    body += [_point(c, x.at(c.truth), y.at(c.value), lang) for c in got]
    return _svg(body, text("validate.scatter", lang))


def bland_altman_svg(got: Sequence[Comparison], row: MetricAccuracy, *, lang: str) -> str:
    """Difference against mean of both; full line = bias, dashed = 95 % limits of agreement."""
    middles = [(c.truth + c.value) / 2 for c in got]
    limits = [v for v in (row.loa_low, row.loa_high) if v is not None]
    errors = [0.0, *limits, *(c.error for c in got)]
    x = Scale.around(middles, least=_least(row), start=LEFT, end=RIGHT)
    y = Scale.around(errors, least=_least(row), start=BOTTOM, end=TOP)
    body = [_grid(x, y, text("validate.axis_mean", lang), text("validate.axis_error", lang), lang)]
    body += [_segment("limit", x, y, x.low, v, x.high, v) for v in limits]
    body.append(_segment("bias", x, y, x.low, row.bias, x.high, row.bias))
    body += [
        _point(c, x.at(middle), y.at(c.error), lang) for c, middle in zip(got, middles, strict=True)
    ]
    return _svg(body, text("validate.bland_altman", lang))


def _least(row: MetricAccuracy) -> float:
    return _LEAST_DIGITS * 10.0 ** -decimals(row.metric)


def _svg(body: list[str], label: str) -> str:
    return (
        f'<svg class="chart pairs" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label, quote=True)}">{"".join(body)}</svg>'
    )


def _grid(x: Scale, y: Scale, x_label: str, y_label: str, lang: str) -> str:
    parts = [y.grid(LEFT, RIGHT, lang=lang)]
    for tick in x.ticks():
        words = number_text(tick, lang, decimals=x.decimals)
        parts.append(f'<text x="{x.at(tick):.1f}" y="{BOTTOM + 18}">{words}</text>')
    middle, centre = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}">{escape(x_label)}</text>')
    turned = f'transform="translate(11 {centre}) rotate(-90)"'
    parts.append(f"<text {turned}>{escape(y_label)}</text>")
    return "".join(parts)


def _segment(kind: str, x: Scale, y: Scale, x1: float, y1: float, x2: float, y2: float) -> str:
    path = f"M{x.at(x1):.1f} {y.at(y1):.1f}L{x.at(x2):.1f} {y.at(y2):.1f}"
    return f'<path class="{kind}" d="{path}"/>'


def _point(c: Comparison, x: float, y: float, lang: str) -> str:
    """A mark whose shape tells the side, hollow where the interval misses the truth."""
    where = "in" if c.inside else "out"
    shapes = {
        "left": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
        "right": f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>',
        "both": f'<path d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5Z"/>',
    }
    told = escape(_told(c, lang))
    return f'<g class="pair {c.side} {where}">{shapes[c.side]}<title>{told}</title></g>'


def _told(c: Comparison, lang: str) -> str:
    digits = decimals(c.metric)
    numbers = {
        name: number_text(getattr(c, name), lang, decimals=digits)
        for name in ("truth", "value", "low", "high")
    }
    words = {"clip": c.clip, "side": text(f"word.{c.side}", lang), **numbers}
    return text("validate.point", lang, words)
