"""Standing on two legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import Body
from ..exercise_parameters import Stand
from ..rotation import Array
from ..sides import SIDES, Side
from . import one_leg
from .rhythm import Sway
from .sole import standing_ankle
from .wish import FootWish, Wish

_KNEE_DEG = 6.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StandMove:
    """The plan of a stand."""

    body: Body
    asked: Stand

    @property
    def duration_s(self) -> float:
        """Of the clip."""
        return self.asked.hold_s

    def wish(self, times: Array) -> Wish:
        """Quiet, the weight shared as asked."""
        asked, zero = self.asked, np.zeros(len(times))
        feet = {side: self._foot(side, zero) for side in SIDES}
        return Wish(
            feet=feet,
            support=None,
            knee_deg=zero + _KNEE_DEG,
            pelvis_tilt_deg=asked.pelvis_tilt_deg + 0.1 * Sway(asked.seed, 5)(times),
            pelvis_pitch_deg=zero + 3,
            trunk_right_deg=-asked.shoulder_tilt_deg + zero,
            shoulder_tilt_deg=asked.shoulder_tilt_deg + 0.2 * Sway(asked.seed, 6)(times),
            trunk_forward_deg=3 + 0.2 * Sway(asked.seed, 10)(times),
            arms=one_leg.arms(times, asked.seed),
            centre_xy=self._centre_xy(feet, times),
            load_centre=True,
        )

    def _centre_xy(self, feet: dict[Side, FootWish], times: Array) -> Array:
        """The asked-for share of the way from the left ankle to the right one."""
        asked = self.asked
        left, right = (
            standing_ankle(self.body, side, feet[side])[:, 1] for side in ("left", "right")
        )
        ahead = np.mean(
            [one_leg.under(self.body, s, feet[s], one_leg.CENTRE_AHEAD)[0] for s in SIDES]
        )
        sway = 0.01 * asked.sway_cm
        x = ahead + 0.8 * sway * Sway(asked.seed, 0)(times)
        y = left + 0.01 * asked.load_share_pct * (right - left)
        return np.column_stack([x, y + sway * Sway(asked.seed, 1)(times)])

    def _foot(self, side: Side, zero: Array) -> FootWish:
        asked = self.asked
        return FootWish(
            heel_xy=one_leg.heels_xy(self.body, asked.toe_out_deg, apart_m=asked.width_m)[side],
            yaw_rad=one_leg.yaw_rad(side, asked.toe_out_deg),
            pitch_deg=zero,
            roll_deg=zero,
            lifted=zero,
            hanging=one_leg.hanging(zero, thigh_deg=0, knee_deg=0),
            floor_m=zero,
        )


def stand(body: Body, asked: Stand) -> StandMove:
    """The stand as asked."""
    return StandMove(body=body, asked=asked)
