"""Angles of points whose answer can be seen on paper. y points down in a picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitkit.motion import geometry


def xy(*pair):
    return np.array([pair], dtype=float)


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_lean_is_positive_towards_the_direction(direction):
    upper = xy(10 * direction, -10)
    assert geometry.lean_deg(xy(0, 0), upper, direction=direction) == pytest.approx(45)


@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_thigh_and_shank_are_positive_with_the_lower_end_ahead(forward):
    ahead = xy(10 * forward, 10)
    assert geometry.thigh_deg(xy(0, 0), ahead, forward=forward) == pytest.approx(45)
    assert geometry.shank_deg(xy(0, 0), ahead, forward=forward) == pytest.approx(45)


@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_a_bent_knee_is_positive_and_an_overstretched_one_negative(forward):
    hip, knee = xy(0, 0), xy(0, 10)
    behind, ahead = xy(-10 * forward, 20), xy(1.0 * forward, 20)
    assert geometry.knee_flexion_deg(hip, knee, behind, forward=forward) == pytest.approx(45)
    assert geometry.knee_flexion_deg(hip, knee, ahead, forward=forward) < 0


def test_a_fully_bent_knee_with_the_thigh_raised_does_not_wrap():
    flexion = geometry.knee_flexion_deg(xy(0, 0), xy(10, 0), xy(0.5, 1), forward=1.0)
    assert 170 < flexion[0] < 180


@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_feet_are_positive_with_the_toes_up(forward):
    heel, toe = xy(0, 0), xy(10 * forward, -10)
    assert geometry.foot_pitch_deg(heel, toe, forward=forward) == pytest.approx(45)


@pytest.mark.parametrize("forward", [1.0, -1.0])
def test_a_foot_square_to_the_shank_is_neutral_and_toes_up_is_dorsiflexion(forward):
    knee, ankle = xy(0, 0), xy(0, 10)
    heel, flat, up = xy(-2 * forward, 12), xy(8 * forward, 12), xy(8 * forward, 2)
    neutral = geometry.ankle_dorsiflexion_deg(knee, ankle, heel, flat, forward=forward)
    raised = geometry.ankle_dorsiflexion_deg(knee, ankle, heel, up, forward=forward)
    assert (neutral, raised) == (pytest.approx(0), pytest.approx(45))


def test_a_line_is_positive_with_its_right_end_lower():
    assert geometry.line_tilt_deg(xy(0, 0), xy(10, 10)) == pytest.approx(45)


def test_what_is_unseen_stays_unseen():
    nan = xy(np.nan, np.nan)
    assert np.isnan(geometry.lean_deg(nan, xy(0, 0)))
    assert np.isnan(geometry.knee_flexion_deg(xy(0, 0), nan, xy(0, 2), forward=1.0))


@given(st.floats(-1e4, 1e4))
def test_wrapping_keeps_the_angle(angle):
    wrapped = geometry.wrapped_deg(np.array(angle))
    assert -180 <= wrapped < 180
    assert np.cos(np.radians(wrapped)) == pytest.approx(np.cos(np.radians(angle)), abs=1e-6)


@given(st.floats(-180, 180), st.tuples(st.floats(-999, 999), st.floats(-999, 999)))
def test_turning_keeps_lengths_and_turns_clockwise(degrees, centre):
    points = np.array(centre) + np.array([[0, -10], [3, 4]])
    turned = geometry.rotated(points, degrees=degrees, centre=centre)
    away = np.linalg.norm(turned - np.array(centre), axis=1)
    assert away == pytest.approx([10, 5])
    lean = geometry.lean_deg(np.array(centre), turned[0])
    assert np.cos(np.radians(lean - degrees)) == pytest.approx(1)


def test_length_is_the_distance():
    assert geometry.length_px(xy(1, 1), xy(4, 5)) == pytest.approx(5)


@pytest.mark.parametrize("pitch_deg", [-50.0, -20.0, 0.0])
def test_a_sole_is_pitched_more_than_the_line_to_toes_that_lie_on_the_ground(pitch_deg):
    angle, share = np.radians(pitch_deg), geometry.BALL_SHARE
    heel = share * np.array([-np.cos(angle), np.sin(angle)])
    toe = np.array([1 - share, 0.0])
    line_deg = geometry.foot_pitch_deg(heel, toe, forward=1.0)
    assert geometry.sole_pitch_deg(line_deg) == pytest.approx(pitch_deg)
