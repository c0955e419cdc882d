"""Movement tests on a figure whose repetitions are known exactly: counts, sides, laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from performer import Performer
from walker import Walker, mirrored

from gaitkit.model import TESTS, Settings, Subject, other
from gaitkit.pipeline import find_movement

VIEWS = ("side", "front", "rear")
ONE_SIDED = ("lunge",)


def performer(activity: str, **changes) -> Performer:
    sides = ("right",) if activity in ONE_SIDED else ("right", "left")
    return Performer(activity=activity, **({"sides": sides, "repetitions": 3} | changes))


def found(track, *, activity="auto", view="auto"):
    settings = Settings(activity=activity, view=view)
    return find_movement(track, subject=Subject(height_m=1.75), settings=settings)


def repetitions(track, **choices):
    return [r for walk in found(track, **choices).walks for r in walk.repetitions]


def sides(some) -> list[str]:
    return [r.side for r in sorted(some, key=lambda r: r.start_s) if r.usable]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("activity", TESTS)
def test_counts_sides_and_peaks_are_right(activity, view):
    figure = performer(activity)
    reading = found(figure.track(view, noise_px=2.0), activity=activity)
    some = [r for w in reading.walks for r in w.repetitions]
    assert sides(some) == [side for side, *_ in figure.truth()]
    peaks = [r.peak_s for r in sorted(some, key=lambda r: r.start_s)]
    assert peaks == pytest.approx([peak for _, _, peak, _ in figure.truth()], abs=0.15)
    assert {w.bout.view.plane for w in reading.walks} == {view}


@pytest.mark.parametrize(
    ("activity", "view"),
    [
        *((a, v) for a in TESTS if a not in ("lunge", "trendelenburg") for v in VIEWS),
        ("lunge", "side"),
    ],
)
def test_a_test_is_recognised(activity, view):
    reading = found(performer(activity).track(view, noise_px=2.0))
    assert {w.bout.activity for w in reading.walks} == {activity}
    assert [n.key for n in reading.notes] == ["test_recognised"]


def test_a_long_hold_seen_from_behind_is_a_trendelenburg_stand():
    reading = found(performer("trendelenburg", hold_s=14.0).track("rear", noise_px=2.0))
    assert {w.bout.activity for w in reading.walks} == {"trendelenburg"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_lunge_from_the_front_is_not_taken_for_another_test(view):
    reading = found(performer("lunge").track(view, noise_px=2.0))
    assert {w.bout.activity for w in reading.walks} <= {"lunge"}


@pytest.mark.parametrize("activity", [a for a in TESTS if a != "stand"])
@pytest.mark.parametrize("view", ["side", "front"])
def test_a_mirrored_clip_swaps_the_sides_and_nothing_else(activity, view):
    track = performer(activity, sides=("right",)).track(view, noise_px=1.0)
    plain = repetitions(track, activity=activity)
    swapped = repetitions(mirrored(track), activity=activity)
    assert [other(r.side) for r in plain] == [r.side for r in swapped]
    for one, two in zip(plain, swapped, strict=True):
        assert (one.start_s, one.end_s) == pytest.approx((two.start_s, two.end_s), abs=0.02)


@pytest.mark.parametrize("activity", ["heel-raise", "squat", "deadlift", "balance"])
def test_doing_it_slower_changes_the_times_and_not_the_count(activity):
    quick, slow = performer(activity), performer(activity, slower=1.5)
    first = repetitions(quick.track("side", noise_px=1.0), activity=activity)
    second = repetitions(slow.track("side", noise_px=1.0), activity=activity)
    assert sides(first) == sides(second)
    for one, two in zip(first, second, strict=True):
        assert two.peak_s == pytest.approx(1.5 * one.peak_s, abs=0.2)


@pytest.mark.parametrize("activity", ["heel-raise", "squat", "step-down", "deadlift", "balance"])
@pytest.mark.parametrize("seed", [1, 2])
def test_noise_as_large_as_that_of_pose_models_changes_no_count(activity, seed):
    figure = performer(activity)
    track = figure.track("front", noise_px=4.0, size_px=(1920, 1080), seed=seed)
    assert sides(repetitions(track, activity=activity)) == [s for s, *_ in figure.truth()]


@pytest.mark.parametrize("activity", ["heel-raise", "squat", "balance"])
@pytest.mark.parametrize("view", VIEWS)
def test_walking_there_and_away_is_no_part_of_the_test(activity, view):
    figure = performer(activity, walk_s=2.5)
    track = figure.track(view, noise_px=1.0)
    reading = found(track)
    assert {w.bout.activity for w in reading.walks} == {activity}
    some = [r for w in reading.walks for r in w.repetitions]
    assert sides(some) == [side for side, *_ in figure.truth()]


@pytest.mark.parametrize("roll_deg", [-4.0, 4.0])
def test_a_rolled_camera_is_levelled_by_the_stand_on_two_legs(roll_deg):
    figure = performer("squat", standing_s=2.0, shift_m=0.0)
    reading = found(figure.track("rear", roll_deg=roll_deg), activity="squat")
    (walk,) = reading.walks
    assert walk.bout.view.roll_deg == pytest.approx(roll_deg, abs=0.5)
    assert sides(walk.repetitions) == [side for side, *_ in figure.truth()]


@pytest.mark.parametrize("activity", [a for a in TESTS if a != "stand"])
@pytest.mark.parametrize("view", VIEWS)
def test_somebody_who_only_stands_does_no_repetition(activity, view):
    track = performer("stand", hold_s=8.0).track(view, noise_px=3.0)
    assert sides(repetitions(track, activity=activity)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_squat_on_two_legs_does_not_count(view):
    figure = performer("squat", sides=(), repetitions=3)
    track = two_legged_squats(figure, view)
    some = repetitions(track, activity="squat")
    assert len(some) == 3
    assert {(r.side, r.usable, r.reason.key) for r in some} == {("both", False, "other_foot_down")}


def two_legged_squats(figure: Performer, view: str):
    """Hips and knees go down while both feet stay."""
    figure = replace(figure, activity="stand", hold_s=9.0)
    track = figure.track(view)
    sink = 60 * np.clip(np.sin(2 * np.pi * track.times_s / 3 - np.pi / 2), 0, None)
    points = track.points_px.copy()
    for n, name in enumerate(track.landmarks):
        share = {"knee": 0.4}.get(name.split("_")[1], 1.0)
        if name.split("_")[1] not in ("ankle", "heel", "toe"):
            points[:, n, 1] += share * sink
    return track.with_points(points, step="squats")


def test_a_low_raise_and_a_bent_knee_do_not_count():
    figure = performer("heel-raise", sides=("right",), repetitions=6, heel_loss_share=0.7)
    some = repetitions(figure.track("side"), activity="heel-raise")
    assert [r.usable for r in some] == [True, True, True, True, False, False]
    assert {r.reason.key for r in some if not r.usable} == {"heel_too_low"}


@pytest.mark.parametrize(
    "walker", [Walker(), Walker.running(), Walker(speed_mps=0.6, cadence_spm=80)]
)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("treadmill", [True, False])
def test_gait_is_never_taken_for_a_test(walker, view, treadmill):
    reading = found(walker.track(view, treadmill=treadmill))
    assert {w.bout.activity for w in reading.walks} <= {"walk", "run"}
    assert any(w.cycles for w in reading.walks)


def test_standing_before_walking_is_not_the_measurement():
    walker = Walker(duration_s=5.0)
    track = walker.track("side", treadmill=True, fps=30)
    still = np.repeat(track.points_px[:1], 240, axis=0)
    times_s = np.arange(240 + len(track)) / 30
    longer = replace(
        track, times_s=times_s, points_px=np.concatenate([still, track.points_px]),
        scores=np.ones((len(times_s), len(track.landmarks))),
    )  # fmt: skip
    assert {w.bout.activity for w in found(longer).walks} == {"walk"}


def test_repetitions_are_numbered_per_side():
    some = repetitions(performer("squat").track("side"), activity="squat")
    assert [(r.side, r.number) for r in some] == [
        ("right", 1), ("right", 2), ("right", 3), ("left", 1), ("left", 2), ("left", 3),
    ]  # fmt: skip
