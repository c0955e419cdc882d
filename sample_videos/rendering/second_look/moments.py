"""Random people at random moments of walking, running and the tests on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import body as bodies
from .. import figure, skeleton
from ..body import Body
from ..exercises import Performer, performer
from ..gait import Walker, walker
from ..parameters import Parameters
from ..rotation import Array

_GAITS, _RUNS = 0.85, 0.42  # shares: gaits among all, runs among gaits
_TESTS = ("squat", "step-down", "heel-raise", "trendelenburg", "lunge", "deadlift", "stand")

Dice = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Moment:
    """One pose: skin (V, 3) and joints by name (3,), in metres."""

    body: Body
    vertices: Array
    joints: dict[str, Array]


def moments(dice: Dice, count: int) -> Iterator[Moment]:
    """`count` moments of one person doing one thing."""
    body = bodies.shod(figure.drawn(dice))
    person = _walker(dice, body) if dice.random() < _GAITS else _performer(dice, body)
    for time_s in _times_s(dice, person, count):
        pose = person.pose(time_s)
        joints = {name: at[0] for name, at in skeleton.joints(body, pose).items()}
        yield Moment(body=body, vertices=skeleton.skin(body, pose), joints=joints)


def _times_s(dice: Dice, person: Walker | Performer, count: int) -> Array:
    if isinstance(person, Performer):
        return dice.uniform(0, person.duration_s, count)
    stride_s = person.plan.timing.stride_s
    return dice.uniform(2 * stride_s, 4 * stride_s, count)


def _walker(dice: Dice, body: Body) -> Walker:
    running = dice.random() < _RUNS
    motion = _motion(dice, running=running, size=body.leg_m / 0.88)
    return walker(body, Parameters.of({"motion": motion}).motion, seed=int(dice.integers(1 << 30)))


def _motion(dice: Dice, *, running: bool, size: float) -> dict[str, Any]:
    """Wider than the study's ranges, so that none of its walkers lies at an edge."""
    u, pace = dice.uniform, np.sqrt(size)
    cadence = (u(140, 205) if running else u(80, 142)) / pace
    step_m = (u(0.65, 1.35) if running else u(0.42, 0.88)) * size
    share = u(0.26, 0.43) if running else u(0.57, 0.69)

    def sides(low: float, high: float) -> dict[str, float]:
        return {side: float(u(low, high)) for side in ("left", "right")}

    return {
        "activity": "run" if running else "walk",
        "treadmill": bool(dice.random() < 0.5),
        "cadence_spm": cadence,
        "speed_mps": cadence / 60 * step_m,
        "stance_share": {"left": share, "right": share},
        "foot_strike": str(dice.choice(["rear", "rear", "mid", "fore"])),
        "step_width_m": (u(-0.05, 0.14) if running else u(0.0, 0.24)) * size,
        "foot_progression_deg": sides(-24, 34),
        "pelvic_drop_deg": sides(-10, 15),
        "knee_valgus_deg": sides(-9, 15),
        "knee_follows_foot": u(0.1, 0.9),
        "pelvis_rotation_deg": u(0, 12),
        "pelvis_tilt_deg": u(-6, 14),
        "trunk_lateral_deg": u(-5, 5),
        "trunk_stance_lean_deg": u(-5, 12),
        "trunk_forward_deg": u(-3, 20),
        "arm_swing_deg": u(4, 48),
        "elbow_flexion_deg": u(5, 100),
        "knee_profile": {
            "contact_deg": u(5, 28) if running else u(0, 20),
            "loading_deg": u(28, 54) if running else u(5, 30),
            "midstance_deg": u(1, 16),
            "swing_deg": u(55, 112) if running else u(38, 75),
        },
        "variation": 1.0,
    }


def _performer(dice: Dice, body: Body) -> Performer:
    u, test = dice.uniform, str(dice.choice(_TESTS))
    table: dict[str, Any] = {"test": test}
    if test != "stand":
        table["side"] = str(dice.choice(["left", "right"]))
    if test in ("squat", "step-down"):
        table |= {"knee_valgus_deg": u(-10, 25), "pelvic_drop_deg": u(-8, 14)}
        table |= {"trunk_lateral_deg": u(-10, 18), "repetitions": 2}
    if test == "squat":
        table |= {"depth_deg": u(25, 90), "free_leg_deg": u(5, 45)}
    if test == "heel-raise":
        table |= {"height_pct": u(15, 55), "repetitions": 3}
    if test == "trendelenburg":
        table |= {"pelvic_drop_deg": u(-12, 15), "trunk_lateral_deg": u(-12, 20), "hold_s": 3.0}
    if test in ("lunge", "deadlift"):
        table["repetitions"] = 2
    if test == "lunge":
        table["shank_deg"] = u(18, 46)
    if test == "deadlift":
        table |= {"trunk_deg": u(35, 88), "leg_deg": u(-50, 5)}
    if test == "stand":
        table |= {"pelvis_tilt_deg": u(-10, 10), "load_share_pct": u(25, 75), "hold_s": 2.0}
    return performer(body, Parameters.of({"exercise": table}).exercise)
