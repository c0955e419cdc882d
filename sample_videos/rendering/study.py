"""The study's clips: people, gaits, cameras and pictures spread over what a clinic meets.

Twelve kinds of clip (gait, view, ground) take turns, so that any number of clips is balanced. In
each kind the other parameters follow a Sobol sequence of its own, shifted at random; clip N is
the same however many are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

from . import truth
from .gait.plan import REFERENCE_LEG_M
from .parameters import Activity, Parameters, Person, View
from .rotation import Array
from .simulation import simulate

USUAL_CLIPS = 64
_POINTS = 64  # of each kind's sequence
_MOST_CLIPS = 12 * _POINTS
_DIMENSIONS = 80
_FEWEST_STEPS = 5.6
#: Leg over stature of the bodies, near enough to scale lengths and rates by.
_LEG_SHARE = REFERENCE_LEG_M / 1.78
BODIES = (
    "adult_man", "child_7y", "random_1", "elder_woman", "random_2", "heavy_man", "random_3",
    "child_10y", "random_4", "adult_woman", "random_5", "random_6",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What gait, from where, on which ground."""

    activity: Activity
    plane: str
    treadmill: bool


KINDS = tuple(
    Kind(activity=activity, plane=plane, treadmill=treadmill)
    for activity, plane, treadmill in (
        ("walk", "side", False),
        ("walk", "front", False),
        ("run", "rear", True),
        ("walk", "rear", False),
        ("run", "side", True),
        ("walk", "side", True),
        ("run", "front", True),
        ("walk", "front", True),
        ("walk", "rear", True),
        ("run", "side", True),
        ("walk", "side", False),
        ("run", "rear", True),
    )
)


class Dice:
    """The numbers of one clip, 0 to 1, handed out in order."""

    def __init__(self, kind: int, turn: int) -> None:
        shift = np.random.default_rng(kind).random(_DIMENSIONS)
        self._numbers: Iterator[float] = iter((_sobol()[turn] + shift) % 1.0)

    def between(self, low: float, high: float, decimals: int = 3) -> float:
        """A number of the range."""
        return round(low + (high - low) * float(next(self._numbers)), decimals)

    def sides(self, low: float, high: float, decimals: int = 1) -> dict[str, float]:
        """A number for each side, independent of each other."""
        return {side: self.between(low, high, decimals) for side in ("left", "right")}

    def one_of(self, shares: dict[Any, float]) -> Any:
        """An option, as often as its share."""
        edges = np.cumsum(list(shares.values()))
        at = int(np.searchsorted(edges, self.between(0, float(edges[-1]), 9), side="right"))
        return list(shares)[min(at, len(shares) - 1)]

    def colour(self, low: float = 0.03, high: float = 0.8) -> list[float]:
        """Red, green, blue."""
        return [self.between(low, high, 2) for _ in range(3)]


@lru_cache(maxsize=1)
def _sobol() -> Array:
    return qmc.Sobol(_DIMENSIONS, scramble=False).random_base2(int(np.log2(_POINTS)))


def clip(number: int) -> Parameters:
    """What clip `number` of the study shows."""
    if not 0 <= number < _MOST_CLIPS:
        raise ValueError(f"clip: expected 0 to {_MOST_CLIPS - 1}, got {number}")
    turn, which = divmod(number, len(KINDS))
    kind, dice = KINDS[which], Dice(which, turn)
    person = {"body": BODIES[(5 * which + 7 * turn) % len(BODIES)]}
    stature_m = _stature_m(person["body"])
    motion = _motion(kind, dice, stature_m * _LEG_SHARE / REFERENCE_LEG_M)
    picture = _picture(kind, dice, number)
    picture["duration_s"] = _duration_s(kind, picture["fps"], motion, stature_m)
    return Parameters.of(
        {
            "person": person,
            "motion": motion,
            "picture": picture,
            "camera": _camera(kind, dice, stature_m),
            "clothes": _clothes(dice),
        }
    )


