"""What can be asked of a rendered clip: typed, with units, from a table of a TOML or JSON file.

`None` means: take what is usual for the activity and the length of the leg.
Lengths in metres, angles in degrees, times in seconds, shares from 0 to 1.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, get_type_hints

from .exercise_parameters import Exercise, exercise_types, limits
from .exercise_parameters import mirrored as mirrored_exercise
from .sides import PerSide

Activity = Literal["walk", "run"]
FootStrike = Literal["rear", "mid", "fore"]
View = Literal["right", "left", "front", "rear"]
Background = Literal["track", "gym", "studio"]
Colour = tuple[float, float, float]

_USUAL_TOE_OUT_DEG = PerSide.of(7.0)
_USUAL_DROP_DEG = PerSide.of(4.0)
_NONE_DEG = PerSide.of(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose body it is: a name from `bodies/`, at its own stature or at `height_m`."""

    body: str = "adult_man"
    height_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    """Cut and colours. Colours are red, green, blue from 0 to 1, None = by the clip's seed."""

    sleeve_share: float = 0.6  # of the upper arm
    shorts_share: float = 0.55  # of the thigh
    shirt_hem_share: float = -0.02  # of the thigh; negative: above the hip
    shirt_loose_m: float = 0.0  # how much farther than usual it stands off at its hem
    skin: Colour | None = None
    hair: Colour | None = None
    shirt: Colour | None = None
    shorts: Colour | None = None
    shoe: Colour | None = None
    sock: Colour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KneeProfile:
    """Knee flexion the fit is to aim at, at four moments; the truth tells what came of it."""

    contact_deg: float | None = None
    loading_deg: float | None = None
    midstance_deg: float | None = None
    swing_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """How the person moves. A side's value belongs to the stance of that side."""

    activity: Activity = "walk"
    treadmill: bool = False
    turn_after_m: float | None = None  # a walk there and back: turns after so far in the picture
    speed_mps: float | None = None
    cadence_spm: float | None = None
    stance_share: PerSide | None = None  # of the stride
    step_time_asymmetry: float = 0.0  # left minus right step time, as a share of the stride
    foot_strike: FootStrike = "rear"
    step_width_m: float | None = None  # between the heels' points of contact
    foot_progression_deg: PerSide = _USUAL_TOE_OUT_DEG  # + toes out
    pelvic_drop_deg: PerSide = _USUAL_DROP_DEG  # peak, + swing side lower
    knee_valgus_deg: PerSide = _NONE_DEG  # at mid-stance, + knee medial
    knee_follows_foot: float = 0.5  # share of the foot progression that turns the knee
    hip_adduction_deg: PerSide | None = None  # peak in stance, sought by moving the pelvis
    pelvis_sway_m: float | None = None  # half of the sideways travel
    pelvis_rotation_deg: float | None = None  # half of the turn about the vertical
    pelvis_tilt_deg: float | None = None  # forward, against the body at rest
    knee_profile: KneeProfile = field(default_factory=KneeProfile)
    trunk_lateral_deg: float = 0.0  # mean, + to the person's right
    trunk_stance_lean_deg: float | None = None  # at mid-stance toward that leg, about the mean
    trunk_forward_deg: float | None = None  # mean
    arm_swing_deg: float | None = None  # half of the range at the shoulder
    elbow_flexion_deg: float | None = None  # mean
    variation: float = 0.0  # between strides, as a share of a healthy adult's; by picture.seed


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPlace:
    """Where the camera stands. View: which side of the person it sees."""

    view: View = "right"
    distance_m: float | None = None  # when nearest
    height_m: float | None = None
    look_height_m: float | None = None  # height of the point it is aimed at
    vertical_fov_deg: float | None = None
    roll_deg: float = 0.0  # + camera turned clockwise: the scene leans counter-clockwise
    yaw_deg: float = 0.0  # around the person, away from the pure view
    pitch_deg: float | None = None  # + aimed upward; replaces look_height_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Size, rate, light, surroundings and what spoils a real clip."""

    width_px: int = 1280
    height_px: int = 720
    fps: float = 30.0
    duration_s: float | None = None  # None = 4 s of gait, or the whole exercise
    start_s: float | None = None  # in the motion's own time; a gait's right foot lands at 0
    light: float = 1.0
    light_direction: Colour = (0.45, 0.55, 1.0)
    background: Background = "track"
    edge_samples: int = 4  # per pixel, against jagged edges; 1 is half as dear
    motion_blur_samples: int = 1  # pictures averaged over half the frame's time
    noise_sd: float = 0.0  # of 255
    blur_px: float = 0.0
    crf: int = 18  # of H.264: 18 clear, 23 usual, 30 poor
    seed: int = 0  # colours, noise, surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that makes a clip."""

    person: Person = field(default_factory=Person)
    clothes: Clothes = field(default_factory=Clothes)
    motion: Motion = field(default_factory=Motion)
    exercise: Exercise | None = None  # a functional test in place of a gait: `motion` has no say
    camera: CameraPlace = field(default_factory=CameraPlace)
    picture: Picture = field(default_factory=Picture)

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Parameters:
        """From nested tables; ValueError names what is unknown or out of range, and where."""
        parameters = _built(cls, table, "clip")
        _checked(parameters)
        return parameters

    def as_dict(self) -> dict[str, Any]:
        """Nested tables that `of` reads back."""
        return asdict(self)

    @property
    def mirrored(self) -> Parameters:
        """The same motion with left and right exchanged (the camera stays)."""
        own = self.motion
        sided = {
            f.name: value.mirrored
            for f in fields(own)
            if isinstance(value := getattr(own, f.name), PerSide)
        }
        motion = replace(
            own,
            **sided,
            step_time_asymmetry=-own.step_time_asymmetry,
            trunk_lateral_deg=-own.trunk_lateral_deg,
        )
        exercise = self.exercise and mirrored_exercise(self.exercise)
        return replace(self, motion=motion, exercise=exercise)


