"""The loop around the backend, and what cutting a clip does to MediaPipe's poses."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitkit import capture, follow
from gaitkit.crew import Crew
from gaitkit.errors import InstallationError
from gaitkit.model import Frame, PoseTrack, Settings, Subject
from gaitkit.pipeline import find_movement
from gaitkit.pose import mediapipe as backend
from gaitkit.pose import stretches
from gaitkit.pose.base import PersonPose
from gaitkit.pose.models import model_path
from gaitkit.pose.second_look import SecondLook
from gaitkit.pose.stretches import Stretch, joined
from gaitkit.video import frames, probe

WALK = Path(__file__).parents[1] / "sample_videos" / "walk_side.mp4"
MODEL = "full"


@pytest.fixture(scope="module")
def clip():
    try:
        model_path(MODEL)
    except InstallationError as error:
        pytest.skip(f"no network here: {error}")
    return probe(WALK)


def search_in(clip) -> follow.Search:
    count = len(clip.times_s)
    return follow.Search(
        clip=clip, turned_deg=0, wanted=np.ones(count, bool), squares=(None,) * count, model=MODEL
    )


def px(poses, numbers) -> np.ndarray:
    return np.array([poses[number].points_px for number in numbers])


def test_a_clip_in_one_piece_is_mediapipes_own_run_looked_at_again(clip):
    """At 60 frames per second of every other picture."""
    piece, seen = Stretch(first=0, own=0, stop=16), range(0, 16, 2)
    search = search_in(clip)
    search.wanted[1::2] = False
    found = follow.follow(search, piece, backend, on_frame=lambda: None)
    assert sorted(found) == list(seen)
    with frames(clip, end_s=float(clip.times_s[15])) as reader:
        pictures = list(reader)[::2]
    own = list(backend.estimate(((frame, None) for frame in pictures), model=MODEL))
    look = SecondLook(backend.LANDMARKS)
    again = [look(frame.rgb, pose).points_px for frame, pose in zip(pictures, own, strict=True)]
    np.testing.assert_array_equal(px(found, seen), again)


@pytest.mark.parametrize(
    ("shown_fps", "capture_fps", "every"),
    [(25, None, 1), (30, None, 1), (60, None, 2), (30, 120, 4), (30, 240, 8), (10, None, 1)],
)
def test_thirty_times_a_second_of_movement_a_picture_is_looked_at(
    clip, shown_fps, capture_fps, every
):
    film = replace(clip, times_s=np.arange(60) / shown_fps, capture_fps=capture_fps)
    assert follow.looked_every(film) == every


def test_pictures_do_not_pile_up_before_a_slow_second_look(monkeypatch):
    looked, behind = [], []

    def look(rgb, pose):
        time.sleep(0.01)
        looked.append(pose)
        return pose

    def seen():
        for number in range(20):
            behind.append(number - len(looked))
            pose = PersonPose(points_px=np.full((1, 2), float(number)), scores=np.ones(1))
            yield Frame(index=number, time_s=0.0, rgb=np.zeros((1, 1, 3), np.uint8)), pose

    monkeypatch.setattr(follow, "SecondLook", lambda landmarks: look)
    found = follow._seen_again(seen(), ())
    assert px(found, range(20))[:, 0, 0].tolist() == list(range(20))
    assert max(behind) <= 4


def test_two_processes_see_what_one_sees(clip):
    stretches = (Stretch(first=0, own=0, stop=20), Stretch(first=12, own=20, stop=32))

    def whole(size: int) -> np.ndarray:
        with Crew(size, backend=backend) as crew:
            parts = crew.follow(search_in(clip), stretches, on_progress=lambda share: None)
        return px(joined(stretches, parts), range(32))

    np.testing.assert_array_equal(whole(1), whole(0))


def test_a_frame_in_which_nobody_can_be_is_not_looked_at(clip):
    search = search_in(clip)
    search.wanted[2:5] = False
    poses = follow.follow(search, Stretch(first=0, own=0, stop=7), backend, on_frame=lambda: None)
    assert sorted(poses) == [0, 1, 5, 6]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["walk_side", "walk_treadmill", "run_side"])
def test_what_a_cut_changes_is_within_the_trackers_own_noise(clip, name, monkeypatch, tmp_path):
    """MediaPipe started midway never again sees quite what it would have seen from the start."""
    clip = probe(WALK.with_stem(name))
    settings = Settings(model=MODEL)
    monkeypatch.setattr(stretches, "_COUNTS", ((100, 2),))
    tracks = []
    for warm_up in (None, backend.WARM_UP_FRAMES):
        monkeypatch.setattr(backend, "WARM_UP_FRAMES", warm_up)
        monkeypatch.setenv("GAITKIT_CACHE", str(tmp_path / str(warm_up)))
        tracks.append(capture.capture(clip, settings, on_progress=lambda *_: None).track)
    apart_px = np.linalg.norm(tracks[1].points_px - tracks[0].points_px, axis=2)
    every = follow.looked_every(clip)
    seam = stretches.cut(len(clip.times_s), every=every, warm_up=12)[1].first
    assert apart_px[:seam].max() == 0
    body_px = np.ptp(tracks[0].points_px[..., 1], axis=1).max()
    assert np.nanmedian(apart_px) <= 0.5
    assert np.nanmedian(apart_px[seam:]) < 0.005 * body_px
    uncut, shared = (events_in(track, settings) for track in tracks)
    assert [e[:2] for e in uncut] == [e[:2] for e in shared]
    late = np.abs([b[2] - a[2] for a, b in zip(uncut, shared, strict=True)]) * clip.shown_fps
    assert np.median(late) < 1 and np.percentile(late, 90) < 2
    assert late.max() < 7  # one contact, while the legs' points lie on each other


def events_in(track: PoseTrack, settings: Settings) -> list[tuple[str, str, float]]:
    gait = find_movement(track, subject=Subject(), settings=settings)
    return sorted((e.side, e.kind, e.time_s) for walk in gait.walks for e in walk.events)
