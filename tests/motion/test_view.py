"""Where the camera stands, what the ground is, and walking told from running."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import Walker

from gaitkit.motion import view

MAKERS = {"walk": Walker, "run": Walker.running}


def only_bout(track, **choices):
    (bout,) = view.find_bouts(track, **choices)
    return bout


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize(
    ("plane", "facing", "yaw_deg"),
    [("side", "left", 90), ("side", "right", 90), ("front", None, 0), ("rear", None, 180)],
)
def test_every_view_gait_and_ground(make, treadmill, plane, facing, yaw_deg):
    track = MAKERS[make]().track(plane, facing=facing or "left", treadmill=treadmill, fps=120)
    bout = only_bout(track)
    assert (bout.view.plane, bout.view.facing) == (plane, facing)
    assert bout.view.near_side == facing
    assert bout.view.yaw_deg == pytest.approx(yaw_deg, abs=20)
    assert bout.view.confidence > 0.7
    assert bout.view.chosen_by == "machine"
    assert bout.activity == make
    assert bout.surface == ("treadmill" if treadmill else "overground")


@pytest.mark.parametrize("yaw_deg", [45, 135, 225, 315])
def test_from_a_corner_is_oblique(yaw_deg):
    track = Walker().track(yaw_deg=yaw_deg, treadmill=True, fps=120)
    assert only_bout(track).view.plane == "oblique"


@pytest.mark.parametrize("yaw_deg", [0, 20, 160, 180, 200, 340])
def test_nearly_square_counts_as_frontal(yaw_deg):
    track = Walker().track(yaw_deg=yaw_deg, treadmill=True, fps=120)
    assert only_bout(track).view.plane == ("front" if np.cos(np.radians(yaw_deg)) > 0 else "rear")


def test_the_more_oblique_the_less_sure():
    sure = [
        only_bout(Walker().track(yaw_deg=yaw, treadmill=True, fps=120)).view.confidence
        for yaw in (90, 105, 115)
    ]
    assert sure[0] > sure[1] > sure[2]


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("roll_deg", [-7.0, 0.0, 4.0])
def test_roll_of_the_camera_is_read_from_the_body(plane, roll_deg):
    track = Walker().track(plane, roll_deg=roll_deg, treadmill=True, fps=120)
    assert only_bout(track).view.roll_deg == pytest.approx(roll_deg, abs=0.6)


@pytest.mark.parametrize("plane", ["side", "front", "rear"])
def test_what_the_scene_tells_of_the_roll_goes_before_the_body(plane):
    track = Walker().track(plane, treadmill=True, fps=120)
    seen = only_bout(replace(track, roll_deg=2.5)).view
    assert (seen.roll_deg, seen.roll_sd_deg) == (2.5, 0.0)
    by_body = only_bout(replace(track, roll_deg=None)).view
    assert by_body.roll_sd_deg == (1.5 if plane == "side" else view.BODY_ROLL_SD_DEG)


def test_roll_is_not_claimed_from_the_side():
    assert only_bout(Walker().track("side", fps=120)).view.roll_deg is None


def test_the_user_overrules_the_machine():
    track = Walker().track("side", fps=120)
    bout = only_bout(track, view="rear", activity="run")
    assert (bout.view.plane, bout.view.chosen_by, bout.activity) == ("rear", "user", "run")
    assert bout.view.confidence < 0.6


def test_walking_there_and_back_makes_two_bouts():
    walker = Walker(duration_s=5)
    there, back = (walker.track("side", facing=f, fps=120) for f in ("right", "left"))
    joined = replace(
        there,
        times_s=np.concatenate([there.times_s, back.times_s + 5]),
        points_px=np.concatenate([there.points_px, back.points_px]),
        scores=np.concatenate([there.scores, back.scores]),
    )
    bouts = view.find_bouts(joined)
    assert [b.view.facing for b in bouts] == ["right", "left"]
    assert [b.number for b in bouts] == [1, 2]
    assert bouts[0].end_s == pytest.approx(5, abs=0.5)
    assert bouts[0].end_s <= bouts[1].start_s


def test_a_long_gap_parts_bouts():
    track = Walker(duration_s=8).track("side", treadmill=True, fps=120)
    hidden = (track.times_s > 3) & (track.times_s < 4.5)
    points = np.where(hidden[:, None, None], np.nan, track.points_px)
    bouts = view.find_bouts(replace(track, points_px=points))
    assert len(bouts) == 2
    assert bouts[0].end_s <= 3.01
    assert bouts[1].start_s >= 4.49


@pytest.mark.parametrize("plane", ["side", "front", "rear"])
def test_somebody_who_stands_is_no_bout(plane):
    track = Walker().track(plane, treadmill=True, fps=120)
    still = np.broadcast_to(track.points_px[:1], track.points_px.shape)
    shaking = still + np.random.default_rng(0).normal(0, 0.5, still.shape)
    assert view.find_bouts(replace(track, points_px=shaking)) == []


@pytest.mark.parametrize("cadence_spm", [60, 85, 110, 135, 158])
@pytest.mark.parametrize("plane", ["side", "front", "rear"])
def test_walking_stays_walking_at_any_cadence(plane, cadence_spm):
    walker = Walker(cadence_spm=cadence_spm, speed_mps=1.25 * cadence_spm / 110, duration_s=5)
    assert only_bout(walker.track(plane, treadmill=True, fps=120)).activity == "walk"


@pytest.mark.parametrize("cadence_spm", [145, 168, 200])
@pytest.mark.parametrize("plane", ["side", "front", "rear"])
def test_running_stays_running_at_any_cadence(plane, cadence_spm):
    runner = Walker.running(cadence_spm=cadence_spm, duration_s=5)
    assert only_bout(runner.track(plane, treadmill=True, fps=120)).activity == "run"


@pytest.mark.parametrize(
    ("yaw_deg", "plane"),
    [(0, "front"), (90, "side"), (180, "rear"), (60.5, "side"), (50, "oblique"), (130, "oblique")],
)
def test_limits_between_the_views(yaw_deg, plane):
    assert view.plane_of(yaw_deg) == plane
