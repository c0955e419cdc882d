"""What the second look learns from: that the ends of a line are where an example says they are."""

from __future__ import annotations

import numpy as np
import pytest

from gaitkit.pose.second_look import FOOT, LEG, NEAR_SHANK, PELVIS, SHANK, SIGHTS, THIGH

pytest.importorskip("moderngl", reason="the dependency group render is not installed")

from rendering import render
from rendering.second_look import examples, shots
from rendering.second_look.scenery import scenery

ENDS = {
    PELVIS: ("hip", "hip"), SHANK: ("knee", "ankle"), FOOT: ("heel", "toe"),
    THIGH: ("hip", "knee"), NEAR_SHANK: ("knee", "ankle"),
}  # fmt: skip
RED, GREEN = (255, 0, 0), (0, 255, 0)


def marked_shot(sight):
    """A transparent shot: red at the first end of each line, green at the other."""
    points = np.array(
        [
            *[(0.58, 0.20), (0.56, 0.50), (0.60, 0.80), (0.62, 0.84), (0.56, 0.90)],
            *[(0.42, 0.24), (0.40, 0.52), (0.38, 0.80), (0.36, 0.84), (0.44, 0.90)],
        ]
    )
    shot = np.zeros((shots.SIZE_PX, shots.SIZE_PX, 4), np.uint8)
    rows, columns = np.mgrid[: shots.SIZE_PX, : shots.SIZE_PX]
    first, second = ENDS[sight]
    for leg in (0, 5):
        for part, colour in ((first, RED), (second, GREEN)):
            if sight is PELVIS:
                colour = GREEN if leg == 0 else RED  # the left hip is to the right in the picture
            x, y = points[leg + LEG.index(part)] * shots.SIZE_PX
            shot[np.hypot(columns - x, rows - y) < 3] = (*colour, 255)
    return shot, points


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda s: s.name)
def test_the_ends_are_where_the_example_says(sight, monkeypatch):
    """However it was turned, mirrored, shifted and scaled."""
    monkeypatch.setattr(examples, "_spoiled", lambda dice, picture: picture)
    shot, points = marked_shot(sight)
    ground = np.zeros((320, 320, 3), np.uint8)
    for seed in range(40):
        dice = np.random.default_rng(seed)
        picture, ends = examples.example(dice, sight, shot, points, ground, None)
        assert picture.shape == (sight.side_px, sight.side_px, 3)
        colours = (0, 1)
        if sight.abreast and _mirrored(picture):
            colours = (1, 0)
        for end, colour in zip(ends * sight.side_px, colours, strict=True):
            lit = np.argwhere(picture[..., colour] > 150)[:, ::-1]
            assert len(lit), f"seed {seed}: the end lies outside the picture"
            assert np.linalg.norm(lit - end, axis=1).min() < 1.5


def _mirrored(picture) -> bool:
    """Whether the red hip, drawn on the left, is on the right."""
    middles = [np.argwhere(picture[..., colour] > 150)[:, 1].mean() for colour in (0, 1)]
    return middles[0] > middles[1]


def test_hips_seen_from_the_side_teach_nothing():
    points = np.zeros((3, 10, 2))
    points[1, 0, 0], points[2, 5, 0] = 0.15, 0.05
    assert examples.shows(PELVIS, points).tolist() == [False, True, False]
    assert examples.shows(FOOT, points).all()


def test_only_legs_seen_from_the_side_teach_of_the_nearer_one():
    points = np.zeros((4, 10, 2))
    points[1:, [4, 9], 0] = 0.15  # toes to the right of the heels
    points[2, 0, 0] = 0.15  # and one hip beside the other
    points[3, [4, 9], 0] = -0.15
    for sight in (THIGH, NEAR_SHANK):
        assert examples.shows(sight, points).tolist() == [False, True, False, True]


@pytest.mark.parametrize(("to_the_right", "near"), [(True, 5), (False, 0)])
def test_the_nearer_leg_is_the_right_one_of_who_faces_right(to_the_right, near):
    points = np.random.default_rng(0).random((10, 2))
    points[[4, 9], 0] = points[[3, 8], 0] + (0.2 if to_the_right else -0.2)
    ends, middle = examples._line(np.random.default_rng(1), THIGH, points)
    assert (ends == points[[near, near + 1]]).all()
    assert middle == pytest.approx(ends.mean(axis=0))


@pytest.mark.skipif(
    render.available() is not None, reason=f"no OpenGL off screen here: {render.available()}"
)
def test_shots_are_the_same_whenever_they_are_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(shots, "SHOTS_PER_FILE", 2)
    once, again = (np.load(shots.write(tmp_path / name, 5)) for name in ("once", "again"))
    for name in ("pictures", "points"):
        assert (once[name] == again[name]).all()
    assert once["pictures"].shape == (2, shots.SIZE_PX, shots.SIZE_PX, 4)
    inside = (once["points"] > 0) & (once["points"] < 1)
    assert inside.all()
    covered = once["pictures"][..., 3].mean(axis=(1, 2)) / 255
    assert ((covered > 0.05) & (covered < 0.8)).all()


def test_scenery_is_seeded():
    pictures = [scenery(np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert (pictures[0] == pictures[1]).all() and (pictures[0] != pictures[2]).any()
