"""The person who does a test: ask for any moments, get the pose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from ..body import Body
from ..exercise_parameters import Exercise
from ..gait.pose import Pose
from ..rotation import Array
from ..surroundings import Step
from .moves import planned
from .posture import Command, balanced, posed
from .wish import Move

_GRID_S = 1 / 40


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Performer:
    """A body, the move and the balance found for it (mid-hip and lean over time)."""

    body: Body
    move: Move
    found: CubicSpline

    @property
    def duration_s(self) -> float:
        """From standing at the beginning to standing at the end."""
        return self.move.duration_s

    @property
    def step(self) -> Step | None:
        """What the person stands on, if not the floor."""
        return getattr(self.move, "step", None)

    def pose(self, times_s: Array | float) -> Pose:
        """The pose at times (n,) from the beginning of the test."""
        times = np.atleast_1d(np.asarray(times_s, float))
        values = self.found(times)
        command = Command(
            mid_hip=values[:, :3], trunk_right_deg=values[:, 3], trunk_forward_deg=values[:, 4]
        )
        return posed(self.body, self.move.wish(times), command, times)


def performer(body: Body, exercise: Exercise) -> Performer:
    """The body doing the test."""
    move = planned(body, exercise)
    times = np.arange(-0.5, move.duration_s + 0.5, _GRID_S)
    found = balanced(body, move.wish(times), times)
    values = np.column_stack([found.mid_hip, found.trunk_right_deg, found.trunk_forward_deg])
    return Performer(body=body, move=move, found=CubicSpline(times, values))
