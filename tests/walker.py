"""A stick figure that walks or runs by the book, and the camera that films it.

    from walker import Walker
    walker = Walker()                                  # or Walker.running(toe_out_deg=(5, 15))
    track = walker.track("side", facing="left")        # PoseTrack; also "front", "rear", yaw_deg=45
    walker.events()                                    # (side, kind, time_s), exact
    walker.joints_m(times_s)["left_knee"]              # (T, 3) metres: x ahead, y to the left, z up

The feet stand still on the ground from contact to toe-off, roll over heel and toes, and swing;
the pelvis rides on the legs, and the knees follow from both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from gaitkit.model import SIDES, PoseTrack

#: Shares of stature.
THIGH, SHANK, FOOT, ANKLE_HEIGHT = 0.245, 0.246, 0.152, 0.039
TRUNK, SHOULDERS, HIPS, UPPER_ARM = 0.288, 0.207, 0.085, 0.186
ANKLE_ON_FOOT = 0.25  # from the heel, share of the foot
OUTWARD = {"left": 1.0, "right": -1.0}
YAW_DEG = {"front": 0.0, "side": 90.0, "rear": 180.0}


@dataclass(frozen=True, kw_only=True)
class Walker:
    """Who walks and how; pairs are (left, right), in the signs of the contract."""

    activity: str = "walk"
    cadence_spm: float = 110.0
    speed_mps: float = 1.25
    height_m: float = 1.75
    stance_share: float = 0.62
    contact_pitch_deg: float = 18.0
    push_pitch_deg: float = 50.0
    ahead_at_contact: float = 0.152  # heel ahead of the hips, share of stature
    bounce_m: float = 0.020
    clearance_m: float = 0.04
    landing_speed: float = 0.3  # of the foot's mean speed in swing
    step_width_m: float = 0.10
    toe_out_deg: tuple[float, float] = (7.0, 7.0)
    pelvic_drop_deg: tuple[float, float] = (4.0, 4.0)
    lateral_lean_deg: tuple[float, float] = (2.0, 2.0)
    knee_medial_m: tuple[float, float] = (0.0, 0.0)
    forward_lean_deg: float = 4.0
    arm_swing_deg: float = 30.0
    duration_s: float = 6.0
    left_contact_s: float = 0.35

    @classmethod
    def running(cls, **changes) -> Walker:
        """A runner landing on the heel."""
        runner = cls(
            activity="run", cadence_spm=168.0, speed_mps=3.0, stance_share=0.36,
            contact_pitch_deg=10.0, push_pitch_deg=38.0, ahead_at_contact=0.095, bounce_m=0.04,
            clearance_m=0.20, landing_speed=0.5, step_width_m=0.04,
            forward_lean_deg=8.0, arm_swing_deg=50.0,
        )  # fmt: skip
        return replace(runner, **changes)

    @property
    def stride_s(self) -> float:
        return 120 / self.cadence_spm

    @property
    def stride_m(self) -> float:
        return self.speed_mps * self.stride_s

    def times_s(self, fps: float = 60.0) -> np.ndarray:
        return np.arange(0, self.duration_s, 1 / fps)

    def phase(self, side: str, times_s: np.ndarray) -> np.ndarray:
        """Cycles since a contact of the foot (T,), whole at each contact."""
        late = 0.0 if side == "left" else 0.5
        return (np.asarray(times_s) - self.left_contact_s) / self.stride_s - late

    def events(self) -> list[tuple[str, str, float]]:
        """Every contact and toe-off within the clip, in order of time."""
        found = []
        for side in SIDES:
            first = int(np.floor(self.phase(side, np.array(0.0)))) - 1
            for number in range(first, first + int(self.duration_s / self.stride_s) + 4):
                start = self.left_contact_s + self.stride_s * (number + 0.5 * (side == "right"))
                found.append((side, "initial_contact", start))
                found.append((side, "toe_off", start + self.stance_share * self.stride_s))
        inside = [e for e in found if 0 <= e[2] < self.duration_s]
        return sorted(inside, key=lambda e: e[2])

    def times_of(self, side: str, kind: str) -> np.ndarray:
        return np.array([t for s, k, t in self.events() if (s, k) == (side, kind)])

    def joints_m(self, times_s: np.ndarray, *, treadmill: bool = False) -> dict[str, np.ndarray]:
        """Joint centres (T, 3); on a treadmill the hips stay where they are."""
        times_s = np.asarray(times_s, dtype=float)
        joints = self._pelvis(times_s)
        for side in SIDES:
            joints |= self._foot(side, times_s)
            joints[f"{side}_knee"] = self._knee(side, joints)
        if treadmill:
            back = np.stack([self.speed_mps * times_s, 0 * times_s, 0 * times_s], axis=1)
            joints = {name: points - back for name, points in joints.items()}
        return joints

    def _foot(self, side: str, times_s: np.ndarray) -> dict[str, np.ndarray]:
        phase = self.phase(side, times_s)
        p = phase % 1
        pitch = self._pitch_rad(p)
        length = FOOT * self.height_m
        flat_heel = self._flat_heel_m(np.floor(phase), side)
        swing = np.clip((p - self.stance_share) / (1 - self.stance_share), 0, 1)
        landing = np.radians(self.contact_pitch_deg)
        ease = swing**2 * (3 - 2 * swing) + self.landing_speed * swing**2 * (swing - 1)
        early = np.sin(np.pi * swing**0.6) ** 2
        toe_on_ground = flat_heel + length
        toe_ahead = ease * (self.stride_m - length * (1 - np.cos(landing)))
        toe_up = ease * length * np.sin(landing) + self.clearance_m * early
        rolling_on_heel = p < self._flat_from
        heel_x = np.where(
            rolling_on_heel, flat_heel, toe_on_ground + toe_ahead - length * np.cos(pitch)
        )
        heel_z = np.where(rolling_on_heel, 0.0, toe_up - length * np.sin(pitch))
        along = np.stack([np.cos(pitch), np.sin(pitch)], axis=1)
        upward = np.stack([-np.sin(pitch), np.cos(pitch)], axis=1)
        heel = np.stack([heel_x, heel_z], axis=1)
        sole = {
            "heel": heel,
            "toe": heel + length * along,
            "ankle": heel + ANKLE_ON_FOOT * length * along + ANKLE_HEIGHT * self.height_m * upward,
        }
        return {f"{side}_{part}": self._toed_out(side, xz, heel_x) for part, xz in sole.items()}

    def _toed_out(self, side: str, xz: np.ndarray, heel_x: np.ndarray) -> np.ndarray:
        """The foot turned about its heel, and put beside the line of travel."""
        turn = np.radians(self.toe_out_deg[SIDES.index(side)])
        ahead = xz[:, 0] - heel_x
        beside = self.step_width_m / 2 + np.sin(turn) * ahead
        return np.stack([heel_x + np.cos(turn) * ahead, OUTWARD[side] * beside, xz[:, 1]], axis=1)

    @property
    def _flat_from(self) -> float:
        return 0.11 * self.stance_share

    def _pitch_rad(self, p: np.ndarray) -> np.ndarray:
        """Foot to ground over the cycle, + = toes up."""
        s, strike, push = self.stance_share, self.contact_pitch_deg, self.push_pitch_deg
        swing, pushing = 1 - s, 0.42 * s
        lifting = min(3 * push / pushing, 6 * push / swing)  # slope at toe-off
        keys = [
            (0, strike, -1.5 * strike / self._flat_from), (self._flat_from, 0, 0),
            (s - pushing, 0, 0), (s, -push, -lifting), (s + 0.15 * swing, -1.4 * push, 0),
            (s + 0.78 * swing, 1.1 * strike, 0), (1, strike, -1.5 * strike / self._flat_from),
        ]  # fmt: skip
        shares, degrees, slopes = zip(*keys, strict=True)
        return np.radians(CubicHermiteSpline(shares, degrees, slopes)(p))

    def _flat_heel_m(self, number: np.ndarray, side: str) -> np.ndarray:
        """Where along the path the heel of the given stride stands."""
        contact_s = self.left_contact_s + self.stride_s * (number + 0.5 * (side == "right"))
        return self.speed_mps * contact_s + self.ahead_at_contact * self.height_m

    def _sway(self, times_s: np.ndarray) -> np.ndarray:
        """+1 in the middle of left stance, -1 in the middle of right stance."""
        return np.cos(2 * np.pi * (self.phase("left", times_s) - self.stance_share / 2))

    def _toward_stance(self, pair: tuple[float, float], times_s: np.ndarray) -> np.ndarray:
        """A pair's value reached in the middle of each stance, + over left stance, in radians."""
        sway = self._sway(times_s)
        return np.radians(pair[0] * np.maximum(sway, 0) - pair[1] * np.maximum(-sway, 0))

    def _bounce(self, times_s: np.ndarray) -> np.ndarray:
        high = 1.0 if self.activity == "walk" else -1.0
        turn = 4 * np.pi * (self.phase("left", times_s) - 0.42 * self.stance_share)
        return high * self.bounce_m * np.cos(turn)

    def _hip_height_m(self) -> float:
        """As high as the legs allow without overstretching in stance."""
        stance_s = np.linspace(0, self.stance_share * self.stride_s, 200)
        times_s = self.left_contact_s + stance_s
        ankle = self._foot("left", times_s)["left_ankle"]
        dx = ankle[:, 0] - self.speed_mps * times_s
        dy = ankle[:, 1] - HIPS * self.height_m / 2
        leg = 0.995 * (THIGH + SHANK) * self.height_m
        reach = np.sqrt(np.maximum(leg**2 - dx**2 - dy**2, 0.01))
        return float(np.min(ankle[:, 2] + reach - self._bounce(times_s))) - 0.01

    def _pelvis(self, times_s: np.ndarray) -> dict[str, np.ndarray]:
        """Hips, shoulders and elbows."""
        size = self.height_m
        level = np.zeros_like(times_s)
        middle = np.stack(
            [self.speed_mps * times_s, 0.015 * self._sway(times_s),
             self._hip_height_m() + self._bounce(times_s)], axis=1,
        )  # fmt: skip
        drop = self._toward_stance(self.pelvic_drop_deg, times_s)
        side_lean = self._toward_stance(self.lateral_lean_deg, times_s)
        forward = np.full_like(times_s, np.tan(np.radians(self.forward_lean_deg)))
        trunk = np.stack([forward, np.tan(side_lean), level + 1], axis=1)
        neck = middle + TRUNK * size * trunk / np.linalg.norm(trunk, axis=1, keepdims=True)
        across = np.stack([level, np.cos(drop), np.sin(drop)], axis=1)
        joints = {}
        for side in SIDES:
            joints[f"{side}_hip"] = middle + OUTWARD[side] * HIPS * size / 2 * across
            shoulder = neck + OUTWARD[side] * np.array([0, SHOULDERS * size / 2, 0])
            joints[f"{side}_shoulder"] = shoulder
            joints[f"{side}_elbow"] = shoulder + self._upper_arm(side, times_s)
        return joints

    def _upper_arm(self, side: str, times_s: np.ndarray) -> np.ndarray:
        """Swings against the leg of the same side."""
        swing = -np.cos(2 * np.pi * self.phase(side, times_s)) * self.arm_swing_deg / 2
        angle = np.radians(swing - 5)
        down = np.stack([np.sin(angle), 0 * angle, -np.cos(angle)], axis=1)
        return UPPER_ARM * self.height_m * down

    def _knee(self, side: str, joints: dict[str, np.ndarray]) -> np.ndarray:
        """Where thigh and shank meet, bent forwards, and moved medially if so wished."""
        hip, ankle = joints[f"{side}_hip"], joints[f"{side}_ankle"]
        line = ankle - hip
        reach = np.linalg.norm(line, axis=1, keepdims=True)
        thigh, shank = THIGH * self.height_m, SHANK * self.height_m
        along = (thigh**2 - shank**2 + reach**2) / (2 * reach)
        bend = np.sqrt(np.maximum(thigh**2 - along**2, 0))
        unit = line / reach
        ahead = np.array([1.0, 0, 0]) - unit[:, :1] * unit
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        medial = np.array([0, -OUTWARD[side] * self.knee_medial_m[SIDES.index(side)], 0])
        return hip + along * unit + bend * ahead + medial

    def track(
        self,
        view: str = "side",
        *,
        facing: str = "left",
        treadmill: bool = False,
        fps: float = 60.0,
        times_s: np.ndarray | None = None,
        yaw_deg: float | None = None,
        roll_deg: float = 0.0,
        noise_px: float = 0.0,
        size_px: tuple[int, int] = (1280, 720),
    ) -> PoseTrack:
        """What a pinhole camera sees. `yaw_deg` puts it anywhere: 0 front, 90 the left side."""
        times_s = self.times_s(fps) if times_s is None else np.asarray(times_s)
        joints = self.joints_m(times_s, treadmill=treadmill)
        if yaw_deg is None:
            yaw_deg = 270.0 if (view, facing) == ("side", "right") else YAW_DEG[view]
        world = np.stack(list(joints.values()), axis=1)
        path_m = 0.0 if treadmill else self.speed_mps * self.duration_s
        points = _filmed(world, path_m=path_m, yaw_deg=yaw_deg, roll_deg=roll_deg, size_px=size_px)
        points += np.random.default_rng(1).normal(0, noise_px, points.shape) if noise_px else 0
        return PoseTrack(
            times_s=times_s, landmarks=tuple(joints), points_px=points,
            scores=np.ones(points.shape[:2]), width_px=size_px[0], height_px=size_px[1],
            backend="stick figure",
        )  # fmt: skip


