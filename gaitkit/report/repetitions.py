"""A movement test in a report: what the repetitions were seen in, drawn, and one row for each."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from gaitkit.model import HOLDS, Analysis, Repetition, TestedSide, Trace
from gaitkit.reference import note_parts, number_text, text
from gaitkit.report.figures import broken_line
from gaitkit.report.scale import Values, round_step

WIDTH, HEIGHT = 860, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 850, 20, 152


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One trace over time with its repetitions marked."""

    label: str
    side: TestedSide
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepetitionRow:
    """One repetition in words."""

    side: TestedSide
    cells: tuple[str, ...]
    counts: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPart:
    """What a report shows of a movement test besides its numbers."""

    timelines: tuple[Timeline, ...]
    head: tuple[str, ...]
    rows: tuple[RepetitionRow, ...]


def test_part(analysis: Analysis, lang: str) -> TestPart | None:
    """The repetitions of an analysis, None where it holds none."""
    if not analysis.repetitions:
        return None
    done = sorted(analysis.repetitions, key=lambda r: r.start_s)
    columns = ("number", "start", "peak", "duration")
    if _is_hold(analysis):
        columns = ("number", "start", "duration")
    return TestPart(
        timelines=tuple(_timeline(trace, analysis, lang) for trace in analysis.traces),
        head=tuple(text(f"head.{name}", lang) for name in ("side", *columns, "counts")),
        rows=tuple(_row(r, columns, lang) for r in done),
    )


def _is_hold(analysis: Analysis) -> bool:
    return any(bout.activity in HOLDS for bout in analysis.bouts)


def _row(r: Repetition, columns: tuple[str, ...], lang: str) -> RepetitionRow:
    def seconds(value: float) -> str:
        return f"{number_text(value, lang, decimals=1)} {text('unit.s', lang)}"

    shown = {
        "number": str(r.number), "start": seconds(r.start_s), "peak": seconds(r.peak_s),
        "duration": seconds(r.duration_s),
    }  # fmt: skip
    return RepetitionRow(
        side=r.side,
        cells=tuple(shown[name] for name in columns),
        counts=r.usable,
        why=note_parts(r.reason, lang)[0] if r.reason else "",
    )


def _timeline(trace: Trace, analysis: Analysis, lang: str) -> Timeline:
    own = [
        r
        for r in analysis.repetitions
        if r.bout == trace.bout and (trace.side == "both" or r.side in (trace.side, "both"))
    ]
    label = text(f"trace.{trace.name}", lang)
    return Timeline(
        label=label, side=trace.side, svg=_svg(trace, own, label, lang, hold=_is_hold(analysis))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From seconds and values to the drawing."""

    start_s: float
    end_s: float
    low: float
    high: float

    def x(self, time_s: Values) -> Values:
        return LEFT + (time_s - self.start_s) / (self.end_s - self.start_s) * (RIGHT - LEFT)

    def y(self, value: Values) -> Values:
        return BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)


def _svg(trace: Trace, own: list[Repetition], label: str, lang: str, *, hold: bool) -> str:
    values = {"label": label, "count": len(own), "counted": sum(r.usable for r in own)}
    summary = escape(text("trace.summary", lang, values), quote=True)
    scale = _scale(trace)
    body = [_grid(scale, lang), *(_span(r, scale) for r in own)]
    body.append(_line(trace, scale))
    if not hold:
        body += [_peak(r, trace, scale) for r in own]
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{summary}" '
        f'data-left="{LEFT}" data-right="{RIGHT}" data-top="{TOP}" data-bottom="{BOTTOM}" '
        f'data-from="{scale.start_s:.4f}" data-to="{scale.end_s:.4f}">'
        f"{''.join(body)}</svg>"
    )


def _scale(trace: Trace) -> _Scale:
    known = trace.values[np.isfinite(trace.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    room = max(0.08 * (high - low), 1.0)
    start_s, end_s = (float(t) for t in trace.times_s[[0, -1]])
    return _Scale(
        start_s=start_s, end_s=max(end_s, start_s + 0.1), low=min(low, 0.0) - room, high=high + room
    )


def _grid(scale: _Scale, lang: str) -> str:
    lines, labels = [], []
    step = round_step((scale.high - scale.low) / 4)
    for tick in np.arange(np.ceil(scale.low / step) * step, scale.high, step):
        y = scale.y(float(tick))
        lines.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        labels.append(
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" class="end">{number_text(tick, lang)}</text>'
        )
    every_s = round_step((scale.end_s - scale.start_s) / 12)
    decimals = 0 if every_s >= 1 else 1
    for second in np.arange(np.ceil(scale.start_s / every_s) * every_s, scale.end_s, every_s):
        shown = number_text(float(second), lang, decimals=decimals)
        labels.append(f'<text x="{scale.x(float(second)):.1f}" y="{BOTTOM + 16}">{shown}</text>')
    middle = (LEFT + RIGHT) / 2
    labels.append(f'<text x="{middle}" y="{HEIGHT - 4}">{escape(text("chart.time", lang))}</text>')
    return f"{''.join(lines)}<g class='labels'>{''.join(labels)}</g>"


def _span(r: Repetition, scale: _Scale) -> str:
    x, end = scale.x(max(r.start_s, scale.start_s)), scale.x(min(r.end_s, scale.end_s))
    kind = "span" if r.usable else "span left-out"
    return (
        f'<rect class="{kind} {r.side}" x="{x:.1f}" y="{TOP}" width="{max(end - x, 1):.1f}" '
        f'height="{BOTTOM - TOP}"/>'
    )


def _line(trace: Trace, scale: _Scale) -> str:
    drawn = broken_line(scale.x(trace.times_s), scale.y(trace.values))
    return f'<path class="mean {trace.side}" d="{drawn}"/>'


def _peak(r: Repetition, trace: Trace, scale: _Scale) -> str:
    """A dot on the line at the peak with the repetition's number above it."""
    nearest = int(np.argmin(np.abs(trace.times_s - r.peak_s)))
    value = trace.values[nearest]
    if not np.isfinite(value):
        return ""
    x, y = scale.x(r.peak_s), scale.y(float(value))
    return (
        f'<circle class="peak {r.side}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text class="number" x="{x:.1f}" y="{TOP - 7}">{r.number}</text>'
    )