def _built(cls: type, table: Mapping[str, Any], where: str) -> Any:
    """A dataclass from a table, its own tables within."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where}: expected a table, got {table!r}")
    types = get_type_hints(cls)
    for name in set(table) - set(types):
        near = difflib.get_close_matches(name, types, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(types)}"
        raise ValueError(f"{where}: unknown parameter {name}{hint}")
    return cls(
        **{
            name: _converted(types[name], value, f"{where}.{name}")
            for name, value in table.items()
            if value is not None
        }
    )


def _converted(hint: Any, value: Any, where: str) -> Any:
    """One value as its type wants it."""
    options = getattr(hint, "__args__", ())
    if getattr(hint, "__module__", "") == "typing" and value not in options and _names(hint):
        raise ValueError(f"{where}: expected one of {', '.join(options)}, got {value!r}")
    if hint is PerSide or PerSide in options:
        return PerSide.of(value)
    if hint == Exercise | None:
        return _exercise(value, where)
    if hasattr(hint, "__dataclass_fields__"):
        return _built(hint, value, where)
    return tuple(value) if isinstance(value, list) else value


def _exercise(table: Any, where: str) -> Exercise:
    """The table of the test that it names."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where}: expected a table, got {table!r}")
    types = exercise_types()
    if table.get("test") not in types:
        got = table.get("test")
        raise ValueError(f"{where}.test: expected one of {', '.join(types)}, got {got!r}")
    return _built(types[table["test"]], table, where)


def _names(hint: Any) -> bool:
    options = getattr(hint, "__args__", ())
    return bool(options) and all(isinstance(option, str) for option in options)


def _checked(parameters: Parameters) -> None:
    """ValueError where a number cannot be meant."""
    motion, picture = parameters.motion, parameters.picture
    _within("motion.speed_mps", motion.speed_mps, 0.2, 9)
    _within("motion.cadence_spm", motion.cadence_spm, 40, 260)
    _within("motion.step_time_asymmetry", motion.step_time_asymmetry, -0.3, 0.3)
    _within("motion.variation", motion.variation, 0, 2)
    _within("motion.turn_after_m", motion.turn_after_m, 0.5, 100)
    if motion.turn_after_m is not None and motion.treadmill:
        raise ValueError("motion: nobody turns on a treadmill; leave out turn_after_m or treadmill")
    _within("picture.fps", picture.fps, 1, 1000)
    _within("picture.duration_s", picture.duration_s, 1e-3, 600)
    _within("picture.motion_blur_samples", picture.motion_blur_samples, 1, 64)
    _within("person.height_m", parameters.person.height_m, 0.6, 2.4)
    for name, value, low, high in limits(parameters.exercise) if parameters.exercise else ():
        _within(f"exercise.{name}", value, low, high)
    if motion.stance_share is not None:
        for side in ("left", "right"):
            _within("motion.stance_share", motion.stance_share[side], 0.15, 0.85)
    if picture.width_px % 2 or picture.height_px % 2:
        size = f"{picture.width_px} x {picture.height_px}"
        raise ValueError(f"picture: H.264 wants an even width and height, got {size}")


def _within(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise ValueError(f"{name}: expected {low} to {high}, got {value}")
