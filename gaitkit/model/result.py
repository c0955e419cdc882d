"""What an analysis says: keys and numbers, never sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from ._arrays import FloatArray, frozen_array
from .clip import Clip, Subject
from .correction import Corrections, Drawing
from .finding import Answer, Finding
from .gait import (
    Bout,
    Cycle,
    GaitActivity,
    GaitEvent,
    Repetition,
    Side,
    TestActivity,
    Trace,
)
from .note import Note
from .pose import PoseTrack

Quality = Literal["good", "fair", "low", "none"]
QUALITIES: tuple[Quality, ...] = ("none", "low", "fair", "good")
#: What may be asked for; "auto" leaves it to the machine.
Activity = Literal["auto", GaitActivity, TestActivity]
ACTIVITIES: tuple[Activity, ...] = get_args(Activity)
AskedView = Literal["auto", "side", "front", "rear"]
VIEWS: tuple[AskedView, ...] = get_args(AskedView)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number with its 95 % interval, or None with the reason in `notes`.

    `side` is left, right or both. `cycles` is how many cycles, in a test how many repetitions,
    the value is the median of.
    """

    name: str
    side: Literal["left", "right", "both"]
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    cycles: int = 0
    quality: Quality = "none"
    notes: tuple[Note, ...] = ()
    view: str = ""
    bout: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A quantity over the gait cycle: percent 0..100 (101 values), degrees.

    `cycles` (N, 101) holds every usable cycle, `mean` and `sd` (101,) summarise them.
    """

    name: str
    side: Side
    mean: FloatArray
    sd: FloatArray
    cycles: FloatArray
    view: str = ""

    def __post_init__(self) -> None:
        for name, shape in (("mean", (101,)), ("sd", (101,)), ("cycles", (None, 101))):
            value = frozen_array(getattr(self, name), name=name, shape=shape)
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """Which of the people in the picture was measured, and how sure that is (0..1).

    `box_px` is (left, top, right, bottom) at `time_s`, in upright pixels, to show who it was.
    """

    number: int = 1
    people: int = 1
    certainty: float = 1.0
    chosen_by: Literal["user", "machine"] = "machine"
    time_s: float = 0.0
    box_px: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """Where one of the people in the picture was: a box at each of some shown times.

    `number` is what `Settings.person` takes; boxes are (left, top, right, bottom), upright pixels.
    """

    number: int
    times_s: tuple[float, ...]
    boxes_px: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices an analysis was made with."""

    view: AskedView = "auto"
    activity: Activity = "auto"
    person: int | None = None
    capture_fps: float | None = None
    backend: str = "mediapipe"
    model: str = "heavy"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """Everything measured in one clip. The face that users call on lives in the top layer."""

    clip: Clip
    subject: Subject
    settings: Settings
    person: PersonChoice
    pose: PoseTrack
    bouts: tuple[Bout, ...]
    events: tuple[GaitEvent, ...]
    cycles: tuple[Cycle, ...]
    curves: tuple[Curve, ...]
    metrics: tuple[Metric, ...]
    findings: tuple[Finding, ...] = ()
    answers: dict[str, Answer] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    turned_deg: int = 0
    repetitions: tuple[Repetition, ...] = ()
    traces: tuple[Trace, ...] = ()
    people: tuple[PersonSeen, ...] = ()
    corrections: Corrections = field(default_factory=Corrections)
    drawings: tuple[Drawing, ...] = ()

    def metric(self, name: str, side: str = "both") -> Metric:
        """The metric of that name and side."""
        for metric in self.metrics:
            if (metric.name, metric.side) == (name, side):
                return metric
        raise KeyError(f"no metric {name!r} for side {side!r}")
