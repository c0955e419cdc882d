from __future__ import annotations

import numpy as np
import pytest
from rendering import camera as cameras
from rendering.camera import aimed
from rendering.parameters import CameraPlace, Parameters, Picture
from rendering.simulation import simulate

EYE = np.array([4.0, -1.0, 1.2])


def test_a_point_lands_where_the_pinhole_says():
    """Straight ahead by 5 m, right by 0.3 m, up by 0.4 m, seen with a 40 degree lens."""
    camera = aimed(
        EYE, EYE + np.array([1.0, 0, 0]), vertical_fov_deg=40, width_px=1280, height_px=720
    )
    focal = 360 / np.tan(np.radians(20))
    point = EYE + np.array([5.0, -0.3, 0.4])
    wanted = [640 + focal * 0.3 / 5, 360 - focal * 0.4 / 5]
    np.testing.assert_allclose(camera.project(point), wanted, atol=1e-9)
    assert camera.depth_m(point) == pytest.approx(5.0)


def test_a_camera_rolled_clockwise_sees_the_scene_turn_the_other_way():
    level, rolled = (
        aimed(
            EYE,
            EYE + np.array([0, 1.0, 0]),
            vertical_fov_deg=40,
            width_px=600,
            height_px=400,
            roll_deg=a,
        )
        for a in (0, 10)
    )
    above = EYE + np.array([0, 3.0, 0.5])
    assert level.project(above)[0] == pytest.approx(300)
    x, y = rolled.project(above) - [300, 200]
    assert np.degrees(np.arctan2(x, -y)) == pytest.approx(-10)


def test_opengl_draws_where_the_pinhole_projects():
    camera = aimed(EYE, np.zeros(3), vertical_fov_deg=33, width_px=720, height_px=1280, roll_deg=7)
    points = np.random.default_rng(1).uniform(-0.5, 0.5, (20, 3))
    clip = np.column_stack([points, np.ones(20)]) @ camera.view_projection.T
    screen = clip[:, :2] / clip[:, 3:]
    drawn = np.column_stack([(screen[:, 0] + 1) * 360, (1 - screen[:, 1]) * 640])
    np.testing.assert_allclose(drawn, camera.project(points), atol=1e-9)


@pytest.mark.parametrize(
    ("view", "left_is_right_in_picture", "grows"),
    [("front", True, True), ("rear", False, False)],
)
def test_front_and_rear_show_the_sides_as_seen(view, left_is_right_in_picture, grows):
    clip = simulate(Parameters.of({"camera": {"view": view}, "picture": {"fps": 10}}))
    joints = clip.joints_px
    apart = joints["left_shoulder"][:, 0] - joints["right_shoulder"][:, 0]
    assert (apart > 0).all() == left_is_right_in_picture
    height = joints["left_ankle"][:, 1] - joints["nose"][:, 1]
    assert (height[-1] > height[0]) == grows


@pytest.mark.parametrize(("view", "direction"), [("right", 1), ("left", -1)])
def test_side_views_show_the_person_move_across(view, direction):
    clip = simulate(Parameters.of({"camera": {"view": view}, "picture": {"fps": 10}}))
    assert (np.diff(clip.joints_px["nose"][:, 0]) * direction > 0).all()


@pytest.mark.parametrize("view", ["right", "left", "front", "rear"])
@pytest.mark.parametrize("treadmill", [False, True])
def test_the_whole_person_stays_in_the_picture(view, treadmill):
    asked = {
        "camera": {"view": view},
        "motion": {"treadmill": treadmill},
        "picture": {"fps": 10, "width_px": 720, "height_px": 1280},
    }
    clip = simulate(Parameters.of(asked))
    for place in clip.joints_px.values():
        assert (place > 0).all() and (place < [720, 1280]).all()


def test_on_a_treadmill_the_person_stays_in_place():
    clip = simulate(Parameters.of({"motion": {"treadmill": True}, "picture": {"fps": 10}}))
    assert np.ptp(clip.joints_m["left_hip"][:, 0]) < 0.15


def test_pitch_sets_the_height_of_the_horizon():
    camera = cameras.place(
        CameraPlace(view="rear", pitch_deg=-6.0), Picture(), stature_m=1.7, path_m=np.zeros(2)
    )
    ahead = camera.rotation[2]
    assert np.degrees(np.arcsin(ahead[2])) == pytest.approx(-6.0)
