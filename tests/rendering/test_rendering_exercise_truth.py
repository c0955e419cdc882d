"""The truth of functional tests against a computation of its own on the frames' joints."""

from __future__ import annotations

import numpy as np
import pytest
from rendering.parameters import Parameters
from rendering.simulation import Simulation, simulate
from rendering.truth import truth

from gaitkit.motion import geometry

FPS = 60


def clip(**exercise) -> tuple[Simulation, dict]:
    table = {"exercise": {"standing_s": 0.5, **exercise}, "picture": {"fps": FPS}}
    simulation = simulate(Parameters.of(table))
    return simulation, truth(simulation)


def value(told: dict, metric: str, side: str) -> float:
    (found,) = [m for m in told["metrics"] if (m["metric"], m["side"]) == (metric, side)]
    return found["value"]


def picture(simulation: Simulation, axis: int) -> dict[str, np.ndarray]:
    """Joints as a camera at infinity sees them: along y (axis 0) or from the front (axis 1)."""
    return {name: np.stack([at[:, axis], -at[:, 2]], 1) for name, at in simulation.joints_m.items()}


def test_a_squat_is_told_as_a_side_view_sees_it():
    simulation, told = clip(test="squat", side="left", repetitions=3, knee_valgus_deg=9)
    assert (told["activity"], told["view"]) == ("squat", "side")
    assert "events" not in told
    seen = picture(simulation, 0)
    knee = geometry.knee_flexion_deg(
        *(seen[f"left_{joint}"] for joint in ("hip", "knee", "ankle")), forward=1.0
    )
    frames = simulation.frame_times_s
    depths = []
    for one in told["repetitions"]:
        assert one["side"] == "left"
        own = (frames >= one["start_s"]) & (frames <= one["end_s"])
        depths.append(knee[own].max())
        assert knee[own].max() - knee[np.argmin(np.abs(frames - one["peak_s"]))] < 0.1
        before = knee[frames < one["start_s"]][-1]
        assert 0 < before - knee[0] < 0.06 * (depths[-1] - knee[0]) + 0.5
    assert value(told, "repetitions", "left") == len(told["repetitions"]) == 3
    assert value(told, "squat_depth_deg", "left") == pytest.approx(np.median(depths), abs=0.1)


def test_frontal_angles_are_means_around_the_deepest_point():
    simulation, told = clip(
        test="squat", side="right", repetitions=2, knee_valgus_deg=10, pelvic_drop_deg=7
    )
    seen, frames = picture(simulation, 1), simulation.frame_times_s
    thigh = geometry.lean_deg(seen["right_knee"], seen["right_hip"], direction=-1.0)
    shank = geometry.lean_deg(seen["right_ankle"], seen["right_knee"], direction=-1.0)
    drop = geometry.line_tilt_deg(seen["right_hip"], seen["left_hip"])
    for metric, values in (
        ("knee_valgus_deg", thigh - shank),
        ("pelvic_drop_deg", drop),
        ("hip_adduction_peak_deg", drop + thigh),
    ):
        means = []
        for one in told["repetitions"]:
            half = 0.1 * (one["end_s"] - one["start_s"])
            means.append(values[np.abs(frames - one["peak_s"]) <= half].mean())
        assert value(told, metric, "right") == pytest.approx(np.median(means), abs=0.15), metric


def test_heel_raises_are_told_with_their_loss():
    _, told = clip(test="heel-raise", repetitions=7, height_pct=38, height_loss_pct=20)
    assert value(told, "repetitions", "right") == len(told["repetitions"]) == 7
    assert value(told, "heel_raise_height_loss_pct", "right") == pytest.approx(20, abs=0.5)
    assert value(told, "heel_raise_height_pct", "right") == pytest.approx(34.2, abs=1.0)
    starts = [one["start_s"] for one in told["repetitions"]]
    ends = [one["end_s"] for one in told["repetitions"]]
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))


def test_heel_raises_too_low_are_shown_but_not_counted():
    _, told = clip(test="heel-raise", repetitions=8, height_loss_pct=75, period_s=1.3)
    assert len(told["repetitions"]) == 8
    assert 3 <= value(told, "repetitions", "right") < 8


def test_heel_raises_on_a_bent_knee_are_not_counted():
    _, told = clip(test="heel-raise", repetitions=3, knee_flexion_deg=28, period_s=1.3)
    assert value(told, "repetitions", "right") == 0
    assert not [m for m in told["metrics"] if m["metric"] == "heel_raise_height_loss_pct"]


def test_a_hold_lasts_while_the_shoe_is_off_the_floor():
    simulation, told = clip(test="trendelenburg", hold_s=5, pelvic_drop_deg=6)
    (one,) = told["repetitions"]
    heel = simulation.joints_m["left_heel"][:, 2]
    frames = simulation.frame_times_s
    assert (heel[(frames > one["start_s"]) & (frames < one["end_s"])] > heel[0] + 0.002).all()
    assert one["peak_s"] == pytest.approx((one["start_s"] + one["end_s"]) / 2, abs=1e-4)
    lasted = one["end_s"] - one["start_s"]
    assert value(told, "hold_time_s", "right") == pytest.approx(lasted, abs=1e-4)
    assert lasted == pytest.approx(5, abs=0.25)
    assert value(told, "pelvic_drop_deg", "right") == pytest.approx(6, abs=0.3)


def test_a_stand_belongs_to_both_legs():
    table = {"exercise": {"test": "stand", "load_share_pct": 44, "hold_s": 2}}
    told = truth(simulate(Parameters.of(table)))
    assert told["repetitions"] == [{"side": "both", "start_s": 0.0, "peak_s": 1.0, "end_s": 2.0}]
    assert value(told, "load_share_pct", "both") == pytest.approx(44, abs=0.5)
    assert value(told, "standing_foot_angle_deg", "left") == pytest.approx(7, abs=0.1)


def test_a_later_start_of_the_clip_moves_the_repetitions():
    table = {"exercise": {"test": "lunge", "repetitions": 2}}
    early = truth(simulate(Parameters.of(table)))
    late = truth(simulate(Parameters.of(table | {"picture": {"start_s": 0.5}})))
    for one, other in zip(early["repetitions"], late["repetitions"], strict=True):
        assert other["peak_s"] == pytest.approx(one["peak_s"] - 0.5, abs=1e-4)
