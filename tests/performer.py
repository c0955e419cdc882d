"""A stick figure that does movement tests by the book, filmed by the walker's camera.

from performer import Performer
performer = Performer(activity="squat", sides=("left",), repetitions=5)
performer.track("front", noise_px=3)      # PoseTrack, as Walker.track
performer.truth()                         # [(side, start_s, peak_s, end_s), ...], exact
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from walker import (
    ANKLE_HEIGHT,
    ANKLE_ON_FOOT,
    FOOT,
    HIPS,
    OUTWARD,
    SHANK,
    SHOULDERS,
    THIGH,
    TRUNK,
    UPPER_ARM,
    YAW_DEG,
    Walker,
    _filmed,
)

from gaitkit.model import SIDES, PoseTrack, other

_CHANGE_S = 0.7  # from two legs to one, and back
_HOLDS = ("trendelenburg", "balance")


@dataclass(frozen=True, kw_only=True)
class Performer:
    """Who does which test, each leg alike. Lengths in metres."""

    activity: str
    sides: tuple[str, ...] = ("right",)
    repetitions: int = 5
    period_s: float = 2.4
    hold_s: float = 8.0
    standing_s: float = 1.5
    height_m: float = 1.75
    feet_apart_m: float = 0.16
    toe_out_deg: float = 7.0
    heel_rise_pct: float = 40.0
    heel_loss_share: float = 0.0  # of the height, from the first to the last repetition
    drift_m: float = 0.0  # ankle outward at the top
    depth_deg: float = 60.0
    valgus_deg: float = 0.0
    lean_deg: float = 0.0  # of the trunk toward the standing leg
    drop_deg: float = 0.0
    trunk_deg: float = 70.0
    leg_deg: float = -15.0
    shank_deg: float = 35.0
    free_foot_up_m: float = 0.20
    step_m: float = 0.18
    shift_m: float = 0.0  # of the body toward the right foot, standing
    walk_s: float = 0.0  # of walking before and after
    slower: float = 1.0  # everything takes so much longer

    # --- time

    @property
    def _counted_s(self) -> float:
        return self.hold_s if self.activity in _HOLDS else self.repetitions * self.period_s

    @property
    def _set_s(self) -> float:
        if self.activity == "stand":
            return self.hold_s
        return 2 * self.standing_s + 2 * _CHANGE_S + self._counted_s

    @property
    def duration_s(self) -> float:
        sets = 1 if self.activity == "stand" else len(self.sides)
        return self.slower * (sets * self._set_s + 2 * self.walk_s)

    def truth(self) -> list[tuple[str, float, float, float]]:
        """Side, start, peak and end of each repetition, in seconds."""
        if self.activity == "stand":
            spans = [("both", self.walk_s, self.walk_s + self.hold_s)]
        else:
            spans = [span for n, side in enumerate(self.sides) for span in self._spans(n, side)]
        k = self.slower
        return [(side, k * a, k * (a + b) / 2, k * b) for side, a, b in spans]

    def _spans(self, number: int, side: str) -> list[tuple[str, float, float]]:
        start = self.walk_s + number * self._set_s + self.standing_s
        if self.activity in _HOLDS:
            return [(side, start, start + 2 * _CHANGE_S + self.hold_s)]
        start += _CHANGE_S
        edges = start + self.period_s * np.arange(self.repetitions + 1)
        return [(side, a, b) for a, b in pairwise(edges)]

    # --- movement

    def joints_m(self, times_s: np.ndarray) -> dict[str, np.ndarray]:
        """Joint centres (T, 3): x ahead, y to the left, z up."""
        own_s = np.asarray(times_s, float) / self.slower
        joints = self._performed(own_s)
        return self._with_walking(joints, own_s) if self.walk_s else joints

    def _performed(self, t: np.ndarray) -> dict[str, np.ndarray]:
        bump, on_one = self._signals(t)
        joints = self._rigid(t, bump, on_one)
        for side in SIDES:
            joints[f"{side}_knee"] = self._knee(side, joints, bump[side])
        return joints

    def _signals(self, t: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Per standing side: how far into a repetition (0..1), and how much it stands alone."""
        bump = {side: np.zeros(len(t)) for side in SIDES}
        on_one = {side: np.zeros(len(t)) for side in SIDES}
        if self.activity == "stand":
            return bump, on_one
        for n, side in enumerate(self.sides):
            start = self.walk_s + n * self._set_s + self.standing_s
            first, last = start + _CHANGE_S, start + _CHANGE_S + self._counted_s
            rise, fall = np.clip((t - start) / _CHANGE_S, 0, 1), np.clip(
                (last + _CHANGE_S - t) / _CHANGE_S, 0, 1)  # fmt: skip
            on_one[side] += np.sin(np.pi / 2 * np.minimum(rise, fall)) ** 2
            inside = (t >= first) & (t <= last)
            if self.activity in _HOLDS:
                bump[side] += np.where(inside, 1.0, 0.0)
                continue
            share = (t - first) / self.period_s
            fade = 1 - self.heel_loss_share * np.clip(np.floor(share), 0, self.repetitions - 1) / (
                max(self.repetitions - 1, 1)
            )
            bump[side] += np.where(inside, fade * np.sin(np.pi * share) ** 2, 0.0)
        return bump, on_one

    def _rigid(
        self, t: np.ndarray, bump: dict[str, np.ndarray], on_one: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Feet, hips, shoulders and elbows."""
        size, zero = self.height_m, np.zeros(len(t))
        depth = bump["left"] + bump["right"]
        weight = on_one["left"] - on_one["right"]  # + = over the left foot
        feet = {side: self._foot(side, bump, on_one) for side in SIDES}
        hip_x, hip_z = self._pelvis_xz(depth, feet)
        half = self.feet_apart_m / 2
        middle = np.stack([hip_x, 0.8 * half * weight - self.shift_m, hip_z], axis=1)
        toward = np.sign(weight) * depth
        drop, lean = np.radians(self.drop_deg) * toward, np.radians(self.lean_deg) * toward
        forward = self._trunk_rad(depth)
        trunk = np.stack(
            [np.sin(forward), np.sin(lean) * np.cos(forward), np.cos(lean) * np.cos(forward)],
            axis=1,
        )
        neck = middle + TRUNK * size * trunk
        joints = {f"{s}_{part}": xyz for s in SIDES for part, xyz in feet[s].items()}
        across = np.stack([zero, np.cos(drop), np.sin(drop)], axis=1)
        for side in SIDES:
            joints[f"{side}_hip"] = middle + OUTWARD[side] * HIPS * size / 2 * across
            level = np.stack([zero, np.cos(lean), -np.sin(lean)], axis=1)
            shoulder = neck + OUTWARD[side] * SHOULDERS * size / 2 * level
            joints[f"{side}_shoulder"] = shoulder
            joints[f"{side}_elbow"] = shoulder + np.array([0.05, 0, -UPPER_ARM * size])
        if self.activity == "deadlift":
            self._free_leg_back(joints, bump, on_one)
        return joints

    def _trunk_rad(self, depth: np.ndarray) -> np.ndarray:
        deepest = {"deadlift": self.trunk_deg, "squat": 25.0, "step-down": 20.0, "lunge": 5.0}
        return np.radians(3 + (deepest.get(self.activity, 3.0) - 3) * depth)

    def _pelvis_xz(self, depth: np.ndarray, feet: dict) -> tuple[np.ndarray, np.ndarray]:
        leg = (THIGH + SHANK) * self.height_m
        ankle_z = ANKLE_HEIGHT * self.height_m
        straight = ankle_z + 0.995 * leg
        x = ANKLE_ON_FOOT * FOOT * self.height_m + np.zeros(len(depth))
        if self.activity in ("squat", "step-down"):
            depth_deg = self._depth_deg()
            bend = np.radians(depth_deg / 2) * np.sqrt(np.clip(depth, 0, 1))
            return x, straight - leg * (1 - np.cos(bend)) + self._step(depth)
        if self.activity == "heel-raise":
            low = np.min([feet[s]["toe"][:, 2] for s in SIDES], axis=0)
            rise = [f["ankle"][:, 2] - ankle_z - (f["toe"][:, 2] - low) for f in feet.values()]
            return x + 0.03 * depth, straight + np.max(rise, axis=0)
        if self.activity == "lunge":
            return self._lunge_pelvis(depth)
        return x, straight - 0.02 * depth

    def _depth_deg(self) -> float:
        """Of a step-down the step tells how deep."""
        if self.activity == "squat":
            return self.depth_deg
        leg = (THIGH + SHANK) * self.height_m
        return float(2 * np.degrees(np.arccos(1 - (self.step_m + 0.01) / leg)))

    def _step(self, depth: np.ndarray) -> float:
        return self.step_m if self.activity == "step-down" else 0.0

    def _lunge_pelvis(self, depth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """So that the front shank tips as asked; the thigh is taken as half as steep."""
        size = self.height_m
        tilt = np.radians(5 + (self.shank_deg - 5) * depth)
        knee_x = 0.3 + ANKLE_ON_FOOT * FOOT * size + SHANK * size * np.sin(tilt)
        knee_z = ANKLE_HEIGHT * size + SHANK * size * np.cos(tilt)
        thigh = np.radians(15 + 30 * depth)
        return knee_x - THIGH * size * np.sin(thigh), knee_z + THIGH * size * np.cos(thigh)

    def _foot(
        self, side: str, bump: dict[str, np.ndarray], on_one: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        """Heel, toe and ankle of one foot; free when the other leg stands alone."""
        free = on_one[other(side)]
        up, ahead = self._free_path(free, bump[other(side)])
        base_x = 0.0
        if self.activity == "lunge":
            base_x = 0.3 if side in self.sides else -0.3
        if self.activity == "step-down":
            up = up + self.step_m
        height = np.zeros(len(free))
        if self.activity == "heel-raise":
            height = np.clip(bump[side] * self.heel_rise_pct / 100, 0, 0.95)
        pitch = -np.arcsin(height)  # toes down
        length = FOOT * self.height_m
        toe_x = base_x + length + ahead
        along = np.stack([np.cos(pitch), np.zeros_like(pitch), np.sin(pitch)], axis=1)
        upward = np.stack([-np.sin(pitch), np.zeros_like(pitch), np.cos(pitch)], axis=1)
        toe = np.stack([toe_x, np.zeros_like(pitch), up], axis=1)
        heel = toe - length * along
        ankle = heel + ANKLE_ON_FOOT * length * along + ANKLE_HEIGHT * self.height_m * upward
        ankle[:, 1] += OUTWARD[side] * self.drift_m * bump[side]
        return {
            n: self._placed(side, p) for n, p in (("heel", heel), ("toe", toe), ("ankle", ankle))
        }

    def _placed(self, side: str, points: np.ndarray) -> np.ndarray:
        """Turned outward about where the heel rests, and put beside the middle."""
        turn = np.radians(self.toe_out_deg) * OUTWARD[side]
        x = np.cos(turn) * points[:, 0] - np.sin(turn) * points[:, 1]
        y = np.sin(turn) * points[:, 0] + np.cos(turn) * points[:, 1]
        return np.stack([x, y + OUTWARD[side] * self.feet_apart_m / 2, points[:, 2]], axis=1)

    def _free_path(self, free: np.ndarray, bump: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Height and reach ahead of the free foot; in a step-down it goes down to the floor."""
        if self.activity == "step-down":
            return 0.02 * free * (1 - bump) - self.step_m * bump * free, 0.22 * free
        ahead = {"squat": 0.25, "trendelenburg": 0.15, "heel-raise": -0.2}
        if self.activity == "heel-raise":
            return (self.free_foot_up_m + 0.06 * bump) * free, -0.2 * free
        if self.activity in ("stand", "lunge"):
            return 0 * free, 0 * free
        return self.free_foot_up_m * free, ahead.get(self.activity, 0.0) * free

    def _free_leg_back(self, joints: dict, bump: dict, on_one: dict) -> None:
        """Straight back, its angle falling from hanging to `leg_deg`."""
        for side in SIDES:
            share = bump[other(side)]
            angle = np.radians(-88 + (self.leg_deg + 88) * share)
            leg = 0.97 * (THIGH + SHANK) * self.height_m
            back = joints[f"{side}_hip"] + leg * np.stack(
                [-np.cos(angle), 0 * angle, np.sin(angle)], axis=1
            )
            mix = np.clip(share * 8, 0, 1)[:, None]
            foot = joints[f"{side}_ankle"].copy()
            moved = (1 - mix) * foot + mix * back - foot
            for part in ("ankle", "heel", "toe"):
                joints[f"{side}_{part}"] = joints[f"{side}_{part}"] + moved

    def _knee(self, side: str, joints: dict, bump: np.ndarray) -> np.ndarray:
        """Where thigh and shank meet, bent forwards, moved medially by what valgus asks."""
        hip, ankle = joints[f"{side}_hip"], joints[f"{side}_ankle"]
        thigh, shank = THIGH * self.height_m, SHANK * self.height_m
        line = ankle - hip
        reach = np.minimum(np.linalg.norm(line, axis=1, keepdims=True), 0.999 * (thigh + shank))
        along = (thigh**2 - shank**2 + reach**2) / (2 * reach)
        bend = np.sqrt(np.maximum(thigh**2 - along**2, 0))
        unit = line / np.linalg.norm(line, axis=1, keepdims=True)
        ahead = np.array([1.0, 0, 0]) - unit[:, :1] * unit
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        rise = np.abs(line[:, 2]) / 2  # each half seen from the front
        medial = np.tan(np.radians(self.valgus_deg) / 2) * rise * bump
        shift = np.stack([0 * rise, -OUTWARD[side] * medial, 0 * rise], axis=1)
        return hip + along * unit + bend * ahead + shift

    def _with_walking(self, joints: dict, t: np.ndarray) -> dict[str, np.ndarray]:
        """The figure walks to its place, and away from it, with half a second to blend."""
        end = self.duration_s / self.slower - self.walk_s
        walker = Walker(height_m=self.height_m, duration_s=self.walk_s + 1)
        way_in = walker.joints_m(np.clip(t, 0, self.walk_s))
        way_out = walker.joints_m(np.clip(t - end, 0, None) + 0.5)
        reached = walker.speed_mps * self.walk_s
        into = np.clip((t - self.walk_s + 0.3) / 0.3, 0, 1)[:, None]
        out = np.clip((t - end) / 0.3, 0, 1)[:, None]
        done = {}
        for name, own in joints.items():
            ahead = np.array([reached, 0, 0])
            left_m = way_out[name] + ahead - [0.5 * walker.speed_mps, 0, 0]
            here = (1 - into) * way_in[name] + into * (own + ahead)
            done[name] = (1 - out) * here + out * left_m
        return done

    # --- film

    def track(
        self,
        view: str = "side",
        *,
        facing: str = "left",
        fps: float = 30.0,
        roll_deg: float = 0.0,
        noise_px: float = 0.0,
        size_px: tuple[int, int] = (1280, 720),
        seed: int = 1,
    ) -> PoseTrack:
        """What a pinhole camera sees; `facing` is where the figure looks in a side view."""
        times_s = np.arange(0, self.duration_s, 1 / fps)
        joints = self.joints_m(times_s)
        yaw = 270.0 if (view, facing) == ("side", "right") else YAW_DEG[view]
        world = np.stack(list(joints.values()), axis=1)
        path_m = 2 * 1.25 * self.walk_s if self.walk_s else 0.0
        points = _filmed(world, path_m=path_m, yaw_deg=yaw, roll_deg=roll_deg, size_px=size_px)
        points += np.random.default_rng(seed).normal(0, noise_px, points.shape) if noise_px else 0
        return PoseTrack(
            times_s=times_s, landmarks=tuple(joints), points_px=points,
            scores=np.ones(points.shape[:2]), width_px=size_px[0], height_px=size_px[1],
            backend="stick figure",
        )  # fmt: skip
