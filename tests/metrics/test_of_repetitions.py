"""Metrics of movement tests on a figure whose angles are known, and why they are withheld."""

from __future__ import annotations

import numpy as np
import pytest
from performer import Performer

from gaitkit.metrics.measure import measure
from gaitkit.model import Settings, Subject
from gaitkit.model.gait import UNKNOWN_ROLL_SD_DEG
from gaitkit.pipeline import find_movement


def metrics_of(activity, view, *, roll_deg=0.0, height_m=1.75, **changes):
    sides = ("right",) if activity == "lunge" else ("right", "left")
    figure = Performer(activity=activity, **({"sides": sides, "repetitions": 3} | changes))
    reading = find_movement(
        figure.track(view, roll_deg=roll_deg),
        subject=Subject(height_m=height_m),
        settings=Settings(activity=activity),
    )
    return {(m.name, m.side): m for m in measure(reading.walks)}


def value(metrics, name, side="right"):
    metric = metrics[name, side]
    assert metric.value is not None, metric.notes
    assert metric.low <= metric.value <= metric.high
    return metric.value


def reason(metrics, name, side="right"):
    assert metrics[name, side].value is None
    return metrics[name, side].notes[0].key


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("view", ["side", "front", "rear"])
def test_heel_raises(view, side):
    metrics = metrics_of("heel-raise", view, repetitions=6, heel_rise_pct=45, heel_loss_share=0.4)
    assert value(metrics, "repetitions", side) == 6
    # Heights 45, 41.4 ... 27: the median, and the loss from the first three to the last three.
    assert value(metrics, "heel_raise_height_pct", side) == pytest.approx(36, abs=4)
    loss = value(metrics, "heel_raise_height_loss_pct", side)
    assert loss == pytest.approx(100 * (41.4 - 30.6) / 41.4, abs=4)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("view", ["front", "rear"])
def test_drift_to_the_little_toes_is_positive_on_both_sides(view, side):
    shank_m = 0.246 * 1.75
    still = value(metrics_of("heel-raise", view), "heel_raise_lateral_drift_pct", side)
    moved = metrics_of("heel-raise", view, drift_m=0.03)
    moved = value(moved, "heel_raise_lateral_drift_pct", side)
    assert moved - still == pytest.approx(100 * 0.03 / shank_m, abs=1.5)


@pytest.mark.parametrize("activity", ["squat", "step-down"])
@pytest.mark.parametrize("view", ["front", "rear"])
def test_frontal_angles_are_read_where_the_leg_is_bent_most(activity, view):
    metrics = metrics_of(activity, view, lean_deg=8, drop_deg=5)
    for side in ("left", "right"):
        assert value(metrics, "trunk_lateral_lean_deg", side) == pytest.approx(8, abs=1.5)
        assert value(metrics, "pelvic_drop_deg", side) == pytest.approx(5, abs=1.5)


@pytest.mark.parametrize("view", ["front", "rear"])
@pytest.mark.parametrize("valgus_deg", [-8.0, 12.0])
def test_an_inward_knee_is_positive_on_both_sides(view, valgus_deg):
    plain, inward = (metrics_of("squat", view, valgus_deg=v) for v in (0.0, valgus_deg))
    for side in ("left", "right"):
        change = value(inward, "knee_valgus_deg", side) - value(plain, "knee_valgus_deg", side)
        assert change == pytest.approx(valgus_deg, abs=2.0)


@pytest.mark.parametrize("depth_deg", [45.0, 75.0])
def test_depth_is_the_bend_of_the_standing_knee(depth_deg):
    metrics = metrics_of("squat", "side", depth_deg=depth_deg)
    for side in ("left", "right"):
        assert value(metrics, "squat_depth_deg", side) == pytest.approx(depth_deg, abs=4)


@pytest.mark.parametrize("activity", ["trendelenburg", "balance"])
def test_a_hold_has_its_time_and_its_angles(activity):
    metrics = metrics_of(activity, "rear", hold_s=9.0, drop_deg=6, lean_deg=4)
    for side in ("left", "right"):
        assert value(metrics, "hold_time_s", side) == pytest.approx(10.4, abs=0.6)
        assert value(metrics, "pelvic_drop_deg", side) == pytest.approx(6, abs=1)
        assert value(metrics, "trunk_lateral_lean_deg", side) == pytest.approx(4, abs=1)
        assert value(metrics, "repetitions", side) == 1
    assert metrics["hold_time_s", "left"].quality == "good"
    assert metrics["pelvic_drop_deg", "left"].quality == "low"


