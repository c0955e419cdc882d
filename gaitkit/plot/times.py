"""Ground contact over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaitkit.model import SIDES, Analysis, GaitEvent, Side
from gaitkit.reference import text
from gaitkit.report.figures import COLOURS

from .canvas import blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def events(analysis: Analysis, *, lang: str = "en") -> Figure:
    """Ground contact of both feet over time, with each event and its uncertainty."""
    figure, (axes,) = blank(width_in=9.0, height_in=2.4)
    for row, side in enumerate(reversed(SIDES)):
        _draw_contacts(axes, analysis, side, row)
        _draw_events(axes, analysis.events, side, row)
    axes.set(title=text("chart.events", lang), xlabel=text("chart.time", lang), ylim=(-0.6, 1.6))
    axes.set_yticks([0, 1], [text(f"head.{side}", lang) for side in reversed(SIDES)])
    axes.grid(axis="y", visible=False)
    return figure


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
