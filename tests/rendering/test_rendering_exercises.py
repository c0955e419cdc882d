"""Functional tests against what was asked, measured on their joints by formulae of this file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rendering import body as bodies
from rendering import skeleton
from rendering.exercises import Performer, performer
from rendering.exercises.balance import centre_of_mass
from rendering.figure import TIGHTS
from rendering.parameters import Parameters
from scipy.signal import find_peaks

OUT = {"left": 1.0, "right": -1.0}
OTHER = {"left": "right", "right": "left"}
#: Every test once, on bodies far apart; the first two sides differ from the default.
ASKED = {
    "heel-raise": {
        "person": {"body": "adult_woman"},
        "exercise": {
            "test": "heel-raise",
            "side": "left",
            "repetitions": 7,
            "height_pct": 36,
            "height_loss_pct": 30,
            "lateral_drift_pct": 8,
        },
    },
    "squat": {
        "person": {"body": "random_5"},
        "exercise": {
            "test": "squat",
            "side": "left",
            "repetitions": 3,
            "depth_deg": 65,
            "knee_valgus_deg": 11,
            "pelvic_drop_deg": 6,
            "trunk_lateral_deg": 5,
            "trunk_forward_deg": 28,
        },
    },
    "step-down": {
        "person": {"body": "adult_man"},
        "exercise": {"test": "step-down", "repetitions": 3, "step_m": 0.17, "knee_valgus_deg": 7},
    },
    "trendelenburg": {
        "person": {"body": "elder_woman"},
        "exercise": {
            "test": "trendelenburg",
            "hold_s": 9,
            "pelvic_drop_deg": 7,
            "drop_growth_share": 0.7,
            "trunk_lateral_deg": 4,
        },
    },
    "balance": {
        "person": {"body": "child_10y"},
        "exercise": {"test": "balance", "side": "left", "hold_s": 8, "sway_cm": 1.2},
    },
    "stand": {
        "person": {"body": "heavy_man"},
        "exercise": {
            "test": "stand",
            "load_share_pct": 62,
            "toe_out_deg": {"left": 15, "right": -4},
            "shoulder_tilt_deg": -3,
            "pelvis_tilt_deg": 4,
        },
    },
    "lunge": {
        "person": {"body": "random_2"},
        "exercise": {"test": "lunge", "side": "left", "repetitions": 3, "shank_deg": 34},
    },
    "deadlift": {
        "person": {"body": "adult_woman"},
        "exercise": {
            "test": "deadlift",
            "repetitions": 3,
            "trunk_deg": 68,
            "leg_deg": -20,
            "knee_flexion_deg": 22,
        },
    },
}
ONE_LEG = [test for test in ASKED if test not in ("stand", "lunge")]
Joints = dict[str, np.ndarray]


class Doing:
    """A test being done: joints at 100 moments per second."""

    def __init__(self, table: dict) -> None:
        self.parameters = Parameters.of(table)
        self.asked = self.parameters.exercise
        self.person: Performer = performer(bodies.load(self.parameters.person), self.asked)
        self.times = np.arange(0, self.person.duration_s, 0.01)
        self.pose = self.person.pose(self.times)
        self.joints: Joints = skeleton.joints(self.person.body, self.pose)
        self.side = getattr(self.asked, "side", "right")

    @property
    def floor_m(self) -> float:
        return self.person.step.height_m if self.person.step else 0.0

    @property
    def free(self) -> str:
        return OTHER[self.side]

    def working(self) -> np.ndarray:
        """Moments on one leg."""
        line = self.person.move.timeline
        return (self.times > line.work_s) & (self.times < line.done_s)

    def shoe(self, side: str, time_s: float) -> np.ndarray:
        body = self.person.body
        shod = np.zeros(len(body.vertices), bool)
        shod[TIGHTS] = body.cloth[TIGHTS, 0] > 2.0
        own = np.flatnonzero(shod & (np.sign(body.vertices[:, 1]) == OUT[side]))
        rig = replace(body.rig, weights=body.rig.weights[own])
        bare = replace(body, rig=rig, vertices=body.vertices[own])
        return skeleton.skin(bare, self.person.pose(time_s))


@pytest.fixture(scope="module")
def done() -> dict[str, Doing]:
    return {test: Doing(table) for test, table in ASKED.items()}


def flexion(joints: Joints, side: str) -> np.ndarray:
    """180 degrees minus the angle at the knee."""
    thigh, shank = (
        joints[f"{side}_{a}"] - joints[f"{side}_{b}"]
        for a, b in (("hip", "knee"), ("ankle", "knee"))
    )
    cosine = (thigh * shank).sum(1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
    return 180 - np.degrees(np.arccos(cosine))


def trunk(joints: Joints) -> np.ndarray:
    return sum(joints[f"{s}_shoulder"] - joints[f"{s}_hip"] for s in OUT) / 2


def tops(values: np.ndarray, count: int) -> np.ndarray:
    """The places of `count` peaks, no two nearer than half a second."""
    found, _ = find_peaks(values, distance=60, prominence=0.3 * np.ptp(values))
    assert len(found) == count
    return found


@pytest.mark.parametrize("test", ASKED)
def test_a_standing_shoe_neither_sinks_nor_floats(done, test):
    doing = done[test]
    for time_s in np.linspace(0, doing.person.duration_s, 16):
        assert doing.shoe(doing.side, time_s)[:, 2].min() == pytest.approx(doing.floor_m, abs=0.001)


@pytest.mark.parametrize("test", [t for t in ASKED if t != "heel-raise"])
def test_a_standing_foot_does_not_slide(done, test):
    leg = done[test].pose.legs[done[test].side]
    for point in (leg.heel, leg.ankle, leg.toe):
        assert np.ptp(point, axis=0).max() < 1e-9


def test_a_rising_foot_turns_on_its_toes():
    doing = Doing({"exercise": {"test": "heel-raise", "repetitions": 3}})
    assert np.ptp(doing.pose.legs["right"].toe, axis=0).max() < 1e-9
    assert np.ptp(doing.pose.legs["right"].heel[:, 2]) > 0.08


@pytest.mark.parametrize("test", ONE_LEG)
def test_the_free_shoe_stays_above_the_ground(done, test):
    doing, step = done[test], done[test].person.step
    for time_s in np.linspace(0, doing.person.duration_s, 40):
        shoe = doing.shoe(doing.free, time_s)
        assert shoe[:, 2].min() > -0.001
        if step is not None:  # nor within the step
            inside = shoe[(shoe[:, 0] < step.edge_m - 0.001)]
            assert not len(inside) or inside[:, 2].min() > step.height_m - 0.001


@pytest.mark.parametrize("test", [t for t in ONE_LEG if t != "step-down"])
def test_the_free_foot_is_off_the_floor_throughout(done, test):
    doing = done[test]
    assert not doing.pose.legs[doing.free].in_stance[doing.working()].any()
    assert doing.pose.legs[doing.free].in_stance[[0, -1]].all()


@pytest.mark.parametrize("test", ASKED)
def test_legs_keep_their_length(done, test):
    body, joints = done[test].person.body, done[test].joints
    for side in OUT:
        hip, knee, ankle = (joints[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
        np.testing.assert_allclose(np.linalg.norm(knee - hip, axis=1), body.thigh_m, atol=1e-6)
        np.testing.assert_allclose(np.linalg.norm(ankle - knee, axis=1), body.shank_m, atol=1e-4)


@pytest.mark.parametrize("test", ASKED)
def test_nothing_jumps(done, test):
    for name, path in done[test].joints.items():
        velocity = np.diff(path, axis=0) / 0.01
        assert np.linalg.norm(velocity, axis=1).max() < 3, name
        assert np.linalg.norm(np.diff(velocity, axis=0), axis=1).max() < 0.5, name


@pytest.mark.parametrize("test", ONE_LEG)
def test_the_centre_of_mass_stays_above_the_standing_foot(done, test):
    doing = done[test]
    centre = centre_of_mass(doing.joints)[doing.working()]
    heel, toe = (doing.joints[f"{doing.side}_{end}"][0] for end in ("heel", "toe"))
    along = (toe - heel)[:2] / np.linalg.norm((toe - heel)[:2])
    away = centre[:, :2] - heel[:2]
    length = np.linalg.norm((toe - heel)[:2])
    assert (away @ along > 0.15 * length).all() and (away @ along < 0.95 * length).all()
    assert np.abs(away @ [-along[1], along[0]]).max() < 0.15 * length


@pytest.mark.parametrize("test", ["heel-raise", "squat", "step-down", "lunge", "deadlift"])
def test_no_repetition_is_like_another(done, test):
    move = done[test].person.move
    spans = [round(one.end_s - one.start_s, 4) for one in move.done]
    assert len(set(spans)) == len(spans) == done[test].asked.repetitions
    assert test == "step-down" or len({round(one.size, 4) for one in move.done}) == len(spans)


def test_squats_are_as_asked(done):
    doing = done["squat"]
    joints, side = doing.joints, doing.side
    knee = flexion(joints, side)
    top = tops(knee, 3)
    assert np.median(knee[top]) == pytest.approx(65, abs=0.7)
    hip, mid, ankle = (joints[f"{side}_{joint}"][top][:, 1:] for joint in ("hip", "knee", "ankle"))
    lean = [np.degrees(np.arctan(u[:, 0] / u[:, 1])) for u in (hip - mid, mid - ankle)]
    assert np.median(lean[0] - lean[1]) * OUT[side] == pytest.approx(11, abs=0.5)
    drop = (joints[f"{side}_hip"] - joints[f"{doing.free}_hip"])[top]
    angle = np.degrees(np.arctan(drop[:, 2] / np.abs(drop[:, 1])))
    assert np.median(angle) == pytest.approx(6, abs=0.3)
    x, y, z = trunk(joints)[top].T
    assert np.median(np.degrees(np.arctan(x / z))) == pytest.approx(28, abs=1.0)
    assert np.median(np.degrees(np.arctan(y / z))) * OUT[side] == pytest.approx(5, abs=0.4)


def test_heel_raises_are_as_asked(done):
    doing = done["heel-raise"]
    joints, side = doing.joints, doing.side
    rise = joints[f"{side}_heel"][:, 2] - joints[f"{side}_heel"][0, 2]
    top = tops(rise, 7)
    length = np.linalg.norm((joints[f"{side}_toe"] - joints[f"{side}_heel"])[0])
    first, last = (100 * np.median(rise[own]) / length for own in (top[:3], top[-3:]))
    assert first == pytest.approx(36, abs=0.3)
    assert 100 * (1 - last / first) == pytest.approx(30, abs=0.5)
    outward = OUT[side] * (joints[f"{side}_ankle"] - joints[f"{side}_toe"])[:, 1]
    drift = 100 * (outward[top[:2]] - outward[0]) / doing.person.body.shank_m
    assert drift.mean() == pytest.approx(8, abs=0.5)


def test_a_step_down_taps_the_floor_with_the_heel(done):
    doing = done["step-down"]
    top = tops(flexion(doing.joints, doing.side), 3)
    assert 45 < flexion(doing.joints, doing.side)[top].min() < 100
    for i in top:
        shoe = doing.shoe(doing.free, doing.times[i])
        assert shoe[:, 2].min() == pytest.approx(0, abs=0.002)
        lowest = shoe[np.argmin(shoe[:, 2])]
        assert abs(lowest[0] - shoe[:, 0].min()) < 0.06
        assert shoe[:, 0].min() > doing.person.step.edge_m


@pytest.mark.parametrize("test", ["trendelenburg", "balance"])
def test_holds_last_and_sink_as_asked(done, test):
    doing = done[test]
    joints, side = doing.joints, doing.side
    lifted = [doing.shoe(doing.free, t)[:, 2].min() > 0.002 for t in doing.times[::8]]
    assert 0.08 * np.sum(lifted) == pytest.approx(doing.asked.hold_s, abs=0.25)
    first, last = doing.times[::8][np.flatnonzero(lifted)[[0, -1]]]
    late = (doing.times > first + (last - first) * 2 / 3) & (doing.times < last)
    drop = joints[f"{side}_hip"] - joints[f"{doing.free}_hip"]
    angle = np.degrees(np.arctan(drop[:, 2] / np.abs(drop[:, 1])))
    assert angle[late].mean() == pytest.approx(doing.asked.pelvic_drop_deg, abs=0.3)
    _, y, z = trunk(joints).T
    lean = OUT[side] * np.degrees(np.arctan(y / z))
    assert lean[late].mean() == pytest.approx(doing.asked.trunk_lateral_deg, abs=0.5)
    steady = (doing.times > first + 1) & (doing.times < last - 1)
    hip = (joints["left_hip"] + joints["right_hip"])[steady, 1] / 2
    assert 0.7 < 100 * np.std(hip) / doing.asked.sway_cm < 2.0


def test_a_growing_drop_grows(done):
    doing = done["trendelenburg"]
    drop = (doing.joints["right_hip"] - doing.joints["left_hip"])[doing.working(), 2]
    thirds = [part.mean() for part in np.array_split(drop, 3)]
    assert thirds[0] < 0.75 * thirds[2]


def test_standing_is_as_asked(done):
    joints = done["stand"].joints
    centre = 0.6 * (joints["left_hip"] + joints["right_hip"]) / 2
    centre = (centre + 0.4 * (joints["left_shoulder"] + joints["right_shoulder"]) / 2)[:, 1]
    left, right = joints["left_ankle"][:, 1], joints["right_ankle"][:, 1]
    assert 100 * np.mean((centre - left) / (right - left)) == pytest.approx(62, abs=0.5)
    for joint, wanted in (("shoulder", -3), ("hip", 4)):
        _, y, z = (joints[f"right_{joint}"] - joints[f"left_{joint}"]).T
        assert np.degrees(np.arctan(z / -y)).mean() == pytest.approx(wanted, abs=0.3)
    for side, wanted in (("left", 15), ("right", -4)):
        x, y, _ = (joints[f"{side}_toe"] - joints[f"{side}_heel"]).T
        assert np.degrees(np.arctan(y / x)).mean() * OUT[side] == pytest.approx(wanted, abs=0.1)


def test_the_front_shank_of_a_lunge_leans_as_asked(done):
    doing = done["lunge"]
    x, _, z = (doing.joints["left_knee"] - doing.joints["left_ankle"]).T
    shank = np.degrees(np.arctan(x / z))
    assert shank[tops(shank, 3)].max() == pytest.approx(34, abs=0.5)
    for time_s in np.linspace(0, doing.person.duration_s, 12):
        assert doing.shoe("right", time_s)[:, 2].min() == pytest.approx(0, abs=0.001)


def test_a_deadlift_leans_as_asked(done):
    joints = done["deadlift"].joints
    x, _, z = trunk(joints).T
    lean = np.degrees(np.arctan2(x, z))
    top = tops(lean, 3)
    assert np.median(lean[top]) == pytest.approx(68, abs=0.7)
    free = (joints["left_ankle"] - joints["left_hip"])[top]
    assert np.median(np.degrees(np.arctan(free[:, 2] / -free[:, 0]))) == pytest.approx(-20, abs=1)
    assert np.median(flexion(joints, "right")[top]) == pytest.approx(22, abs=0.7)


@pytest.mark.parametrize("test", ASKED)
def test_the_other_leg_does_the_same_mirrored(done, test):
    here = done[test]
    mirrored = Parameters.of(ASKED[test]).mirrored
    if test == "stand":  # whose sway belongs to no side
        still = {**ASKED[test], "exercise": {**ASKED[test]["exercise"], "sway_cm": 0.0}}
        here, mirrored = Doing(still), Parameters.of(still).mirrored
    there = Doing(mirrored.as_dict())
    atol = 0.012 if test == "stand" else 0.004  # arms waver as they like
    for name in ("hip", "knee", "ankle", "heel", "toe"):
        for side in OUT:
            wanted = here.joints[f"{side}_{name}"] * [1, -1, 1]
            np.testing.assert_allclose(
                there.joints[f"{OTHER[side]}_{name}"], wanted, atol=atol, err_msg=name
            )
