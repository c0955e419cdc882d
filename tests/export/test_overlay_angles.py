"""Angles of drawn bodies with known answers, over several bouts and with a tilted camera."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gaitkit.export.overlay_angles import BoutAngles
from gaitkit.model import Bout, PoseTrack, View
from gaitkit.motion.geometry import rotated

PARTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
NAMES = tuple(f"{side}_{part}" for side in ("left", "right") for part in PARTS)
TIMES_S = np.arange(20) / 10
SIZE = (400, 400)


def track_of(points):
    """The same body in every frame; `points` are (12, 2), left first."""
    return PoseTrack(
        times_s=TIMES_S,
        landmarks=NAMES,
        points_px=np.repeat(np.array(points, float)[np.newaxis], len(TIMES_S), axis=0),
        scores=np.ones((len(TIMES_S), len(NAMES))),
        width_px=SIZE[0],
        height_px=SIZE[1],
        backend="drawn",
    )


def side_on(*, forward, knee_deg, lean_deg):
    """Seen from the side: thigh upright, shank bent back, trunk bent forward."""
    back = -forward * math.sin(math.radians(knee_deg)) * 80
    down = math.cos(math.radians(knee_deg)) * 80
    shoulder = 200 + forward * 100 * math.tan(math.radians(lean_deg))
    ankle = (200 + back, 280 + down)
    leg = [
        (shoulder, 100),
        (200, 200),
        (200, 280),
        ankle,
        (ankle[0] - forward * 10, ankle[1] + 5),
        (ankle[0] + forward * 30, ankle[1] + 5),
    ]
    return track_of(leg + leg)


def from_behind(*, knee_in_px):
    """Seen from behind, so left is left: both knees moved toward the midline."""
    points = []
    for sign in (-1, 1):
        x = 200 + sign * 20
        points += [(200 + sign * 35, 100), (x, 200), (x - sign * knee_in_px, 280), (x, 360)]
        points += [(x, 365), (x, 364)]
    return track_of(points)


def bout(plane, *, facing=None, roll_deg=None, start_s=0.0, end_s=1.9, number=1):
    view = View(plane=plane, facing=facing, roll_deg=roll_deg)
    return Bout(
        number=number,
        start_s=start_s,
        end_s=end_s,
        view=view,
        activity="walk",
        surface="overground",
    )


@pytest.mark.parametrize(("facing", "forward"), [("right", 1), ("left", -1)])
def test_from_the_side_flexion_and_forward_lean_are_positive_whichever_way_one_goes(
    facing, forward
):
    track = side_on(forward=forward, knee_deg=40, lean_deg=10)
    angles = BoutAngles(track, bout("side", facing=facing))
    for side in ("left", "right"):
        assert angles.at(7, "knee_flexion", side) == pytest.approx(40)
    assert angles.at(7, "trunk_forward_lean") == pytest.approx(10)


def test_a_knee_bent_the_wrong_way_is_negative():
    track = side_on(forward=1, knee_deg=-8, lean_deg=0)
    assert BoutAngles(track, bout("side")).at(0, "knee_flexion", "left") == pytest.approx(-8)


def test_from_behind_knees_toward_the_midline_are_positive_on_both_sides():
    angles = BoutAngles(from_behind(knee_in_px=6), bout("rear"))
    expected = 2 * math.degrees(math.atan2(6, 80))
    for side in ("left", "right"):
        assert angles.at(3, "knee_valgus", side) == pytest.approx(expected)


def test_the_cameras_roll_is_taken_out_of_the_trunks_lean():
    straight = from_behind(knee_in_px=0)
    centre = (SIZE[0] / 2, SIZE[1] / 2)
    tilted = straight.with_points(
        rotated(straight.points_px, degrees=10, centre=centre), step="camera tilted"
    )
    assert BoutAngles(tilted, bout("rear")).at(3, "trunk_lateral_lean") == pytest.approx(10)
    levelled = BoutAngles(tilted, bout("rear", roll_deg=10.0))
    assert levelled.at(3, "trunk_lateral_lean") == pytest.approx(0)


def test_frames_are_counted_in_the_whole_clip():
    track = side_on(forward=1, knee_deg=20, lean_deg=0)
    points = track.points_px.copy()
    points[12:] = side_on(forward=1, knee_deg=60, lean_deg=0).points_px[12:]
    track = track.with_points(points, step="bent later")
    second = BoutAngles(track, bout("side", start_s=1.0, number=2))
    assert second.at(11, "knee_flexion", "left") == pytest.approx(20)
    assert second.at(12, "knee_flexion", "left") == pytest.approx(60)


def test_unseen_points_give_no_number():
    points = side_on(forward=1, knee_deg=20, lean_deg=0).points_px.copy()
    points[4, NAMES.index("left_knee")] = np.nan
    track = side_on(forward=1, knee_deg=20, lean_deg=0).with_points(points, step="hidden")
    angles = BoutAngles(track, bout("side"))
    assert math.isnan(angles.at(4, "knee_flexion", "left"))
    assert angles.at(5, "knee_flexion", "left") == pytest.approx(20)
