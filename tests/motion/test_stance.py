"""How somebody stands: on the spot or not, on which leg, seen from where, the camera's roll."""

from __future__ import annotations

import numpy as np
import pytest
from performer import Performer
from walker import Walker

from gaitkit.motion import clean
from gaitkit.motion.stance import read_stance, stretches_on_the_spot

FIGURE = Performer(activity="balance", sides=("left",), hold_s=5.0, standing_s=2.0)
VIEWS = ("side", "front", "rear")


def smooth(track):
    return clean.smoothed(clean.on_even_grid(track, rate_hz=60), cutoff_hz=4)


@pytest.mark.parametrize("view", VIEWS)
def test_a_walker_is_never_on_the_spot(view):
    for treadmill in (True, False):
        assert stretches_on_the_spot(smooth(Walker().track(view, treadmill=treadmill))) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_balancer_is_on_the_spot_all_along(view):
    ((start_s, end_s),) = stretches_on_the_spot(smooth(FIGURE.track(view, noise_px=2)))
    assert (start_s, end_s) == pytest.approx((0, FIGURE.duration_s), abs=0.2)


@pytest.mark.parametrize("view", VIEWS)
def test_only_the_part_between_the_walks_is_on_the_spot(view):
    figure = Performer(activity="balance", sides=("left",), hold_s=5.0, walk_s=3.0)
    ((start_s, end_s),) = stretches_on_the_spot(smooth(figure.track(view)))
    assert (start_s, end_s) == pytest.approx((3.0, figure.duration_s - 3.0), abs=1.0)


@pytest.mark.parametrize("view", VIEWS)
def test_the_standing_leg_over_time(view):
    stance = read_stance(smooth(FIGURE.track(view, noise_px=2)))
    assert stance.view.plane == view
    middle = stance.samples(4.0, 7.0)
    assert set(stance.stands[middle]) == {"left"}
    assert set(stance.stands[stance.samples(0.2, 1.6)]) == {"both"}


@pytest.mark.parametrize(("facing", "other"), [("left", "right"), ("right", "left")])
def test_the_person_faces_where_planted_feet_point(facing, other):
    figure = Performer(activity="deadlift", sides=("right",), repetitions=4)
    stance = read_stance(smooth(figure.track("side", facing=facing)))
    assert stance.view.facing == facing != other


def test_a_view_that_is_given_overrules():
    stance = read_stance(smooth(FIGURE.track("front")), view="rear")
    assert (stance.view.plane, stance.view.chosen_by) == ("rear", "user")
    assert stance.view.confidence < 0.5


@pytest.mark.parametrize("roll_deg", [-5.0, 0.0, 5.0])
def test_roll_is_read_while_standing_on_both_legs(roll_deg):
    stance = read_stance(smooth(FIGURE.track("front", roll_deg=roll_deg)))
    assert stance.view.roll_deg == pytest.approx(roll_deg, abs=0.5)


def test_no_roll_without_a_stand_on_both_legs():
    track = smooth(FIGURE.track("front")).between(3.0, 7.0)
    assert read_stance(track).view.roll_deg is None


def test_someone_who_leans_is_no_reference():
    track = smooth(FIGURE.track("front"))
    leaning = track.points_px.copy()
    for side in ("left", "right"):
        column = track.landmarks.index(f"{side}_shoulder")
        leaning[:, column, 0] += 25
    assert read_stance(track.with_points(leaning, step="leans")).view.roll_deg is None


def test_unseen_feet_stand_nowhere():
    track = smooth(FIGURE.track("front"))
    points = track.points_px.copy()
    points[:, [n for n, name in enumerate(track.landmarks) if "heel" in name or "toe" in name]] = (
        np.nan
    )
    hidden = track.with_points(points, step="feet hidden")
    assert stretches_on_the_spot(hidden) == []
    assert set(read_stance(hidden).stands) == {""}
