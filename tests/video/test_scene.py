"""The camera's roll is read from what was built, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from gaitkit.video import frames, probe, scene

SAMPLES = Path(__file__).parents[2] / "sample_videos"
WIDE, HIGH = 960, 540
#: Somebody in the middle who is there all the time.
PERSON = [(0.4, 0.2, 0.6, 0.9)]
GREY, DARK = 170, 60


def room(*, lines: list[tuple[tuple[float, float], tuple[float, float]]]) -> np.ndarray:
    """A grey wall with dark lines between places in pixels."""
    picture = np.full((HIGH, WIDE), GREY, np.uint8)
    for start, end in lines:
        ends = (tuple(round(16 * v) for v in place) for place in (start, end))
        cv2.line(picture, *ends, DARK, 3, cv2.LINE_AA, shift=4)
    return picture


def doors(*, converging_deg: float = 0.0) -> list:
    """Upright door posts; `converging_deg` is what the outermost ones lean outward, upward."""
    found = []
    for x in (60, 140, 260, 340, 640, 720, 840, 900):
        lean = np.tan(np.radians(converging_deg)) * (x - WIDE / 2) / (WIDE / 2)
        found.append(((x + 150 * lean, 40), (x - 150 * lean, 340)))
    return found


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """The picture turned clockwise."""
    high, wide = picture.shape[:2]
    move = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1.0)
    return cv2.warpAffine(picture, move, (wide, high), borderMode=cv2.BORDER_REPLICATE)


def roughened(picture: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(3).normal(0, 4, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("roll_deg", [-6.0, -2.3, 0.0, 0.7, 4.0])
@pytest.mark.parametrize("converging_deg", [0.0, 5.0, -3.0])
def test_door_posts_tell_the_roll_though_they_converge(roll_deg, converging_deg):
    picture = turned(roughened(room(lines=doors(converging_deg=converging_deg))), roll_deg)
    assert scene.roll_deg(picture, PERSON) == pytest.approx(roll_deg, abs=0.3)


@pytest.mark.parametrize("roll_deg", [-3.0, 1.5])
def test_level_edges_alone_tell_it_too(roll_deg):
    shelves = [((40, y), (340, y)) for y in (40, 90, 140, 200)]
    shelves += [((620, y), (920, y)) for y in (60, 120, 180)]
    picture = turned(roughened(room(lines=shelves)), roll_deg)
    assert scene.roll_deg(picture, PERSON) == pytest.approx(roll_deg, abs=0.3)


def test_a_bare_wall_tells_nothing():
    assert scene.roll_deg(roughened(room(lines=[])), PERSON) is None


def test_lines_of_every_direction_tell_nothing():
    places = np.random.default_rng(5).uniform((0, 0), (WIDE, 250), (60, 2))
    ways = np.random.default_rng(6).uniform(0, np.pi, 60)
    twigs = [
        (p, p + 60 * np.array([np.cos(a), np.sin(a)])) for p, a in zip(places, ways, strict=True)
    ]
    assert scene.roll_deg(room(lines=twigs), PERSON) is None


def test_lines_on_the_ground_tell_nothing():
    """The edges of a track run anywhere; beside one another they look upright from behind."""
    track = [((x + 20, 330), (x, 530)) for x in (80, 160, 240, 320, 620, 700, 780, 860)]
    assert scene.roll_deg(room(lines=track), PERSON) is None


def test_a_person_who_stays_is_no_building():
    stripes = [((x + 20, 130), (x, 330)) for x in range(400, 570, 20)]
    assert scene.roll_deg(room(lines=stripes), PERSON) is None
    elsewhere = [(0.0, 0.2, 0.2, 0.9)]
    assert scene.roll_deg(room(lines=stripes), elsewhere) == pytest.approx(5.7, abs=0.4)


def test_who_walks_through_is_gone_from_the_backdrop():
    backdrop = scene.Backdrop()
    for step in range(40):
        picture = np.full((HIGH, WIDE, 3), GREY, np.uint8)
        picture[100:500, 20 * step : 20 * step + 80] = DARK
        backdrop.add(picture)
    assert np.abs(backdrop.picture().astype(int) - GREY).max() <= 1


def test_of_many_large_pictures_few_small_ones_are_kept():
    backdrop = scene.Backdrop()
    for shade in range(200):
        backdrop.add(np.full((2160, 3840, 3), shade, np.uint8))
    assert backdrop.picture().shape == (HIGH, WIDE)
    assert 8 <= len(backdrop._pictures) <= 16
    assert backdrop.picture()[0, 0] == pytest.approx(100, abs=16)


@pytest.mark.parametrize("name", ["walk_rear_level", "walk_front_child", "run_side", "squat_side"])
@pytest.mark.parametrize("roll_deg", [0.0, -4.0])
def test_the_roll_of_a_film(name, roll_deg):
    clip = probe(SAMPLES / f"{name}.mp4")
    backdrop = scene.Backdrop()
    with frames(clip, every_s=clip.duration_s / 8) as reader:
        for frame in reader:
            backdrop.add(turned(frame.rgb, roll_deg))
    found = scene.roll_deg(backdrop.picture(), [(0.35, 0.2, 0.65, 0.9)])
    assert found == pytest.approx(roll_deg, abs=0.4)
