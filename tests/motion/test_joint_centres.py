"""Points moved from where a pose model sees them to where the joints are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import Walker

from gaitkit.model import View
from gaitkit.motion import joint_centres
from gaitkit.motion.angles import lateral_sign
from gaitkit.motion.geometry import length_px, line_tilt_deg
from gaitkit.motion.joint_centres import MOVED, at_joint_centres, directions
from gaitkit.motion.legs import leg_length_px

WALKER = Walker(duration_s=4)
LEFTWARD = View(plane="side", facing="left", roll_deg=0.0)
FRONT = View(plane="front", facing=None, roll_deg=0.0)


def track(plane: str, *, backend: str = "mediapipe heavy", **options):
    return replace(WALKER.track(plane, treadmill=True, **options), backend=backend)


@pytest.mark.parametrize("plane", ["side", "front", "rear"])
def test_other_models_points_stay_as_they_are(plane):
    found = track(plane, backend="rtmpose body_with_feet")
    view = View(plane=plane, facing="left" if plane == "side" else None)
    assert at_joint_centres(found, view) is found


@pytest.mark.parametrize("facing", ["left", "right"])
def test_hips_go_back_and_up_and_the_far_ankle_down(facing):
    """The near ankle is where a network of our own has seen it."""
    found = track("side", facing=facing)
    view = replace(LEFTWARD, facing=facing)
    moved = at_joint_centres(found, view)
    forward = {"left": -1, "right": 1}[facing]
    for side in ("left", "right"):
        change = {p: moved.px(f"{side}_{p}") - found.px(f"{side}_{p}") for p in MOVED["side"]}
        assert np.median(forward * change["hip"][:, 0]) < 0
        assert np.median(change["hip"][:, 1]) < 0
        if side == facing:  # who faces left shows the left leg
            assert np.abs(change["ankle"]).max() < 0.01 * leg_length_px(found)
        else:
            assert np.median(change["ankle"][:, 1]) > 0
    assert moved.steps[-1] == "points moved to where the joints are"
    for other in ("left_shoulder", "right_knee", "left_heel", "right_toe"):
        assert (moved.px(other) == found.px(other)).all()


def test_the_shift_is_the_tables_share_of_the_leg(monkeypatch):
    shares = {("near", "hip"): (-0.03, -0.02), ("far", "ankle"): (0.04, 0.01)}
    monkeypatch.setattr(joint_centres, "_table", lambda: {("mediapipe", "side"): shares})
    found = track("side", facing="left")
    moved = at_joint_centres(found, LEFTWARD)
    leg_px = leg_length_px(found)
    near = np.median(length_px(moved.px("left_hip"), found.px("left_hip")))
    far = np.median(length_px(moved.px("right_ankle"), found.px("right_ankle")))
    assert near / leg_px == pytest.approx(np.hypot(0.03, 0.02), rel=0.02)
    assert far / leg_px == pytest.approx(np.hypot(0.04, 0.01), rel=0.02)
    for stays in ("right_hip", "left_ankle", "left_knee"):
        assert (moved.px(stays) == found.px(stays)).all()


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_from_front_and_rear_across_is_away_from_the_midline(plane, side):
    found = track(plane)
    view = replace(FRONT, plane=plane)
    down, outward = directions(found, side, view, "ankle")
    other = {"left": "right", "right": "left"}[side]
    away = found.px(f"{side}_hip") - found.px(f"{other}_hip")
    assert (np.sign(outward[:, 0]) == np.sign(away[:, 0])).all()
    assert (down[:, 1] > 0).all() and (down[:, 0] == 0).all()


@pytest.mark.parametrize(("plane", "hidden", "way"), [("front", "heel", 1), ("rear", "toe", -1)])
def test_the_hidden_end_of_a_foot_is_moved_out_from_the_front_and_in_from_behind(
    plane, hidden, way
):
    found = track(plane)
    view = replace(FRONT, plane=plane)
    moved = at_joint_centres(found, view)
    for side in ("left", "right"):
        change = moved.px(f"{side}_{hidden}") - found.px(f"{side}_{hidden}")
        outward = change[:, 0] * lateral_sign(side, view) / leg_length_px(found)
        assert (way * outward > 0.002).all() and np.abs(change[:, 1]).max() < 1e-9


@pytest.mark.parametrize(("plane", "share"), [("front", -0.12), ("rear", 0.0)])
@pytest.mark.parametrize("tilt_deg", [5.0, -5.0])
def test_shoulders_that_tilt_for_a_moment_turn_the_hips_back(plane, share, tilt_deg):
    """But a slant that lasts, of the shoulders or the camera, does nothing."""
    view = replace(FRONT, plane=plane)
    still = track(plane)
    still = replace(still, points_px=np.repeat(still.points_px[:1], len(still), axis=0))
    before, after = still, _shoulders_tilted(still, tilt_deg, slice(10, 30))
    turned = _hips_deg(at_joint_centres(after, view)) - _hips_deg(at_joint_centres(before, view))
    assert turned[15] == pytest.approx(share * tilt_deg, abs=0.1)
    assert np.abs(turned[40:]).max() < 1e-6
    lasting = at_joint_centres(_shoulders_tilted(still, tilt_deg, slice(None)), view)
    np.testing.assert_allclose(_hips_deg(lasting), _hips_deg(at_joint_centres(still, view)))


@pytest.mark.parametrize("way", [1, -1])
def test_hips_that_sway_over_the_feet_seen_from_behind_are_turned_back(way):
    view = replace(FRONT, plane="rear")
    still = track("rear")
    points = np.repeat(still.points_px[:1], len(still), axis=0)
    for name in ("left_hip", "right_hip", "left_shoulder", "right_shoulder"):
        points[10:30, still.landmarks.index(name), 0] += way * 0.05 * leg_length_px(still)
    swaying = replace(still, points_px=points)
    turned = _hips_deg(at_joint_centres(swaying, view)) - _hips_deg(swaying)
    assert turned[15] - turned[40] == pytest.approx(-way * 0.3 * np.degrees(0.05), abs=0.3)


def _shoulders_tilted(found, tilt_deg, frames):
    """The end of the shoulders that is right in the picture lowered, the other one raised."""
    points = found.points_px.copy()
    columns = [found.landmarks.index(f"{side}_shoulder") for side in ("left", "right")]
    wide = np.ptp(points[0, columns, 0])
    for column in columns:
        right = np.sign(points[0, column, 0] - points[0, columns, 0].mean())
        points[frames, column, 1] += right * np.tan(np.radians(tilt_deg)) * wide / 2
    return replace(found, points_px=points)


def _hips_deg(found) -> np.ndarray:
    hips = sorted((found.px("left_hip"), found.px("right_hip")), key=lambda p: p[0, 0])
    return line_tilt_deg(*hips)


def test_the_table_holds_a_leg_of_every_view():
    table = joint_centres._table()
    for plane, legs in (("side", {"near", "far"}), ("front", {"any"}), ("rear", {"any"})):
        shares = table["mediapipe", plane]
        assert {leg for leg, _ in shares} == legs
        assert all(np.hypot(*share) < 0.06 for share in shares.values())
