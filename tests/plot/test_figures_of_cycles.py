"""Figures: sides by colour and line, nothing left open, errors that help."""

from __future__ import annotations

import io

import pytest
from example import example_analysis

from gaitkit import plot
from gaitkit.errors import UsageError
from gaitkit.report.figures import COLOURS


@pytest.fixture(scope="module")
def analysis():
    return example_analysis()


def test_curves_tell_the_sides_apart_without_colour(analysis):
    axes = plot.curves(analysis, "knee_flexion").axes[0]
    means = {line.get_color(): line for line in axes.lines if line.get_linewidth() == 2}
    assert means[COLOURS["left"]].get_linestyle() == "-"
    assert means[COLOURS["right"]].get_linestyle() == "--"
    assert axes.get_xlim() == (0, 100)
    thin = [line for line in axes.lines if line.get_linewidth() == 0.5]
    assert len(thin) == sum(len(c.cycles) for c in analysis.curves if c.name == "knee_flexion")


def test_labels_follow_the_language(analysis):
    axes = plot.curves(analysis, "knee_flexion", lang="nl").axes[0]
    assert axes.get_title() == "Knieflexie"
    assert axes.get_xlabel() == "% van de gangcyclus"


def test_an_unknown_curve_names_those_there_are(analysis):
    with pytest.raises(UsageError, match=r"hip_flexion.*got 'knee'"):
        plot.curves(analysis, "knee")


def test_events_draw_every_event_and_hollow_rejected_cycles(analysis):
    figure = plot.events(analysis)
    axes = figure.axes[0]
    drawn = sum(len(c.lines[0].get_xdata()) for c in axes.containers)
    assert drawn == len(analysis.events)
    hollow = [bar for bar in axes.collections if _is_hollow(bar)]
    assert len(hollow) == sum(not c.usable for c in analysis.cycles)


def test_figures_can_be_saved_and_leave_pyplot_alone(analysis):
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    for figure in (plot.curves(analysis, "hip_flexion"), plot.events(analysis)):
        target = io.BytesIO()
        figure.savefig(target, format="png")
        assert target.getvalue().startswith(b"\x89PNG")
    assert plt.get_fignums() == before


def test_a_notebook_shows_a_figure_without_being_told_how(analysis):
    from matplotlib.figure import Figure

    figure = plot.curves(analysis, "knee_flexion")
    assert isinstance(figure, Figure)
    assert figure._repr_png_().startswith(b"\x89PNG")


def _is_hollow(bar) -> bool:
    from matplotlib.collections import PolyCollection

    return isinstance(bar, PolyCollection) and len(bar.get_facecolor()) == 0
