"""Contact and toe-off seen from the side, walking and running, treadmill and overground.

Initial contact is the mean of independent signs, because each errs in another direction with
another way of landing:
- the foot was farthest ahead of the hip, Zeni, Richards & Higginson (2008),
  doi:10.1016/j.gaitpost.2007.07.007;
- it reaches 70 % of the ground's backward speed under the hip, a variant of their velocity method;
- heel and toes go down fastest in the picture (not about the hip, which sinks at contact too);
- running: 25 ms before the pelvis falls fastest, Milner & Paquette (2015),
  doi:10.1016/j.jbiomech.2015.07.036 (its offset there: 15 ms at 200 Hz; 22-27 ms on a treadmill).
A runner's contacts are then moved, all alike, so that their median is where foot and pelvis sink.
Toe-off in walking is the mean of "toe farthest behind the hip" (Zeni) and "toe at half the
ground's speed"; in running the knee is straightest, after Fellin et al. (2010),
doi:10.1016/j.jsams.2010.03.006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..model._arrays import FloatArray
from ..motion.legs import LegMotion, leg_motion
from ..motion.view import facing_sign
from .base import (
    FAR_APART_S,
    PELVIS_FALLS_AFTER_CONTACT_S,
    Estimate,
    combined,
    crossing_s,
    event,
    falls_fastest_s,
    lowest_s,
    usual_stride_s,
)

FITS = frozenset({("side", "walk"), ("side", "run")})

#: Standard errors against force plates, marker data and rendered walkers, seconds.
CONTACT_ERROR_S = {"walk": 0.023, "run": 0.015}
TOE_OFF_ERROR_S = {"walk": 0.015, "run": 0.012}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """How long after each sign the foot lands, seconds."""

    after_farthest_s: float
    after_matched_s: float
    after_foot_falls_s: float


#: Midway between the mean of 64 rendered walkers and that of laboratory recordings.
_CONTACT_SIGNS = {
    "walk": _Signs(after_farthest_s=0.045, after_matched_s=0.016, after_foot_falls_s=0.003),
    "run": _Signs(after_farthest_s=0.040, after_matched_s=0.0, after_foot_falls_s=0.004),
}
#: A runner's knee is straightest so long after toe-off: 4 ms in a laboratory, 12 rendered.
_STRAIGHTEST_AFTER_TOE_OFF_S = 0.007
#: So many contacts tell what a runner's own habit adds.
_FEWEST_CONTACTS = 4
#: A walking foot that is farthest ahead so soon was not seen to swing there.
_SWING_UNSEEN_S = 0.05


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    forward = facing_sign(track)
    legs = [leg_motion(track, side, forward=forward) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    steps = [
        (leg, reach, _contact(leg, reach, stride_s=stride_s, activity=bout.activity))
        for leg in legs
        for reach in _forward_reaches(leg, stride_s=stride_s)
    ]
    late_s = _late_s([contact for *_, contact in steps])
    found = []
    for leg, reach, contact in steps:
        if np.isfinite(contact.at[0]):
            at = contact.at[0] - late_s, contact.at[1]
            found.append(event(leg.side, "initial_contact", at, bout))
        toe_off = _toe_off(leg, reach, stride_s=stride_s, activity=bout.activity)
        if np.isfinite(toe_off[0]):
            found.append(event(leg.side, "toe_off", toe_off, bout))
    return sorted(found, key=lambda e: e.time_s)


def _forward_reaches(leg: LegMotion, *, stride_s: float) -> list[int]:
    """Samples where the foot is farthest ahead, one a stride; contact follows shortly."""
    ahead = leg.ahead["heel"]
    if np.isfinite(ahead).sum() < 5:
        return []
    swing = np.nanpercentile(ahead, 97) - np.nanpercentile(ahead, 3)
    filled = np.concatenate([[-9.0], np.where(np.isfinite(ahead), ahead, -9.0), [-9.0]])
    apart = max(1, int(0.6 * stride_s / leg.step_s))
    peaks, _ = scipy.signal.find_peaks(filled, prominence=0.35 * swing, distance=apart)
    high = ahead[peaks - 1] > np.nanmedian(ahead) + 0.15 * swing
    return [int(p) - 1 for p in peaks[high]]


class _Contact(NamedTuple):
    """When a foot lands by all signs, and by how foot and pelvis sink alone (NaN if unknown)."""

    at: Estimate
    sinking_s: float = np.nan


def _late_s(contacts: Sequence[_Contact]) -> float:
    """By how much all signs together are late in this clip, where enough contacts tell it.

    How far ahead the foot reaches before it lands differs from runner to runner. Foot and pelvis
    sink alike in all of them, but their moments scatter more: over a clip that averages out.
    """
    late_s = [contact.at[0] - contact.sinking_s for contact in contacts]
    known_s = [late for late in late_s if np.isfinite(late)]
    return float(np.median(known_s)) if len(known_s) >= _FEWEST_CONTACTS else 0.0


def _contact(leg: LegMotion, reach: int, *, stride_s: float, activity: str) -> _Contact:
    samples, signs = _sampler(leg), _CONTACT_SIGNS[activity]
    speed = leg.rate((leg.ahead["heel"] + leg.ahead["toe"]) / 2)
    plateau = speed[reach + samples(0.11 * stride_s) : reach + samples(0.20 * stride_s) + 1]
    if len(plateau) < 2 or not np.isfinite(plateau).all():
        return _Contact((np.nan, np.nan))
    ground = float(np.median(plateau))
    if _begins_on_ground(leg, reach, speed, ground, activity=activity):
        return _Contact((np.nan, np.nan))
    farthest = lowest_s(leg.times_s, -leg.ahead["heel"], start=reach - 2, stop=reach + 3)
    matched = crossing_s(
        leg.times_s, speed, 0.7 * ground, start=reach,
        within=samples(0.25 * stride_s),
    )  # fmt: skip
    about_s = farthest + signs.after_farthest_s
    falls, pelvis = (
        falls_fastest_s(leg, height, about_s, reach_s=share * stride_s)
        for height, share in ((leg.level("toe", "heel"), 0.10), (leg.pelvis, 0.13))
    )
    estimates = [about_s, matched + signs.after_matched_s, falls + signs.after_foot_falls_s]
    if activity == "walk":
        return _Contact(combined(estimates, base_s=CONTACT_ERROR_S[activity]))
    estimates.append(pelvis - PELVIS_FALLS_AFTER_CONTACT_S)
    *_, foot_s, pelvis_s = estimates
    agree = abs(foot_s - pelvis_s) < FAR_APART_S
    sinking_s = (foot_s + pelvis_s) / 2 if agree else np.nan
    return _Contact(combined(estimates, base_s=CONTACT_ERROR_S[activity]), sinking_s)


def _begins_on_ground(
    leg: LegMotion, reach: int, speed: FloatArray, ground: float, *, activity: str
) -> bool:
    """Whether the stretch begins in stance, so that "farthest ahead" is just its first frames."""
    samples = _sampler(leg)
    if reach > samples(0.15):
        return False
    ahead = leg.ahead["heel"]
    came_forward = ahead[reach] - np.nanmin(ahead[: reach + 1])
    unseen = activity == "walk" and reach <= samples(_SWING_UNSEEN_S)
    return bool(came_forward < 0.05 and (unseen or np.nanmedian(speed[:3]) < 0.5 * ground))


def _toe_off(leg: LegMotion, reach: int, *, stride_s: float, activity: str) -> tuple[float, float]:
    samples = _sampler(leg)
    if activity == "run":
        straightest = lowest_s(
            leg.times_s, leg.knee_flexion_deg, start=reach + samples(0.22 * stride_s),
            stop=reach + samples(0.62 * stride_s), inner=True,
        )  # fmt: skip
        return combined(
            [straightest - _STRAIGHTEST_AFTER_TOE_OFF_S], base_s=TOE_OFF_ERROR_S[activity]
        )
    start = reach + samples(0.40 * stride_s)
    behind = lowest_s(
        leg.times_s, leg.ahead["toe"], start=start, stop=reach + samples(0.90 * stride_s),
        inner=True,
    )  # fmt: skip
    if not np.isfinite(behind):
        return np.nan, np.nan
    speed = leg.rate(leg.ahead["toe"])
    at = int(np.searchsorted(leg.times_s, behind))
    ground = np.median(speed[max(start - samples(0.1 * stride_s), 0) : max(at - samples(0.1), 1)])
    leaving = crossing_s(
        leg.times_s, speed, 0.5 * float(ground), start=at, within=-samples(0.2 * stride_s)
    )
    return combined([behind, leaving], base_s=TOE_OFF_ERROR_S[activity])


def _sampler(leg: LegMotion):
    """Seconds to a number of samples."""
    return lambda seconds: max(1, round(seconds / leg.step_s))
