"""Laws that hold for every clip, whoever walks in it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mocap import load_case
from walker import Walker, mirrored

from gaitkit.metrics.measure import measure
from gaitkit.model import QUALITIES, PoseTrack, Settings, Subject
from gaitkit.pipeline import find_gait

SUBJECT = Subject(height_m=1.75)
#: The figure's foot stops dead on the ground, as no foot does: its contact seems so much later.
STOPS_DEAD_S, FOOT_TIMES = 0.03, {"swing_time_s", "stance_time_s", "contact_time_s"}
SWAP = {"left": "right", "right": "left", "both": "both"}
FIGURES = [
    (activity, view, treadmill)
    for activity in ("walk", "run")
    for view in ("side", "front", "rear")
    for treadmill in (True, False)
]
MOCAP = [(name, view) for name in ("walk", "treadmill") for view in ("side", "front", "rear")]
few_draws = settings(max_examples=2, deadline=None)


def measured(track: PoseTrack, **choices):
    """All metrics of a track by name and side."""
    gait = find_gait(track, subject=SUBJECT, settings=Settings(**choices))
    return {(m.name, m.side): m for m in measure(gait.walks)}


def figure(activity: str, **changes) -> Walker:
    """Somebody whose left and right differ."""
    uneven = {"toe_out_deg": (4.0, 15.0), "pelvic_drop_deg": (3.0, 7.0), "duration_s": 7.0}
    make = Walker if activity == "walk" else Walker.running
    return make(**{**uneven, **changes})


@cache
def of_figure(activity: str, view: str, treadmill: bool):
    """All metrics of the uneven figure, measured once."""
    return measured(figure(activity).track(view, treadmill=treadmill))


def assert_alike(one, two, *, swap=False, share_of_interval=0.1, only=lambda m: True):
    """Same metrics measured, same values within a share of the interval."""
    compared = 0
    for (name, side), metric in one.items():
        other = two[name, SWAP[side] if swap else side]
        assert (metric.value is None) == (other.value is None), (name, side, metric, other)
        if metric.value is None or not only(metric):
            continue
        sign = -1 if swap and name.endswith("_asymmetry") else 1
        room = share_of_interval * (metric.high - metric.low)
        assert sign * other.value == pytest.approx(metric.value, abs=room), (name, side)
        compared += 1
    assert compared >= 5


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
def test_mirroring_exchanges_the_sides_and_changes_no_value(activity, view, treadmill):
    track = figure(activity).track(view, treadmill=treadmill, noise_px=0.3)
    assert_alike(measured(track), measured(mirrored(track)), swap=True, share_of_interval=0.002)


@pytest.mark.parametrize(("name", "view"), MOCAP)
def test_mirroring_a_recording_exchanges_the_sides(name, view):
    track = replace(load_case(name).track(view), points_m=None)
    one, two = measured(track, view=view), measured(mirrored(track), view=view)
    assert_alike(one, two, swap=True, share_of_interval=0.01)


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
@few_draws
@given(st.floats(0.3, 3.0))
def test_the_size_of_the_picture_changes_nothing(activity, view, treadmill, factor):
    track = figure(activity).track(view, treadmill=treadmill)
    resized = replace(
        track,
        points_px=track.points_px * factor,
        width_px=round(track.width_px * factor),
        height_px=round(track.height_px * factor),
    )
    whole = of_figure(activity, view, treadmill)
    assert_alike(whole, measured(resized), share_of_interval=0.01)


def is_ratio(metric) -> bool:
    return metric.unit in ("deg", "%", "steps/min", "s")


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
def test_uneven_frame_times_change_little(activity, view, treadmill):
    """Times jitter by up to a third of a frame, and every eighth frame is lost."""
    walker = figure(activity)
    random = np.random.default_rng(5)
    times = walker.times_s(60)
    times = times + random.uniform(-1 / 6, 1 / 6, len(times)) / 60
    times = np.sort(random.choice(times, len(times) * 7 // 8, replace=False))
    uneven = walker.track(view, treadmill=treadmill, times_s=times)
    one, two = of_figure(activity, view, treadmill), measured(uneven)
    assert one["cadence_spm", "both"].value == pytest.approx(
        two["cadence_spm", "both"].value, abs=0.3
    )
    assert_alike(one, two, share_of_interval=0.2, only=is_ratio)


@pytest.mark.parametrize(("name", "view"), MOCAP)
def test_lost_frames_of_a_recording_change_no_ratio(name, view):
    track = replace(load_case(name).track(view), points_m=None)
    lost = np.random.default_rng(2).random(len(track)) < 0.15
    lost[[0, -1]] = False
    thinned = replace(
        track, times_s=track.times_s[~lost], points_px=track.points_px[~lost],
        scores=track.scores[~lost],
    )  # fmt: skip
    one, two = measured(track, view=view), measured(thinned, view=view)
    assert one["cadence_spm", "both"].value == pytest.approx(
        two["cadence_spm", "both"].value, abs=0.6
    )
    assert_alike(one, two, share_of_interval=0.25, only=is_ratio)


@pytest.mark.parametrize("activity", ["walk", "run"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_walking_the_other_way_changes_nothing(activity, treadmill):
    """Somebody even: facing left shows what facing right shows of the other side."""
    walker = figure(activity, toe_out_deg=(7.0, 7.0), pelvic_drop_deg=(4.0, 4.0))
    left, right = (
        measured(walker.track("side", facing=f, treadmill=treadmill)) for f in ("left", "right")
    )
    for (name, side), metric in left.items():
        other = right[name, SWAP[side]]
        if metric.value is not None and not name.endswith("_asymmetry"):
            assert other.value == pytest.approx(metric.value, abs=0.15 * (metric.high - metric.low))
            assert other.quality == metric.quality, name


@pytest.mark.parametrize("activity", ["walk", "run"])
def test_front_and_rear_agree_where_both_see(activity):
    walker = figure(activity)
    front, rear = (measured(walker.track(v, treadmill=True)) for v in ("front", "rear"))
    for name in ("pelvic_drop_deg", "trunk_lateral_lean_deg", "foot_progression_deg"):
        for side in ("left", "right"):
            assert front[name, side].value == pytest.approx(rear[name, side].value, abs=2.5), name


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_shorter_clip_never_raises_quality(activity, view, treadmill, share):
    track = figure(activity).track(view, treadmill=treadmill)
    whole = of_figure(activity, view, treadmill)
    part = measured(track.between(0, share * track.times_s[-1]))
    for key, metric in part.items():
        if key in whole:
            assert QUALITIES.index(metric.quality) <= QUALITIES.index(whole[key].quality), key


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
def test_fewer_frames_per_second_never_raise_quality(activity, view, treadmill):
    fine = of_figure(activity, view, treadmill)
    coarse = measured(figure(activity).track(view, treadmill=treadmill, fps=25))
    for key, metric in coarse.items():
        assert QUALITIES.index(metric.quality) <= QUALITIES.index(fine[key].quality), key


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
def test_a_hidden_stretch_never_raises_quality_nor_moves_values_far(activity, view, treadmill):
    track = figure(activity).track(view, treadmill=treadmill)
    hidden = (track.times_s > 2.5) & (track.times_s < 3.4)
    points = np.where(hidden[:, None, None], np.nan, track.points_px)
    whole = of_figure(activity, view, treadmill)
    part = measured(replace(track, points_px=points))
    for key, metric in part.items():
        assert QUALITIES.index(metric.quality) <= QUALITIES.index(whole[key].quality), key
        if metric.value is not None and whole[key].value is not None:
            assert metric.low <= whole[key].value <= metric.high, key


@pytest.mark.parametrize(("activity", "view", "treadmill"), FIGURES)
def test_true_values_lie_in_their_intervals(activity, view, treadmill):
    walker = figure(activity)
    found = measured(walker.track(view, treadmill=treadmill, noise_px=0.5))
    stance = walker.stance_share * walker.stride_s
    truth = {
        "cadence_spm": walker.cadence_spm,
        "stride_time_s": walker.stride_s,
        "step_time_s": walker.stride_s / 2,
        "swing_time_s": walker.stride_s - stance,
        "speed_mps": walker.speed_mps,
        "stride_length_m": walker.stride_m,
        "vertical_oscillation_cm": 200 * walker.bounce_m,
        "step_width_cm": 100 * walker.step_width_m,
        "trunk_forward_lean_deg": walker.forward_lean_deg,
        **{"stance_time_s" if activity == "walk" else "contact_time_s": stance},
    }
    for (name, side), metric in found.items():
        if name in truth and metric.value is not None:
            off = STOPS_DEAD_S if name in FOOT_TIMES else 0.0
            assert metric.low - off <= truth[name] <= metric.high + off, (name, side)
