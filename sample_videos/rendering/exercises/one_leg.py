"""What tests on one leg share: stand on two, shift, lift a foot, do it, put the foot down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import Body
from ..exercise_parameters import OneLeg
from ..gait.plan import REFERENCE_LEG_M
from ..rotation import Array, smoothstep
from ..sides import OUTWARD, SIDES, PerSide, Side, other
from .rhythm import Sway
from .sole import planted_foot
from .wish import ArmWish, FootWish, Hanging, Wish

LIFTING_S = 0.9
SETTLING_S = 0.45
_SHIFT_S, _SHIFT_LEAD_S = 1.1, 0.8
_UPRIGHT_KNEE_DEG = 8.0
CENTRE_AHEAD = 0.42  # of the foot's length, from the heel
_CENTRE_PER_SWAY = 0.88  # the hips wander further than the centre of mass
_HEELS_APART_M = 0.19  # of a person of usual size


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The test proper lies between `work_s` and `done_s`."""

    standing_s: float
    done_s: float

    @property
    def work_s(self) -> float:
        """When the test proper begins: on one leg."""
        return self.standing_s + LIFTING_S + SETTLING_S

    @property
    def down_s(self) -> float:
        """When the foot is down again."""
        return self.done_s + SETTLING_S + LIFTING_S

    @property
    def duration_s(self) -> float:
        """Standing on two legs included."""
        return self.down_s + self.standing_s

    def lifted(self, times: Array) -> Array:
        """0 while the free foot stands, 1 while it hangs."""
        up = smoothstep((times - self.standing_s) / LIFTING_S)
        return up * smoothstep((self.down_s - times) / LIFTING_S)

    def shifted(self, times: Array) -> Array:
        """0 while the weight is between the feet, 1 above the standing foot."""
        toward = smoothstep((times - self.standing_s + _SHIFT_LEAD_S) / _SHIFT_S)
        return toward * smoothstep((self.down_s + _SHIFT_LEAD_S - times) / _SHIFT_S)


def first_work_s(standing_s: float) -> float:
    """When the test proper can begin."""
    return Timeline(standing_s=standing_s, done_s=standing_s).work_s


def heels_xy(
    body: Body, toe_out_deg: PerSide, *, apart_m: float | None = None
) -> dict[Side, Array]:
    """Heels so that the ankles are beside each other at x = 0."""
    apart = _HEELS_APART_M * body.leg_m / REFERENCE_LEG_M if apart_m is None else apart_m
    found = {}
    for side in SIDES:
        yaw = yaw_rad(side, toe_out_deg)
        back = planted_foot(body.feet[side]).heel_contact[0]
        found[side] = np.array([back * np.cos(yaw), OUTWARD[side] * apart / 2])
    return found


def yaw_rad(side: Side, toe_out_deg: PerSide) -> float:
    """Direction of the foot, + to the person's left."""
    return float(np.radians(toe_out_deg[side] * OUTWARD[side]))


def under(body: Body, side: Side, foot: FootWish, along: Array | float) -> Array:
    """The place (n, 2) on the ground `along` the foot: 0 at the heel, 1 at the toes."""
    rest = body.feet[side]
    length = np.hypot(*(rest.toe - rest.heel)[:2])
    ahead = np.array([np.cos(foot.yaw_rad), np.sin(foot.yaw_rad)])
    return foot.heel_xy + np.multiply.outer(np.asarray(along) * length, ahead)


def hanging(
    times: Array, *, thigh_deg: Array | float, knee_deg: Array | float, aside_deg: float = 4.0
) -> Hanging:
    """A hanging leg whose angles may be numbers."""
    full = np.zeros(len(times))
    return Hanging(thigh_deg=thigh_deg + full, knee_deg=knee_deg + full, aside_deg=aside_deg + full)


def arms(
    times: Array,
    seed: int,
    *,
    flexion_deg: Array | float = 3.0,
    aside_deg: Array | float = 11.0,
    elbow_deg: Array | float = 22.0,
) -> dict[Side, ArmWish]:
    """Both arms alike but for a little wandering."""
    return {
        side: ArmWish(
            flexion_deg=flexion_deg + 1.2 * Sway(seed, 20 + number)(times),
            aside_deg=aside_deg + 0.8 * Sway(seed, 30 + number)(times),
            elbow_deg=elbow_deg + 1.5 * Sway(seed, 40 + number)(times),
        )
        for number, side in enumerate(SIDES)
    }


def standing_wish(
    body: Body, asked: OneLeg, timeline: Timeline, times: Array, *, free: Hanging
) -> Wish:
    """Upright on one leg, the other hanging as `free`, between standing on two."""
    lifted, shifted = timeline.lifted(times), timeline.shifted(times)
    zero, heels = np.zeros(len(times)), heels_xy(body, asked.toe_out_deg)
    feet = {
        side: FootWish(
            heel_xy=heels[side],
            yaw_rad=yaw_rad(side, asked.toe_out_deg),
            pitch_deg=zero,
            roll_deg=zero,
            lifted=zero if side == asked.side else lifted,
            hanging=free,
            floor_m=zero,
        )
        for side in SIDES
    }
    return Wish(
        feet=feet,
        support=asked.side,
        knee_deg=zero + _UPRIGHT_KNEE_DEG,
        pelvis_tilt_deg=zero,
        pelvis_pitch_deg=zero + 3,
        trunk_right_deg=zero,
        trunk_forward_deg=3 + 0.25 * Sway(asked.seed, 10)(times),
        arms=arms(times, asked.seed, aside_deg=11 + 5 * lifted),
        centre_xy=centre_xy(body, asked, feet, shifted, times),
    )


def centre_xy(
    body: Body,
    asked: OneLeg,
    feet: dict[Side, FootWish],
    shifted: Array,
    times: Array,
    *,
    along: Array | float = CENTRE_AHEAD,
) -> Array:
    """Where the centre of mass belongs (n, 2): between the feet, or above the standing one."""
    own = under(body, asked.side, feet[asked.side], along + 0 * times)
    far = under(body, other(asked.side), feet[other(asked.side)], CENTRE_AHEAD)
    between = (under(body, asked.side, feet[asked.side], CENTRE_AHEAD) + far) / 2
    sway = 0.01 * asked.sway_cm * _CENTRE_PER_SWAY * (0.4 + 0.6 * shifted)
    wandering = np.column_stack(
        [
            0.7 * sway * Sway(asked.seed, 0)(times),
            OUTWARD[asked.side] * sway * Sway(asked.seed, 1)(times),
        ]
    )
    return between + (own - between) * shifted[:, None] + wandering


def toward(asked: OneLeg, degrees: Array | float) -> Array | float:
    """A lean toward the standing leg as one to the person's right."""
    return -OUTWARD[asked.side] * np.asarray(degrees)


def dropped(asked: OneLeg, degrees: Array | float) -> Array | float:
    """A drop of the free side as a tilt of the pelvis, + right side higher."""
    return -OUTWARD[asked.side] * np.asarray(degrees)
