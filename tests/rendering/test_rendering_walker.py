"""The gait against what was asked, measured on its joints by formulae of this file."""

from __future__ import annotations

import numpy as np
import pytest
from rendering import body as bodies
from rendering import skeleton
from rendering.figure import TIGHTS
from rendering.gait import Walker, walker
from rendering.parameters import Parameters
from scipy.signal import find_peaks

SIDES = ("left", "right")
OUT = {"left": 1.0, "right": -1.0}


def joints(person: Walker, times: np.ndarray) -> dict[str, np.ndarray]:
    return skeleton.joints(person.body, person.pose(times))


def stance_times(person: Walker, side: str, start: float = 0.0, end: float = 1.0) -> np.ndarray:
    timing = person.plan.timing
    shares = np.linspace(start, end, 201) * timing.stance_share[side]
    return timing.contact_s[side] + (3 + shares) * timing.stride_s


def shoe_vertices(person: Walker, side: str, time_s: float) -> np.ndarray:
    body = person.body
    shod = np.zeros(len(body.vertices), bool)
    shod[TIGHTS] = body.cloth[TIGHTS, 0] > 2.0
    shoe = shod & (np.sign(body.vertices[:, 1]) == OUT[side])
    return skeleton.skin(body, person.pose(time_s))[shoe]


@pytest.mark.parametrize("side", SIDES)
def test_a_standing_shoe_neither_sinks_nor_floats(person: Walker, side: str):
    lowest = [shoe_vertices(person, side, t)[:, 2].min() for t in stance_times(person, side)[::10]]
    assert np.abs(lowest).max() < 0.001


@pytest.mark.parametrize("side", SIDES)
def test_a_swinging_shoe_stays_above_the_ground(person: Walker, side: str):
    timing = person.plan.timing
    shares = np.linspace(timing.stance_share[side], 1, 25)
    times = timing.contact_s[side] + shares * timing.stride_s
    lowest = [shoe_vertices(person, side, t)[:, 2].min() for t in times]
    assert min(lowest) > -0.001
    assert max(lowest) > 0.008


@pytest.mark.parametrize("side", SIDES)
def test_the_flat_foot_does_not_slide(person: Walker, side: str):
    times = stance_times(person, side)
    leg = person.pose(times).legs[side]
    flat = np.abs(leg.pitch_deg) < 1e-9
    assert flat.sum() > 3
    for point in (leg.heel, leg.toe, leg.ankle):
        assert np.ptp(point[flat], axis=0).max() < 1e-9


@pytest.mark.parametrize("side", SIDES)
def test_the_toes_stay_put_until_toe_off(person: Walker, side: str):
    leg = person.pose(stance_times(person, side, 0.0, 1.0)).legs[side]
    toes = leg.toe[leg.pitch_deg <= 0]
    assert np.ptp(toes, axis=0).max() < 1e-9


def test_legs_keep_their_length(person: Walker):
    found = joints(person, np.linspace(0, 2 * person.plan.timing.stride_s, 300))
    for side in SIDES:
        thigh = np.linalg.norm(found[f"{side}_knee"] - found[f"{side}_hip"], axis=1)
        shank = np.linalg.norm(found[f"{side}_ankle"] - found[f"{side}_knee"], axis=1)
        np.testing.assert_allclose(thigh, person.body.thigh_m, atol=1e-6)
        np.testing.assert_allclose(shank, person.body.shank_m, atol=2e-4)


def test_nothing_jumps(person: Walker):
    """No joint is faster than a foot in swing can be, contacts and toe-offs included."""
    times = np.arange(0, person.plan.timing.stride_s, 0.001)
    for name, path in joints(person, times).items():
        speed = np.linalg.norm(np.diff(path, axis=0), axis=1) / 0.001
        assert speed.max() < 6 * person.plan.speed_mps, name


def test_cadence_and_speed_are_those_asked(asked: Parameters, person: Walker):
    times = np.arange(0, 6, 0.001)
    found = joints(person, times)
    hip = (found["left_hip"] + found["right_hip"]) / 2
    peaks, _ = find_peaks(found["left_heel"][:, 0] - hip[:, 0], distance=300)
    first, last = peaks[0], peaks[-1]
    elapsed = times[last] - times[first]
    cadence = 120 * (len(peaks) - 1) / elapsed
    speed = (hip[last, 0] - hip[first, 0]) / elapsed
    assert cadence == pytest.approx(asked.motion.cadence_spm or person.plan.cadence_spm, rel=0.001)
    assert speed == pytest.approx(asked.motion.speed_mps or person.plan.speed_mps, rel=0.002)


def test_step_width_is_that_asked(asked: Parameters, person: Walker):
    beside = {}
    for side in SIDES:
        foot = joints(person, stance_times(person, side, 0.3, 0.5))
        # The heel touches the ground a little ahead of its back, along the foot.
        back, tip = foot[f"{side}_heel"].mean(0), foot[f"{side}_toe"].mean(0)
        rest = person.body.feet[side]
        ahead = rest.heel_contact[0] - rest.heel[0]
        beside[side] = back[1] + ahead * (tip - back)[1] / np.hypot(*(tip - back)[:2])
    wanted = asked.motion.step_width_m
    wanted = person.plan.step_width_m if wanted is None else wanted
    assert beside["left"] - beside["right"] == pytest.approx(wanted, abs=0.0025)


