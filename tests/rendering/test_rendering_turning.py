"""A walk there and back: the same gait both ways, and a turn on feet that don't slide."""

from __future__ import annotations

import numpy as np
import pytest
from rendering.parameters import Parameters
from rendering.simulation import Simulation, simulate
from rendering.truth import truth

SIDES = ("left", "right")


@pytest.fixture(scope="module")
def clip() -> Simulation:
    asked = {"motion": {"turn_after_m": 3.0}, "picture": {"fps": 100}, "camera": {"view": "right"}}
    return simulate(Parameters.of(asked))


def test_the_walker_comes_back_facing_the_other_way(clip: Simulation):
    hip, nose = (clip.joints_m[name][:, 0] for name in ("left_hip", "nose"))
    assert nose[0] - hip[0] > 0 > nose[-1] - hip[-1]
    assert hip[-1] == pytest.approx(hip[0], abs=0.3)
    assert np.ptp(hip) > 3.0


def test_both_ways_are_the_straight_gait(clip: Simulation):
    """Seen from the walker, joints on either way are those of the walk without a turn."""
    person = clip.person
    (_, leaves_s), (returns_s, _) = person.straight_s
    stride_s = person.plan.timing.stride_s
    for shift, sign in ((-stride_s, 1), (2 * stride_s, -1)):
        start = leaves_s if sign > 0 else returns_s
        times = start + shift + np.linspace(0, 0.9, 20) * stride_s
        led, free = person.pose(times), person.walker.pose(times)
        for side in SIDES:
            for joint in ("knee", "ankle", "heel", "toe"):
                there = getattr(led.legs[side], joint) - led.mid_hip
                wanted = (getattr(free.legs[side], joint) - free.mid_hip) * [sign, sign, 1]
                np.testing.assert_allclose(there, wanted, atol=1e-6, err_msg=joint)


@pytest.mark.parametrize("side", SIDES)
def test_flat_feet_do_not_slide_in_the_turn(clip: Simulation, side: str):
    leg = clip.person.pose(clip.times_s).legs[side]
    flat = leg.in_stance & (np.abs(leg.pitch_deg) < 1e-9)
    still = flat[1:] & flat[:-1]
    for point in (leg.ankle, leg.heel, leg.toe):
        assert np.linalg.norm(np.diff(point, axis=0), axis=1)[still].max() < 1e-9


@pytest.mark.parametrize("side", SIDES)
def test_legs_keep_their_length_and_nothing_jumps(clip: Simulation, side: str):
    hip, knee, ankle = (clip.joints_m[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    body = clip.person.body
    np.testing.assert_allclose(np.linalg.norm(knee - hip, axis=1), body.thigh_m, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(ankle - knee, axis=1), body.shank_m, atol=2e-4)
    for path in (hip, knee, ankle):
        assert np.linalg.norm(np.diff(path, axis=0), axis=1).max() * 100 < 6


def test_events_are_those_of_two_straight_bouts(clip: Simulation):
    told = truth(clip)
    there, back = told["bouts"]
    assert 0 == there["start_s"] < there["end_s"] < back["start_s"] < back["end_s"]
    stride_s = clip.person.plan.timing.stride_s
    for side in SIDES:
        contacts = np.array(told["events"][side]["initial_contact"])
        outward = contacts[contacts < there["end_s"]]
        homeward = contacts[contacts > back["start_s"]]
        assert len(outward) + len(homeward) == len(contacts)
        assert min(len(outward), len(homeward)) >= 1
        assert np.allclose(np.diff(outward), stride_s, atol=1e-3)
    assert told["activity"] == "walk"
    assert {m["metric"] for m in told["metrics"]} >= {"cadence_spm", "knee_flexion_contact_deg"}


def test_nobody_turns_on_a_treadmill():
    with pytest.raises(ValueError, match="treadmill"):
        Parameters.of({"motion": {"turn_after_m": 3, "treadmill": True}})
