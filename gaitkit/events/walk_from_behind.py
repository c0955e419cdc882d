"""Contact and toe-off of somebody who walks away from the camera, or on a belt toward it.

The standing foot is left behind or carried toward the camera, so its toes sink in the picture
until they lift off; then the foot rises in the picture until just before it lands, whether the
camera stands high or low. Toe-off is told from the ankle, which rises fastest soon after it;
contact from when toes and ankle were highest, just before, and from when ankle and foot go down
fastest. How long before and after was measured on 11 rendered walkers (camera
at 0.5 to 1.4 m) and two laboratory recordings, which agree within 15 ms.
"""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..model._arrays import FloatArray
from ..motion.legs import LegMotion, leg_motion, toes_lowest
from .base import combined, event, falls_fastest_s, lowest_s, usual_stride_s

FITS = frozenset({("rear", "walk")})

#: Standard errors on rendered walkers, seconds: the calf hides what the foot does.
CONTACT_ERROR_S, TOE_OFF_ERROR_S = 0.040, 0.050
ANKLE_RISES_AFTER_TOE_OFF_S = 0.030
HIGHEST_BEFORE_CONTACT_S = 0.052
#: Parts of the stride after the toes were lowest in which the ankle rises and the foot lands.
_RISE, _LANDING = (-0.12, 0.16), (0.15, 0.52)


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    legs = [leg_motion(track, side, forward=1.0) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    found = [
        event(leg.side, kind, estimate, bout)
        for leg in legs
        for lift in toes_lowest(leg, stride_s=stride_s)
        for kind, estimate in (
            ("toe_off", _toe_off(leg, lift, stride_s=stride_s)),
            ("initial_contact", _contact(leg, lift, stride_s=stride_s)),
        )
        if np.isfinite(estimate[0])
    ]
    return sorted(found, key=lambda e: e.time_s)


def _toe_off(leg: LegMotion, lift: int, *, stride_s: float) -> tuple[float, float]:
    rises_s = _lowest_s(leg, -leg.rate(leg.height["ankle"]), lift, _RISE, stride_s=stride_s)
    lifts_s = float(leg.times_s[lift]) if 0 < lift < len(leg.times_s) - 1 else np.nan
    known_s = rises_s - ANKLE_RISES_AFTER_TOE_OFF_S if np.isfinite(rises_s) else lifts_s
    return combined([known_s], base_s=TOE_OFF_ERROR_S)


def _contact(leg: LegMotion, lift: int, *, stride_s: float) -> tuple[float, float]:
    def when(values: FloatArray) -> float:
        return _lowest_s(leg, values, lift, _LANDING, stride_s=stride_s)

    highest_s = [when(-leg.height[part]) + HIGHEST_BEFORE_CONTACT_S for part in ("toe", "ankle")]
    about_s = float(np.nanmean(highest_s)) if np.isfinite(highest_s).any() else np.nan
    falls_s = [
        falls_fastest_s(leg, height, about_s + 0.03, reach_s=0.10)
        for height in (leg.height["ankle"], leg.level("ankle"), leg.level("toe", "ankle"))
    ]
    return combined([*highest_s, *falls_s], base_s=CONTACT_ERROR_S)


def _lowest_s(
    leg: LegMotion, values: FloatArray, lift: int, during: tuple[float, float], *, stride_s: float
) -> float:
    """Time of the smallest value in a part of the stride after the toes were lowest."""
    start, stop = (lift + round(share * stride_s / leg.step_s) for share in during)
    return lowest_s(leg.times_s, values, start=start, stop=stop, inner=True)
