"""Angles of drawn legs and trunks with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaitkit.export.overlay_angles import knee_flexion_deg, knee_projection_deg, lean_deg


def at(x, y):
    return np.array([x, y], dtype=float)


def test_a_straight_knee_is_zero_and_a_right_angle_ninety():
    assert knee_flexion_deg(at(0, 0), at(0, 10), at(0, 20)) == pytest.approx(0)
    assert knee_flexion_deg(at(0, 0), at(0, 10), at(10, 10)) == pytest.approx(90)
    assert knee_flexion_deg(at(0, 0), at(0, 10), at(-10, 10)) == pytest.approx(90)


@pytest.mark.parametrize(("hip_x", "other_x"), [(0, 10), (10, 0)])
def test_a_knee_toward_the_other_leg_is_positive_on_both_sides(hip_x, other_x):
    inward = 2 if other_x > hip_x else -2
    expected = 2 * math.degrees(math.atan2(2, 10))
    for sign in (1, -1):
        angle = knee_projection_deg(
            at(hip_x, 0), at(hip_x + sign * inward, 10), at(hip_x, 20), at(other_x, 0)
        )
        assert angle == pytest.approx(sign * expected)


def test_lean_is_positive_to_the_right_and_free_of_camera_roll():
    tilt = math.tan(math.radians(10))
    assert lean_deg(at(0, 100), at(100 * tilt, 0)) == pytest.approx(10)
    assert lean_deg(at(0, 100), at(-100 * tilt, 0)) == pytest.approx(-10)
    assert lean_deg(at(0, 100), at(100 * tilt, 0), roll_deg=10) == pytest.approx(0)


def test_unseen_points_give_no_number():
    unseen = at(np.nan, np.nan)
    assert math.isnan(knee_flexion_deg(at(0, 0), unseen, at(0, 20)))
    assert math.isnan(knee_projection_deg(at(0, 0), unseen, at(0, 20), at(5, 0)))
    assert math.isnan(lean_deg(at(0, 0), unseen))
