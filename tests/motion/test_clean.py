"""Cleaning moves nothing in time, fills no long gap and invents no exchange of legs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walker import Walker

from gaitkit.model import PoseTrack
from gaitkit.motion import clean, swaps
from gaitkit.pose.base import GAIT_LANDMARKS

LEG = ("knee", "ankle", "heel", "toe")


def signal_track(values, *, rate_hz=60.0):
    """A walker's track in which the left ankle's row is `values` on top of standing still."""
    count = len(values)
    track = Walker().track("side", treadmill=True, times_s=np.arange(count) / rate_hz)
    points = np.broadcast_to(track.points_px[:1], track.points_px.shape).copy()
    points[:, track.landmarks.index("left_ankle"), 1] += values
    return replace(track, points_px=points)


def exchanged_legs(track, frames):
    """Left and right legs given the wrong way round in these frames."""
    points = track.points_px.copy()
    for part in ("hip", *LEG):
        pair = [track.landmarks.index(f"{s}_{part}") for s in ("left", "right")]
        points[np.ix_(frames, pair)] = points[np.ix_(frames, pair[::-1])]
    return replace(track, points_px=points)


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 240.0])
def test_a_pulse_stays_where_it_is(rate_hz):
    times = np.arange(int(4 * rate_hz)) / rate_hz
    middle = len(times) // 2
    pulse = 20 * np.exp(-0.5 * ((times - times[middle]) / 0.06) ** 2)
    track = signal_track(pulse, rate_hz=rate_hz)
    row = clean.smoothed(track, cutoff_hz=6.0).px("left_ankle")[:, 1]
    row = row - row[0]
    assert int(np.argmax(row)) == middle
    centre_s = np.sum(times * row) / np.sum(row)
    assert centre_s == pytest.approx(times[middle], abs=1e-3)


def test_fast_noise_goes_and_slow_movement_stays():
    times = np.arange(360) / 60
    slow, fast = 20 * np.sin(2 * np.pi * 1.0 * times), 5 * np.sin(2 * np.pi * 20 * times)
    inner = slice(60, -60)
    kept = clean.smoothed(signal_track(slow), cutoff_hz=6.0).px("left_ankle")[inner, 1]
    lost = clean.smoothed(signal_track(fast), cutoff_hz=6.0).px("left_ankle")[inner, 1]
    assert np.ptp(kept) == pytest.approx(40, rel=0.02)
    assert np.ptp(lost) < 0.3


def test_the_cut_off_is_where_a_dual_pass_loses_three_decibels():
    times = np.arange(1200) / 120
    track = signal_track(10 * np.sin(2 * np.pi * 6 * times), rate_hz=120)
    row = clean.smoothed(track, cutoff_hz=6.0).px("left_ankle")[300:-300, 1]
    assert np.ptp(row) / 20 == pytest.approx(0.707, abs=0.02)


def test_what_was_done_is_told():
    track = Walker().track("side")
    assert clean.smoothed(track, cutoff_hz=6.0).steps == ("zero-phase low-pass 6 Hz",)
    assert clean.on_even_grid(track, rate_hz=120).steps == ("resampled to 120 Hz",)


@pytest.mark.parametrize(
    ("lost_s", "filled"), [(0.10, True), (0.14, True), (0.20, False), (0.5, False)]
)
def test_short_gaps_are_filled_and_long_ones_left_open(lost_s, filled):
    track = Walker().track("side", fps=60)
    gap = (track.times_s > 2) & (track.times_s < 2 + lost_s - 1 / 60)
    points = np.where(gap[:, None, None], np.nan, track.points_px)
    even = clean.on_even_grid(replace(track, points_px=points))
    inside = (even.times_s > 2.02) & (even.times_s < 2 + lost_s - 0.04)
    assert np.isfinite(even.points_px[inside]).all() == filled
    assert np.isnan(even.points_px[inside]).all() != filled
    if filled:
        true = Walker().track("side", times_s=even.times_s[inside]).points_px
        assert np.abs(even.points_px[inside] - true).max() < 15
    assert np.isfinite(even.points_px[even.times_s < 1.9]).all()


def test_nothing_is_made_up_before_the_first_and_after_the_last_sight():
    track = Walker().track("side")
    seen = (track.times_s > 1) & (track.times_s < 5)
    points = np.where(seen[:, None, None], track.points_px, np.nan)
    even = clean.on_even_grid(replace(track, points_px=points))
    outside = (even.times_s < 0.99) | (even.times_s > 5.01)
    assert np.isnan(even.points_px[outside]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31))
def test_uneven_times_give_the_same_movement_on_the_grid(seed):
    jitter = np.random.default_rng(seed).uniform(-0.3, 0.3, 240) / 60
    times = np.arange(240) / 60 + jitter
    track = Walker().track("side", times_s=times)
    even = clean.on_even_grid(track, rate_hz=60)
    inner = (even.times_s > 0.3) & (even.times_s < 3.6)
    true = Walker().track("side", times_s=even.times_s).points_px
    apart = np.linalg.norm(even.points_px - true, axis=2)[inner]
    assert np.median(apart) < 0.5
    assert apart.max() < 8


@pytest.mark.parametrize("make", [Walker, Walker.running])
@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("length_frames", [1, 3, 6])
def test_exchanged_legs_are_put_right(make, fps, length_frames):
    track = make().track("side", fps=fps, noise_px=0.7)
    starts = np.arange(20, len(track) - 20, 31)
    frames = np.unique((starts[:, None] + np.arange(length_frames)).ravel())
    repaired = swaps.repair_leg_swaps(exchanged_legs(track, frames))
    wrong = np.abs(repaired.px("left_ankle") - track.px("left_ankle")).max(axis=1) > 1e-6
    apart = np.linalg.norm(track.px("left_ankle") - track.px("right_ankle"), axis=1)
    clear = apart > 0.1 * clean.body_length_px(track)
    assert (wrong & clear).mean() < 0.01
    assert f"legs exchanged in {len(frames)}" in repaired.steps[-1] or wrong.any()


@pytest.mark.parametrize("make", [Walker, Walker.running])
@pytest.mark.parametrize("view", ["side", "front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_clean_legs_are_left_alone(make, view, treadmill):
    track = make().track(view, treadmill=treadmill, fps=30, noise_px=1.0)
    assert swaps.repair_leg_swaps(track) is track


@pytest.mark.parametrize("lost", [1, 3])
def test_a_leg_lost_for_some_looks_is_no_passing(lost):
    """From one side to the other legs need the time that they need elsewhere in the clip."""
    track = Walker().track("side", treadmill=True, fps=30)
    apart = (track.px("left_ankle") - track.px("right_ankle"))[:, 0]
    passings = np.flatnonzero(np.diff(np.sign(apart)))
    start, stop = passings[4] + 1, passings[5] + 1
    middle = (start + stop) // 2
    # Exchanged up to where a leg is lost and somewhat beyond: most of what is labelled is wrong.
    wrong = exchanged_legs(track, np.arange(start, min(middle + lost + 2, stop)))
    points = wrong.points_px.copy()
    for part in LEG:
        left, right = (wrong.landmarks.index(f"{side}_{part}") for side in ("left", "right"))
        points[middle : middle + lost, left] = points[middle : middle + lost, right]
    repaired = swaps.repair_leg_swaps(replace(wrong, points_px=points))
    off_px = np.abs(repaired.px("left_ankle") - track.px("left_ankle")).max(axis=1)
    off_px[middle : middle + lost] = 0
    assert off_px.max() < 1e-6


def test_a_passing_whose_frames_the_clip_lacks_is_one():
    track = Walker().track("side", treadmill=True, fps=30)
    apart = (track.px("left_ankle") - track.px("right_ankle"))[:, 0]
    crossing = np.flatnonzero(np.diff(np.sign(apart)))[4]
    looked = np.ones(len(track), dtype=bool)
    looked[crossing : crossing + 2] = False
    track = replace(track, looked=looked).looks()
    assert swaps.repair_leg_swaps(track) is track


@pytest.mark.parametrize(("step_width_m", "toe_out_deg"), [(0.10, 35), (0.18, 20), (0.26, 7)])
def test_feet_kept_wide_apart_are_no_legs_seen_from_the_side(step_width_m, toe_out_deg):
    """There the leg ahead alternates; here each stays on its side and only its distance varies."""
    walker = Walker(step_width_m=step_width_m, toe_out_deg=(toe_out_deg, toe_out_deg))
    track = walker.track("rear", fps=30, noise_px=1.0)
    assert swaps.repair_leg_swaps(track) is track


def looked_at(track, *, every=2):
    """The track of a backend that looked at every so many frames and at the last."""
    numbers = np.arange(len(track))
    looked = (numbers % every == 0) | (numbers == numbers[-1])
    return replace(track, looked=looked).looks()


@pytest.mark.parametrize("every", [2, 4])
def test_between_two_looks_the_body_is_where_it_passes(every):
    filmed = Walker().track("side", treadmill=True, times_s=np.arange(0, 2, 1 / (30 * every)))
    whole = clean.at_every_frame(looked_at(filmed, every=every), filmed.times_s)
    assert whole.times_s.tolist() == filmed.times_s.tolist()
    np.testing.assert_array_equal(whole.points_px[::every], filmed.points_px[::every])
    off = np.linalg.norm(whole.points_px - filmed.points_px, axis=2) / clean.body_length_px(filmed)
    assert off.mean() < 0.001 and off.max() < 0.03  # a foot that lands stops at once
    np.testing.assert_array_equal(whole.looks().points_px, looked_at(filmed, every=every).points_px)


def test_where_a_look_was_in_vain_nothing_is_made_up_on_either_side():
    filmed = Walker().track("side", treadmill=True, times_s=np.arange(0, 1, 1 / 60))
    looks = looked_at(filmed)
    points = looks.points_px.copy()
    points[5] = np.nan  # frame 10
    points[8:, 0] = np.nan  # one point alone, from frame 16 on
    points[9, 0] = filmed.points_px[18, 0]
    whole = clean.at_every_frame(replace(looks, points_px=points), filmed.times_s)
    unseen = np.isnan(whole.points_px).any(axis=(1, 2))
    assert np.flatnonzero(unseen[:15]).tolist() == [9, 10, 11]
    assert np.flatnonzero(np.isfinite(whole.points_px[15:, 0, 0])).tolist() == [3]
    assert np.isfinite(whole.points_px[15:, 1:]).all()


def test_legs_are_put_right_before_what_lies_between_is_filled_in():
    filmed = Walker().track("side", treadmill=True, times_s=np.arange(0, 2, 1 / 60))
    wrong = exchanged_legs(looked_at(filmed), [20, 21])
    whole = swaps.repair_leg_swaps(clean.at_every_frame(wrong, filmed.times_s))
    ankle = whole.landmarks.index("left_ankle")
    off_px = np.linalg.norm(whole.points_px - filmed.points_px, axis=2)[:, ankle]
    assert off_px.max() < 0.01 * clean.body_length_px(filmed)


def test_points_outside_the_picture_are_taken_out_and_others_kept():
    track = Walker().track("side")
    points = track.points_px.copy()
    points[10, 3] = (-5, 100)
    points[20, 4] = (100, track.height_px + 1)
    seen = clean.without_unseen(replace(track, points_px=points))
    assert np.isnan(seen.points_px[10, 3]).all()
    assert np.isnan(seen.points_px[20, 4]).all()
    assert np.isnan(seen.points_px).sum() == 4
    assert clean.without_unseen(track) is track


def test_runs_are_the_stretches_of_true():
    mask = np.array([1, 1, 0, 1, 0, 0, 1], dtype=bool)
    assert clean.runs(mask) == [slice(0, 2), slice(3, 4), slice(6, 7)]
    assert clean.runs(np.zeros(3, bool)) == []


def test_spikes_are_taken_out_and_slow_movement_stays():
    times_s = np.arange(0, 4, 1 / 30)
    names = GAIT_LANDMARKS
    points = np.tile(np.arange(len(names))[None, :, None] * 40.0 + 50, (len(times_s), 1, 2))
    toe = names.index("left_toe")
    points[:, toe, 1] += 60 * np.sin(2 * np.pi * times_s / 2.0)
    clean_points = points.copy()
    points[[20, 21, 70], toe] += (150, 90)
    track = PoseTrack(
        times_s=times_s, landmarks=names, points_px=points, scores=np.ones(points.shape[:2]),
        width_px=1000, height_px=1000, backend="test",
    )  # fmt: skip
    out = clean.without_spikes(track)
    assert np.abs(out.points_px[[20, 21, 70], toe] - clean_points[[20, 21, 70], toe]).max() < 25
    kept = np.setdiff1d(np.arange(len(times_s)), [20, 21, 70])
    np.testing.assert_array_equal(out.points_px[kept], points[kept])
    assert out.steps[-1] == "spikes smoothed in 3 frames"
    assert clean.without_spikes(out) is out
