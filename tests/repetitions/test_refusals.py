"""What is said when a test can't be measured, and what takes a repetition out of the count."""

from __future__ import annotations

import numpy as np
import pytest
from performer import Performer

from gaitkit.errors import NothingMeasuredError, UsageError
from gaitkit.model import TESTS, Settings, Subject
from gaitkit.pipeline import analyze, find_movement
from gaitkit.pose.files import save_pose
from gaitkit.reference import LANGS, note_level, note_parts

STANDING = Performer(activity="stand", hold_s=6.0)


def measured(folder, track, **settings):
    save_pose(track, folder / "clip.nc")
    return analyze(folder / "clip.nc", subject=Subject(), settings=Settings(**settings))


@pytest.mark.parametrize("activity", [a for a in TESTS if a != "stand"])
def test_standing_still_is_no_test_and_the_error_says_what_to_do(tmp_path, activity):
    with pytest.raises(NothingMeasuredError) as error:
        measured(tmp_path, STANDING.track("front"), activity=activity)
    message = str(error.value)
    assert f"expected the test {activity}" in message
    assert "The person must stand" in message and "the camera still" in message
    assert error.value.exit_code == 4


def test_repetitions_that_do_not_count_are_named_in_the_error(tmp_path):
    figure = Performer(activity="deadlift", sides=("right",), repetitions=3)
    track = figure.track("side")
    points = track.points_px.copy()
    for part in ("ankle", "heel", "toe"):  # the free foot never leaves the floor
        left, right = (track.landmarks.index(f"{side}_{part}") for side in ("left", "right"))
        points[:, left] = points[:, right] + (4, 0)
    with pytest.raises(NothingMeasuredError, match=r"3 repetitions were seen, but none counts"):
        measured(tmp_path, track.with_points(points, step="both feet down"), activity="deadlift")


def test_a_word_that_is_no_activity_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="expected one of auto, walk, run, stand, heel-raise"):
        measured(tmp_path, STANDING.track("front"), activity="cartwheel")


def test_a_lunge_with_the_heel_up_does_not_count():
    figure = Performer(activity="lunge", repetitions=3)
    track = figure.track("side")
    points = track.points_px.copy()
    (_, start_s, _, end_s) = figure.truth()[1]
    up = 15 * np.sin(np.pi * np.clip((track.times_s - start_s) / (end_s - start_s), 0, 1))
    points[:, track.landmarks.index("right_heel"), 1] -= up
    reading = find_movement(
        track.with_points(points, step="heel up"),
        subject=Subject(), settings=Settings(activity="lunge"),
    )  # fmt: skip
    some = [r for w in reading.walks for r in w.repetitions]
    assert [r.usable for r in some] == [True, False, True]
    assert some[1].reason.key == "heel_came_up"


def test_a_raise_with_the_knee_bent_does_not_count():
    figure = Performer(activity="heel-raise", sides=("right",), repetitions=4)
    track = figure.track("side", facing="right")
    points = track.points_px.copy()
    (_, start_s, _, end_s) = figure.truth()[2]
    share = np.sin(np.pi * np.clip((track.times_s - start_s) / (end_s - start_s), 0, 1)) ** 2
    points[:, track.landmarks.index("right_knee"), 0] += 35 * share
    reading = find_movement(
        track.with_points(points, step="knee bends"),
        subject=Subject(), settings=Settings(activity="heel-raise"),
    )  # fmt: skip
    some = [r for w in reading.walks for r in w.repetitions]
    assert [r.usable for r in some] == [True, True, False, True]
    assert some[2].reason.key == "knee_helped"


def test_legs_exchanged_for_some_frames_change_no_count():
    figure = Performer(activity="deadlift", sides=("right",), repetitions=3)
    track = figure.track("side", noise_px=1.5)
    points = track.points_px.copy()
    rng = np.random.default_rng(5)
    for frame in rng.choice(len(track), len(track) // 12, replace=False):
        for part in ("knee", "ankle", "heel", "toe"):
            pair = [track.landmarks.index(f"{side}_{part}") for side in ("left", "right")]
            points[frame, pair] = points[frame, pair].mean(axis=0)  # midway, as backends do
    reading = find_movement(
        track.with_points(points, step="muddled"),
        subject=Subject(), settings=Settings(activity="deadlift"),
    )  # fmt: skip
    some = [r for w in reading.walks for r in w.repetitions]
    assert [(r.side, r.usable) for r in some] == [("right", True)] * 3


@pytest.mark.parametrize(
    "key",
    ["no_repetitions", "side_not_tested", "too_few_repetitions", "repetitions_differ"],
)
def test_a_refusal_says_how_to_film(key):
    from gaitkit.model import Note

    note = Note.of(key, found=2, needed=6, cycles=3)
    assert note_level(note) == "refusal"
    assert all(all(note_parts(note, lang)) for lang in LANGS)
