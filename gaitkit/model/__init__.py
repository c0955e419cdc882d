"""The nouns of gaitkit: frozen data, numpy only."""

from .clip import Clip, Scale, Sex, Subject
from .frame import Frame, RgbImage
from .gait import (
    SIDES,
    Bout,
    Cycle,
    EventKind,
    GaitActivity,
    GaitEvent,
    Plane,
    Side,
    Surface,
    View,
    Walk,
    other,
)
from .note import Note
from .pose import PoseTrack
from .result import (
    QUALITIES,
    Activity,
    Analysis,
    Curve,
    Metric,
    PersonChoice,
    Quality,
    Settings,
)

__all__ = [
    "QUALITIES",
    "SIDES",
    "Activity",
    "Analysis",
    "Bout",
    "Clip",
    "Curve",
    "Cycle",
    "EventKind",
    "Frame",
    "GaitActivity",
    "GaitEvent",
    "Metric",
    "Note",
    "PersonChoice",
    "Plane",
    "PoseTrack",
    "Quality",
    "RgbImage",
    "Scale",
    "Settings",
    "Sex",
    "Side",
    "Subject",
    "Surface",
    "View",
    "Walk",
    "other",
]
