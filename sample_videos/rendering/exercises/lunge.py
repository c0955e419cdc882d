"""Knee to the wall: in a split stance the front knee goes ahead over its foot."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..body import Body
from ..exercise_parameters import Lunge
from ..rotation import Array
from ..sides import OUTWARD, SIDES, Side, other
from . import one_leg
from .posture import reach_m
from .rhythm import Manner, Repetition, Sway, end_s, repetitions, wave
from .sole import planted_foot, standing_ankle
from .wish import FootWish, Wish

_MANNER = Manner(there=0.40, held=0.14, back=0.36, spread=0.02)
_UPRIGHT_SHANK_DEG = 4.0
_THIGH_DEG = (17.0, 27.0)  # of the front leg, knee ahead of the hip: upright, deepest
_AHEAD = 0.08  # of the leg's length: the front ankle
_BEHIND = 0.60  # of the leg's length: the rear ankle behind the front one
_REAR_KNEE_DEG = 18.0  # at least
_PITCHES_DEG = np.arange(0.0, -75.0, -0.5)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LungeMove:
    """The plan of a set."""

    body: Body
    asked: Lunge
    done: tuple[Repetition, ...]

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return end_s(self.done) + self.asked.standing_s

    def wish(self, times: Array) -> Wish:
        """The front shank leans as asked; the rear heel rises as far as the leg must."""
        asked, bend = self.asked, wave(self.done, times)
        zero, side = np.zeros(len(times)), self.asked.side
        heels = self._heels_xy()
        feet = {own: self._foot(own, heels[own], zero) for own in SIDES}
        mid_hip = self._mid_hip(feet[side], bend, times)
        rear = self._risen(feet[other(side)], mid_hip)
        return Wish(
            feet={side: feet[side], other(side): rear},
            support=side,
            knee_deg=zero,
            pelvis_tilt_deg=zero,
            pelvis_pitch_deg=4 + 4 * bend,
            trunk_right_deg=zero,
            trunk_forward_deg=4 + 5 * bend + 0.3 * Sway(asked.seed, 10)(times),
            arms=one_leg.arms(times, asked.seed, flexion_deg=4 + 12 * bend, elbow_deg=24),
            centre_xy=mid_hip[:, :2],
            mid_hip=mid_hip,
        )

    def _heels_xy(self) -> dict[Side, Array]:
        """One foot behind the other; the place where the body ends is the middle."""
        heels, leg_m = one_leg.heels_xy(self.body, self.asked.toe_out_deg), self.body.leg_m
        ahead = {s: _AHEAD if s == self.asked.side else _AHEAD - _BEHIND for s in heels}
        return {s: at + np.array([ahead[s] * leg_m, 0]) for s, at in heels.items()}

    def _foot(self, side: Side, heel_xy: Array, zero: Array) -> FootWish:
        return FootWish(
            heel_xy=heel_xy,
            yaw_rad=one_leg.yaw_rad(side, self.asked.toe_out_deg),
            pitch_deg=zero,
            roll_deg=zero,
            lifted=zero,
            hanging=one_leg.hanging(zero, thigh_deg=0, knee_deg=0),
            floor_m=zero,
        )

    def _mid_hip(self, foot: FootWish, bend: Array, times: Array) -> Array:
        """Shank and thigh laid end to end from the front ankle; the hip stays above it."""
        body, asked = self.body, self.asked
        shank = _UPRIGHT_SHANK_DEG + (asked.shank_deg - _UPRIGHT_SHANK_DEG) * bend
        thigh = _THIGH_DEG[0] + (_THIGH_DEG[1] - _THIGH_DEG[0]) * bend
        shank, thigh = np.radians(shank), np.radians(thigh)
        ankle = standing_ankle(body, asked.side, foot)
        x = body.shank_m * np.sin(shank) - body.thigh_m * np.sin(thigh)
        z = body.shank_m * np.cos(shank) + body.thigh_m * np.cos(thigh)
        hip = ankle + np.column_stack([x, 0 * x, z])
        arm = body.joints[f"{asked.side}_hip"] - body.mid_hip
        sway = 0.004 * OUTWARD[asked.side] * Sway(asked.seed, 1)(times)
        return hip - arm * [0, 1, 0] + np.multiply.outer(sway, [0, 1.0, 0])

    def _risen(self, foot: FootWish, mid_hip: Array) -> FootWish:
        """The rear heel just so high that its leg needn't stretch."""
        body, side = self.body, other(self.asked.side)
        hip = mid_hip + (body.joints[f"{side}_hip"] - body.mid_hip)
        planted = planted_foot(body.feet[side])
        heel = np.tile(foot.heel_xy, (len(_PITCHES_DEG), 1))
        ankles = planted.ankle(_PITCHES_DEG, heel, foot.yaw_rad)
        reach = np.linalg.norm(hip[:, None] - ankles, axis=2)
        most = reach_m(body, np.array(_REAR_KNEE_DEG))
        pitch = [_first(r, most) for r in reach]
        return replace(foot, pitch_deg=np.array(pitch))


def _first(reach: Array, most: float) -> float:
    """The first pitch at which the reach is no more than `most`."""
    falling = np.minimum.accumulate(reach)
    return float(np.interp(-most, -falling, _PITCHES_DEG))


def lunge(body: Body, asked: Lunge) -> LungeMove:
    """The set as asked: the best repetition reaches the asked-for shank angle."""
    done = repetitions(
        asked.repetitions,
        asked.period_s,
        start_s=asked.standing_s,
        manner=_MANNER,
        seed=asked.seed,
    )
    best = max(one.size for one in done)
    done = tuple(replace(one, size=one.size / best) for one in done)
    return LungeMove(body=body, asked=asked, done=done)
