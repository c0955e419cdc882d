"""The second look: where it looks, what it leaves alone, and that it sees what is there."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from gaitkit.pose import second_look
from gaitkit.pose.base import PersonPose
from gaitkit.pose.mediapipe import LANDMARKS
from gaitkit.pose.second_look import LEG, SIGHTS, SecondLook, cut_out, places

LEGS = [f"{side}_{part}" for side in ("left", "right") for part in LEG]
COLUMNS = [LANDMARKS.index(name) for name in LEGS]
OTHERS = [n for n in range(len(LANDMARKS)) if n not in COLUMNS]


@pytest.fixture(scope="module")
def look():
    return SecondLook(LANDMARKS)


def person(
    *,
    middle_x: float = 200.0,
    hips_apart_px: float = 40.0,
    tall_px: float = 400.0,
    toes_ahead_px: float = 0.0,
):
    """Somebody who stands upright and faces the camera, the left leg to the right.

    With toes that point to the right (`toes_ahead_px`) and narrow hips: seen from the side.
    """
    points = np.zeros((len(LANDMARKS), 2))
    heights = {"hip": 0.53, "knee": 0.29, "ankle": 0.06, "heel": 0.03, "toe": 0.0}
    for side, sign in (("left", 1), ("right", -1)):
        for part, height in heights.items():
            x = middle_x + sign * hips_apart_px / 2 + (toes_ahead_px if part == "toe" else 0)
            points[LANDMARKS.index(f"{side}_{part}")] = x, 50 + tall_px * (1 - height)
    return PersonPose(points_px=points, scores=np.ones(len(LANDMARKS)), points_m=None)


def noise(seed: int = 3) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 255, (12, 10, 3), dtype=np.uint8)
    return cv2.resize(coarse, (400, 480), interpolation=cv2.INTER_CUBIC)


def test_only_the_legs_are_looked_at_again(look):
    first = person()
    seen = look(noise(), first)
    assert (seen.points_px[OTHERS] == first.points_px[OTHERS]).all()
    assert (seen.scores == first.scores).all()
    assert not np.allclose(seen.points_px[COLUMNS], first.points_px[COLUMNS])


def test_where_feet_are_the_pose_model_knows(look):
    first = person()
    seen = look(noise(), first)
    for pair in (("left_heel", "left_toe"), ("right_heel", "right_toe")):
        rows = [LANDMARKS.index(name) for name in pair]
        middle = [pose.points_px[rows].mean(axis=0) for pose in (first, seen)]
        assert middle[1] == pytest.approx(middle[0])


def test_hips_seen_from_the_side_stay(look):
    first = person(hips_apart_px=4)
    seen = look(noise(), first)
    hips = [LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]
    assert (seen.points_px[hips] == first.points_px[hips]).all()


@pytest.mark.parametrize(
    ("toes_ahead_px", "near", "far"), [(50, "right", "left"), (-50, "left", "right")]
)
def test_from_the_side_the_nearer_leg_is_looked_at(look, monkeypatch, toes_ahead_px, near, far):
    def sure(eye, show, middles_px, stature_px):
        ends = np.stack(middles_px)[:, np.newaxis] + [[3.0, -9.0], [5.0, 9.0]]
        return ends, np.ones(len(ends))

    monkeypatch.setattr(second_look._Eye, "ends_px", sure)
    first = person(hips_apart_px=4, toes_ahead_px=toes_ahead_px)
    seen = look(noise(), first)
    for part in ("hip", "knee", "ankle"):
        rows = [LANDMARKS.index(f"{side}_{part}") for side in (near, far)]
        of_near, of_far = (seen.points_px[rows] - first.points_px[rows]).any(axis=1)
        assert of_near and not of_far


def test_of_who_faces_the_camera_no_leg_is_nearer(look, monkeypatch):
    monkeypatch.setattr(SecondLook, "_move_near_leg", None)
    look(noise(), person())
    look(noise(), person(hips_apart_px=4))  # one behind the other, but feet that point nowhere
    with pytest.raises(TypeError):
        look(noise(), person(hips_apart_px=4, toes_ahead_px=50))


@pytest.mark.parametrize("facing", [{}, {"hips_apart_px": 4, "toes_ahead_px": 50}])
def test_the_mirror_shows_the_same(look, facing):
    """Two looks on end favour neither left nor right: one of them is taken in the mirror."""
    picture, first = noise(), person(**facing)
    last = picture.shape[1] - 1
    exchanged = [LANDMARKS.index(_other(name)) for name in LANDMARKS]
    mirrored = replace(first, points_px=([last, 0] + first.points_px * [-1, 1])[exchanged])
    other_way = np.ascontiguousarray(picture[:, ::-1])
    seen = np.mean([look(picture, first).points_px for _ in range(2)], axis=0)
    in_mirror = np.mean([look(other_way, mirrored).points_px for _ in range(2)], axis=0)
    back = ([last, 0] + in_mirror * [-1, 1])[exchanged]
    assert np.abs(back - seen)[COLUMNS].max() < 3  # of a person who is 400 pixels tall


def _other(name: str) -> str:
    swaps = {"left": "right", "right": "left"}
    side, _, part = name.partition("_")
    return f"{swaps[side]}_{part}" if side in swaps else name


@pytest.mark.parametrize("part", LEG)
def test_nothing_is_made_of_a_point_that_is_missing(look, part):
    first = person()
    first.points_px[LANDMARKS.index(f"left_{part}")] = np.nan
    assert look(noise(), first) is first


def test_someone_tiny_is_left_as_seen(look):
    first = person(tall_px=40, hips_apart_px=4)
    assert look(noise(), first) is first


def test_legs_that_leave_the_picture_do_no_harm(look):
    for x in (-500.0, 0.0, 399.0, 2000.0):
        assert np.isfinite(look(noise(), person(middle_x=x)).points_px).all()


def test_the_cut_out_is_scaled_about_its_middle():
    picture = np.zeros((300, 300, 3), np.uint8)
    picture[100:140, 180:220] = 255  # about (200, 120)
    cut = cut_out(picture, np.array([199.5, 119.5]), 80.0, 40)
    lit = np.argwhere(cut[..., 0] > 127)
    assert lit.mean(axis=0) == pytest.approx([20, 20], abs=0.6)
    assert len(lit) == pytest.approx(400, rel=0.12)


def test_the_cut_out_goes_on_beyond_the_picture():
    picture = np.full((50, 50, 3), 90, np.uint8)
    assert (cut_out(picture, np.array([0.0, 49.0]), 30.0, 20) == 90).all()
    assert (cut_out(picture, np.array([-300.0, 20.0]), 30.0, 20) == 90).all()
    assert (cut_out(picture, np.array([20.0, 900.0]), 30.0, 20) == 90).all()


def test_a_place_is_the_middle_of_what_is_likely():
    maps = np.full((1, 20, 20, 2), -50.0)
    maps[0, 4, 7:9, 0] = maps[0, 15, 2, 1] = 0
    ends, spread = places(maps)
    assert ends[0] == pytest.approx(np.array([[0.40, 0.225], [0.125, 0.775]]))
    assert spread[0] == pytest.approx([0.025, 0], abs=1e-6)


def test_what_no_network_has_learnt_is_left_to_the_pose_model(look):
    """Plain grey: nothing is to be seen, and nothing moves far."""
    first = person()
    seen = look(np.full((480, 400, 3), 128, np.uint8), first)
    assert np.abs(seen.points_px - first.points_px).max() < 0.02 * 400


def test_every_network_belongs_to_its_identity(monkeypatch):
    usual = second_look.version()
    assert len(usual) == 12
    for sight in SIGHTS:
        assert sight.weights.is_file()
        monkeypatch.setattr(second_look, "SIGHTS", [s for s in SIGHTS if s is not sight])
        assert second_look.version() != usual
