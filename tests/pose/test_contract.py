"""The contract lets honest backends pass and names what is wrong with the others."""

from __future__ import annotations

import pytest
from pretend_backend import PretendBackend, empty_frames, frames_with_a_body

from gaitkit.pose import mediapipe
from gaitkit.pose.base import GAIT_LANDMARKS
from gaitkit.pose.contract import check_backend


def check(backend, model="any"):
    check_backend(backend, model=model, person=frames_with_a_body(), nobody=empty_frames())


def test_an_honest_backend_passes():
    check(PretendBackend())


@pytest.mark.parametrize(
    ("flaw", "message"),
    [
        ("version", "differs from call to call"),
        ("skips", "4 frames in, 3 lists out"),
        ("ghosts", "somebody was found where nobody is"),
        ("corner", "a region moves the points"),
        ("shares", "pixels of the whole frame"),
        ("scores", r"beyond 0\.\.1"),
        ("short", "points_px is"),
        ("greedy", "took 4 frames before it answered"),
    ],
)
def test_each_flaw_is_named(flaw, message):
    with pytest.raises(AssertionError, match=message):
        check(PretendBackend(flaw=flaw))


def test_landmarks_without_feet_are_named():
    with pytest.raises(AssertionError, match="lacks left_heel"):
        check(PretendBackend(LANDMARKS=tuple(n for n in GAIT_LANDMARKS if n != "left_heel")))


def test_mediapipe_keeps_the_contract(real_model, walk_frames):
    check_backend(mediapipe, model=real_model, person=walk_frames[:4], nobody=empty_frames(2))
