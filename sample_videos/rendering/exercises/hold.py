"""Standing on one leg: Trendelenburg's test and balance."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..body import Body
from ..exercise_parameters import Hold
from ..rotation import Array, smoothstep
from . import one_leg
from .one_leg import LIFTING_S, SETTLING_S, Timeline
from .rhythm import Sway
from .wish import Wish

#: Of the way up and down the foot is in the air for about this share.
_IN_THE_AIR = 0.78
_GROWN = 0.62  # of the hold, when a growing drop has come to its full size
_AT_ONCE_S = 0.8
_AFTER_S = 0.5  # the pelvis is level again so long after the foot is down


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class HoldMove:
    """The plan of a hold."""

    body: Body
    asked: Hold
    timeline: Timeline

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.timeline.duration_s

    def wish(self, times: Array) -> Wish:
        """Still but for the sway, the pelvis sinking and the trunk leaning as asked."""
        asked, sank = self.asked, self._sank(times)
        free = one_leg.hanging(
            times,
            thigh_deg=20 + 1.2 * Sway(asked.seed, 3)(times),
            knee_deg=66 + 1.5 * Sway(asked.seed, 4)(times),
        )
        wish = one_leg.standing_wish(self.body, asked, self.timeline, times, free=free)
        wavering = 0.25 * self.timeline.lifted(times) * Sway(asked.seed, 5)(times)
        return replace(
            wish,
            pelvis_tilt_deg=one_leg.dropped(asked, asked.pelvic_drop_deg * sank + wavering),
            trunk_right_deg=one_leg.toward(
                asked,
                asked.trunk_lateral_deg * sank
                + 0.5 * self.timeline.lifted(times) * Sway(asked.seed, 6)(times),
            ),
        )

    def _sank(self, times: Array) -> Array:
        """0 to 1: a part comes as the foot leaves the ground, the rest bit by bit."""
        start, growth = self.timeline.standing_s, self.asked.drop_growth_share
        at_once = smoothstep((times - start - 0.3) / _AT_ONCE_S)
        slowly = smoothstep((times - start) / (_GROWN * self.asked.hold_s))
        back = smoothstep((self.timeline.down_s + _AFTER_S - times) / _AT_ONCE_S)
        return ((1 - growth) * at_once + growth * slowly) * back


def hold(body: Body, asked: Hold) -> HoldMove:
    """The hold as asked."""
    moving = 2 * (LIFTING_S * _IN_THE_AIR + SETTLING_S)
    work_s = one_leg.first_work_s(asked.standing_s)
    timeline = Timeline(standing_s=asked.standing_s, done_s=work_s + asked.hold_s - moving)
    return HoldMove(body=body, asked=asked, timeline=timeline)
