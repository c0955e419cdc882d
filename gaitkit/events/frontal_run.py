"""Contact and toe-off of a runner seen from the front or behind, where fore-aft movement is hidden.

In mid-swing the shank is at its flattest; contact and toe-off lie at known shares of the stride
from it (measured on marker data and rendered runners). From behind, where the shank shows little,
mid-swing is told from the toes too: on a belt, or going away, they sink in the picture until they
lift off. Both events are averaged with what the pelvis says, whose vertical speed tells them
(Milner & Paquette 2015, doi:10.1016/j.jbiomech.2015.07.036), and with what the foot shows.
"""

from __future__ import annotations

import numpy as np
import scipy

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..model._arrays import FloatArray
from ..motion.legs import LegMotion, leg_motion, mid_swing_s, swing_peaks, toes_lowest
from .base import (
    PELVIS_FALLS_AFTER_CONTACT_S,
    Estimate,
    apart_from,
    combined,
    falls_fastest_s,
    lowest_near_s,
    seen_of,
    usual_stride_s,
)

FITS = frozenset({("front", "run"), ("rear", "run"), ("oblique", "run")})

#: Standard errors of contact and toe-off on 64 rendered walkers, seconds.
ERROR_S = {"front": (0.022, 0.025), "rear": (0.026, 0.034), "oblique": (0.030, 0.030)}
#: Strides from the leg's own mid-swing to its contact and toe-off, and from the other leg's;
#: toe-off by plane.
_CONTACT = (0.405, -0.095)
_TOE_OFF = {"front": (-0.205, 0.285), "rear": (-0.255, 0.25), "oblique": (-0.23, 0.265)}
_NEAR_STRIDES = 0.12
#: On a belt the standing foot goes up in the picture, so it falls slower and earlier.
_AFTER_FOOT_FALLS_S = {"treadmill": 0.016, "overground": 0.0}
_PELVIS_HIGHEST_BEFORE_CONTACT_S, _PELVIS_LOWEST_AFTER_CONTACT_S = 0.059, 0.105
_PELVIS_RISES_BEFORE_TOE_OFF_S = 0.044
_TOES_LOWEST_AFTER_TOE_OFF_S = 0.035


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    legs = [leg_motion(track, side, forward=1.0) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    plane = bout.view.plane
    swings_s = [_mid_swings_s(leg, stride_s=stride_s, plane=plane) for leg in legs]
    contacts_s, toe_offs_s = (
        [
            _known_by_swings_s(own_s, others_s, shares, stride_s)
            for own_s, others_s in zip(swings_s, swings_s[::-1], strict=True)
        ]
        for shares in (_CONTACT, _TOE_OFF[plane])
    )
    landings_s = contacts_s
    if plane == "rear":
        landings_s = _landings_s(legs[0], contacts_s, stride_s=stride_s) or contacts_s
    found = []
    for leg, about_s, expected_s, leaving_s in zip(
        legs, landings_s, contacts_s, toe_offs_s, strict=True
    ):
        contacts = [_contact(leg, s, expected_s, stride_s=stride_s, bout=bout) for s in about_s]
        toe_offs = [_toe_off(leg, s, stride_s=stride_s, bout=bout) for s in leaving_s]
        found += seen_of(leg, "initial_contact", contacts, bout)
        found += seen_of(leg, "toe_off", toe_offs, bout)
    return sorted(found, key=lambda e: e.time_s)


def _known_by_swings_s(
    own_s: list[float], others_s: list[float], shares: tuple[float, float], stride_s: float
) -> list[float]:
    """When an event is expected around the leg's own swings, or beside the other's at the edges.

    `shares` of the stride lead to it from the own mid-swing and, as a foot stands while the other
    swings, from the other's.
    """
    of_own, of_other = shares
    expected = [middle_s + of_own * stride_s for middle_s in own_s]
    beside = [middle_s + of_other * stride_s for middle_s in others_s]
    return expected + apart_from(beside, expected, by_s=0.3 * stride_s)


def _landings_s(
    leg: LegMotion, expected_s: list[list[float]], *, stride_s: float
) -> list[list[float]]:
    """Contacts of both feet by the pelvis, which falls fastest once a step; none if it doesn't.

    Which step is whose is what fits best with when each foot is expected to land, all in all.
    """
    falling = -leg.rate(leg.pelvis)
    if not np.isfinite(falling).all():
        return []
    span = np.percentile(falling, 95) - np.percentile(falling, 5)
    apart = max(1, round(0.3 * stride_s / leg.step_s))
    peaks = scipy.signal.find_peaks(falling, prominence=0.3 * span, distance=apart)[0]
    times_s = leg.times_s[peaks] - PELVIS_FALLS_AFTER_CONTACT_S
    if not len(times_s):
        return []
    steps = np.round(np.diff(times_s) / (stride_s / 2)).clip(1).cumsum()
    odd = np.concatenate([[0], steps]) % 2 == 1

    def misfit_s(whose: list[FloatArray]) -> float:
        apart_s = [
            np.abs(own - e).min(initial=stride_s / 2)
            for own, foot_s in zip(whose, expected_s, strict=True)
            for e in foot_s
        ]
        return float(np.sum(apart_s))

    ways = [times_s[~odd], times_s[odd]], [times_s[odd], times_s[~odd]]
    return [own.tolist() for own in min(ways, key=misfit_s)]


def _mid_swings_s(leg: LegMotion, *, stride_s: float, plane: str) -> list[float]:
    """When the leg is in mid-swing: by its shank, and from behind by its toes as well."""
    by_shank_s = [mid_swing_s(leg, swing) for swing in swing_peaks(leg)]
    if plane != "rear":
        return by_shank_s
    swing_s = -_TOE_OFF["rear"][0] * stride_s - _TOES_LOWEST_AFTER_TOE_OFF_S
    by_toes_s = [leg.times_s[at] + swing_s for at in toes_lowest(leg, stride_s=stride_s)]
    return _agreed_s(by_toes_s, by_shank_s, stride_s=stride_s)


def _agreed_s(by_toes_s: list[float], by_shank_s: list[float], *, stride_s: float) -> list[float]:
    """The shank's where both tell of one swing; each one's own where the other tells of none."""
    alone = apart_from(by_shank_s, by_toes_s, by_s=0.15 * stride_s)
    kept = [s for s in by_shank_s if s not in alone]
    kept += apart_from(alone, by_toes_s, by_s=0.75 * stride_s)
    return sorted(kept + apart_from(by_toes_s, kept, by_s=0.15 * stride_s))


def _contact(
    leg: LegMotion, about_s: float, expected_s: list[float], *, stride_s: float, bout: Bout
) -> Estimate:
    """Contact as expected around the swings, and as pelvis and foot say."""
    plane, reach_s = bout.view.plane, 0.13 * stride_s
    falls_s = falls_fastest_s(
        leg, leg.pelvis, about_s + PELVIS_FALLS_AFTER_CONTACT_S, reach_s=reach_s
    )
    contacts = [e for e in expected_s if abs(e - about_s) < _NEAR_STRIDES * stride_s]
    contacts.append(falls_s - PELVIS_FALLS_AFTER_CONTACT_S)
    if plane == "front":
        contacts.append(_foot_lands_s(leg, about_s, stride_s=stride_s, bout=bout))
    if plane == "rear":
        contacts += _pelvis_turns_s(leg, about_s, reach_s=reach_s)
    return combined(contacts, base_s=ERROR_S[plane][0])


def _toe_off(leg: LegMotion, expected_s: float, *, stride_s: float, bout: Bout) -> Estimate:
    """Toe-off as expected around the swings, and as pelvis and foot say."""
    plane = bout.view.plane
    rises_s = falls_fastest_s(
        leg, -leg.pelvis, expected_s - _PELVIS_RISES_BEFORE_TOE_OFF_S, reach_s=0.13 * stride_s
    )
    toe_offs = [expected_s, rises_s + _PELVIS_RISES_BEFORE_TOE_OFF_S]
    if plane == "rear":
        toe_offs.append(_toes_lift_s(leg, expected_s))
    return combined(toe_offs, base_s=ERROR_S[plane][1])


def _foot_lands_s(leg: LegMotion, contact_s: float, *, stride_s: float, bout: Bout) -> float:
    """Contact by when the foot goes down fastest in the picture."""
    foot = leg.level("toe", "ankle")
    falls_s = falls_fastest_s(leg, foot, contact_s, reach_s=0.10 * stride_s)
    return falls_s + _AFTER_FOOT_FALLS_S[bout.surface]


def _pelvis_turns_s(leg: LegMotion, contact_s: float, *, reach_s: float) -> list[float]:
    """Contact by when the pelvis is highest before it and lowest after it."""
    high_s, low_s = _PELVIS_HIGHEST_BEFORE_CONTACT_S, _PELVIS_LOWEST_AFTER_CONTACT_S
    highest_s = lowest_near_s(leg.times_s, -leg.pelvis, contact_s - high_s, reach_s=reach_s)
    deepest_s = lowest_near_s(leg.times_s, leg.pelvis, contact_s + low_s, reach_s=reach_s)
    return [highest_s + high_s, deepest_s - low_s]


def _toes_lift_s(leg: LegMotion, toe_off_s: float) -> float:
    """Toe-off by when the toes are lowest about the hip."""
    later_s = _TOES_LOWEST_AFTER_TOE_OFF_S
    at_s = lowest_near_s(leg.times_s, leg.height["toe"], toe_off_s + later_s, reach_s=0.12)
    return at_s - later_s
