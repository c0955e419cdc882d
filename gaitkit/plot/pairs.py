"""Two of a kind: left against right, and one way of measuring against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaitkit.errors import UsageError
from gaitkit.model import Analysis, Metric
from gaitkit.reference import ASYMMETRY, metric_words, number_text, text, unit_text
from gaitkit.report.figures import COLOURS

from .canvas import blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def symmetry(analysis: Analysis, *, lang: str = "en") -> Figure:
    """Right minus left of everything measured on both sides, with 95 % intervals, by unit.

    Marks are hollow where the interval holds zero: no difference beyond the error. UsageError
    where nothing was measured on both sides.
    """
    by_unit: dict[str, list[Metric]] = {}
    for metric in analysis.metrics:
        if metric.name.endswith(ASYMMETRY) and metric.value is not None:
            by_unit.setdefault(metric.unit, []).append(metric)
    if not by_unit:
        raise UsageError("symmetry: nothing was measured on both sides.")
    longest = max(len(found) for found in by_unit.values())
    figure, axes = blank(
        width_in=5.6 * len(by_unit), height_in=1.4 + 0.32 * longest, columns=len(by_unit)
    )
    for one, (unit, found) in zip(axes, by_unit.items(), strict=True):
        _draw_differences(one, found, unit, lang)
    figure.suptitle(text("chart.symmetry", lang))
    return figure


def _draw_differences(axes: Axes, found: list[Metric], unit: str, lang: str) -> None:
    rows = np.arange(len(found))[::-1]
    for row, metric in zip(rows, found, strict=True):
        low, high = _span(metric)
        colour = COLOURS["right" if metric.value > 0 else "left"]
        sure = low > 0 or high < 0
        axes.plot([low, high], [row, row], color=colour, linewidth=1.6, alpha=1 if sure else 0.5)
        face = colour if sure else "white"
        axes.plot([metric.value], [row], "o", color=colour, markerfacecolor=face, markersize=6)
    labels = [metric_words(m.name.removesuffix(ASYMMETRY), lang).label for m in found]
    axes.set_yticks(rows, labels)
    axes.axvline(0, color="0.4", linewidth=1)
    reach = 1.08 * max(abs(end) for m in found for end in _span(m))
    axes.set_xlim(-reach, reach)
    left, right = text("chart.right_less", lang), text("chart.right_more", lang)
    axes.set_xlabel(f"← {left}    {unit_text(unit, lang)}    {right} →")
    axes.grid(axis="y", visible=False)


def _span(metric: Metric) -> tuple[float, float]:
    """The interval, or the value alone where there is none."""
    value = float(metric.value or 0.0)
    return (
        value if metric.low is None else metric.low,
        value if metric.high is None else metric.high,
    )


def bland_altman(
    first: npt.ArrayLike, second: npt.ArrayLike, *, unit: str = "deg", lang: str = "en"
) -> Figure:
    """Differences of paired values against their means, with bias and limits of agreement.

    Pairs with a NaN are left out. UsageError for fewer than three pairs or different lengths.
    Source: Bland & Altman 1986, doi 10.1016/S0140-6736(86)90837-8.
    """
    one, other = (np.asarray(values, dtype=float).ravel() for values in (first, second))
    if one.shape != other.shape:
        raise UsageError(f"bland_altman: expected pairs, got {one.size} and {other.size} values.")
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 3:
        raise UsageError(f"bland_altman: expected three pairs or more, got {known.sum()}.")
    middle, apart = (one[known] + other[known]) / 2, other[known] - one[known]
    bias, reach = float(apart.mean()), 1.96 * float(apart.std(ddof=1))
    figure, (axes,) = blank(width_in=6.0, height_in=4.0)
    axes.plot(middle, apart, "o", color="0.25", markersize=4, alpha=0.5)
    for level, style in ((bias, "-"), (bias - reach, "--"), (bias + reach, "--")):
        axes.axhline(level, color=COLOURS["right"], linestyle=style, linewidth=1.4)
    axes.axhline(0, color="0.6", linewidth=0.8)
    words = unit_text(unit, lang)
    axes.set_xlabel(text("chart.mean_of_both", lang, {"unit": words}))
    axes.set_ylabel(text("chart.difference", lang, {"unit": words}))
    axes.set_title(_agreement(bias, reach, words, lang), fontsize="medium")
    return figure


def _agreement(bias: float, reach: float, unit: str, lang: str) -> str:
    names = {"bias": bias, "low": bias - reach, "high": bias + reach}
    numbers = {k: number_text(v, lang, decimals=1, signed=True) for k, v in names.items()}
    return text("chart.agreement", lang, {**numbers, "unit": unit})
