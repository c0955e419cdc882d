"""The signals of a leg, free of size and place."""

from __future__ import annotations

import numpy as np
import pytest
from walker import SHANK, THIGH, Walker

from gaitkit.model import SIDES
from gaitkit.motion import legs

VIEWS = ["side", "front", "rear"]


def test_the_leg_is_as_long_as_the_picture_shows_it_at_its_longest():
    walker = Walker()
    track = walker.track("side", treadmill=True)
    shoulder_to_hip = np.median(track.px("mid_hip")[:, 1] - track.px("mid_shoulder")[:, 1])
    expected = (THIGH + SHANK) / 0.288 * shoulder_to_hip
    assert legs.leg_length_px(track) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("view", ["front", "rear"])
def test_size_follows_the_distance(view):
    track = Walker().track(view)
    size = legs.size_over_time(track)
    trunk = np.linalg.norm(track.px("mid_shoulder") - track.px("mid_hip"), axis=1)
    np.testing.assert_allclose(size / np.median(size), trunk / np.median(trunk), rtol=0.02)
    assert (size[-1] > size[0]) == (view == "front")


def test_size_stays_one_on_a_treadmill():
    assert legs.size_over_time(Walker().track("rear", treadmill=True)) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("make", [Walker, Walker.running])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("treadmill", [True, False])
def test_one_mid_swing_a_stride_in_every_view(make, view, treadmill):
    walker = make()
    track = walker.track(view, treadmill=treadmill)
    for side in SIDES:
        leg = legs.leg_motion(track, side, forward=-1.0)
        swings_s = leg.times_s[legs.swing_peaks(leg)]
        phase = walker.phase(side, swings_s) % 1
        assert ((phase > walker.stance_share) & (phase < 0.95)).all()
        assert np.diff(swings_s) == pytest.approx(walker.stride_s, rel=0.06)
        assert len(swings_s) >= walker.duration_s / walker.stride_s - 2


@pytest.mark.parametrize("cadence_spm", [50, 80, 110, 158])
def test_stride_time_of_slow_and_fast_walking(cadence_spm):
    walker = Walker(cadence_spm=cadence_spm, speed_mps=1.25 * cadence_spm / 110, duration_s=8)
    track = walker.track("side", treadmill=True)
    both = [legs.leg_motion(track, side, forward=-1.0) for side in SIDES]
    assert legs.stride_time_s(both) == pytest.approx(walker.stride_s, rel=0.02)


def test_stride_time_of_somebody_whose_shank_moves_twice_a_stride():
    """Who shuffles lifts the foot little, and the picture shakes at the other foot's contact."""
    walker = Walker(cadence_spm=96, speed_mps=0.8)
    track = walker.track("rear", treadmill=True)
    knees = [track.landmarks.index(f"{side}_knee") for side in SIDES]
    points = track.points_px.copy()
    twice_a_stride = np.sin(4 * np.pi * track.times_s / walker.stride_s)
    points[:, knees, 1] += 0.08 * legs.leg_length_px(track) * twice_a_stride[:, np.newaxis]
    both = [legs.leg_motion(track.with_points(points, step=""), s, forward=-1.0) for s in SIDES]
    assert legs.stride_time_s(both) == pytest.approx(walker.stride_s, rel=0.02)


def test_stride_time_is_unknown_without_two_swings():
    track = Walker().track("side").between(0, 0.4)
    both = [legs.leg_motion(track, side, forward=-1.0) for side in SIDES]
    assert np.isnan(legs.stride_time_s(both))


def test_mid_swing_is_found_between_samples():
    walker = Walker.running()
    fine, coarse = walker.track("side", fps=240), walker.track("side", fps=40)
    found = []
    for track in (fine, coarse):
        leg = legs.leg_motion(track, "left", forward=-1.0)
        found.append([legs.mid_swing_s(leg, s) for s in legs.swing_peaks(leg)[1:-1]])
    assert found[0] == pytest.approx(found[1], abs=0.006)


def test_signals_do_not_depend_on_the_size_of_the_picture():
    walker = Walker()
    small, large = (
        legs.leg_motion(walker.track("side", size_px=size), "left", forward=-1.0)
        for size in ((640, 360), (1920, 1080))
    )
    np.testing.assert_allclose(small.ahead["heel"], large.ahead["heel"], atol=1e-9)
    np.testing.assert_allclose(small.shank_drop, large.shank_drop, atol=1e-9)


def test_levels_are_heights_in_the_picture():
    track = Walker().track("side", treadmill=True)
    leg = legs.leg_motion(track, "left", forward=-1.0)
    unit_px = legs.leg_length_px(track) * legs.size_over_time(track)
    middle_px = (track.px("left_heel") + track.px("left_toe"))[:, 1] / 2
    assert leg.level("heel", "toe") == pytest.approx(-middle_px / unit_px)
