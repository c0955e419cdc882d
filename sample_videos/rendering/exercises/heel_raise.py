"""Single-leg heel raises."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..body import Body
from ..exercise_parameters import HeelRaise
from ..rotation import Array, about_z, rotate
from ..sides import OUTWARD
from . import one_leg
from .one_leg import Timeline
from .rhythm import Manner, Repetition, end_s, repetitions
from .sole import foot_length_m, planted_foot, standing_ankle, turned_shoe
from .wish import FootWish, Wish

_MANNER = Manner(there=0.36, held=0.10, back=0.38, spread=0.02)
_PITCHES_DEG = np.linspace(0, -66, 133)
_ROUNDS = 12
_FEW = 3
_TOP_ALONG = 0.74  # of the foot's length: where the weight is on the forefoot


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Raise:
    """How the foot leaves the ground: rise of the heel in metres against pitch and roll."""

    rise_m: Array
    pitch_deg: Array
    roll_deg: Array

    def at(self, rise_m: Array) -> tuple[Array, Array]:
        """Pitch and roll (n,) that lift the heel so far."""
        found = (np.interp(rise_m, self.rise_m, angle) for angle in (self.pitch_deg, self.roll_deg))
        pitch, roll = found
        return pitch, roll


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HeelRaiseMove:
    """The plan of a set."""

    body: Body
    asked: HeelRaise
    timeline: Timeline
    done: tuple[Repetition, ...]
    way: Raise

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.timeline.duration_s

    def wish(self, times: Array) -> Wish:
        """The standing foot rises on its toes, the weight over them."""
        asked, body = self.asked, self.body
        rise = np.sum([one.size * one.share(times) for one in self.done], axis=0)
        free = one_leg.hanging(times, thigh_deg=2, knee_deg=48)
        wish = one_leg.standing_wish(body, asked, self.timeline, times, free=free)
        height_m = 0.01 * asked.height_pct * foot_length_m(body.feet[asked.side])
        pitch, roll = self.way.at(height_m * rise)
        foot = replace(wish.feet[asked.side], pitch_deg=pitch, roll_deg=roll)
        upright = wish.knee_deg
        share = np.clip(rise, 0, 1)
        along = one_leg.CENTRE_AHEAD + (_TOP_ALONG - one_leg.CENTRE_AHEAD) * share
        shifted = self.timeline.shifted(times)
        return replace(
            wish,
            feet={**wish.feet, asked.side: foot},
            knee_deg=upright + (asked.knee_flexion_deg - upright) * share,
            centre_xy=one_leg.centre_xy(body, asked, wish.feet, shifted, times, along=along),
        )


def heel_raise(body: Body, asked: HeelRaise) -> HeelRaiseMove:
    """The set as asked."""
    done = repetitions(
        asked.repetitions,
        asked.period_s,
        start_s=one_leg.first_work_s(asked.standing_s),
        manner=_MANNER,
        seed=asked.seed,
    )
    sizes = tired(np.array([one.size for one in done]), asked.height_loss_pct)
    done = tuple(replace(one, size=float(size)) for one, size in zip(done, sizes, strict=True))
    timeline = Timeline(standing_s=asked.standing_s, done_s=end_s(done))
    return HeelRaiseMove(
        body=body, asked=asked, timeline=timeline, done=done, way=_way_up(body, asked)
    )


def tired(sizes: Array, loss_pct: float) -> Array:
    """Sizes that fall evenly: the median of the last three is that of the first three less loss.

    Up to three fall not at all.
    """
    count = len(sizes)
    if count <= _FEW:
        return sizes
    ends = np.array([1.0, 1 - 0.01 * loss_pct])
    line = ends.copy()
    for _ in range(_ROUNDS):
        fallen = sizes * np.interp(np.arange(count), [1, count - 2], line)
        line = line * ends / [np.median(fallen[:3]), np.median(fallen[-3:])]
    return sizes * np.interp(np.arange(count), [1, count - 2], line)


def _way_up(body: Body, asked: HeelRaise) -> Raise:
    """Pitch alone, or with as much roll as carries the ankle outward by the asked-for drift."""
    height_m = 0.01 * asked.height_pct * foot_length_m(body.feet[asked.side])
    roll_per_pitch = 0.0
    for _ in range(_ROUNDS if asked.lateral_drift_pct is not None else 1):
        rise, outward = _rise_and_drift_m(body, asked, roll_per_pitch)
        if asked.lateral_drift_pct is None:
            break
        wanted = 0.01 * asked.lateral_drift_pct * body.shank_m
        pitch = np.interp(height_m, rise, _PITCHES_DEG)
        missing = wanted - np.interp(height_m, rise, outward)
        lever = 0.9 * np.linalg.norm(body.feet[asked.side].toe_joint)
        roll_per_pitch += np.degrees(missing / lever) / pitch
    return Raise(rise_m=rise, pitch_deg=_PITCHES_DEG, roll_deg=roll_per_pitch * _PITCHES_DEG)


def _rise_and_drift_m(body: Body, asked: HeelRaise, roll_per_pitch: float) -> tuple[Array, Array]:
    """Rise of the heel, and the ankle's way outward of the toes, at every pitch."""
    side, rest = asked.side, body.feet[asked.side]
    zero = np.zeros(len(_PITCHES_DEG))
    foot = FootWish(
        heel_xy=np.zeros(2),
        yaw_rad=one_leg.yaw_rad(side, asked.toe_out_deg),
        pitch_deg=_PITCHES_DEG,
        roll_deg=roll_per_pitch * _PITCHES_DEG,
        lifted=zero,
        hanging=one_leg.hanging(zero, thigh_deg=0, knee_deg=0),
        floor_m=zero,
    )
    shoe = turned_shoe(planted_foot(rest), side, foot)
    straight = about_z(-rest.azimuth_rad)
    ankle = standing_ankle(body, side, foot)
    heel = ankle + rotate(shoe.rotation @ straight, rest.heel)
    joint = ankle + rotate(shoe.rotation @ straight, rest.toe_joint)
    toe = joint + rotate(shoe.toe_rotation @ straight, rest.toe - rest.toe_joint)
    outward = OUTWARD[side] * (ankle - toe)[:, 1]
    return heel[:, 2] - heel[0, 2], outward - outward[0]
