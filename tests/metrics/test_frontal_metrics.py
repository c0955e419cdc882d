"""Angles from the front and the rear mean the same thing on both sides and from both."""

from __future__ import annotations

import pytest
from exact import exact_walk, of_cycle
from walker import YAW_DEG, Walker

from gaitkit.model import SIDES

PLANES = ["front", "rear"]


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("make", [Walker, Walker.running])
@pytest.mark.parametrize(
    ("metric", "setting", "tolerance"),
    [
        ("pelvic_drop_deg", "pelvic_drop_deg", 0.8),
        ("trunk_lateral_lean_deg", "lateral_lean_deg", 0.8),
        ("foot_progression_deg", "toe_out_deg", 3.0),
    ],
)
def test_each_side_gets_its_own_value(plane, make, metric, setting, tolerance):
    values = {"foot_progression_deg": (-4.0, 14.0)}.get(metric, (2.0, 8.0))
    walk = exact_walk(make(**{setting: values}, duration_s=4), plane)
    for side, truth in zip(SIDES, values, strict=True):
        assert of_cycle(metric, walk, side) == pytest.approx(truth, abs=tolerance), side


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("toe_out_deg", [-12, 0, 12, 25])
def test_toe_out_is_positive_and_toe_in_negative(plane, toe_out_deg):
    walk = exact_walk(Walker(toe_out_deg=(toe_out_deg, toe_out_deg), duration_s=4), plane)
    for side in SIDES:
        assert of_cycle("foot_progression_deg", walk, side) == pytest.approx(toe_out_deg, abs=3)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("treadmill", [True, False])
def test_perspective_is_not_taken_for_foot_progression(plane, treadmill):
    """A walker a metre beside the camera's axis shows feet that seem to turn."""
    walker = Walker(toe_out_deg=(7, 7), duration_s=6)
    walk = exact_walk(walker, plane, treadmill=treadmill)
    values = [of_cycle("foot_progression_deg", walk, side) for side in SIDES]
    assert values == pytest.approx([7, 7], abs=3)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize("aslant_deg", [-9, 8])
def test_a_camera_aslant_is_not_taken_for_foot_progression(plane, treadmill, aslant_deg):
    walker = Walker(toe_out_deg=(3, 11), duration_s=6)
    yaw_deg = YAW_DEG[plane] + aslant_deg
    track = walker.track(plane, yaw_deg=yaw_deg, treadmill=treadmill, fps=120)
    walk = exact_walk(walker, plane, treadmill=treadmill, track=track)
    values = [of_cycle("foot_progression_deg", walk, side) for side in SIDES]
    assert values == pytest.approx([3, 11], abs=3)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("make", [Walker, Walker.running])
@pytest.mark.parametrize("camera_deg", [-8, 8])
def test_a_bent_knee_seen_aslant_is_hardly_taken_for_valgus(plane, make, camera_deg):
    """Unmended it would be 5 to 10 degrees off; how far this knee bends isn't seen."""
    walker = make(duration_s=4)
    square, aslant = (
        exact_walk(walker, plane, treadmill=True, track=track)
        for track in (
            walker.track(plane, yaw_deg=YAW_DEG[plane] + deg, treadmill=True, fps=120)
            for deg in (0, camera_deg)
        )
    )
    for name in ("knee_valgus_deg", "hip_adduction_peak_deg"):
        for side in SIDES:
            seen, true = (of_cycle(name, walk, side) for walk in (aslant, square))
            assert seen == pytest.approx(true, abs=4), (name, side)


@pytest.mark.parametrize("plane", PLANES)
def test_a_hiked_pelvis_counts_as_hike_and_not_as_drop(plane):
    walk = exact_walk(Walker(pelvic_drop_deg=(-5, 3), duration_s=4), plane)
    assert of_cycle("pelvic_hike_deg", walk, "left") == pytest.approx(5, abs=0.8)
    assert of_cycle("pelvic_drop_deg", walk, "left") < 1
    assert of_cycle("pelvic_drop_deg", walk, "right") == pytest.approx(3, abs=0.8)


@pytest.mark.parametrize("plane", PLANES)
def test_knees_moved_medially_are_valgus_and_adduction_of_that_side_only(plane):
    straight, crooked = (
        exact_walk(Walker(knee_medial_m=(0.0, medial_m), duration_s=4), plane)
        for medial_m in (0.0, 0.04)
    )
    for name, least in (("knee_valgus_deg", 6), ("hip_adduction_peak_deg", 3)):
        gain = {s: of_cycle(name, crooked, s) - of_cycle(name, straight, s) for s in SIDES}
        assert gain["right"] > least
        assert abs(gain["left"]) < 0.6


@pytest.mark.parametrize("plane", PLANES)
def test_adduction_grows_with_the_drop_of_the_pelvis(plane):
    level, dropped = (
        exact_walk(Walker(pelvic_drop_deg=(d, d), duration_s=4), plane) for d in (0.0, 6.0)
    )
    gain = of_cycle("hip_adduction_peak_deg", dropped, "left") - of_cycle(
        "hip_adduction_peak_deg", level, "left"
    )
    assert gain == pytest.approx(6, abs=1.5)
