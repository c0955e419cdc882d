"""A point that leaps away and comes back is taken out; whatever a limb can do stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import Walker

from gaitkit.motion import clean, jumps

FOOT = ("ankle", "heel", "toe")
NOISE_PX = 1.5


def filmed(walker: Walker, *, fps: float = 60.0, view: str = "side"):
    """A walker's track with a pose model's noise."""
    track = walker.track(view, treadmill=True, times_s=walker.times_s(fps))
    noise = np.random.default_rng(1).normal(0, NOISE_PX, track.points_px.shape)
    return replace(track, points_px=track.points_px + noise)


def on_the_other_foot(track, frames):
    """The left foot drawn where the right one is."""
    points = track.points_px.copy()
    for part in FOOT:
        left, right = (track.landmarks.index(f"{side}_{part}") for side in ("left", "right"))
        points[frames, left] = points[frames, right]
    return replace(track, points_px=points)


def taken_out(before, after) -> set[tuple[str, int]]:
    lost = np.isnan(after.points_px[..., 0]) & ~np.isnan(before.points_px[..., 0])
    return {(before.landmarks[column], int(frame)) for frame, column in np.argwhere(lost)}


def feet_apart_px(track) -> np.ndarray:
    return np.linalg.norm(track.px("left_ankle") - track.px("right_ankle"), axis=1)


@pytest.mark.parametrize("view", ["side", "front", "rear"])
@pytest.mark.parametrize("fps", [25.0, 60.0, 240.0])
@pytest.mark.parametrize("walker", [Walker(), Walker.running(cadence_spm=190)])
def test_nothing_that_a_body_does_is_a_jump(walker, fps, view):
    track = filmed(walker, fps=fps, view=view)
    assert len(taken_out(track, jumps.without_jumps(track))) <= 0.002 * track.points_px[..., 0].size


@pytest.mark.parametrize(("fps", "count"), [(30.0, 1), (30.0, 2), (60.0, 1), (60.0, 3)])
@pytest.mark.parametrize("walker", [Walker(), Walker.running()])
def test_a_foot_drawn_onto_the_other_one_is_taken_out_and_nothing_else(walker, fps, count):
    track = filmed(walker, fps=fps)
    apart = feet_apart_px(track)
    start = 40 + int(np.argmax(apart[40 : 40 + int(walker.stride_s * fps)]))
    frames = list(range(start, start + count))
    jumped = on_the_other_foot(track, frames)
    expected = {(f"left_{part}", frame) for part in FOOT for frame in frames}
    noise = taken_out(track, jumps.without_jumps(track))
    assert taken_out(jumped, jumps.without_jumps(jumped)) - noise == expected


def test_the_hole_is_closed_where_the_foot_was():
    track = filmed(Walker())
    frame = 40 + int(np.argmax(feet_apart_px(track)[40:100]))
    jumped = on_the_other_foot(track, [frame])
    closed = clean.on_even_grid(jumps.without_jumps(jumped), rate_hz=60.0)
    miss_px = np.linalg.norm(closed.px("left_ankle") - track.px("left_ankle"), axis=1)
    assert miss_px[frame] < 5 * NOISE_PX < feet_apart_px(track)[frame]


def test_what_lasts_is_no_jump():
    track = filmed(Walker())
    stays = on_the_other_foot(track, range(100, 100 + int(0.3 * 60)))
    inside = {frame for _, frame in taken_out(stays, jumps.without_jumps(stays))}
    assert not inside & set(range(106, 112))


def test_unseen_points_stay_unseen_and_the_rest_is_still_looked_at():
    track = filmed(Walker())
    points = track.points_px.copy()
    points[50:60, track.landmarks.index("left_knee")] = np.nan
    points[200:] = np.nan
    frame = 90 + int(np.argmax(feet_apart_px(track)[90:150]))
    holed = on_the_other_foot(replace(track, points_px=points), [frame])
    out = taken_out(holed, jumps.without_jumps(holed))
    assert out == {(f"left_{part}", frame) for part in FOOT}


def test_little_memory_changes_nothing(monkeypatch):
    track = on_the_other_foot(filmed(Walker()), [70, 71, 130])
    at_once = jumps.without_jumps(track)
    monkeypatch.setattr(jumps, "_MOST_NUMBERS", 1)
    np.testing.assert_array_equal(jumps.without_jumps(track).points_px, at_once.points_px)


@pytest.mark.parametrize("frames", [2, 3, 6])
def test_a_few_frames_are_enough(frames):
    track = filmed(Walker())
    short = replace(
        track, times_s=track.times_s[:frames], points_px=track.points_px[:frames],
        scores=track.scores[:frames],
        points_m=None if track.points_m is None else track.points_m[:frames],
    )  # fmt: skip
    assert taken_out(short, jumps.without_jumps(short)) == set()


@pytest.mark.parametrize("frames", [[0], [0, 1], [1], [-1], [-2, -1], [-3]])
def test_at_the_ends_nothing_is_taken_out(frames):
    """Nobody knows there which is the path; a track that begins later looks like a landing."""
    track = filmed(Walker())
    frames = [frame % len(track) for frame in frames]
    jumped = on_the_other_foot(track, frames)
    assert not {frame for _, frame in taken_out(jumped, jumps.without_jumps(jumped))} & set(frames)
