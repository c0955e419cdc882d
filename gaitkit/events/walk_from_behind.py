"""Contact and toe-off of somebody who walks away from the camera, or on a belt toward it.

The standing foot is left behind or carried toward the camera, so its toes sink in the picture
until they lift off; then the foot rises in the picture until just before it lands, whether the
camera stands high or low. Toe-off is told from the toes, lowest then, and from the ankle, which
rises fastest soon after it; contact from when toes and ankle were highest, just before, and from
when ankle and foot go down fastest. How long before and after was measured on rendered walkers
(camera at 0.5 to 1.4 m) and two laboratory recordings, which agree within 15 ms.
"""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..model._arrays import FloatArray
from ..motion.legs import LegMotion, leg_motion, toes_lowest
from .base import (
    FAR_APART_S,
    Estimate,
    combined,
    falls_fastest_s,
    lowest_s,
    seen_of,
    usual_stride_s,
)

FITS = frozenset({("rear", "walk")})

#: Standard errors on rendered walkers, seconds: the calf hides what the foot does.
CONTACT_ERROR_S, TOE_OFF_ERROR_S = 0.030, 0.050
ANKLE_RISES_AFTER_TOE_OFF_S = 0.030
HIGHEST_BEFORE_CONTACT_S = 0.052
#: An ankle that rises farther from when the toes were lowest tells of something else.
_RISES_WITHIN_S = 0.08
#: Who walks slower than this has the toes lowest well before they lift off.
_SLOW_STRIDE_S = 1.6
#: Parts of the stride after the toes were lowest in which the ankle rises and the foot lands.
_RISE, _LANDING = (-0.12, 0.16), (0.15, 0.52)
#: From toes lowest to contact, usually: stride share, at most seconds.
_USUAL_SWING = (0.36, 0.40)
_NEAR_STRIDES = 0.15
#: So many swings whose contact is known this well (95 %) show how long the person's are.
_FEWEST_SWINGS, _CERTAIN_S = 3, 0.075


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    legs = [leg_motion(track, side, forward=1.0) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    lifts = [toes_lowest(leg, stride_s=stride_s) for leg in legs]
    contacts = _contacts(legs, lifts, stride_s=stride_s)
    found = []
    for leg, own, landed in zip(legs, lifts, contacts, strict=True):
        toe_offs = [_toe_off(leg, lift, stride_s=stride_s) for lift in own]
        found += seen_of(leg, "initial_contact", landed, bout)
        found += seen_of(leg, "toe_off", toe_offs, bout)
    return sorted(found, key=lambda e: e.time_s)


def _contacts(
    legs: list[LegMotion], lifts: list[list[int]], *, stride_s: float
) -> list[list[Estimate]]:
    """Contacts after each leg's lifts: looked for after a usual swing, then after the person's own.

    Who shuffles lifts the toes early and swings long. In slow walking stance takes longer rather
    than swing.
    """

    def after(swing_s: float) -> list[list[Estimate]]:
        return [
            [_contact(leg, lift, others, swing_s=swing_s, stride_s=stride_s) for lift in own]
            for leg, own, others in zip(legs, lifts, lifts[::-1], strict=True)
        ]

    share, longest_s = _USUAL_SWING
    contacts = after(min(share * stride_s, longest_s))
    own_s = [
        contact_s - leg.times_s[lift]
        for leg, own, landed in zip(legs, lifts, contacts, strict=True)
        for lift, (contact_s, within_s) in zip(own, landed, strict=True)
        if within_s < _CERTAIN_S
    ]
    return contacts if len(own_s) < _FEWEST_SWINGS else after(float(np.median(own_s)))


def _toe_off(leg: LegMotion, lift: int, *, stride_s: float) -> Estimate:
    """Toe-off by when the toes are lowest and, but in slow walking, the ankle rises fastest."""
    fastest_s = _lowest_s(leg, -leg.rate(leg.height["ankle"]), lift, _RISE, stride_s=stride_s)
    rises_s, low_s = fastest_s - ANKLE_RISES_AFTER_TOE_OFF_S, float(leg.times_s[lift])
    whole = 0 < lift < len(leg.times_s) - 1
    if not whole or (stride_s >= _SLOW_STRIDE_S and np.isfinite(rises_s)):
        return combined([rises_s], base_s=TOE_OFF_ERROR_S)
    return combined(
        [rises_s, low_s], base_s=TOE_OFF_ERROR_S, about_s=low_s, apart_s=_RISES_WITHIN_S
    )


def _contact(
    leg: LegMotion, lift: int, others: list[int], *, swing_s: float, stride_s: float
) -> Estimate:
    """Contact after a lift, looked for where both feet's lifts lead to expect it."""

    def when(values: FloatArray) -> float:
        return _lowest_s(leg, values, lift, _LANDING, stride_s=stride_s)

    highest_s = [when(-leg.height[part]) + HIGHEST_BEFORE_CONTACT_S for part in ("toe", "ankle")]
    own_s = leg.times_s[lift] + swing_s
    beside_s = leg.times_s[np.array(others, dtype=int)] + swing_s - stride_s / 2
    expected_s = [own_s, *beside_s[np.abs(beside_s - own_s) < _NEAR_STRIDES * stride_s]]
    about_s = float(np.nanmean([*highest_s, *expected_s]))
    falls_s = [
        falls_fastest_s(leg, height, about_s + 0.03, reach_s=0.10)
        for height in (leg.height["ankle"], leg.level("ankle"), leg.level("toe", "ankle"))
    ]
    # Falls are three of one movement, and are wrong together: they have one voice.
    fallen_s = np.median(seen_s) if (seen_s := [s for s in falls_s if np.isfinite(s)]) else np.nan
    agreed_s = _agreed_s(highest_s, fallen_s, expected_s)
    return combined([*highest_s, *falls_s], base_s=CONTACT_ERROR_S, about_s=agreed_s)


def _agreed_s(highest_s: list[float], fallen_s: float, expected_s: list[float]) -> float:
    """Where height and fall agree; where they don't, the middle of these and of what is expected.

    Both heights may be those of mid-swing, so they are believed without a fall only where both
    feet's lifts lead to expect it.
    """
    apart_s = [abs(at_s - fallen_s) for at_s in highest_s]
    if np.nanmin([*apart_s, np.inf]) <= FAR_APART_S:
        return (highest_s[int(np.nanargmin(apart_s))] + fallen_s) / 2
    return float(np.nanmedian([*highest_s, *expected_s, fallen_s]))


def _lowest_s(
    leg: LegMotion, values: FloatArray, lift: int, during: tuple[float, float], *, stride_s: float
) -> float:
    """Time of the smallest value in a part of the stride after the toes were lowest."""
    start, stop = (lift + round(share * stride_s / leg.step_s) for share in during)
    return lowest_s(leg.times_s, values, start=start, stop=stop, inner=True)
