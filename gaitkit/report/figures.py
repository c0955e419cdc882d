"""Small drawings for the report, as SVG written from the numbers: crisp, tiny, no script.

Left is red and a full line with round marks, right is blue and a dashed line with square marks,
so that the sides stay apart in grey print and for colour-blind readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

import numpy as np
import numpy.typing as npt

from gaitkit.model import SIDES, Curve, Cycle, Evidence, Metric, Side
from gaitkit.reference import curve_words, number_text, text

from .scale import Scale, Values

Points = npt.NDArray[np.float64]

COLOURS: dict[Side, str] = {"left": "#b3261e", "right": "#1a5aa6"}
#: More single cycles than this make a grey cloud and a heavy file.
MAX_THIN_LINES = 30

WIDTH, HEIGHT = 400, 250
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 34, 386, 10, 214
STRIP_WIDTH, STRIP_HEIGHT = 240, 26
LIMIT_WIDTH, LIMIT_HEIGHT = 240, 16
CHANGE_WIDTH, CHANGE_ROW = 300, 34


def curve_svg(
    curves: Mapping[Side, Curve], *, toe_off_percent: Mapping[Side, float], lang: str
) -> str:
    """The curves of one quantity over the gait cycle: mean, SD band, single cycles, toe-off."""
    axis = _axis(curves.values())
    sides = [side for side in SIDES if side in curves]
    body = [_grid(axis, lang)]
    body += [_toe_off(side, toe_off_percent[side]) for side in sides if side in toe_off_percent]
    body += [_thin_lines(curves[side], axis) for side in sides]
    body += [_band(curves[side], axis) for side in sides]
    body += [_mean_line(curves[side], axis) for side in sides]
    summary = escape(curve_summary(curves, lang=lang), quote=True)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{summary}">'
        f"{''.join(body)}</svg>"
    )


def usual_toe_off_percent(cycles: Iterable[Cycle]) -> dict[Side, float]:
    """Median toe-off of the usable cycles of each side, in percent of the cycle."""
    shares: dict[Side, list[float]] = {}
    for cycle in cycles:
        if cycle.usable and cycle.toe_off_percent is not None:
            shares.setdefault(cycle.side, []).append(cycle.toe_off_percent)
    return {side: float(np.median(values)) for side, values in shares.items()}


def curve_summary(curves: Mapping[Side, Curve], *, lang: str) -> str:
    """The curves in words, for readers who can't see the drawing."""
    return " ".join(_summary(curve, lang) for curve in curves.values())


def drawn_cycles(curve: Curve) -> npt.NDArray[np.intp]:
    """Which single cycles are drawn: all of them, or an even choice when there are many."""
    count = len(curve.cycles)
    return np.unique(np.linspace(0, count - 1, min(count, MAX_THIN_LINES)).round().astype(int))


def interval_svg(metrics: Mapping[Side, Metric]) -> str:
    """Values with their intervals on one line each, left above right, on a common scale."""
    whole = {side: m for side, m in metrics.items() if None not in (m.value, m.low, m.high)}
    if all(m.low == m.high for m in whole.values()):  # a count: nothing to draw
        return ""
    low = min(m.low for m in whole.values())
    high = max(m.high for m in whole.values())
    rows = (_interval(side, m, low=low, width=(high - low) or 1.0) for side, m in whole.items())
    return (
        f'<svg class="strip" viewBox="0 0 {STRIP_WIDTH} {STRIP_HEIGHT}" aria-hidden="true">'
        f"{''.join(rows)}</svg>"
    )


def _interval(side: Side, metric: Metric, *, low: float, width: float) -> str:
    y = 7 if side == "left" else 19

    def x(value: float) -> float:
        return 6 + (value - low) / width * (STRIP_WIDTH - 12)

    a, b, middle = x(metric.low), x(metric.high), x(metric.value)
    mark = (
        f'<circle class="mark" cx="{middle:.1f}" cy="{y}" r="4.5"/>'
        if side == "left"
        else f'<rect class="mark" x="{middle - 4:.1f}" y="{y - 4}" width="8" height="8"/>'
    )
    return f'<g class="{side}"><path class="whisker" d="M{a:.1f} {y}H{b:.1f}"/>{mark}</g>'


def limit_svg(evidence: Evidence) -> str:
    """A value with its interval on a line whose part beyond the limit is shaded."""
    metric = evidence.metric
    if None in (metric.value, metric.low, metric.high) or not evidence.limit:
        return ""
    edges = evidence.edges
    points = [metric.low, metric.high, *(e for e in edges if np.isfinite(e))]
    margin = 0.15 * ((max(points) - min(points)) or 1.0)
    low, high = min(points) - margin, max(points) + margin

    def x(value: float) -> float:
        return float(np.clip((value - low) / (high - low), 0, 1) * LIMIT_WIDTH)

    shaded = [(0.0, x(edges[0]))] * bool(np.isfinite(edges[0]))
    shaded += [(x(edges[1]), LIMIT_WIDTH)] * bool(np.isfinite(edges[1]))
    y, side = LIMIT_HEIGHT / 2, "" if metric.side == "both" else f" {metric.side}"
    beyond = "".join(
        f'<rect class="beyond" x="{a:.1f}" y="0" width="{b - a:.1f}" height="{LIMIT_HEIGHT}"/>'
        for a, b in shaded
    )
    return (
        f'<svg class="limit{side}" viewBox="0 0 {LIMIT_WIDTH} {LIMIT_HEIGHT}" aria-hidden="true">'
        f'{beyond}<path class="whisker" d="M{x(metric.low):.1f} {y}H{x(metric.high):.1f}"/>'
        f'<circle class="mark" cx="{x(metric.value):.1f}" cy="{y}" r="4.5"/></svg>'
    )


