"""Strides that differ: as much as is said, from one seed alike, and with feet that stand still."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from rendering import body as bodies
from rendering import skeleton
from rendering.cycles import cycles
from rendering.figure import TIGHTS
from rendering.gait import Walker, walker
from rendering.gait.variation import RUN, WALK, variation
from rendering.parameters import Parameters
from rendering.simulation import simulate
from rendering.truth import truth

SIDES = ("left", "right")
OUT = {"left": 1.0, "right": -1.0}
STRIDES = range(1, 6)
GAITS = {
    "walk": {
        "person": {"body": "child_10y"},
        "motion": {"variation": 1, "foot_progression_deg": {"left": -12, "right": 4}},
    },
    "run": {
        "person": {"body": "random_4"},
        "motion": {"variation": 1, "activity": "run", "knee_valgus_deg": 6, "pelvic_drop_deg": 7},
    },
}


@pytest.fixture(scope="module", params=GAITS)
def asked(request: pytest.FixtureRequest) -> Parameters:
    return Parameters.of(GAITS[request.param])


@pytest.fixture(scope="module")
def person(asked: Parameters) -> Walker:
    return walker(bodies.load(asked.person), asked.motion, seed=7)


def stance_times(person: Walker, side: str, stride: int, count: int = 101) -> np.ndarray:
    timing = person.plan.timing
    shares = np.linspace(0, 1, count) * timing.stance_share[side]
    return timing.contact_s[side] + (stride + shares) * timing.stride_s


@pytest.mark.parametrize("side", SIDES)
def test_a_standing_shoe_neither_sinks_nor_slides(person: Walker, side: str):
    body = person.body
    shoe = np.zeros(len(body.vertices), bool)
    shoe[TIGHTS] = body.cloth[TIGHTS, 0] > 2.0
    shoe &= np.sign(body.vertices[:, 1]) == OUT[side]
    for stride in STRIDES:
        times = stance_times(person, side, stride)
        lowest = [skeleton.skin(body, person.pose(t))[shoe][:, 2].min() for t in times[::20]]
        assert np.abs(lowest).max() < 0.001
        leg = person.pose(times).legs[side]
        flat = np.abs(leg.pitch_deg) < 1e-9
        for point in (leg.heel, leg.toe, leg.ankle):
            assert np.ptp(point[flat], axis=0).max() < 1e-9
        assert np.ptp(leg.toe[leg.pitch_deg <= 0], axis=0).max() < 1e-9


@pytest.mark.parametrize("side", SIDES)
def test_a_swinging_shoe_stays_above_the_ground(person: Walker, side: str):
    leg = person.pose(np.arange(0, 4 * person.plan.timing.stride_s, 0.005)).legs[side]
    swinging = ~leg.in_stance
    assert leg.toe[swinging, 2].min() > 0 and leg.heel[swinging, 2].min() > 0


def test_legs_keep_their_length_and_nothing_jumps(person: Walker):
    times = np.arange(0, 4 * person.plan.timing.stride_s, 0.001)
    found = skeleton.joints(person.body, person.pose(times))
    for side in SIDES:
        hip, knee, ankle = (found[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
        np.testing.assert_allclose(
            np.linalg.norm(knee - hip, axis=1), person.body.thigh_m, atol=1e-6
        )
        shank = np.linalg.norm(ankle - knee, axis=1)
        np.testing.assert_allclose(shank, person.body.shank_m, atol=2e-4)
    for name, path in found.items():
        speed = np.linalg.norm(np.diff(path, axis=0), axis=1) / 0.001
        assert speed.max() < 6 * person.plan.speed_mps, name


def test_strides_differ_by_what_was_drawn(person: Walker):
    """Direction of the foot and width of the placements, from the joints of every stride."""
    plan = person.plan
    for side in SIDES:
        seen = []
        for stride in STRIDES:
            leg = person.pose(stance_times(person, side, stride)[40:60]).legs[side]
            foot = (leg.toe - leg.heel).mean(0)
            seen.append(OUT[side] * np.degrees(np.arctan2(foot[1], foot[0])))
        drawn = plan.variation.sides[side].foot_progression_deg[list(STRIDES)]
        np.testing.assert_allclose(seen, plan.foot_progression_deg[side] + drawn, atol=0.1)
        assert np.std(seen) > 0.3


@pytest.mark.parametrize("usual", [WALK, RUN])
def test_the_amounts_are_those_said(usual):
    drawn = [variation(usual, 1.0, stride_s=1.1, size=1.0, seed=seed) for seed in range(40)]
    strides = np.concatenate([np.diff(one.rhythm.clip_s(np.arange(64) * 1.1)) for one in drawn])
    assert np.std(strides) / 1.1 == pytest.approx(usual.stride_time_share, rel=0.15)
    assert np.mean(strides) == pytest.approx(1.1, rel=0.002)
    drops = np.concatenate([one.sides["left"].pelvic_drop_deg for one in drawn])
    assert np.std(drops) == pytest.approx(usual.pelvic_drop_deg, rel=0.15)
    out = [sum(one.sides[side].outward_m for side in SIDES) for one in drawn]
    assert np.std(out) == pytest.approx(usual.step_width_m, rel=0.2)


def test_the_rhythm_runs_forward_and_back():
    rhythm = variation(WALK, 1.0, stride_s=1.1, size=1.0, seed=3).rhythm
    times = np.arange(0, 100, 0.01)
    assert np.diff(rhythm.gait_s(times)).min() > 0.008
    np.testing.assert_allclose(rhythm.clip_s(rhythm.gait_s(times)), times, atol=1e-9)


def test_a_seed_is_a_motion():
    def contacts(seed: int) -> list[float]:
        table = GAITS["walk"] | {"picture": {"seed": seed, "duration_s": 5}}
        return truth(simulate(Parameters.of(table)))["events"]["left"]["initial_contact"]

    assert contacts(1) == contacts(1) != contacts(2)


def test_frames_stay_evenly_spaced_and_truth_is_the_median_of_the_cycles(asked: Parameters):
    table = asked.as_dict() | {"picture": {"fps": 60, "duration_s": 5, "seed": 4}}
    clip = simulate(Parameters.of(table))
    np.testing.assert_allclose(np.diff(clip.frame_times_s), 1 / 60, atol=1e-9)
    told = truth(clip)
    metrics = {(m["metric"], m["side"]): m["value"] for m in told["metrics"]}
    contacts = told["events"]["left"]["initial_contact"]
    lengths = np.diff(contacts)
    assert np.std(lengths) > 0.001
    assert metrics["stride_time_s", "left"] == pytest.approx(np.median(lengths), abs=2e-5)
    grounds = [
        next(t for t in told["events"]["left"]["toe_off"] if t > start) - start
        for start, _ in pairwise(contacts)
    ]
    ground = "contact_time_s" if told["activity"] == "run" else "stance_time_s"
    assert metrics[ground, "left"] == pytest.approx(np.median(grounds), abs=2e-5)
    whole = cycles(clip.person, (clip.times_s[0], clip.times_s[-1]))
    assert len(whole["left"]) == len(contacts) - 1