@pytest.mark.parametrize("side", SIDES)
def test_foot_progression_is_that_asked(asked: Parameters, person: Walker, side: str):
    found = joints(person, stance_times(person, side, 0.2, 0.8))
    foot = found[f"{side}_toe"] - found[f"{side}_heel"]
    toe_out = np.degrees(np.arctan(foot[:, 1] / foot[:, 0])) * OUT[side]
    wanted = asked.motion.foot_progression_deg[side]
    assert toe_out.mean() == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize("side", SIDES)
def test_pelvic_drop_is_that_asked(asked: Parameters, person: Walker, side: str):
    found = joints(person, stance_times(person, side))
    other = "left" if side == "right" else "right"
    own, far = found[f"{side}_hip"], found[f"{other}_hip"]
    drop = np.degrees(np.arctan((own - far)[:, 2] / np.abs((own - far)[:, 1])))
    assert drop.max() == pytest.approx(asked.motion.pelvic_drop_deg[side], abs=0.05)


@pytest.mark.parametrize("side", SIDES)
def test_knee_projection_is_that_asked(asked: Parameters, person: Walker, side: str):
    found = joints(person, stance_times(person, side, 0.5, 0.5)[:1])
    hip, knee, ankle = (found[f"{side}_{joint}"][0, 1:] for joint in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    bend = np.arcsin(
        (thigh[0] * shank[1] - thigh[1] * shank[0]) / np.linalg.norm(thigh) / np.linalg.norm(shank)
    )
    inward = np.degrees(bend) * OUT[side]
    assert inward == pytest.approx(asked.motion.knee_valgus_deg[side], abs=0.1)


def test_trunk_lean_is_that_asked(asked: Parameters, person: Walker):
    found = joints(person, np.linspace(0, person.plan.timing.stride_s, 200, endpoint=False))
    hips = found["left_hip"] + found["right_hip"]
    x, y, z = (found["left_shoulder"] + found["right_shoulder"] - hips).T
    forward = 13.0 if asked.motion.trunk_forward_deg else 8.0 if person.plan.running else 4.0
    right = asked.motion.trunk_lateral_deg
    assert np.degrees(np.arctan(x / z)).mean() == pytest.approx(forward, abs=0.1)
    assert np.degrees(np.arctan(-y / z)).mean() == pytest.approx(right, abs=0.1)


def test_stance_lean_is_that_asked():
    asked = Parameters.of({"motion": {"trunk_stance_lean_deg": 9}})
    person = walker(bodies.load(asked.person), asked.motion)
    for side in SIDES:
        found = joints(person, stance_times(person, side, 0.5, 0.5)[:1])
        hips = found["left_hip"] + found["right_hip"]
        _, y, z = (found["left_shoulder"] + found["right_shoulder"] - hips)[0]
        assert np.degrees(np.arctan(y / z)) * OUT[side] == pytest.approx(9, abs=0.1)


@pytest.mark.parametrize(
    ("strike", "pitch"), [("rear", (9, 18)), ("mid", (0, 3)), ("fore", (-15, -5))]
)
def test_the_foot_lands_as_asked(strike: str, pitch: tuple[float, float]):
    """Sole against ground at contact, from the lie of the shoe's heel and tip against flat foot."""
    asked = Parameters.of({"motion": {"activity": "run", "foot_strike": strike}})
    person = walker(bodies.load(asked.person), asked.motion)
    contact, flat = (
        rise_deg(joints(person, stance_times(person, "left", at, at)[:1])) for at in (0.0, 0.35)
    )
    assert pitch[0] < contact - flat < pitch[1]


def rise_deg(found: dict[str, np.ndarray]) -> float:
    x, y, z = (found["left_toe"] - found["left_heel"])[0]
    return float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def test_mirrored_parameters_give_mirrored_motion():
    asked = Parameters.of(
        {
            "motion": {
                "foot_progression_deg": {"left": 12, "right": -3},
                "pelvic_drop_deg": {"left": 7, "right": 2},
                "knee_valgus_deg": {"left": 0, "right": 6},
                "trunk_lateral_deg": 3,
            }
        }
    )
    body = bodies.load(asked.person)
    one, mirror = walker(body, asked.motion), walker(body, asked.mirrored.motion)
    half = one.plan.timing.stride_s / 2
    times = np.linspace(0, 2 * half, 60)
    here, there = joints(one, times), joints(mirror, times + half)
    for name, path in here.items():
        swapped = name.replace("left", "R").replace("right", "left").replace("R", "right")
        expected = path * [1, -1, 1] + [one.plan.speed_mps * half, 0, 0]
        np.testing.assert_allclose(there[swapped], expected, atol=0.003, err_msg=name)


def test_hip_adduction_comes_near_what_was_asked():
    asked = Parameters.of({"motion": {"activity": "run", "hip_adduction_deg": 14}})
    person = walker(bodies.load(asked.person), asked.motion)
    for side in SIDES:
        found = joints(person, stance_times(person, side))
        thigh = found[f"{side}_knee"] - found[f"{side}_hip"]
        line = (found["left_hip"] - found["right_hip"]) * OUT[side]
        thigh, line = thigh[:, 1:], line[:, 1:]
        cosine = (thigh * line).sum(1) / np.linalg.norm(thigh, axis=1)
        adduction = np.degrees(np.arcsin(-cosine / np.linalg.norm(line, axis=1)))
        assert adduction.max() == pytest.approx(14, abs=1.5)
