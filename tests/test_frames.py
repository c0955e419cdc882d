"""The tables have the columns, types and words of the contract."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from example import example_analysis

from gaitkit.frames import curves_frame, cycles_frame, events_frame, metrics_frame
from gaitkit.model import Analysis


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return example_analysis()


def test_metrics_have_the_columns_of_the_contract(analysis):
    frame = metrics_frame(analysis)
    head = "metric side value unit low high cycles quality note view bout"
    assert " ".join(frame.columns) == head
    assert len(frame) == len(analysis.metrics)
    assert set(frame["side"]) <= {"left", "right", "both"}
    assert set(frame["quality"]) <= {"good", "fair", "low", "none"}


def test_a_withheld_metric_is_empty_and_says_why_in_the_language(analysis):
    english = metrics_frame(analysis, "en").set_index(["metric", "side"])
    row = english.loc[("pelvic_drop_deg", "left")]
    assert pd.isna(row["value"]) and pd.isna(row["low"])
    assert row["note"].startswith("Filmed from the side")
    dutch = metrics_frame(analysis, "nl").set_index(["metric", "side"])
    assert dutch.loc[("pelvic_drop_deg", "left"), "note"].startswith("Gefilmd van opzij")


def test_events_carry_the_cycle_they_lie_in(analysis):
    frame = events_frame(analysis)
    assert list(frame.columns)[:5] == ["side", "event", "time_s", "uncertainty_s", "cycle"]
    assert frame["time_s"].is_monotonic_increasing
    for cycle in analysis.cycles:
        mine = frame.query("side == @cycle.side and bout == @cycle.bout and cycle == @cycle.number")
        assert list(mine["event"]) == ["initial_contact", "toe_off"]
        assert mine["time_s"].tolist() == [cycle.start_s, cycle.toe_off_s]


def test_the_last_contact_of_a_bout_opens_no_cycle(analysis):
    orphans = events_frame(analysis).query("cycle.isna()")
    assert sorted(zip(orphans["side"], orphans["bout"], strict=True)) == [
        ("left", 1),
        ("left", 2),
        ("right", 1),
        ("right", 2),
    ]


def test_curves_run_from_0_to_100_percent(analysis):
    frame = curves_frame(analysis)
    assert list(frame.columns)[:6] == ["curve", "side", "percent", "mean", "sd", "cycles"]
    knee = frame.query("curve == 'knee_flexion' and side == 'right'")
    assert knee["percent"].tolist() == list(range(101))
    curve = next(c for c in analysis.curves if (c.name, c.side) == ("knee_flexion", "right"))
    np.testing.assert_array_equal(knee["mean"], curve.mean)
    assert set(knee["cycles"]) == {len(curve.cycles)}


def test_rejected_cycles_say_why(analysis):
    frame = cycles_frame(analysis, "nl")
    assert (frame["reason"] == "").tolist() == frame["usable"].tolist()
    assert (~frame["usable"]).sum() == 3


def test_types_stay_when_there_is_nothing(analysis):
    empty = replace(analysis, metrics=(), events=(), cycles=(), curves=())
    for make in (metrics_frame, events_frame, curves_frame, cycles_frame):
        full, none = make(analysis), make(empty)
        assert len(none) == 0
        numeric = full.select_dtypes("number").dtypes
        assert none.dtypes[numeric.index].equals(numeric)
