"""Figures of an analysis for notebooks and papers: left red and full, right blue and dashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gaitkit.errors import UsageError
from gaitkit.model import SIDES, Analysis, Curve, GaitEvent, Side
from gaitkit.reference import curve_words, text
from gaitkit.report.figures import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES: dict[Side, str] = {"left": "-", "right": "--"}
PERCENT = np.arange(101)


def curves(analysis: Analysis, name: str, *, lang: str = "en") -> Figure:
    """One curve over the gait cycle: mean, SD band and every cycle of both sides.

    `name` is a curve of the contract, such as `knee_flexion`. UsageError if the analysis lacks it.
    """
    chosen = [c for c in analysis.curves if c.name == name]
    if not chosen:
        there = ", ".join(dict.fromkeys(c.name for c in analysis.curves)) or "none"
        raise UsageError(f"curves: expected one of those measured ({there}), got {name!r}.")
    figure, axes = _figure(width_in=6.0, height_in=4.0)
    for curve in sorted(chosen, key=lambda c: SIDES.index(c.side)):
        _draw_curve(axes, curve, lang)
    words = curve_words(name, lang)
    axes.set(title=words.label, xlim=(0, 100), xlabel=text("chart.axis", lang))
    axes.set_ylabel(f"{words.positive} → ({text('chart.degrees', lang)})")
    axes.axhline(0, color="0.6", linewidth=0.8, zorder=0)
    axes.legend(frameon=False)
    return figure


def events(analysis: Analysis, *, lang: str = "en") -> Figure:
    """Ground contact of both feet over time, with each event and its uncertainty."""
    figure, axes = _figure(width_in=9.0, height_in=2.4)
    for row, side in enumerate(reversed(SIDES)):
        _draw_contacts(axes, analysis, side, row)
        _draw_events(axes, analysis.events, side, row)
    axes.set(title=text("chart.events", lang), xlabel=text("chart.time", lang), ylim=(-0.6, 1.6))
    axes.set_yticks([0, 1], [text(f"head.{side}", lang) for side in reversed(SIDES)])
    axes.grid(axis="y", visible=False)
    return figure


def _figure(*, width_in: float, height_in: float) -> tuple[Figure, Axes]:
    # A Figure of its own instead of pyplot: nothing global is changed or left open.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="0.9", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _draw_curve(axes: Axes, curve: Curve, lang: str) -> None:
    colour = COLOURS[curve.side]
    label = text(f"chart.{curve.side}_of", lang, {"count": len(curve.cycles)})
    axes.plot(PERCENT, curve.cycles.T, color=colour, linewidth=0.5, alpha=0.25)
    axes.fill_between(
        PERCENT, curve.mean - curve.sd, curve.mean + curve.sd, color=colour, alpha=0.15, linewidth=0
    )
    axes.plot(PERCENT, curve.mean, LINES[curve.side], color=colour, linewidth=2, label=label)


def _draw_contacts(axes: Axes, analysis: Analysis, side: Side, row: int) -> None:
    """Bars from contact to toe-off; cycles that were left out are hollow."""
    for cycle in analysis.cycles:
        if cycle.side == side and cycle.toe_off_s is not None:
            span = (cycle.start_s, cycle.toe_off_s - cycle.start_s)
            face = COLOURS[side] if cycle.usable else "none"
            axes.broken_barh(
                [span], (row - 0.22, 0.44), facecolor=face, edgecolor=COLOURS[side], alpha=0.35
            )


def _draw_events(axes: Axes, found: tuple[GaitEvent, ...], side: Side, row: int) -> None:
    for kind, marker in (("initial_contact", "v"), ("toe_off", "^")):
        mine = [e for e in found if (e.side, e.kind) == (side, kind)]
        axes.errorbar(
            [e.time_s for e in mine],
            [row] * len(mine),
            xerr=[e.uncertainty_s for e in mine],
            fmt=marker,
            color=COLOURS[side],
            markersize=4,
            elinewidth=1,
            label=f"{side} {kind}",
        )
