"""The drawings: right scale, both sides, gaps left open, light whatever the number of cycles."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from example import example_analysis

from gaitkit.model import Curve, Metric
from gaitkit.report.figures import (
    MAX_THIN_LINES,
    PLOT_BOTTOM,
    PLOT_LEFT,
    PLOT_RIGHT,
    PLOT_TOP,
    curve_svg,
    drawn_cycles,
    interval_svg,
)


def curve(side="left", values=None, *, count=3, name="knee_flexion") -> Curve:
    mean = np.linspace(0, 60, 101) if values is None else values
    return Curve(name=name, side=side, mean=mean, sd=np.ones(101), cycles=np.tile(mean, (count, 1)))


def drawing(*curves: Curve, toe_off_percent=None) -> ElementTree.Element:
    pairs = {c.side: c for c in curves}
    svg = curve_svg(pairs, toe_off_percent=toe_off_percent or {}, lang="en")
    return ElementTree.fromstring(svg)


def path_of(svg, kind: str) -> str:
    return next(p.get("d") for p in svg.iter("path") if p.get("class") == kind)


def points(path: str) -> np.ndarray:
    return np.array([float(x) for x in re.findall(r"-?[\d.]+", path)]).reshape(-1, 2)


def test_the_mean_line_is_drawn_to_scale():
    svg = drawing(curve())
    line = points(path_of(svg, "mean left"))
    assert line[[0, -1], 0].tolist() == [PLOT_LEFT, PLOT_RIGHT]
    ticks = {t.text: float(t.get("y")) - 4 for t in svg.iter("text") if t.get("class") == "end"}
    assert line[0, 1] == pytest.approx(ticks["0"], abs=0.2)
    assert line[-1, 1] == pytest.approx(ticks["60"], abs=0.2)


def test_everything_stays_inside_the_plot():
    analysis = example_analysis()
    for name in {c.name for c in analysis.curves}:
        svg = drawing(*(c for c in analysis.curves if c.name == name))
        for kind in ("mean left", "mean right", "cycle left", "band right"):
            heights = points(path_of(svg, kind))[:, 1]
            assert heights.min() >= PLOT_TOP and heights.max() <= PLOT_BOTTOM


def test_a_gap_is_not_bridged():
    values = np.linspace(0, 60, 101)
    values[40:60] = np.nan
    line = path_of(drawing(curve(values=values)), "mean left")
    assert line.count("M") == 2
    x = points(line)[:, 0]
    assert np.diff(x).max() == pytest.approx((PLOT_RIGHT - PLOT_LEFT) * 0.21, abs=0.2)


def test_an_empty_curve_draws_no_line_and_does_not_fail():
    svg = drawing(curve(values=np.full(101, np.nan)))
    assert path_of(svg, "mean left") == ""


def test_a_still_joint_is_not_blown_up():
    svg = drawing(curve(values=np.full(101, 3.0)))
    ticks = [float(t.text.replace("−", "-")) for t in svg.iter("text") if t.get("class") == "end"]
    assert max(ticks) - min(ticks) >= 10


def test_many_cycles_are_thinned_evenly():
    many = curve(count=500)
    drawn = drawn_cycles(many)
    assert len(drawn) == MAX_THIN_LINES
    assert (drawn[0], drawn[-1]) == (0, 499)
    assert path_of(drawing(many), "cycle left").count("M") == MAX_THIN_LINES
    assert drawn_cycles(curve(count=4)).tolist() == [0, 1, 2, 3]


def test_toe_off_stands_where_it_happened():
    svg = drawing(curve(), toe_off_percent={"left": 50.0, "right": 40.0})
    assert path_of(svg, "toe-off left").startswith(f"M{(PLOT_LEFT + PLOT_RIGHT) / 2:.1f} ")
    assert "toe-off right" not in {p.get("class") for p in svg.iter("path")}


def test_the_drawing_is_told_in_words():
    label = drawing(curve(), curve("right")).get("aria-label")
    assert label == (
        "Knee flexion: left between 0° at 0 % and 60° at 100 % of the cycle. "
        "Knee flexion: right between 0° at 0 % and 60° at 100 % of the cycle."
    )


def test_intervals_share_one_scale():
    left = Metric(name="step_time_s", side="left", value=2.0, low=1.0, high=3.0, unit="s")
    right = replace(left, side="right", value=4.0, low=3.0, high=5.0)
    svg = ElementTree.fromstring(interval_svg({"left": left, "right": right}))
    a, b = ([float(x) for x in re.findall(r"[MH]([\d.]+)", p.get("d"))] for p in svg.iter("path"))
    assert a[1] == b[0]
    assert a[1] - a[0] == b[1] - b[0]


def test_a_value_without_interval_is_not_drawn():
    bare = Metric(name="step_time_s", side="left", value=2.0, unit="s")
    assert interval_svg({"left": bare}) == ""
