"""Step-downs: from a step the heel of the free leg taps the floor in front of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..body import Body
from ..exercise_parameters import StepDown
from ..rotation import Array, smoothstep
from ..sides import other
from ..surroundings import Step
from . import one_leg
from .one_leg import Timeline
from .posture import balanced, hip_place
from .rhythm import Manner, Repetition, end_s, wave
from .sole import planted_foot
from .squat import bends, bent
from .wish import FootWish, Led, Wish

_MANNER = Manner(there=0.43, held=0.05, back=0.40, spread=0.0)
_TOES_OVER_EDGE_M = 0.02
_HEEL_AHEAD_M = (0.025, 0.035)  # of the edge: while it hangs, when it taps
_HANGS_ABOVE_M = 0.06  # of the step's top
_HANGING_PITCH_DEG, _TAP_PITCH_DEG = -8.0, 9.0
_SINKS_LATE = 1.6
_LEANS_OUT = 0.22  # of the foot's length: the centre of mass forward of where it stood
_STEP_LENGTH_M, _STEP_WIDTH_M = 0.45, 0.66
_STRETCH = 0.992  # of the free leg's length as it taps


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StepDownMove:
    """The plan of a set. `depth_deg` is the standing knee's flexion at which the heel taps."""

    body: Body
    asked: StepDown
    timeline: Timeline
    done: tuple[Repetition, ...]
    step: Step
    depth_deg: float

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.timeline.duration_s

    def wish(self, times: Array) -> Wish:
        """The free foot is led over the edge, then down and up with the standing knee."""
        return self._at(times, wave(self.done, times), self.timeline.lifted(times))

    def tap(self, depths_deg: Array) -> Wish:
        """The tap with each of these flexions of the standing knee."""
        full = np.ones(len(depths_deg))
        return replace(self._at(self.timeline.work_s * full, full, full), knee_deg=depths_deg)

    def _at(self, times: Array, bend: Array, lifted: Array) -> Wish:
        asked = self.asked
        free = one_leg.hanging(times, thigh_deg=18, knee_deg=20)
        wish = one_leg.standing_wish(self.body, asked, self.timeline, times, free=free)
        own, far = wish.feet[asked.side], wish.feet[other(asked.side)]
        own = replace(own, floor_m=own.floor_m + self.step.height_m)
        feet = {asked.side: own, other(asked.side): self._led(far, bend, lifted)}
        return replace(bent(wish, asked, bend, depth_deg=self.depth_deg, times=times), feet=feet)

    def _led(self, foot: FootWish, bend: Array, lifted: Array) -> FootWish:
        """The free foot: on the step, ahead of its edge, down to the tap."""
        planted, y = planted_foot(self.body.feet[other(self.asked.side)]), foot.heel_xy[1]
        pitch = _HANGING_PITCH_DEG + (_TAP_PITCH_DEG - _HANGING_PITCH_DEG) * smoothstep(bend)
        above, tap = (
            planted.ankle(np.array([tilt]), np.array([[self.step.edge_m + ahead, y]]), 0.0)
            for tilt, ahead in zip((_HANGING_PITCH_DEG, _TAP_PITCH_DEG), _HEEL_AHEAD_M, strict=True)
        )
        above[:, 2] += self.step.height_m + _HANGS_ABOVE_M
        # The hip sinks little at first: a foot that hurried ahead would stretch the leg.
        share = np.column_stack([bend, bend, bend**_SINKS_LATE])
        ankle = above + (tap - above) * share
        left = smoothstep((lifted - 0.9) / 0.1)  # by then the foot is over the edge
        return replace(
            foot,
            lifted=lifted,
            led=Led(ankle=ankle, pitch_deg=pitch, share=np.ones(len(bend))),
            floor_m=self.step.height_m * (1 - left),
            clearance_m=0.0,
        )


def step_down(body: Body, asked: StepDown) -> StepDownMove:
    """The set as asked, as deep as the step is high."""
    done = bends(asked, _MANNER)
    move = StepDownMove(
        body=body,
        asked=asked,
        timeline=Timeline(standing_s=asked.standing_s, done_s=end_s(done)),
        done=done,
        step=_step(body, asked),
        depth_deg=0.0,
    )
    return replace(move, depth_deg=_depth_deg(move))


def _step(body: Body, asked: StepDown) -> Step:
    """Its edge under the toes of the standing foot."""
    side, rest = asked.side, body.feet[asked.side]
    yaw = one_leg.yaw_rad(side, asked.toe_out_deg)
    edge = float(rest.toe[0] * np.cos(yaw)) - _TOES_OVER_EDGE_M
    return Step(
        back_m=edge - _STEP_LENGTH_M,
        edge_m=edge,
        half_width_m=_STEP_WIDTH_M / 2,
        height_m=asked.step_m,
    )


def _depth_deg(move: StepDownMove) -> float:
    """Flexion of the standing knee that lets the heel of the nearly straight free leg tap."""
    body, free = move.body, other(move.asked.side)
    depths = np.arange(12.0, 125.0, 1.0)
    wish = move.tap(depths)
    command = balanced(body, wish, np.full(len(depths), move.timeline.work_s))
    hip = hip_place(body, free, wish, command)
    led = wish.feet[free].led
    reach = np.linalg.norm(led.ankle - hip, axis=1) / body.leg_m
    return float(np.interp(-_STRETCH, -reach, depths))