def name(number: int) -> str:
    """File name without its end."""
    kind, body = KINDS[number % len(KINDS)], clip(number).person.body
    return f"{number:03d}_{kind.activity}_{kind.plane}_{body}"


@lru_cache(maxsize=len(BODIES))
def _stature_m(body: str) -> float:
    from . import body as bodies

    return bodies.load(Person(body=body)).stature_m


def _motion(kind: Kind, dice: Dice, size: float) -> dict[str, Any]:
    """Every parameter over its clinical range; lengths and rates for legs of this size."""
    running = kind.activity == "run"
    pace = float(np.sqrt(size))
    cadence = dice.between(150, 195) / pace if running else dice.between(90, 134) / pace
    step_m = (dice.between(0.78, 1.22) if running else dice.between(0.52, 0.80)) * size
    stance, uneven = dice.between(0.28, 0.40) if running else dice.between(0.58, 0.67), 0.012
    apart = dice.between(-uneven, uneven)
    strikes = {"rear": 5, "mid": 3, "fore": 3} if running else {"rear": 7, "mid": 2, "fore": 1}
    width = dice.between(-0.03, 0.11) if running else dice.between(0.02, 0.20)
    return {
        "activity": kind.activity,
        "treadmill": kind.treadmill,
        "cadence_spm": round(cadence, 1),
        "speed_mps": round(cadence / 60 * step_m, 3),
        "stance_share": {"left": round(stance + apart, 4), "right": round(stance - apart, 4)},
        "step_time_asymmetry": dice.between(-0.04, 0.04),
        "foot_strike": dice.one_of(strikes),
        "step_width_m": round(width * size, 3),
        "foot_progression_deg": dice.sides(-15, 25),
        "pelvic_drop_deg": dice.sides(0, 11),
        "knee_valgus_deg": dice.sides(-5, 11),
        "trunk_lateral_deg": dice.between(-3, 3, 1),
        "trunk_stance_lean_deg": dice.between(-1, 9, 1),
        "trunk_forward_deg": dice.between(1, 16, 1) if running else dice.between(-1, 13, 1),
        "arm_swing_deg": dice.between(18, 42, 1) if running else dice.between(8, 30, 1),
        "knee_profile": _knee(dice, running),
        "variation": 1.0,
    }


def _knee(dice: Dice, running: bool) -> dict[str, float]:
    ranges = {
        "contact_deg": (8, 24) if running else (1, 14),
        "loading_deg": (32, 50) if running else (8, 25),
        "midstance_deg": (3, 12),
        "swing_deg": (65, 108) if running else (45, 70),
    }
    return {moment: dice.between(*limits, 1) for moment, limits in ranges.items()}


def _picture(kind: Kind, dice: Dice, number: int) -> dict[str, Any]:
    """Format, frame rate, light and what spoils it."""
    running = kind.activity == "run"
    rates = {30: 8, 60: 7, 120: 1} if running else {30: 9, 60: 3}
    fps = dice.one_of(rates)
    upright = kind.plane != "side" or (kind.treadmill and dice.between(0, 1) < 0.7)
    long_px, short_px = (960, 540) if upright and dice.between(0, 1) < 0.75 else (1280, 720)
    turn, height = dice.between(-np.pi, np.pi), dice.between(0.7, 2.5)
    blur_px = dice.between(-0.8, 1.2, 2)
    blurred = dice.between(0, 1) < 0.1 and fps == 30
    return {
        "width_px": short_px if upright else long_px,
        "height_px": long_px if upright else short_px,
        "fps": fps,
        "light": dice.between(0.55, 1.25, 2),
        "light_direction": [round(float(np.cos(turn)), 2), round(float(np.sin(turn)), 2), height],
        "background": dice.one_of({"track": 1, "gym": 1, "studio": 1}),
        "edge_samples": 1,  # a pose model sees the person smaller anyway
        "motion_blur_samples": 3 if blurred else 1,
        "noise_sd": dice.between(0, 6, 1),
        "blur_px": max(blur_px, 0.0),
        "crf": round(dice.between(19, 31)),
        "seed": 1000 + number,
    }


