"""What can be asked of a functional test: one table per test, told apart by `test`.

Lengths in metres, angles in degrees, times in seconds unless the name says otherwise. What is
asked of repetitions is their median; each is a little different.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args, get_type_hints

from .sides import PerSide, Side, other

_USUAL_TOE_OUT_DEG = PerSide.of(7.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLeg:
    """`side` is the standing leg; of a lunge the front leg."""

    side: Side = "right"
    toe_out_deg: PerSide = _USUAL_TOE_OUT_DEG
    sway_cm: float = 0.4  # of the body's centre sideways, root mean square, slow drift left out
    standing_s: float = 1.0  # on two legs, before and after
    seed: int = 0  # how the repetitions differ, and the sway


@dataclass(frozen=True, slots=True, kw_only=True)
class HeelRaise(OneLeg):
    """Single-leg heel raises."""

    test: Literal["heel-raise"] = "heel-raise"
    repetitions: int = 8
    period_s: float = 1.9
    height_pct: float = 40.0  # rise of the heel, share of the length of the shoe, at the beginning
    height_loss_pct: float = 0.0  # of it, from the first three repetitions to the last three
    lateral_drift_pct: float | None = None  # ankle outward at the top, share of the shank;
    #                                         None = the foot rises without rolling
    knee_flexion_deg: float = 6.0  # at the top


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend(OneLeg):
    repetitions: int = 4
    period_s: float = 3.2
    knee_valgus_deg: float = 0.0  # at the deepest
    pelvic_drop_deg: float = 2.0  # at the deepest, + free side lower
    trunk_lateral_deg: float = 0.0  # at the deepest, + toward the standing leg
    trunk_forward_deg: float = 22.0  # at the deepest


@dataclass(frozen=True, slots=True, kw_only=True)
class Squat(Bend):
    """Single-leg squats, the free leg held in front."""

    test: Literal["squat"] = "squat"
    depth_deg: float = 60.0  # of knee flexion
    free_leg_deg: float = 28.0  # thigh of the free leg ahead, at the top


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDown(Bend):
    """From a step the heel of the free leg taps the floor in front; the step sets the depth."""

    test: Literal["step-down"] = "step-down"
    step_m: float = 0.18
    trunk_forward_deg: float = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(OneLeg):
    """Standing on one leg."""

    test: Literal["trendelenburg", "balance"] = "trendelenburg"
    hold_s: float = 10.0  # other foot off the floor
    pelvic_drop_deg: float = 0.0  # over the last third, + free side lower
    drop_growth_share: float = 0.0  # of the drop: comes bit by bit over the first two thirds
    trunk_lateral_deg: float = 0.0  # over the last third, + toward the standing leg


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Standing on two legs."""

    test: Literal["stand"] = "stand"
    hold_s: float = 6.0
    toe_out_deg: PerSide = _USUAL_TOE_OUT_DEG
    load_share_pct: float = 50.0  # on the right leg
    shoulder_tilt_deg: float = 0.0  # + right higher
    pelvis_tilt_deg: float = 0.0  # + right higher
    width_m: float | None = None  # between the heels
    sway_cm: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lunge(OneLeg):
    """Knee to the wall: the knee goes ahead over the foot, the heel stays down."""

    test: Literal["lunge"] = "lunge"
    repetitions: int = 3
    period_s: float = 3.0
    shank_deg: float = 38.0  # against vertical at the deepest; the best of the repetitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlift(OneLeg):
    """Single-leg deadlifts: the trunk leans forward, the free leg goes back."""

    test: Literal["deadlift"] = "deadlift"
    repetitions: int = 4
    period_s: float = 3.6
    trunk_deg: float = 72.0  # against vertical at the deepest
    leg_deg: float = -14.0  # free leg, hip to ankle, against horizontal at the deepest, - below
    knee_flexion_deg: float = 16.0  # of the standing leg at the deepest


Exercise = HeelRaise | Squat | StepDown | Hold | Stand | Lunge | Deadlift

#: The least and the most that can be meant, by parameter.
_LIMITS = {
    "repetitions": (1, 60), "period_s": (0.8, 20), "hold_s": (1, 120), "standing_s": (0.3, 20),
    "sway_cm": (0, 4), "height_pct": (5, 60), "height_loss_pct": (0, 90), "depth_deg": (15, 100),
    "lateral_drift_pct": (-5, 15), "knee_valgus_deg": (-25, 35), "pelvic_drop_deg": (-15, 20),
    "trunk_lateral_deg": (-30, 30), "trunk_forward_deg": (-5, 60), "step_m": (0.08, 0.30),
    "shank_deg": (10, 55), "trunk_deg": (20, 100), "leg_deg": (-80, 10),
    "knee_flexion_deg": (0, 50), "load_share_pct": (10, 90), "shoulder_tilt_deg": (-15, 15),
    "pelvis_tilt_deg": (-12, 12), "width_m": (0.0, 0.6), "drop_growth_share": (0, 1),
    "free_leg_deg": (0, 60),
}  # fmt: skip


def exercise_types() -> dict[str, type]:
    """The table of parameters for each test, by the name of the test."""
    kinds = get_args(Exercise)
    return {test: kind for kind in kinds for test in get_args(get_type_hints(kind)["test"])}


def limits(exercise: Exercise) -> Iterator[tuple[str, float | None, float, float]]:
    """Name, value, least and most of each number that has limits."""
    for own in fields(exercise):
        if own.name in _LIMITS:
            yield own.name, getattr(exercise, own.name), *_LIMITS[own.name]


def mirrored(exercise: Exercise) -> Exercise:
    """The same test on the other leg."""
    swapped = replace(exercise, toe_out_deg=exercise.toe_out_deg.mirrored)
    if not isinstance(swapped, Stand):
        return replace(swapped, side=other(swapped.side))
    return replace(
        swapped,
        load_share_pct=100 - swapped.load_share_pct,
        shoulder_tilt_deg=-swapped.shoulder_tilt_deg,
        pelvis_tilt_deg=-swapped.pelvis_tilt_deg,
    )
