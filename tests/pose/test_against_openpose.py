"""Another program's published points and MediaPipe agree on the knees of the same real film."""

from __future__ import annotations

import numpy as np
import pytest
from mocap import data_folder

from gaitkit import capture, detected, video
from gaitkit.model import Settings
from gaitkit.motion import clean, geometry, swaps
from gaitkit.pose.inputs import read_input

FPS = 60.0
CUTOFF_HZ = 6.0
#: Legs that no other leg hides, by camera.
FREE = [
    ("cam01", "left"), ("cam01", "right"), ("cam02", "right"), ("cam03", "left"),
    ("cam04", "right"),
]  # fmt: skip
WITHIN_DEG = 6.0


@pytest.fixture(scope="module")
def films():
    data = data_folder()
    if data is None or not (data / "beam_walk_openpose").is_dir():
        pytest.skip("no beam_walk_openpose in the open test data")
    return data / "beam_walk_openpose"


def knee_deg(track, side):
    """In the picture's plane, cleaned as the measurements are."""
    even = clean.on_even_grid(swaps.repair_leg_swaps(track), rate_hz=FPS)
    legs = clean.smoothed(even, cutoff_hz=CUTOFF_HZ)
    joints = (legs.px(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    return geometry.knee_flexion_deg(*joints, forward=1.0)


@pytest.mark.slow
@pytest.mark.parametrize(("camera", "side"), FREE)
def test_knees_agree_where_the_leg_is_seen_freely(films, camera, side):
    clip = films / f"{camera}.mp4"
    found = read_input(films / f"{camera}_openpose", rate_hz=FPS)
    theirs, _ = detected.follow(found, number=None, path=clip)
    ours = capture.capture(
        video.probe(clip), Settings(), on_progress=lambda stage, share: None
    ).track
    one, other = (knee_deg(clean.only(track, theirs.landmarks), side) for track in (theirs, ours))
    count = min(len(one), len(other))
    apart = one[:count] - other[:count]
    assert np.isfinite(apart).sum() > 90
    assert float(np.sqrt(np.nanmean(apart**2))) < WITHIN_DEG


@pytest.mark.parametrize("camera", ["cam01", "cam02", "cam03", "cam04"])
def test_the_walker_is_found_among_those_who_stand_by(films, camera):
    found = read_input(films / f"{camera}_openpose", rate_hz=FPS)
    track, _ = detected.follow(found, number=None, path=films)
    assert {"left_heel", "right_toe", "left_shoulder"} <= set(track.landmarks)
    tall = np.nanmax(track.points_px[..., 1], axis=1) - np.nanmin(track.points_px[..., 1], axis=1)
    assert np.isfinite(tall).mean() > 0.95
    assert np.nanmedian(tall) > 550  # px; who stands by is 450 or less
