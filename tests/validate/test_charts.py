"""Plots of one metric."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gaitkit.validate.charts import BOTTOM, LEFT, RIGHT, TOP, Scale, bland_altman_svg, scatter_svg
from gaitkit.validate.judge import Comparison
from gaitkit.validate.summarise import metric_accuracy


def comparison(truth, value, side="left", clip="a.mp4"):
    return Comparison(
        clip=clip, metric="knee_valgus_deg", side=side, truth=truth, value=value, low=value - 1,
        high=value + 1, inside=abs(value - truth) <= 1, unit="deg", view="rear", activity="walk",
        status="measured",
    )  # fmt: skip


GOT = [
    comparison(0.0, 0.5),
    comparison(4.0, 4.5, "right"),
    comparison(8.0, 11.0, "both", "<b>&.mp4"),
    comparison(10.0, 10.5),
]
ROW = metric_accuracy("knee_valgus_deg", "rear", GOT)


@pytest.mark.parametrize("draw", [scatter_svg, bland_altman_svg])
def test_every_comparison_is_a_mark_with_its_clip(draw):
    svg = ElementTree.fromstring(draw(GOT, ROW, lang="en"))
    marks = [g for g in svg.iter("g") if "pair" in g.get("class")]
    assert [g.get("class") for g in marks] == [
        "pair left in", "pair right in", "pair both out", "pair left in",
    ]  # fmt: skip
    assert marks[2].find("title").text.startswith("<b>&.mp4, both: true 8.0, measured 11.0")


def test_marks_lie_where_the_numbers_say():
    svg = ElementTree.fromstring(scatter_svg(GOT, ROW, lang="en"))
    circles = list(svg.iter("circle"))
    scale = Scale.around([-0.5, 12.0], least=2, start=LEFT, end=RIGHT)
    assert float(circles[0].get("cx")) == pytest.approx(scale.at(0.0), abs=0.06)
    assert float(circles[1].get("cx")) == pytest.approx(scale.at(10.0), abs=0.06)
    assert TOP <= float(circles[1].get("cy")) < float(circles[0].get("cy")) <= BOTTOM


def test_lines_say_bias_and_limits():
    svg = ElementTree.fromstring(bland_altman_svg(GOT, ROW, lang="nl"))
    kinds = [p.get("class") for p in svg.iter("path")]
    assert (kinds.count("limit"), kinds.count("bias")) == (2, 1)
    two = GOT[:2]
    row = metric_accuracy("knee_valgus_deg", "rear", two)
    kinds = [
        p.get("class")
        for p in ElementTree.fromstring(bland_altman_svg(two, row, lang="nl")).iter("path")
    ]
    assert (kinds.count("limit"), kinds.count("bias")) == (0, 1)


def test_axes_are_round_and_never_finer_than_the_metric():
    scale = Scale.around([3.0001, 3.0002], least=2.0, start=0, end=100)
    assert scale.high - scale.low >= 2
    assert scale.decimals <= 1
    ticks = Scale.around([-7.0, 12.0], least=2.0, start=0, end=100).ticks()
    assert ticks == [-10, -5, 0, 5, 10, 15]
