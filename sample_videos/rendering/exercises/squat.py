"""Single-leg squats."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..body import Body
from ..exercise_parameters import Bend, Squat
from ..rotation import Array, smoothstep
from . import one_leg
from .one_leg import Timeline
from .rhythm import Manner, Repetition, end_s, repetitions, wave
from .wish import Wish

_MANNER = Manner(there=0.42, held=0.08, back=0.38, spread=0.035)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SquatMove:
    """The plan of a set."""

    body: Body
    asked: Squat
    timeline: Timeline
    done: tuple[Repetition, ...]

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.timeline.duration_s

    def wish(self, times: Array) -> Wish:
        """The free leg rises in front as the body sinks."""
        asked, bend = self.asked, wave(self.done, times)
        free = one_leg.hanging(
            times,
            thigh_deg=asked.free_leg_deg + 0.45 * asked.depth_deg * bend,
            knee_deg=30 + 8 * bend,
        )
        wish = one_leg.standing_wish(self.body, asked, self.timeline, times, free=free)
        return bent(wish, asked, bend, depth_deg=asked.depth_deg, times=times)


def squat(body: Body, asked: Squat) -> SquatMove:
    """The set as asked."""
    done = bends(asked, _MANNER)
    timeline = Timeline(standing_s=asked.standing_s, done_s=end_s(done))
    return SquatMove(body=body, asked=asked, timeline=timeline, done=done)


def bends(asked: Bend, manner: Manner) -> tuple[Repetition, ...]:
    """The repetitions of a squat or a step-down."""
    return repetitions(
        asked.repetitions,
        asked.period_s,
        start_s=one_leg.first_work_s(asked.standing_s),
        manner=manner,
        seed=asked.seed,
    )


def bent(wish: Wish, asked: Bend, bend: Array, *, depth_deg: float, times: Array) -> Wish:
    """An upright wish with the standing knee bent by a share of `depth_deg` and all it brings."""
    upright = wish.knee_deg
    return replace(
        wish,
        knee_deg=upright + (depth_deg - upright) * bend,
        pelvis_tilt_deg=wish.pelvis_tilt_deg + one_leg.dropped(asked, asked.pelvic_drop_deg * bend),
        pelvis_pitch_deg=wish.pelvis_pitch_deg + 0.55 * asked.trunk_forward_deg * bend,
        trunk_right_deg=wish.trunk_right_deg
        + one_leg.toward(asked, asked.trunk_lateral_deg * bend),
        trunk_forward_deg=wish.trunk_forward_deg * (1 - bend) + asked.trunk_forward_deg * bend,
        arms=one_leg.arms(
            times,
            asked.seed,
            flexion_deg=3 + 42 * bend,
            aside_deg=14 + 8 * bend,
            elbow_deg=22 + 14 * bend,
        ),
        valgus_deg=asked.knee_valgus_deg * np.maximum(bend, 1e-9),
        valgus_share=smoothstep(bend / 0.35),
    )
