"""Drawings give the angle that a protractor would, and corrections make sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gaitkit.export.plain import from_plain, to_plain
from gaitkit.model import Corrections, Drawing, EventChange


def drawing(kind: str, *points: tuple[float, float]) -> Drawing:
    return Drawing(kind=kind, frame=3, time_s=0.1, points_px=points)


@pytest.mark.parametrize(
    ("kind", "points", "angle_deg"),
    [
        ("line", [(0, 0), (100, 0)], 0),
        ("line", [(100, 0), (0, 100)], 45),
        ("line", [(5, 5), (5, -95)], 90),
        ("angle", [(0, 100), (0, 0), (100, 0)], 90),
        ("angle", [(0, 100), (0, 0), (0, -100)], 180),
        ("angle", [(0, 100), (0, 0), (100, 100)], 45),
        ("lines", [(0, 0), (100, 0), (0, 50), (100, 50)], 0),
        ("lines", [(0, 0), (100, 0), (100, 50), (0, 150)], 45),
    ],
)
def test_angles(kind, points, angle_deg):
    assert drawing(kind, *points).angle_deg == pytest.approx(angle_deg, abs=1e-9)


def test_a_longer_line_is_surer():
    short, long = drawing("line", (0, 0), (50, 0)), drawing("line", (0, 0), (500, 0))
    assert short.half_width_deg == pytest.approx(10 * long.half_width_deg)
    # Points off by 1.5 px across at both ends of 500 px: 1.96 * 1.5 * sqrt(2) / 500 radians.
    assert long.half_width_deg == pytest.approx(0.476, abs=0.001)
    assert drawing("line", (0, 0), (1, 0)).half_width_deg == 90


def test_the_half_width_holds_95_of_100_hands():
    import numpy as np

    random = np.random.default_rng(5)
    points = np.array([(100.0, 400.0), (140.0, 200.0), (260.0, 90.0)])
    true = drawing("angle", *map(tuple, points))
    off = [
        drawing("angle", *map(tuple, points + random.normal(0, 1.5, points.shape))).angle_deg
        for _ in range(3000)
    ]
    inside = np.mean(np.abs(np.array(off) - true.angle_deg) <= true.half_width_deg)
    assert 0.93 < inside < 0.98


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: drawing("line", (0, 0)),
        lambda: drawing("angle", (0, 0), (0, 0), (1, 1)),
        lambda: EventChange(side="left", kind="toe_off"),
        lambda: EventChange(side="left", kind="toe_off", now_s=-1.0),
        lambda: EventChange(side="left", kind="toe_off", was_s=float("nan")),
        lambda: Corrections(trim_s=(2.0, 1.0)),
        lambda: Corrections(trim_s=(0.0, float("inf"))),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        wrong()


def test_nothing_is_lost_in_a_file():
    change = EventChange(side="right", kind="initial_contact", was_s=1.25, now_s=None)
    corrections = Corrections(trim_s=(0.5, 4.0), events=(change, replace(change, now_s=1.3)))
    assert from_plain(Corrections, to_plain(corrections)) == corrections
    one = drawing("line", (0.5, 0), (100, 7))
    assert from_plain(Drawing, to_plain(one)) == one
