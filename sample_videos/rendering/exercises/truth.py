"""What is true of a test: its repetitions and gaitkit's metrics of it, from the joints in 3D.

A repetition of bending, rising or leaning begins and ends where its signal passes 5 % of the way
from rest to the peak; one of holding, where the lifted shoe leaves and meets the ground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .. import angles, skeleton
from ..exercise_parameters import Deadlift, Exercise, HeelRaise, Hold, Lunge, Squat, Stand, StepDown
from ..metrics import TrueMetric
from ..rotation import Array
from ..sides import OUTWARD, SIDES, Side, other
from .performer import Performer
from .rhythm import Repetition
from .sole import foot_length_m

_STEP_S = 1 / 240
_BEGUN = 0.05  # of the way to the peak
_DEEPEST = 0.10  # of the repetition's time, to either side of the peak
_COUNTED_HEIGHT, _COUNTED_KNEE_DEG = 0.5, 20.0
_FEWEST_FOR_LOSS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRepetition:
    """Seconds of the test; `side` is the standing leg, the front leg or "both"."""

    side: str
    start_s: float
    peak_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Recording:
    """The whole test at 240 moments per second: joints and each leg's curves."""

    person: Performer
    asked: Exercise
    times_s: Array
    joints: dict[str, Array]
    curves: dict[Side, dict[str, Array]]
    pitch_deg: dict[Side, Array]
    grounded: dict[Side, Array]

    @property
    def side(self) -> Side:
        """The standing or front leg."""
        return self.asked.side

    def within(self, one: TrueRepetition, start: float = 0.0, end: float = 1.0) -> Array:
        """Moments between two shares of a repetition."""
        knots = one.start_s + (one.end_s - one.start_s) * np.array([start, end])
        return (self.times_s >= knots[0]) & (self.times_s <= knots[1])

    def deepest(self, one: TrueRepetition) -> Array:
        """Moments around the peak: a fifth of the repetition's time."""
        return np.abs(self.times_s - one.peak_s) <= _DEEPEST * (one.end_s - one.start_s)

    def at(self, one: TrueRepetition) -> int:
        """Number of the peak's moment."""
        return int(np.argmin(np.abs(self.times_s - one.peak_s)))


def record(person: Performer, asked: Exercise) -> Recording:
    """Everything measured."""
    times = np.arange(0, person.duration_s, _STEP_S)
    pose = person.pose(times)
    joints = skeleton.joints(person.body, pose)
    pitch = {side: pose.legs[side].pitch_deg for side in SIDES}
    return Recording(
        person=person,
        asked=asked,
        times_s=times,
        joints=joints,
        curves={side: angles.curves(joints, pitch[side], side) for side in SIDES},
        pitch_deg=pitch,
        grounded={side: pose.legs[side].in_stance for side in SIDES},
    )


def repetitions(recording: Recording) -> list[TrueRepetition]:
    """In order of time, counted or not."""
    asked = recording.asked
    if isinstance(asked, Stand):
        return [_lasting("both", 0.0, recording.person.duration_s)]
    if isinstance(asked, Hold):
        return [_held(recording)]
    signal = _signal(recording)
    return [_passed(recording, signal, one) for one in recording.person.move.done]


def true_metrics(recording: Recording) -> list[TrueMetric]:
    """By the names and definitions of gaitkit."""
    done = repetitions(recording)
    kind = type(recording.asked)
    side = "both" if kind is Stand else recording.side
    found = [TrueMetric(metric="repetitions", side=side, value=float(_counted(recording, done)))]
    for (metric, of_side), value in _METRICS[kind](recording, done).items():
        found.append(TrueMetric(metric=metric, side=of_side, value=float(value)))
    return found


def _lasting(side: str, start_s: float, end_s: float) -> TrueRepetition:
    return TrueRepetition(side=side, start_s=start_s, peak_s=(start_s + end_s) / 2, end_s=end_s)


def _held(recording: Recording) -> TrueRepetition:
    lifted = recording.times_s[~recording.grounded[other(recording.side)]]
    return _lasting(recording.side, float(lifted[0]), float(lifted[-1]))


def _signal(recording: Recording) -> Array:
    """What rises and falls with each repetition."""
    side, curves = recording.side, recording.curves[recording.side]
    if isinstance(recording.asked, HeelRaise):
        return recording.joints[f"{side}_heel"][:, 2]
    if isinstance(recording.asked, Lunge):
        return -curves["shank_angle"]
    if isinstance(recording.asked, Deadlift):
        return curves["trunk_forward_lean"]
    return curves["knee_flexion"]


def _passed(recording: Recording, signal: Array, commanded: Repetition) -> TrueRepetition:
    """Around the commanded repetition: where the signal passes 5 % up and down, and its peak."""
    times = recording.times_s
    own = np.flatnonzero((times >= commanded.start_s) & (times <= commanded.end_s))
    values = signal[own]
    top = int(np.argmax(values))
    limits = [end + _BEGUN * (values[top] - end) for end in (values[0], values[-1])]
    first = int(np.argmax(values > limits[0]))
    last = top + int(np.argmax(values[top:] < limits[1]))
    return TrueRepetition(
        side=recording.side,
        start_s=float(times[own[first]]),
        peak_s=float(times[own[top]]),
        end_s=float(times[own[last]]),
    )


def _counted(recording: Recording, done: list[TrueRepetition]) -> int:
    """All, but of heel raises only those high enough on a straight knee."""
    if not isinstance(recording.asked, HeelRaise):
        return len(done)
    heights = _heights_m(recording, done)
    knee = recording.curves[recording.side]["knee_flexion"]
    straight = [knee[recording.within(one)].max() < _COUNTED_KNEE_DEG for one in done]
    return int(np.sum((heights >= _COUNTED_HEIGHT * heights[:3].max()) & straight))


