"""Movement: from a straight walk to its events and cycles, from a test to its repetitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from ._arrays import FloatArray, frozen_array
from .clip import Scale, Subject
from .note import Note
from .pose import PoseTrack

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Plane = Literal["side", "front", "rear", "oblique"]
GaitActivity = Literal["walk", "run"]
TestActivity = Literal[
    "stand", "heel-raise", "squat", "step-down", "trendelenburg", "balance", "lunge", "deadlift"
]
#: What a bout may hold: gait or a test.
BoutActivity = Literal[GaitActivity, TestActivity]
#: Movement tests, done on the spot; everything else that is measured is gait.
TESTS: tuple[TestActivity, ...] = get_args(TestActivity)
#: Tests whose repetition is a position that is held.
HOLDS: tuple[TestActivity, ...] = ("stand", "trendelenburg", "balance")
#: The leg that a repetition belongs to: the standing one, of a lunge the front one.
TestedSide = Literal["left", "right", "both"]
EventKind = Literal["initial_contact", "toe_off"]
Surface = Literal["overground", "treadmill"]


def other(side: Side) -> Side:
    """The opposite side."""
    return "right" if side == "left" else "left"


#: How far phones lean that nobody took for level.
UNKNOWN_ROLL_SD_DEG = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the camera sees the person.

    `facing` is the image direction of travel in a side view; the person's side nearest to the
    camera follows from it (facing left shows the left side). `yaw_deg` is 0 from the front, 90
    from the side, 180 from behind. `roll_deg` is how far the scene's vertical leans clockwise in
    the picture, None = taken as level; `roll_sd_deg` is its standard error.
    """

    plane: Plane
    facing: Literal["left", "right"] | None = None
    yaw_deg: float = np.nan
    confidence: float = 1.0
    chosen_by: Literal["user", "machine"] = "machine"
    roll_deg: float | None = None
    roll_sd_deg: float = UNKNOWN_ROLL_SD_DEG

    @property
    def near_side(self) -> Side | None:
        """The body side nearest to the camera, in a side view."""
        return self.facing if self.plane == "side" else None

    def leg(self, side: Side | None) -> Literal["near", "far", "any"]:
        """Which leg a side's is, as tables have it: "any" for both, and in the other views."""
        if self.near_side is None or side is None:
            return "any"
        return "near" if side == self.near_side else "far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One straight stretch of gait, or one stretch on the spot with a test, in person's seconds."""

    number: int
    start_s: float
    end_s: float
    view: View
    activity: BoutActivity
    surface: Surface

    @property
    def duration_s(self) -> float:
        """Length of the bout."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitEvent:
    """A foot meets or leaves the ground. `uncertainty_s` is a 95 % half-width.

    `set_by` the user where somebody put it there by hand.
    """

    side: Side
    kind: EventKind
    time_s: float
    uncertainty_s: float
    bout: int = 1
    set_by: Literal["user", "machine"] = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """From one initial contact of a foot to its next.

    Events of the opposite foot are None where the detector did not find them.
    An unusable cycle says why in `reason`, a key into the texts.
    """

    side: Side
    number: int
    bout: int
    start_s: float
    end_s: float
    toe_off_s: float | None = None
    opposite_toe_off_s: float | None = None
    opposite_contact_s: float | None = None
    usable: bool = True
    reason: Note | None = None

    @property
    def duration_s(self) -> float:
        """Stride time."""
        return self.end_s - self.start_s

    @property
    def toe_off_percent(self) -> float | None:
        """Share of the cycle that the foot stands; None where its toe-off was not found."""
        if self.toe_off_s is None:
            return None
        return 100 * (self.toe_off_s - self.start_s) / self.duration_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Once up and down in a test, or one position held; peak_s is its extreme or its middle.

    `side` is the standing leg, of a lunge the front leg, "both" for a stand on two legs.
    A repetition that does not count says why in `reason`, a key into the texts.
    """

    side: TestedSide
    number: int
    bout: int
    start_s: float
    peak_s: float
    end_s: float
    usable: bool = True
    reason: Note | None = None

    @property
    def duration_s(self) -> float:
        """From start to end."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """What the repetitions of a test were seen in, over time: to draw and to check.

    `times_s` and `values` are (T,); `name` is a key into the texts that tells the unit.
    """

    name: str
    side: TestedSide
    bout: int
    times_s: FloatArray
    values: FloatArray

    def __post_init__(self) -> None:
        for name in ("times_s", "values"):
            value = frozen_array(getattr(self, name), name=name, shape=(None,))
            object.__setattr__(self, name, value)
        if len(self.times_s) != len(self.values):
            raise ValueError(
                f"trace {self.name}: expected one value per time, got {len(self.values)} values "
                f"and {len(self.times_s)} times"
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """All that a metric may see of one bout, of gait or of a test: poses, never pixels.

    Gait has events and cycles, a test has repetitions.
    """

    bout: Bout
    track: PoseTrack
    events: tuple[GaitEvent, ...]
    cycles: tuple[Cycle, ...]
    subject: Subject = field(default_factory=Subject)
    scale: Scale | None = None
    filmed_fps: float = np.nan
    repetitions: tuple[Repetition, ...] = ()
    traces: tuple[Trace, ...] = ()

    def cycles_of(self, side: Side) -> tuple[Cycle, ...]:
        """Usable cycles of one side."""
        return tuple(c for c in self.cycles if c.side == side and c.usable)