def _duration_s(kind: Kind, fps: float, motion: dict[str, Any], stature_m: float) -> float:
    """Some six steps or more; who walks past stays in the picture at half of its height."""
    long_s, short_s = (2.8, 2.3) if kind.activity == "run" else (3.5, 2.8)
    wanted = {30: long_s, 60: short_s, 120: 1.9}[fps]
    wanted = max(wanted, _FEWEST_STEPS * 60 / motion["cadence_spm"])
    if kind.plane == "side" and not kind.treadmill:
        path_m = stature_m * (16 / 9 / 0.52 - 0.75)
        wanted = min(wanted, path_m / motion["speed_mps"])
    return round(wanted, 2)


def _camera(kind: Kind, dice: Dice, stature_m: float) -> dict[str, Any]:
    """Where the phone stands; over ground in front or behind it is zoomed in, from further off."""
    view: View = (
        dice.one_of({"left": 1, "right": 1}) if kind.plane == "side" else kind.plane  # type: ignore[assignment]
    )
    along = not kind.treadmill and kind.plane != "side"
    fov_deg = dice.between(21, 29, 1) if along else dice.between(32, 52, 1)
    filled = 0.84 if along else dice.between(0.56, 0.80)
    spread = 2 * np.tan(np.radians(fov_deg) / 2)
    whole_path = kind.plane == "side" and not kind.treadmill
    low, high = max(0.35 * stature_m, 0.5), min(0.85 * stature_m, 1.45)
    return {
        "view": view,
        "vertical_fov_deg": fov_deg,
        "distance_m": None if whole_path else round(float(stature_m / filled / spread), 2),
        "height_m": dice.between(low, high, 2),
        "look_height_m": round(dice.between(0.46, 0.52) * stature_m, 2),
        "roll_deg": dice.between(-3, 3, 1),
        "yaw_deg": dice.between(-5, 5, 1) if whole_path else dice.between(-9, 9, 1),
    }


def _clothes(dice: Dice) -> dict[str, Any]:
    """Short and long, in any colour; skin and hair from dark to fair."""
    fair, dark_hair = dice.between(0, 1), dice.between(0, 1)
    skin = np.array([0.25, 0.14, 0.09]) * (1 - fair) + np.array([0.75, 0.55, 0.44]) * fair
    hair = np.array([0.5, 0.36, 0.18]) * (1 - dark_hair) + 0.02 * dark_hair
    long = dice.between(0, 1) < 0.3
    return {
        "sleeve_share": dice.between(0.3, 1.9, 2),
        "shorts_share": dice.between(1.6, 1.9, 2) if long else dice.between(0.3, 0.9, 2),
        "skin": [round(float(c), 2) for c in skin],
        "hair": [round(float(c), 2) for c in hair],
        "shirt": dice.colour(),
        "shorts": dice.colour(0.03, 0.6),
        "shoe": dice.colour(),
        "sock": dice.colour(),
    }


def make(
    numbers: list[int], out: Path, *, workers: int = 1, per_frame: bool = False
) -> Iterator[str]:
    """Render the clips that aren't in `out` yet; yields the name of each as it is there."""
    out.mkdir(parents=True, exist_ok=True)
    render = partial(_rendered, out=out, per_frame=per_frame)
    if workers == 1:
        yield from map(render, numbers)
        return
    # Spawned, not forked: an OpenGL context does not outlive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(render, numbers)


def _rendered(number: int, *, out: Path, per_frame: bool) -> str:
    """The truth is written last: where it lies, its clip is whole."""
    from . import video  # what draws is not needed to plan
    from .film import frames

    path = out / f"{name(number)}.mp4"
    told = path.with_suffix(".truth.json")
    if not (path.exists() and told.exists()):
        parameters = clip(number)
        simulation = simulate(parameters)
        part = path.with_suffix(".part.mp4")
        video.write(frames(simulation), part, parameters.picture)
        part.replace(path)
        truth.write(simulation, told, per_frame=per_frame)
    return path.name
