"""Points moved from where a pose model sees them to where the joints are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import Walker

from gaitkit.model import View
from gaitkit.motion import joint_centres
from gaitkit.motion.geometry import length_px
from gaitkit.motion.joint_centres import SEGMENTS, at_joint_centres, directions
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
        change = {p: moved.px(f"{side}_{p}") - found.px(f"{side}_{p}") for p in SEGMENTS}
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


def test_the_table_holds_a_leg_of_every_view():
    table = joint_centres._table()
    for plane, legs in (("side", {"near", "far"}), ("front", {"any"}), ("rear", {"any"})):
        shares = table["mediapipe", plane]
        assert {leg for leg, _ in shares} == legs
        assert all(np.hypot(*share) < 0.06 for share in shares.values())
