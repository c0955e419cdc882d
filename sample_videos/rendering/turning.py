"""A walk there and back: a straight gait led along a way that turns round.

Pelvis, trunk and arms follow the way moment by moment. A standing foot keeps the place and the
direction that the way has in the middle of its stance, so it doesn't slide; a swinging foot passes
from the one to the next. On the straight parts every joint moves as in the gait itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from .body import Body
from .gait import LegPose, Pose, Walker, knee
from .gait.leg import FootPose, leg_pose
from .gait.plan import Plan
from .rotation import Array, about_z, rotate, smoothstep, unit
from .sides import SIDES, Side

_TURN_STRIDES = 2.4
_SLOWEST = 0.42  # of the walking speed, in the turn
_DIP_M = 0.018  # of the hips in the turn, so that no leg has to stretch
_EASE = 0.35  # of the turn, to slow down and again to speed up
_GRID_S = 1 / 200
_MOST_STRETCHED = 0.9995


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Way:
    """Place (n, 2) and heading of the walker over time; `turn_s` is when the turn begins, ends."""

    speed_mps: float
    turn_s: tuple[float, float]
    place: CubicSpline

    @classmethod
    def of(cls, speed_mps: float, start_s: float, end_s: float) -> Way:
        """Straight along x until `start_s`, round to the left until `end_s`, straight back."""
        grid = np.arange(start_s, end_s + _GRID_S, _GRID_S)
        share = (grid - start_s) / (end_s - start_s)
        pace = speed_mps * (1 - (1 - _SLOWEST) * _eased(share, _EASE))
        heading = np.pi * smoothstep(share)
        velocity = CubicSpline(
            grid, pace[:, None] * np.column_stack([np.cos(heading), np.sin(heading)])
        )
        return cls(speed_mps=speed_mps, turn_s=(start_s, end_s), place=velocity.antiderivative())

    def heading_rad(self, times: Array) -> Array:
        """0 on the way there, pi on the way back."""
        start_s, end_s = self.turn_s
        return np.pi * smoothstep((times - start_s) / (end_s - start_s))

    def place_m(self, times: Array) -> Array:
        """Where a point that walks at the steady speed is (n, 3)."""
        start_s, end_s = self.turn_s
        x, y = self.place(np.clip(times, start_s, end_s)).T
        straight = np.minimum(times, start_s) - np.maximum(times - end_s, 0)
        x = x + self.speed_mps * straight
        return np.column_stack([x, y, np.zeros(len(times))])

    def moved(self, points: Array, at_s: Array) -> Array:
        """Points (n, 3) of the straight walk as the way has them at `at_s` (n,)."""
        steady = np.multiply.outer(self.speed_mps * at_s, [1.0, 0, 0])
        return self.place_m(at_s) + rotate(about_z(self.heading_rad(at_s)), points - steady)


def _eased(share: Array, ease: float) -> Array:
    """0 up to 0 and from 1 on, 1 between them."""
    return smoothstep(share / ease) * smoothstep((1 - share) / ease)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Returner:
    """A walker on a way that turns."""

    walker: Walker
    way: Way

    @property
    def body(self) -> Body:
        """The walker's."""
        return self.walker.body

    @property
    def plan(self) -> Plan:
        """The walker's: of the gait on the straight."""
        return self.walker.plan

    @property
    def straight_s(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """From when to when every foot on the ground belongs to the way there, or back."""
        stride = self.plan.timing.stride_s
        start_s, end_s = self.way.turn_s
        return (-np.inf, start_s - stride / 2), (end_s + stride / 2, np.inf)

    def pose(self, times_s: Array | float) -> Pose:
        """The pose at times (n,) of the gait."""
        pose = self.walker.pose(times_s)
        turn = about_z(self.way.heading_rad(pose.times_s))
        return replace(
            pose,
            mid_hip=self._hips(pose.mid_hip, pose.times_s),
            pelvis_rotation=turn @ pose.pelvis_rotation,
            trunk_rotation=turn @ pose.trunk_rotation,
            head_rotation=turn @ pose.head_rotation,
            legs={side: self._leg(side, pose) for side in SIDES},
            arms={
                side: replace(
                    arm,
                    upper_rotation=turn @ arm.upper_rotation,
                    fore_rotation=turn @ arm.fore_rotation,
                )
                for side, arm in pose.arms.items()
            },
        )

    def _hips(self, points: Array, times: Array) -> Array:
        """Points (n, 3) of the pelvis, a little lower in the turn."""
        (_, start_s), (end_s, _) = self.straight_s
        dip = _DIP_M * _eased((times - start_s) / (end_s - start_s), 0.3)
        return self.way.moved(points, times) - np.multiply.outer(dip, [0, 0, 1.0])

    def _leg(self, side: Side, pose: Pose) -> LegPose:
        """The leg between the led hip and the led foot, the knee to where it pointed."""
        leg, way, body = pose.legs[side], self.way, self.body
        hip = self._hips(leg.hip, pose.times_s)
        ankle, heading = self._led(side, leg, pose.times_s)
        turn, turned = about_z(way.heading_rad(pose.times_s)), about_z(heading)
        ankle = _within_reach(body, hip, ankle)
        bent = knee.place(
            hip,
            ankle,
            side,
            thigh_m=body.thigh_m,
            shank_m=body.shank_m,
            ahead=rotate(turn, _knee_direction(leg)),
            valgus_deg=np.zeros(len(hip)),
            valgus_share=np.zeros(len(hip)),
        )
        toes = unit((leg.toe - leg.heel) * [1.0, 1, 0])
        foot = FootPose(
            ankle=ankle,
            rotation=turned @ leg.foot_rotation,
            toe_rotation=turned @ leg.toe_rotation,
            facing=rotate(turned, toes),
            pitch_deg=leg.pitch_deg,
            phase=leg.phase,
            in_stance=leg.in_stance,
        )
        return leg_pose(body, side, hip, bent, foot)

    def _led(self, side: Side, leg: LegPose, times: Array) -> tuple[Array, Array]:
        """Ankle (n, 3) and heading (n,): the way's of mid-stance, in swing on to the next one."""
        timing = self.plan.timing
        stance = timing.stance_share[side]
        landed_s = times - leg.phase * timing.stride_s
        middle_s = landed_s + stance / 2 * timing.stride_s
        swung = smoothstep((leg.phase - stance) / (1 - stance))
        at_s = middle_s + swung * timing.stride_s
        return self.way.moved(leg.ankle, at_s), self.way.heading_rad(at_s)


def _knee_direction(leg: LegPose) -> Array:
    """From the line between hip and ankle to the knee."""
    line = unit(leg.ankle - leg.hip)
    to_knee = leg.knee - leg.hip
    return unit(to_knee - np.sum(to_knee * line, axis=1, keepdims=True) * line)


def _within_reach(body: Body, hip: Array, ankle: Array) -> Array:
    """Ankles of a foot in the air brought nearer where the leg is too short."""
    span = ankle - hip
    reach = np.linalg.norm(span, axis=-1)
    return hip + span * np.minimum(1, _MOST_STRETCHED * body.leg_m / reach)[:, None]


def there_and_back(walker: Walker, *, start_s: float, way_m: float) -> Returner:
    """The walker who turns after `way_m`, counted from `start_s`."""
    turn_s = start_s + way_m / walker.plan.speed_mps
    lasts_s = _TURN_STRIDES * walker.plan.timing.stride_s
    way = Way.of(walker.plan.speed_mps, turn_s, turn_s + lasts_s)
    return Returner(walker=walker, way=way)
