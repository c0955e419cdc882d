"""Where lines along the path meet, read from the walker alone."""

from __future__ import annotations

import numpy as np
import pytest
from walker import YAW_DEG, Walker

from gaitkit.model import View
from gaitkit.motion.angles import knee_valgus
from gaitkit.motion.course import aslant_deg, in_line_with_path, meeting_point_px, sideways

WALKER = Walker(duration_s=6)


def stances(walker: Walker = WALKER) -> list[tuple[str, float, float]]:
    """Whose foot stands from when to when."""
    found = []
    for side in ("left", "right"):
        contacts, offs = (walker.times_of(side, kind) for kind in ("initial_contact", "toe_off"))
        for start in contacts:
            later = offs[offs > start]
            found += [(side, float(start), float(later[0]))] if len(later) else []
    return found


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize("aslant_deg", [-9, 0, 6])
def test_the_camera_may_stand_aslant(plane, treadmill, aslant_deg):
    yaw_deg = YAW_DEG[plane] + aslant_deg
    track = WALKER.track(plane, yaw_deg=yaw_deg, treadmill=treadmill, fps=120)
    focal_px = 0.8 * track.width_px
    # The path runs along x; to the camera's right it lies by the tangent of its slant.
    expected = track.width_px / 2 + focal_px * np.tan(np.radians(aslant_deg))
    column, _ = meeting_point_px(track, stances())
    assert column == pytest.approx(expected, abs=0.03 * track.width_px)


def test_without_steps_the_body_itself_is_the_best_guess():
    track = WALKER.track("front", treadmill=True)
    column, row = meeting_point_px(track, [])
    assert column == pytest.approx(np.median(track.px("mid_hip")[:, 0]))
    assert row == track.height_px / 2


def test_a_line_along_the_path_leads_to_neither_side():
    meeting, at = np.array([500.0, 300.0]), np.array([[400.0, 700.0], [620.0, 650.0]])
    along = 0.1 * (at - meeting)
    assert sideways(along, at, meeting, height_px=720) == pytest.approx(0)
    assert sideways(along + np.array([5, 0]), at, meeting, height_px=720) == pytest.approx(5)


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize("camera_deg", [-9, 0, 6])
def test_the_way_of_a_standing_foot_tells_how_the_path_runs(plane, treadmill, camera_deg):
    track = WALKER.track(plane, yaw_deg=YAW_DEG[plane] + camera_deg, treadmill=treadmill, fps=120)
    seen = [np.nanmedian(aslant_deg(track, side, stances())) for side in ("left", "right")]
    to_the_right = camera_deg if plane == "rear" else -camera_deg
    assert np.mean(seen) == pytest.approx(to_the_right, abs=2.5)


def test_a_foot_that_never_stood_tells_nothing():
    assert np.isnan(aslant_deg(WALKER.track("rear", treadmill=True), "left", [])).all()


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_a_bent_knee_is_seen_from_nearby_as_from_far_away(plane, treadmill):
    """A runner's knees, straight in the frontal plane, seem to bow out or in from four metres."""
    runner = Walker.running(duration_s=6)
    track, stood = runner.track(plane, treadmill=treadmill, fps=120), stances(runner)
    view = View(plane=plane, facing=None, roll_deg=0.0)
    aslant = {side: aslant_deg(track, side, stood) for side in ("left", "right")}
    moved = in_line_with_path(track, view, "run", stood, aslant)
    for side in ("left", "right"):
        middles = [(start + end) / 2 for whose, start, end in stood if whose == side]
        at = np.searchsorted(track.times_s, middles)
        near, far = (np.median(knee_valgus(seen, side, view)[at]) for seen in (track, moved))
        assert near * (1 if plane == "rear" else -1) > 0.3
        assert abs(far) < 0.5 * abs(near)
