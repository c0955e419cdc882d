"""The virtual camera: where it stands, and that a known point lands on the known pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.pose.markers import Markers
from gaitkit.pose.virtual_camera import place_camera, project_markers, travel_direction

STANDING = {
    "LASI": (0.1, 0.12, 1.0), "RASI": (0.1, -0.12, 1.0),
    "LPSI": (-0.1, 0.05, 1.0), "RPSI": (-0.1, -0.05, 1.0),
    "LHJC": (0.0, 0.08, 0.9), "RHJC": (0.0, -0.08, 0.9),
    "LKJC": (0.02, 0.08, 0.5), "RKJC": (0.02, -0.08, 0.5),
    "LAJC": (0.0, 0.08, 0.1), "RAJC": (0.0, -0.08, 0.1),
    "LHEE": (-0.05, 0.08, 0.05), "RHEE": (-0.05, -0.08, 0.05),
    "LTOE": (0.15, 0.10, 0.05), "RTOE": (0.15, -0.08, 0.05),
    "LSHO": (0.0, 0.2, 1.4), "RSHO": (0.0, -0.2, 1.4),
}  # fmt: skip


def walker(*, speed_mps: float = 1.0, duration_s: float = 3.0, turned_deg: float = 0.0) -> Markers:
    """A body with swinging feet that glides along +x, or on the spot, turned about the vertical."""
    times_s = np.arange(0, duration_s, 0.01)
    points = np.repeat(np.array(list(STANDING.values()))[None], len(times_s), axis=0)
    swing = 0.3 * np.sin(2 * np.pi * times_s)
    for i, name in enumerate(STANDING):
        if name.endswith(("HEE", "TOE")):
            points[:, i, 0] += swing if name[0] == "L" else -swing
    points[:, :, 0] += speed_mps * times_s[:, None]
    a = np.radians(turned_deg)
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    return Markers(times_s=times_s, names=tuple(STANDING), points_m=points @ turn.T, rate_hz=100)


@pytest.mark.parametrize("speed_mps", [1.0, 0.0])
@pytest.mark.parametrize("turned_deg", [0, 70, 180, 200])
def test_direction_is_found_overground_and_on_a_treadmill(speed_mps, turned_deg):
    ahead = travel_direction(walker(speed_mps=speed_mps, turned_deg=turned_deg))
    a = np.radians(turned_deg)
    assert ahead == pytest.approx([np.cos(a), np.sin(a), 0], abs=1e-6)


def test_side_view_pixel_by_hand():
    """Left side, 4 m away, x = 0 in the middle: u = 640 - f x / d, v = 360 + f (1 - z) / d."""
    track = project_markers(walker(speed_mps=0), view="side", focal_px=1000)
    x_m, y_m, z_m = STANDING["LKJC"]
    depth_m = 4.0 - y_m
    expected = (640 - 1000 * x_m / depth_m, 360 + 1000 * (1.0 - z_m) / depth_m)
    assert track.px("left_knee")[0] == pytest.approx(expected)


def test_front_view_pixel_by_hand():
    """The person's left is on the right of the picture; the camera stands 4 m before the hips."""
    track = project_markers(walker(speed_mps=0), view="front", focal_px=1000)
    x_m, y_m, z_m = STANDING["LKJC"]
    depth_m = 4.0 - x_m
    expected = (640 + 1000 * y_m / depth_m, 360 + 1000 * (1.0 - z_m) / depth_m)
    assert track.px("left_knee")[0] == pytest.approx(expected)


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_side_view_shows_the_asked_side_and_its_facing(side, sign):
    track = project_markers(walker(), view="side", side=side)
    hip = track.px("mid_hip")[:, 0]
    assert np.sign(hip[-1] - hip[0]) == sign
    depth = track.points_m[:, [track.landmarks.index(f"{s}_hip") for s in ("left", "right")], 2]
    closer = "left" if depth[0, 0] < depth[0, 1] else "right"
    assert closer == side


def test_a_person_coming_grows_and_one_going_shrinks():
    for view, sign in (("front", 1), ("rear", -1)):
        track = project_markers(walker(), view=view)
        height_px = track.px("mid_ankle")[:, 1] - track.px("mid_shoulder")[:, 1]
        assert np.sign(height_px[-1] - height_px[0]) == sign


@pytest.mark.parametrize("view", ["side", "front", "rear"])
def test_a_long_path_stays_in_the_picture(view):
    track = project_markers(walker(duration_s=10), view=view)
    points = track.points_px[np.isfinite(track.points_px).all(axis=2)]
    assert (points >= 0).all() and (points <= (track.width_px, track.height_px)).all()


def test_mirroring_the_body_mirrors_the_picture_and_swaps_sides():
    markers = walker()
    swapped = tuple({"L": "R", "R": "L"}[n[0]] + n[1:] for n in markers.names)
    mirrored = replace(markers, points_m=markers.points_m * (1, -1, 1), names=swapped)
    track, other = (project_markers(m, view="front") for m in (markers, mirrored))
    for part in ("hip", "knee", "toe"):
        left, right = track.px(f"left_{part}"), other.px(f"right_{part}")
        assert left[:, 0] - 640 == pytest.approx(640 - right[:, 0])
        assert left[:, 1] == pytest.approx(right[:, 1])


def test_points_in_metres_are_about_the_mid_hip_in_camera_axes():
    track = project_markers(walker(), view="front")
    at = {name: track.points_m[0, i] for i, name in enumerate(track.landmarks)}
    assert at["left_hip"] + at["right_hip"] == pytest.approx([0, 0, 0], abs=1e-12)
    assert at["left_knee"] == pytest.approx([0.08, 0.4, -0.02])


def test_what_lies_behind_the_camera_is_unseen():
    camera = place_camera(walker(), view="front")
    behind = camera.position_m - camera.forward
    assert np.isnan(camera.project(behind[None])).all()


def test_an_unknown_view_is_refused():
    with pytest.raises(UsageError, match="expected side, front or rear"):
        project_markers(walker(), view="auto")


def test_missing_feet_are_named():
    markers = walker()
    keep = [i for i, name in enumerate(markers.names) if "HEE" not in name]
    fewer = replace(
        markers, names=tuple(markers.names[i] for i in keep), points_m=markers.points_m[:, keep]
    )
    with pytest.raises(UnreadableInputError, match="left_heel, right_heel"):
        project_markers(fewer, view="side")