def _heights_m(recording: Recording, done: list[TrueRepetition]) -> Array:
    """Rise of the heel at the top over its standing height."""
    heel = recording.joints[f"{recording.side}_heel"][:, 2]
    return np.array([heel[recording.at(one)] for one in done]) - heel[0]


Values = dict[tuple[str, str], float]
Measure = Callable[[Recording, list[TrueRepetition]], Values]


def _of_heel_raise(recording: Recording, done: list[TrueRepetition]) -> Values:
    body, side = recording.person.body, recording.side
    height = 100 * _heights_m(recording, done) / foot_length_m(body.feet[side])
    outward = recording.joints[f"{side}_ankle"] - recording.joints[f"{side}_toe"]
    outward = OUTWARD[side] * outward[:, 1]
    bottom = [np.searchsorted(recording.times_s, one.start_s) - 1 for one in done]
    top = [recording.at(one) for one in done]
    drift = 100 * (outward[top] - outward[bottom]) / body.shank_m
    found = {
        ("heel_raise_height_pct", side): np.median(height),
        ("heel_raise_lateral_drift_pct", side): np.median(drift),
    }
    if len(done) >= _FEWEST_FOR_LOSS:
        first, last = np.median(height[:3]), np.median(height[-3:])
        found["heel_raise_height_loss_pct", side] = 100 * (first - last) / first
    return found


_FRONTAL = {
    "knee_valgus_deg": "knee_valgus",
    "pelvic_drop_deg": "pelvic_drop",
    "hip_adduction_peak_deg": "hip_adduction",
    "trunk_lateral_lean_deg": "trunk_lateral_lean",
}


def _of_bend(recording: Recording, done: list[TrueRepetition]) -> Values:
    side = recording.side
    curves = recording.curves[side]
    found: Values = {
        ("squat_depth_deg", side): np.median(
            [curves["knee_flexion"][recording.within(one)].max() for one in done]
        )
    }
    for metric, curve in _FRONTAL.items():
        values = [curves[curve][recording.deepest(one)].mean() for one in done]
        found[metric, side] = np.median(values)
    return found


def _of_hold(recording: Recording, done: list[TrueRepetition]) -> Values:
    (one,), side = done, recording.side
    late, held = recording.within(one, 2 / 3, 1.0), recording.within(one)
    curves = recording.curves[side]
    found: Values = {
        (metric, side): curves[curve][late].mean() for metric, curve in _FRONTAL.items()
    }
    hip = (recording.joints["left_hip"] + recording.joints["right_hip"])[held, 1] / 2
    found["hold_time_s", side] = one.end_s - one.start_s
    found["sway_cm", side] = 100 * _about_slow_path(hip)
    found["trunk_sway_deg", "both"] = np.std(curves["trunk_lateral_lean"][held])
    return found


def _about_slow_path(values: Array) -> float:
    """Root mean square about a straight line through the values."""
    steps = np.arange(len(values))
    return float(np.std(values - np.polyval(np.polyfit(steps, values, 1), steps)))


def _of_stand(recording: Recording, done: list[TrueRepetition]) -> Values:
    joints = recording.joints
    hip, shoulder = ((joints[f"left_{j}"] + joints[f"right_{j}"]) / 2 for j in ("hip", "shoulder"))
    centre = (0.6 * hip + 0.4 * shoulder)[:, 1]
    left, right = joints["left_ankle"][:, 1], joints["right_ankle"][:, 1]
    found: Values = {
        ("load_share_pct", "both"): 100 * np.mean((centre - left) / (right - left)),
        ("shoulder_tilt_deg", "both"): _tilt_deg(joints, "shoulder").mean(),
        ("pelvis_tilt_deg", "both"): _tilt_deg(joints, "hip").mean(),
        ("trunk_sway_deg", "both"): np.std(recording.curves["right"]["trunk_lateral_lean"]),
    }
    for side in SIDES:
        toe_out = recording.curves[side]["foot_progression"].mean()
        found["standing_foot_angle_deg", side] = toe_out
    return found


def _tilt_deg(joints: dict[str, Array], joint: str) -> Array:
    """Line between a joint of both sides against the horizontal, + right higher."""
    _, y, z = (joints[f"right_{joint}"] - joints[f"left_{joint}"]).T
    return np.degrees(np.arctan2(z, -y))


def _of_lunge(recording: Recording, done: list[TrueRepetition]) -> Values:
    shank = -recording.curves[recording.side]["shank_angle"]
    best = max(shank[recording.at(one)] for one in done)
    return {("lunge_shank_angle_deg", recording.side): best}


def _of_deadlift(recording: Recording, done: list[TrueRepetition]) -> Values:
    side, joints = recording.side, recording.joints
    curves, free = recording.curves[side], other(recording.side)
    line = joints[f"{free}_ankle"] - joints[f"{free}_hip"]
    below = np.degrees(np.arctan2(line[:, 2], -line[:, 0]))
    deepest = [recording.at(one) for one in done]
    return {
        ("deadlift_trunk_angle_deg", side): np.median(curves["trunk_forward_lean"][deepest]),
        ("deadlift_leg_angle_deg", side): np.median(below[deepest]),
        ("deadlift_knee_flexion_deg", side): np.median(curves["knee_flexion"][deepest]),
    }


_METRICS: dict[type, Measure] = {
    HeelRaise: _of_heel_raise,
    Squat: _of_bend,
    StepDown: _of_bend,
    Hold: _of_hold,
    Stand: _of_stand,
    Lunge: _of_lunge,
    Deadlift: _of_deadlift,
}
