"""Single-leg deadlifts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..body import Body
from ..exercise_parameters import Deadlift
from ..rotation import Array
from . import one_leg
from .one_leg import Timeline
from .rhythm import Manner, Repetition, end_s, repetitions, wave
from .sole import line_angle_deg
from .wish import Wish

_MANNER = Manner(there=0.42, held=0.06, back=0.40, spread=0.025)
_UPRIGHT_LEG_DEG = -12.0  # the free leg hangs just behind
_FREE_KNEE_DEG = (30.0, 6.0)  # upright, deepest
_PELVIS_SHARE = 0.92  # of the trunk's lean


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DeadliftMove:
    """The plan of a set."""

    body: Body
    asked: Deadlift
    timeline: Timeline
    done: tuple[Repetition, ...]

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.timeline.duration_s

    def wish(self, times: Array) -> Wish:
        """Trunk and free leg turn about the standing hip as one."""
        asked, bend = self.asked, wave(self.done, times)
        wish = one_leg.standing_wish(
            self.body,
            asked,
            self.timeline,
            times,
            free=one_leg.hanging(
                times, thigh_deg=self._thigh_deg(bend), knee_deg=self._free_knee_deg(bend)
            ),
        )
        upright = wish.knee_deg
        lean = wish.trunk_forward_deg + (asked.trunk_deg - wish.trunk_forward_deg) * bend
        return replace(
            wish,
            knee_deg=upright + (asked.knee_flexion_deg - upright) * bend,
            pelvis_pitch_deg=wish.pelvis_pitch_deg + _PELVIS_SHARE * asked.trunk_deg * bend,
            trunk_forward_deg=lean,
            arms=one_leg.arms(
                times, asked.seed, flexion_deg=3 + 3 * bend, aside_deg=13 - 7 * bend, elbow_deg=18
            ),
            head_share=0.75,
        )

    def _free_knee_deg(self, bend: Array) -> Array:
        return _FREE_KNEE_DEG[0] + (_FREE_KNEE_DEG[1] - _FREE_KNEE_DEG[0]) * bend

    def _thigh_deg(self, bend: Array) -> Array:
        """The thigh for which the line from hip to ankle lies as asked."""
        line = _UPRIGHT_LEG_DEG + (-90 - self.asked.leg_deg - _UPRIGHT_LEG_DEG) * bend
        return line - line_angle_deg(self.body, self._free_knee_deg(bend))


def deadlift(body: Body, asked: Deadlift) -> DeadliftMove:
    """The set as asked."""
    done = repetitions(
        asked.repetitions,
        asked.period_s,
        start_s=one_leg.first_work_s(asked.standing_s),
        manner=_MANNER,
        seed=asked.seed,
    )
    timeline = Timeline(standing_s=asked.standing_s, done_s=end_s(done))
    return DeadliftMove(body=body, asked=asked, timeline=timeline, done=done)
