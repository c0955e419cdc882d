"""Contact and toe-off seen from the front or the rear, where fore-aft movement is hidden.

Walking seen from behind has a detector of its own (`walk_from_behind`). Each swing has instants
that stand out in the picture: the shank at its flattest and, of a walker who comes nearer, the
ankle going down fastest. Contact and toe-off lie at known shares of the stride from them (measured
on marker data and rendered walkers; slow walking lengthens stance rather than swing, so the share
is limited in seconds). Contact is averaged with when the foot goes down fastest in the picture,
and in running with what the vertical speed of the pelvis says (Milner & Paquette 2015,
doi:10.1016/j.jbiomech.2015.07.036).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..motion.legs import LegMotion, leg_motion, mid_swing_s, swing_peaks
from .base import (
    PELVIS_FALLS_AFTER_CONTACT_S,
    combined,
    event,
    falls_fastest_s,
    lowest_s,
    usual_stride_s,
)

FITS = frozenset(
    {("front", "walk"), ("front", "run"), ("rear", "run"), ("oblique", "walk"), ("oblique", "run")}
)

#: Standard errors of contact and toe-off on 64 rendered walkers, seconds. From behind the calf
#: hides what the foot does, and some events are far off.
ERROR_S = {
    ("front", "walk"): (0.026, 0.024),
    ("front", "run"): (0.022, 0.025),
    ("rear", "run"): (0.040, 0.042),
    ("oblique", "walk"): (0.060, 0.030),
    ("oblique", "run"): (0.030, 0.030),
}
#: On a belt the standing foot goes up in the picture, so a runner's foot falls slower and earlier.
_AFTER_RUNNERS_FOOT_FALLS_S = {"treadmill": 0.016, "overground": 0.0}
_TOES_FALL_AFTER_CONTACT_S = 0.008
_PELVIS_RISES_BEFORE_TOE_OFF_S = 0.035


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """How far contact follows and toe-off precedes the instant: stride share, at most seconds."""

    contact_after: tuple[float, float]
    toe_off_before: tuple[float, float]

    def expected_s(self, instant_s: float, stride_s: float) -> tuple[float, float]:
        """Expected contact and toe-off around one instant."""
        (after, longest), (before, most) = self.contact_after, self.toe_off_before
        return (
            instant_s + min(after * stride_s, longest),
            instant_s - min(before * stride_s, most),
        )


_ANCHORS = {
    ("front", "walk"): Anchor(contact_after=(0.340, 0.44), toe_off_before=(0.042, 0.07)),
    ("oblique", "walk"): Anchor(contact_after=(0.31, 0.41), toe_off_before=(0.085, 0.10)),
    ("any", "run"): Anchor(contact_after=(0.405, 0.405), toe_off_before=(0.23, 0.23)),
}
#: Around the instant at which the ankle of a walker who comes nearer goes down fastest.
_AFTER_ANKLE_FALLS = Anchor(contact_after=(0.195, 0.215), toe_off_before=(0.19, 0.25))

#: Contact and toe-off of a runner's standing foot, in strides from the other leg's mid-swing.
_STANDING_FOOT = (-0.095, 0.265)


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    legs = [leg_motion(track, side, forward=1.0) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    found = []
    for leg in legs:
        for swing in swing_peaks(leg):
            found.extend(_swing(leg, swing, stride_s=stride_s, bout=bout))
    if bout.activity == "run":
        found += _beside_other_swings(legs, found, stride_s=stride_s, bout=bout)
    return sorted(found, key=lambda e: e.time_s)


def _beside_other_swings(
    legs: list[LegMotion],
    found: list[GaitEvent],
    *,
    stride_s: float,
    bout: Bout,
) -> list[GaitEvent]:
    """Running events at the edges of a clip, whose own swing is not in the picture.

    A foot stands while the other swings: its contact and toe-off lie at known shares of the
    stride around the other leg's mid-swing.
    """
    added = []
    for leg, standing in ((legs[0], legs[1]), (legs[1], legs[0])):
        for swing in swing_peaks(leg):
            middle_s = mid_swing_s(leg, swing)
            expected = tuple(middle_s + share * stride_s for share in _STANDING_FOOT)
            contact, toe_off = _refined_run(standing, expected, stride_s=stride_s, bout=bout)
            for kind, estimate in (("initial_contact", contact), ("toe_off", toe_off)):
                new = event(standing.side, kind, estimate, bout)
                inside = leg.times_s[0] <= new.time_s <= leg.times_s[-1]
                if inside and not _is_known(new, found, within_s=0.3 * stride_s):
                    added.append(new)
    return added


def _is_known(new: GaitEvent, found: list[GaitEvent], *, within_s: float) -> bool:
    return any(
        (e.side, e.kind) == (new.side, new.kind) and abs(e.time_s - new.time_s) < within_s
        for e in found
    )


def _swing(leg: LegMotion, swing: int, *, stride_s: float, bout: Bout) -> list[GaitEvent]:
    """The toe-off before and the contact after one mid-swing."""
    if bout.activity == "run":
        expected = _ANCHORS["any", "run"].expected_s(mid_swing_s(leg, swing), stride_s)
        contact, toe_off = _refined_run(leg, expected, stride_s=stride_s, bout=bout)
    else:
        contact, toe_off = _walking(leg, swing, stride_s=stride_s, plane=bout.view.plane)
    pairs = (("initial_contact", contact), ("toe_off", toe_off))
    first_s, last_s = leg.times_s[0], leg.times_s[-1]
    return [event(leg.side, k, found, bout) for k, found in pairs if first_s <= found[0] <= last_s]


def _walking(
    leg: LegMotion, swing: int, *, stride_s: float, plane: str
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Contact and toe-off as expected around the swing, contact also as the foot shows it."""
    expected = [_ANCHORS[plane, "walk"].expected_s(mid_swing_s(leg, swing), stride_s)]
    if plane == "front":
        falls_s = _ankle_falls_s(leg, swing, stride_s=stride_s)
        expected.append(_AFTER_ANKLE_FALLS.expected_s(falls_s, stride_s))
    contacts, toe_offs = (list(times) for times in zip(*expected, strict=True))
    contacts += _foot_lands_s(leg, float(np.nanmean(contacts)))
    contact_error_s, toe_off_error_s = ERROR_S[plane, "walk"]
    return (
        combined(contacts, base_s=contact_error_s),
        combined(toe_offs, base_s=toe_off_error_s),
    )


