"""Symmetry, agreement, overlays, stick figures, norms: the numbers drawn are those measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from example import example_analysis

import gaitkit
from gaitkit import plot
from gaitkit.errors import UsageError
from gaitkit.face import Plots, Result
from gaitkit.model import Curve, Metric
from gaitkit.report.figures import COLOURS


@pytest.fixture(scope="module")
def analysis():
    return example_analysis()


def asymmetry(name, value, low, high, unit="%"):
    return Metric(name=name, side="both", value=value, low=low, high=high, unit=unit)


def test_symmetry_is_filled_only_where_the_interval_leaves_zero_out(analysis):
    metrics = (
        asymmetry("step_time_s_asymmetry", 6.0, 2.0, 9.0),
        asymmetry("stance_time_s_asymmetry", -3.0, -8.0, 2.0),
        asymmetry("knee_flexion_contact_deg_asymmetry", -5.0, -9.0, -1.0, unit="deg"),
    )
    figure = plot.symmetry(replace(analysis, metrics=metrics))
    assert len(figure.axes) == 2
    marks = {float(line.get_xdata()[0]): line for axes in figure.axes for line in axes.lines
             if line.get_marker() == "o"}  # fmt: skip
    assert marks[6.0].get_markerfacecolor() == COLOURS["right"]
    assert marks[-3.0].get_markerfacecolor() == "white"
    assert marks[-5.0].get_markerfacecolor() == COLOURS["left"]
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == ["Step time", "Stance time"]


def test_symmetry_without_both_sides_says_so(analysis):
    with pytest.raises(UsageError, match="nothing was measured on both sides"):
        plot.symmetry(replace(analysis, metrics=()))


def test_bland_altman_draws_bias_and_limits():
    first = np.array([1.0, 2, 3, 4, np.nan])
    second = first + np.array([1.0, 3, 1, 3, 0])
    axes = plot.bland_altman(first, second).axes[0]
    levels = sorted(line.get_ydata()[0] for line in axes.lines if line.get_marker() == "None")
    reach = 1.96 * np.std([1, 3, 1, 3], ddof=1)
    assert levels == pytest.approx([2 - reach, 0, 2, 2 + reach])
    assert "Bias +2.0" in axes.get_title()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [([1, 2], [1, 2], "three pairs or more, got 2"), ([1, 2, 3], [1, 2], "got 3 and 2 values")],
)
def test_bland_altman_needs_pairs(first, second, message):
    with pytest.raises(UsageError, match=message):
        plot.bland_altman(first, second)


def test_two_analyses_are_compared_percent_by_percent(analysis):
    raised = tuple(replace(c, mean=c.mean + 2) for c in analysis.curves)
    other = Result(record=replace(analysis, curves=raised))
    axes = Plots(analysis).bland_altman(other, "knee_flexion").axes[0]
    assert "Bias +2.0, 95 % of differences from +2.0 to +2.0" in axes.get_title()
    with pytest.raises(UsageError, match="not measured in both"):
        Plots(analysis).bland_altman(other, "knee_valgus")


def test_the_overlay_draws_every_cycle_on_one_scale(analysis):
    figure = plot.overlay(analysis, "knee_flexion")
    for axes, side in zip(figure.axes, ("left", "right"), strict=True):
        (curve,) = (c for c in analysis.curves if (c.name, c.side) == ("knee_flexion", side))
        drawn = [line for line in axes.lines if line.get_color() == COLOURS[side]]
        assert len(drawn) == len(curve.cycles)
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()


def test_all_curves_are_drawn_by_default(analysis):
    names = list(dict.fromkeys(c.name for c in analysis.curves))
    figure = plot.curves(analysis)
    assert sum(axes.get_visible() for axes in figure.axes) == len(names)


def test_a_norm_for_this_person_is_a_band_with_its_source(analysis):
    percent = np.linspace(0, 1, 101)
    curve = Curve(
        name="hip_adduction", side="left", mean=percent, sd=percent, cycles=percent[np.newaxis]
    )
    woman = replace(
        analysis, curves=(curve,), subject=gaitkit.Subject(age_y=30, sex="f", height_m=1.7)
    )
    bands = [t.get_text() for t in plot.curves(woman).axes[0].get_legend().get_texts()]
    assert any("usual peak" in words for words in bands)
    unknown = replace(woman, subject=gaitkit.Subject())
    words = [t.get_text() for t in plot.curves(unknown).axes[0].get_legend().get_texts()]
    assert not any("usual peak" in text for text in words)


def test_stick_figures_have_a_trunk_and_two_legs_each(analysis):
    axes = plot.stick_figures(analysis, count=5).axes[0]
    assert len(axes.lines) == 5 * 3
    assert [t.get_text() for t in axes.get_xticklabels()] == [
        "0 %",
        "25 %",
        "50 %",
        "75 %",
        "100 %",
    ]
    with pytest.raises(UsageError, match="no whole cycle of the left side"):
        plot.stick_figures(replace(analysis, cycles=()))
