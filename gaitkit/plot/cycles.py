"""Curves over the gait cycle: means with what is usual, or every cycle on its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from gaitkit.errors import UsageError
from gaitkit.knowledge.norms import Norm, norm_for
from gaitkit.model import SIDES, Analysis, Curve
from gaitkit.reference import curve_words, metric_words, text
from gaitkit.report.figures import COLOURS, usual_toe_off_percent

from .canvas import LINES, blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PERCENT = np.arange(101)
#: Curves whose highest point is a metric that norms may exist for.
_PEAKS = {"hip_adduction": "hip_adduction_peak_deg", "pelvic_drop": "pelvic_drop_deg"}
_COLUMNS = 2


def curves(analysis: Analysis, *names: str, lang: str = "en") -> Figure:
    """Curves over the gait cycle: mean, SD band and every cycle of both sides, toe-off marked.

    `names` are curves of the contract, such as `knee_flexion`; all that were measured by default.
    Where norms for the person exist, a grey band shows where the peak usually lies (mean and two
    SD). UsageError if the analysis lacks a curve.
    """
    wanted = names or tuple(dict.fromkeys(c.name for c in analysis.curves))
    chosen = {name: _of_name(analysis, name) for name in wanted}
    if not chosen:
        raise UsageError("curves: none were measured, so there is nothing to draw.")
    columns = min(len(chosen), _COLUMNS)
    rows = -(-len(chosen) // columns)
    size = {
        "width_in": 6.0 if columns == 1 else 10.0,
        "height_in": 4.0 if rows == 1 else 3.0 * rows,
    }
    figure, axes = blank(**size, rows=rows, columns=columns)
    for one, (name, found) in zip(axes, chosen.items(), strict=False):
        for curve in found:
            _draw_curve(one, curve, lang)
        _draw_toe_off(one, analysis)
        _draw_norm(one, analysis, name, lang)
        _label(one, name, lang)
    for spare in axes[len(chosen) :]:
        spare.set_visible(False)
    return figure


def overlay(analysis: Analysis, name: str, *, lang: str = "en") -> Figure:
    """Every cycle of a curve on its own, early ones pale and late ones dark, a panel per side.

    UsageError if the analysis lacks the curve.
    """
    found = _of_name(analysis, name)
    figure, axes = blank(width_in=5.0 * len(found), height_in=3.6, columns=len(found))
    for one, curve in zip(axes, found, strict=True):
        strength = np.linspace(0.25, 1, len(curve.cycles))
        for values, alpha in zip(curve.cycles, strength, strict=True):
            one.plot(PERCENT, values, color=COLOURS[curve.side], alpha=alpha, linewidth=1.2)
        _label(one, name, lang)
        one.set_title(text(f"chart.{curve.side}_of", lang, {"count": len(curve.cycles)}))
    limits = [one.get_ylim() for one in axes]
    for one in axes:
        one.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
    return figure


def _of_name(analysis: Analysis, name: str) -> list[Curve]:
    chosen = [c for c in analysis.curves if c.name == name]
    if not chosen:
        there = ", ".join(dict.fromkeys(c.name for c in analysis.curves)) or "none"
        raise UsageError(f"curves: expected one of those measured ({there}), got {name!r}.")
    return sorted(chosen, key=lambda c: SIDES.index(c.side))


def _label(axes: Axes, name: str, lang: str) -> None:
    words = curve_words(name, lang)
    axes.set(title=words.label, xlim=(0, 100), xlabel=text("chart.axis", lang))
    axes.set_ylabel(f"{words.positive} → ({text('chart.degrees', lang)})")
    axes.axhline(0, color="0.6", linewidth=0.8, zorder=0)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False, fontsize="small")


def _draw_curve(axes: Axes, curve: Curve, lang: str) -> None:
    colour = COLOURS[curve.side]
    label = text(f"chart.{curve.side}_of", lang, {"count": len(curve.cycles)})
    axes.plot(PERCENT, curve.cycles.T, color=colour, linewidth=0.5, alpha=0.25)
    axes.fill_between(
        PERCENT, curve.mean - curve.sd, curve.mean + curve.sd, color=colour, alpha=0.15, linewidth=0
    )
    axes.plot(PERCENT, curve.mean, LINES[curve.side], color=colour, linewidth=2, label=label)


def _draw_toe_off(axes: Axes, analysis: Analysis) -> None:
    for side, percent in usual_toe_off_percent(analysis.cycles).items():
        axes.axvline(percent, color=COLOURS[side], linestyle=LINES[side], linewidth=0.9, alpha=0.6)


def _draw_norm(axes: Axes, analysis: Analysis, name: str, lang: str) -> None:
    norm = _norm(analysis, name, (bout.activity for bout in analysis.bouts))
    if norm is None or norm.sd is None:
        return
    words = metric_words(_PEAKS[name], lang)
    axes.axhspan(
        norm.mean - 2 * norm.sd, norm.mean + 2 * norm.sd, color="0.5", alpha=0.15, linewidth=0,
        label=text("chart.usual", lang, {"label": words.label, "source": norm.source}),
    )  # fmt: skip


def _norm(analysis: Analysis, name: str, activities: Iterable[str]) -> Norm | None:
    if name not in _PEAKS:
        return None
    found = (norm_for(_PEAKS[name], activity=a, subject=analysis.subject) for a in activities)
    return next((norm for norm in found if norm is not None), None)
