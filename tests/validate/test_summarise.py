"""From single comparisons to rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gaitkit.validate.agreement import Line
from gaitkit.validate.judge import Comparison, CurveError, EventPair
from gaitkit.validate.summarise import (
    accuracies_by_gait,
    curve_accuracies,
    event_accuracies,
    marks,
    metric_accuracies,
)


def comparison(truth, value, *, half=2.0, view="side", status="measured", **other):
    given = {"clip": "a.mp4", "metric": "knee_valgus_deg", "side": "left", "unit": "deg"} | other
    if value is None:
        return Comparison(truth=truth, view=view, activity="walk", status=status, **given)
    return Comparison(
        truth=truth, value=value, low=value - half, high=value + half, view=view,
        inside=abs(value - truth) <= half, activity="walk", status=status, **given,
    )  # fmt: skip


def pair(truth_s, found_s, **other):
    given = {"clip": "a.mp4", "side": "left", "event": "toe_off", "view": "side"} | other
    return EventPair(
        truth_s=truth_s, found_s=found_s, activity="run",
        uncertainty_s=None if found_s is None else 0.02, **given,
    )  # fmt: skip


def test_one_row_with_every_number():
    (row,) = metric_accuracies(
        [
            comparison(0.0, 1.0, leg="near"),
            comparison(4.0, 5.0, leg="near", half=0.5),
            comparison(8.0, 9.0, leg="far", clip="b.mp4"),
            comparison(12.0, 16.0, leg="far", clip="b.mp4", side="right"),
            comparison(5.0, None, status="withheld"),
            comparison(5.0, None, status="not_visible"),
            comparison(5.0, None, status="absent"),
        ]
    )
    assert (row.view, row.n, row.clips, row.withheld) == ("side", 4, 2, 1)
    assert (row.bias, row.mae) == pytest.approx((1.75, 1.75))
    assert row.rmse == pytest.approx((19 / 4) ** 0.5)
    assert (row.slope, row.intercept) == pytest.approx((1.225, 0.4))
    assert (row.loa_low, row.loa_high) == pytest.approx((1.75 - 2.94, 1.75 + 2.94))
    assert (row.inside_pct, row.half_width) == pytest.approx((50.0, 1.625))
    assert (row.mae_near, row.mae_far) == pytest.approx((1.0, 2.5))
    assert (row.worst_clip, row.worst_side, row.worst_error) == ("b.mp4", "right", 4.0)
    assert row.marks == "slope inside"


def test_views_get_rows_of_their_own_after_one_over_all():
    rows = metric_accuracies(
        [
            comparison(1.0, 2.0, view="rear"),
            comparison(1.0, 4.0, view="front"),
            comparison(1.0, None, status="withheld", view="oblique"),
        ]
    )
    assert [(r.view, r.n, r.withheld) for r in rows] == [
        ("all", 2, 1), ("front", 1, 0), ("rear", 1, 0), ("oblique", 0, 1),
    ]  # fmt: skip
    assert rows[0].bias == pytest.approx(2.0)
    assert rows[3].bias is None


def test_metrics_come_in_the_order_of_a_report_with_differences_after_their_metric():
    names = ["knee_valgus_deg", "step_time_s_asymmetry", "new_thing_deg", "step_time_s"]
    rows = metric_accuracies([comparison(1.0, 1.0, metric=name) for name in names])
    assert [row.metric for row in rows] == [
        "step_time_s", "step_time_s_asymmetry", "knee_valgus_deg", "new_thing_deg",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slope", "inside_pct", "expected"),
    [(0.8, 90.0, ""), (0.79, 95.0, "slope"), (1.21, 89.9, "slope inside"), (None, 89.9, "inside")],
)
def test_what_falls_short_is_marked(slope, inside_pct, expected):
    line = None if slope is None else Line(slope=slope, intercept=0.0, slope_error=0.1)
    assert marks(line, inside_pct) == expected


def test_timing_of_events():
    (row,) = event_accuracies(
        [
            pair(1.0, 1.01),
            pair(2.0, 1.99, clip="b.mp4"),
            pair(3.0, 3.03),
            pair(0.1, None, at_edge=True),
            pair(4.0, None),
            pair(None, 5.0),
        ]
    )
    assert (row.matched, row.missed, row.missed_at_edge, row.extra) == (3, 2, 1, 1)
    assert (row.bias_ms, row.mae_ms, row.sd_ms) == pytest.approx((10.0, 50 / 3, 20.0))
    assert row.inside_pct == pytest.approx(200 / 3)
    assert (row.worst_clip, row.worst_ms) == ("a.mp4", pytest.approx(30.0))


def test_only_missed_events_leave_timing_empty():
    (row,) = event_accuracies([pair(1.0, None)])
    assert (row.matched, row.missed, row.bias_ms) == (0, 1, None)


def test_curves_by_name_view_and_gait():
    def one(rmse, bias, **other):
        given = {"clip": "a.mp4", "curve": "hip_flexion", "activity": "walk"} | other
        return CurveError(side="left", view="side", bias=bias, rmse=rmse, **given)

    rows = curve_accuracies(
        [one(3.0, 1.0), one(4.0, 3.0, clip="b.mp4"), one(1.0, 0, activity="run")]
    )
    assert [(r.activity, r.n) for r in rows] == [("walk", 2), ("run", 1)]
    assert rows[0].rmse == pytest.approx(12.5**0.5)
    assert (rows[0].bias, rows[0].worst_clip, rows[0].worst_rmse) == (2.0, "b.mp4", 4.0)


def test_gaits_get_rows_of_their_own():
    rows = accuracies_by_gait(
        [
            comparison(0.0, 1.0),
            replace(comparison(0.0, 3.0, clip="b.mp4"), activity="run"),
            comparison(0.0, None, status="not_visible"),
        ]
    )
    assert [(r.activity, r.view, r.n, r.bias) for r in rows] == [
        ("run", "side", 1, 3.0),
        ("walk", "side", 1, 1.0),
    ]