def _filmed(
    world: np.ndarray, *, path_m: float, yaw_deg: float, roll_deg: float, size_px: tuple[int, int]
) -> np.ndarray:
    """Pixels of (..., 3) metres: a level camera a metre high, 4 m from the nearest of the path."""
    focal_px = 0.8 * max(size_px)
    turn = np.radians(yaw_deg)
    to_camera = np.array([np.cos(turn), np.sin(turn), 0])
    across_m = path_m * abs(np.sin(turn)) / 2 + 0.6
    back_m = path_m * abs(np.cos(turn)) / 2 + max(4.0, across_m * 2 * focal_px / size_px[0])
    place = np.array([path_m / 2, 0, 1.0]) + back_m * to_camera
    right = np.cross(-to_camera, (0, 0, 1))
    seen = (world - place) @ np.stack([right, [0, 0, -1], -to_camera]).T
    flat = focal_px * seen[..., :2] / seen[..., 2:]
    roll = np.radians(roll_deg)
    clockwise = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return flat @ clockwise.T + np.array(size_px) / 2


def mirrored(track: PoseTrack) -> PoseTrack:
    """The track as a mirrored video gives it: columns reversed, left and right exchanged."""
    swapped = [
        track.landmarks.index({"left": "right", "right": "left"}[side] + "_" + part)
        for side, part in (name.split("_", 1) for name in track.landmarks)
    ]
    points = track.points_px[:, swapped] * (-1, 1) + (track.width_px, 0)
    return replace(track, points_px=points, scores=track.scores[:, swapped], points_m=None)
