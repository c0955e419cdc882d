"""Which test is planned by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..body import Body
from ..exercise_parameters import (
    Deadlift,
    Exercise,
    HeelRaise,
    Hold,
    Lunge,
    Squat,
    Stand,
    StepDown,
)
from .deadlift import deadlift
from .heel_raise import heel_raise
from .hold import hold
from .lunge import lunge
from .squat import squat
from .stand import stand
from .step_down import step_down
from .wish import Move

_PLANNERS: dict[type, Callable[[Body, Any], Move]] = {
    HeelRaise: heel_raise,
    Squat: squat,
    StepDown: step_down,
    Hold: hold,
    Stand: stand,
    Lunge: lunge,
    Deadlift: deadlift,
}


def planned(body: Body, asked: Exercise) -> Move:
    """The test with its repetitions set in time."""
    return _PLANNERS[type(asked)](body, asked)