def before_after_svg(pairs: Mapping[str, tuple[Metric, Metric]]) -> str:
    """Per side the value before (hollow) and below it the one after, with their intervals.

    All measured, on a common scale; zero is marked where it lies among them.
    """
    ends = [end for pair in pairs.values() for m in pair for end in (m.low, m.high)]
    low, high = min(ends), max(ends)
    height = CHANGE_ROW * len(pairs)

    def x(value: float) -> float:
        return 6 + (value - low) / ((high - low) or 1.0) * (CHANGE_WIDTH - 12)

    zero = f'<path class="zero" d="M{x(0):.1f} 0V{height}"/>' if low < 0 < high else ""
    rows = "".join(
        f'<g class="{side}">{_whisker(pair[0], x, top + 9, "before")}'
        f"{_whisker(pair[1], x, top + 23, 'now')}</g>"
        for top, (side, pair) in zip(range(0, height, CHANGE_ROW), pairs.items(), strict=True)
    )
    return (
        f'<svg class="change" viewBox="0 0 {CHANGE_WIDTH} {height}" aria-hidden="true">'
        f"{zero}{rows}</svg>"
    )


def _whisker(metric: Metric, x: Callable[[float], float], y: float, kind: str) -> str:
    a, b, middle = x(metric.low), x(metric.high), x(metric.value)
    mark = (
        f'<rect class="mark" x="{middle - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
        if metric.side == "right"
        else f'<circle class="mark" cx="{middle:.1f}" cy="{y}" r="4.5"/>'
    )
    return f'<g class="{kind}"><path class="whisker" d="M{a:.1f} {y}H{b:.1f}"/>{mark}</g>'


def curves_over_svg(before: Curve, after: Curve, *, beside: Iterable[Curve], lang: str) -> str:
    """A curve of two recordings, one over the other, with SD bands.

    `beside` are the curves of drawings next to it, for one common scale.
    """
    axis = _axis((before, after, *beside), cycles=False)
    parts = [_grid(axis, lang)]
    for kind, curve in (("before", before), ("now", after)):
        parts.append(f'<g class="{kind}">{_band(curve, axis)}{_mean_line(curve, axis)}</g>')
    summary = escape(" ".join(_summary(c, lang) for c in (before, after)), quote=True)
    return (
        f'<svg class="chart over" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{summary}">{"".join(parts)}</svg>'
    )


def _axis(curves: Iterable[Curve], *, cycles: bool = True) -> Scale:
    """Round limits around everything that is drawn, at least ten degrees apart."""
    drawn = [
        (c.mean - c.sd, c.mean + c.sd, c.mean, c.cycles.ravel()[: None if cycles else 0])
        for c in curves
    ]
    values = np.concatenate([np.concatenate(parts) for parts in drawn])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return Scale.around([low, high], least=10, start=PLOT_BOTTOM, end=PLOT_TOP, steps=6, margin=0)


def _grid(axis: Scale, lang: str) -> str:
    parts = [axis.grid(PLOT_LEFT, PLOT_RIGHT, lang=lang)]
    for percent in (0, 25, 50, 75, 100):
        parts.append(f'<text x="{_x(percent):.1f}" y="{PLOT_BOTTOM + 16}">{percent}</text>')
    middle = (PLOT_LEFT + PLOT_RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 4}">{escape(text("chart.axis", lang))}</text>')
    return "".join(parts)


def _toe_off(side: Side, percent: float) -> str:
    return f'<path class="toe-off {side}" d="M{_x(percent):.1f} {PLOT_TOP}V{PLOT_BOTTOM}"/>'


def _thin_lines(curve: Curve, axis: Scale) -> str:
    # Every second percent is plenty for a hairline, and halves the file.
    path = "".join(_path(curve.cycles[i], axis, every=2) for i in drawn_cycles(curve))
    return f'<path class="cycle {curve.side}" d="{path}"/>'


def _mean_line(curve: Curve, axis: Scale) -> str:
    return f'<path class="mean {curve.side}" d="{_path(curve.mean, axis)}"/>'


def _band(curve: Curve, axis: Scale) -> str:
    seen = np.isfinite(curve.mean) & np.isfinite(curve.sd)
    if not seen.any():
        return ""
    percent = np.flatnonzero(seen)
    upper = _pairs(_x(percent), axis.at((curve.mean + curve.sd)[seen]))
    lower = _pairs(_x(percent[::-1]), axis.at((curve.mean - curve.sd)[seen][::-1]))
    return f'<path class="band {curve.side}" d="M{upper}L{lower}Z"/>'


def _path(values: Points, axis: Scale, *, every: int = 1) -> str:
    percent = np.arange(0, 101, every)
    return broken_line(_x(percent), axis.at(values[percent]))


def broken_line(x: Points, y: Points) -> str:
    """Path through the points that are there, broken where some are missing."""
    seen = np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]])))
    parts = [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]
    return "".join(f"M{_pairs(x[part], y[part])}" for part in parts)


def _pairs(x: Points, y: Points) -> str:
    return " ".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _x(percent: Values) -> Values:
    return PLOT_LEFT + percent / 100 * (PLOT_RIGHT - PLOT_LEFT)


def _summary(curve: Curve, lang: str) -> str:
    if not np.isfinite(curve.mean).any():
        return ""
    low, high = int(np.nanargmin(curve.mean)), int(np.nanargmax(curve.mean))
    values = {
        "label": curve_words(curve.name, lang).label,
        "side": text(f"word.{curve.side}", lang),
        "low": number_text(curve.mean[low], lang),
        "low_percent": low,
        "high": number_text(curve.mean[high], lang),
        "high_percent": high,
    }
    return text("chart.summary", lang, values)
