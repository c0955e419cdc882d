"""Lengths, speeds and widths in the person's metres."""

from __future__ import annotations

import numpy as np
import pytest
from exact import SPECS, exact_walk, of_cycle
from walker import Walker

from gaitkit.model import SIDES

GROUNDS = [True, False]


@pytest.mark.parametrize("treadmill", GROUNDS)
@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("walker", [Walker(), Walker.running()], ids=["walk", "run"])
def test_speed_and_stride_length_over_ground_and_on_a_treadmill(walker, facing, treadmill):
    walk = exact_walk(walker, "side", facing=facing, treadmill=treadmill)
    for side in SIDES:
        speed = of_cycle("speed_mps", walk, side)
        assert speed == pytest.approx(walker.speed_mps, rel=0.08)
        stride = of_cycle("stride_length_m", walk, side)
        assert stride == pytest.approx(walker.stride_m, rel=0.08)


@pytest.mark.parametrize("treadmill", GROUNDS)
def test_two_steps_make_a_stride(treadmill):
    walker = Walker()
    walk = exact_walk(walker, "side", treadmill=treadmill)
    steps = [of_cycle("step_length_m", walk, side) for side in SIDES]
    assert sum(steps) == pytest.approx(walker.stride_m, rel=0.08)
    assert steps == pytest.approx([walker.stride_m / 2] * 2, rel=0.12)


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("treadmill", GROUNDS)
@pytest.mark.parametrize("width_m", [-0.05, 0.0, 0.10, 0.22])
def test_step_width_is_negative_where_feet_cross(plane, treadmill, width_m):
    walk = exact_walk(Walker(step_width_m=width_m, toe_out_deg=(0, 0)), plane, treadmill=treadmill)
    for side in SIDES:
        assert of_cycle("step_width_cm", walk, side) == pytest.approx(100 * width_m, abs=2)


@pytest.mark.parametrize("plane", ["side", "front", "rear"])
@pytest.mark.parametrize("treadmill", GROUNDS)
@pytest.mark.parametrize("bounce_m", [0.015, 0.04])
def test_vertical_oscillation_is_the_rise_and_fall_of_a_step(plane, treadmill, bounce_m):
    walk = exact_walk(Walker(bounce_m=bounce_m), plane, treadmill=treadmill)
    measured = of_cycle("vertical_oscillation_cm", walk, "left")
    assert measured == pytest.approx(200 * bounce_m, abs=1.2)


@pytest.mark.parametrize("height_m", [1.1, 1.95])
def test_the_scale_follows_from_the_height(height_m):
    walker = Walker(height_m=height_m, speed_mps=0.7 * height_m)
    walk = exact_walk(walker, "side")
    assert of_cycle("speed_mps", walk, "left") == pytest.approx(walker.speed_mps, rel=0.08)
    assert walk.scale.origin == "height"
    assert 0 < walk.scale.relative_spread < 0.2


def test_without_a_height_there_is_no_scale():
    assert exact_walk(Walker(), "side", height_known=False).scale is None


def test_too_few_frames_of_stance_give_no_speed():
    walker = Walker(duration_s=4)
    coarse = walker.track("side", treadmill=True, fps=6)
    walk = exact_walk(walker, "side", track=coarse)
    assert np.isnan(SPECS["speed_mps"].compute(walk, walk.cycles[0]))