def _ankle_falls_s(leg: LegMotion, swing: int, *, stride_s: float) -> float:
    """When the ankle of a walker who comes nearer goes down fastest after mid-swing."""
    stop = swing + int(0.25 * stride_s / leg.step_s)
    speed = leg.rate(leg.height["ankle"])
    return lowest_s(leg.times_s, speed, start=swing, stop=stop, inner=True)


def _foot_lands_s(leg: LegMotion, expected_s: float) -> list[float]:
    """Contact of a walker by when toes and foot go down fastest; the toes count twice.

    In the picture, not about the hip, which sinks too. The search reaches on for longer than it
    reaches back: in swing the foot goes down as well, on the ground no more.
    """
    toes_s, foot_s = (
        falls_fastest_s(leg, leg.level(*parts), expected_s + 0.06, reach_s=0.12)
        for parts in (("toe",), ("toe", "ankle"))
    )
    return [toes_s - _TOES_FALL_AFTER_CONTACT_S] * 2 + [foot_s]


def _refined_run(
    leg: LegMotion,
    expected: tuple[float, float],
    *,
    stride_s: float,
    bout: Bout,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Contact and toe-off averaged with what the fall and rise of pelvis and foot say."""
    contact_s, toe_off_s = expected
    reach_s = 0.13 * stride_s
    falls_s = falls_fastest_s(
        leg, leg.pelvis, contact_s + PELVIS_FALLS_AFTER_CONTACT_S, reach_s=reach_s
    )
    rises_s = falls_fastest_s(
        leg, -leg.pelvis, toe_off_s - _PELVIS_RISES_BEFORE_TOE_OFF_S, reach_s=reach_s
    )
    contact = [contact_s, falls_s - PELVIS_FALLS_AFTER_CONTACT_S]
    if bout.view.plane == "front":
        foot_s = falls_fastest_s(leg, leg.level("toe", "ankle"), contact_s, reach_s=0.10 * stride_s)
        contact.append(foot_s + _AFTER_RUNNERS_FOOT_FALLS_S[bout.surface])
    toe_off = [toe_off_s, rises_s + _PELVIS_RISES_BEFORE_TOE_OFF_S]
    contact_error_s, toe_off_error_s = ERROR_S[bout.view.plane, "run"]
    return (
        combined(contact, base_s=contact_error_s),
        combined(toe_off, base_s=toe_off_error_s),
    )