def test_a_single_hold_is_no_less_certain_than_the_method():
    metrics = metrics_of("balance", "rear", sides=("right",))
    lean = metrics["trunk_lateral_lean_deg", "right"]
    assert lean.high - lean.low < 8
    assert lean.quality == "fair"


@pytest.mark.parametrize("shift_m", [-0.04, 0.0, 0.04])
@pytest.mark.parametrize("view", ["front", "rear"])
def test_load_goes_with_the_body(view, shift_m):
    metrics = metrics_of("stand", view, shift_m=shift_m, feet_apart_m=0.2)
    share = value(metrics, "load_share_pct", "both")
    assert share == pytest.approx(50 + 100 * shift_m / 0.2, abs=4)


@pytest.mark.parametrize("toe_out_deg", [0.0, 18.0])
def test_standing_feet_point_where_they_point(toe_out_deg):
    metrics = metrics_of("stand", "front", toe_out_deg=toe_out_deg)
    for side in ("left", "right"):
        angle = value(metrics, "standing_foot_angle_deg", side)
        assert angle == pytest.approx(toe_out_deg, abs=3)


def test_a_stand_takes_the_camera_as_level_and_says_so():
    metrics = metrics_of("stand", "front")
    tilt = metrics["shoulder_tilt_deg", "both"]
    assert [n.key for n in tilt.notes] == ["roll_unknown"]
    assert tilt.high - tilt.value > 1.96 * UNKNOWN_ROLL_SD_DEG
    rolled = metrics_of("stand", "front", roll_deg=3.0)  # clockwise: what is left goes up
    assert value(rolled, "shoulder_tilt_deg", "both") == pytest.approx(3.0, abs=0.2)


def test_a_lunge_is_judged_by_its_best():
    metrics = metrics_of("lunge", "side", shank_deg=38)
    assert value(metrics, "lunge_shank_angle_deg") == pytest.approx(38, abs=2.5)
    assert reason(metrics, "lunge_shank_angle_deg", "left") == "side_not_tested"


def test_a_deadlift_has_three_angles():
    metrics = metrics_of("deadlift", "side", trunk_deg=65, leg_deg=-20)
    for side in ("left", "right"):
        assert value(metrics, "deadlift_trunk_angle_deg", side) == pytest.approx(65, abs=3)
        assert value(metrics, "deadlift_leg_angle_deg", side) == pytest.approx(-20, abs=4)
        assert value(metrics, "deadlift_knee_flexion_deg", side) < 40


def test_what_the_view_hides_is_withheld_with_where_to_film_from():
    squats = metrics_of("squat", "front")
    assert reason(squats, "squat_depth_deg") == "wrong_view"
    assert dict(squats["squat_depth_deg", "right"].notes[0].values)["needed"] == "side"
    assert reason(metrics_of("squat", "side"), "knee_valgus_deg") == "wrong_view"


def test_too_few_repetitions_show_no_loss():
    metrics = metrics_of("heel-raise", "side", repetitions=4)
    assert reason(metrics, "heel_raise_height_loss_pct") == "too_few_repetitions"


def test_sway_needs_the_height():
    swaying = metrics_of("balance", "rear")
    assert value(swaying, "sway_cm") >= 0
    assert reason(metrics_of("balance", "rear", height_m=None), "sway_cm") == "no_scale"


def test_an_unknown_camera_roll_widens_what_hangs_on_the_vertical():
    known = metrics_of("squat", "rear", standing_s=2.0)["trunk_lateral_lean_deg", "right"]
    track = Performer(activity="squat", sides=("right",), repetitions=3).track("rear")
    alone = track.between(2.2, 2.2 + 3 * 2.4)  # from one foot to one foot
    reading = find_movement(alone, subject=Subject(), settings=Settings(activity="squat"))
    found = {(m.name, m.side): m for m in measure(reading.walks)}
    unknown = found["trunk_lateral_lean_deg", "right"]
    assert reading.walks[0].bout.view.roll_deg is None
    assert "roll_unknown" in [n.key for n in unknown.notes]
    assert unknown.high - unknown.low > known.high - known.low
    assert not np.isnan(unknown.value)
