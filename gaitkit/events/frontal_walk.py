"""Contact and toe-off of a walker seen from the front, where fore-aft movement is hidden.

Each swing has instants that stand out in the picture: the shank at its flattest and, of a walker
who comes nearer, the ankle going down fastest. Contact and toe-off lie at known shares of the
stride from them (measured on marker data and rendered walkers; slow walking lengthens stance
rather than swing, so the share is limited in seconds). Contact is averaged with when the foot goes
down fastest in the picture. Walking seen from behind has a detector of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import SIDES, Bout, GaitEvent, PoseTrack
from ..motion.legs import LegMotion, leg_motion, mid_swing_s, swing_peaks
from .base import Estimate, apart_from, combined, falls_fastest_s, lowest_s, seen_of, usual_stride_s

FITS = frozenset({("front", "walk"), ("oblique", "walk")})

#: Standard errors of contact and toe-off on 64 rendered walkers, seconds.
ERROR_S = {"front": (0.026, 0.024), "oblique": (0.060, 0.030)}
_TOES_FALL_AFTER_CONTACT_S = 0.008


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
    "front": Anchor(contact_after=(0.340, 0.44), toe_off_before=(0.042, 0.07)),
    "oblique": Anchor(contact_after=(0.31, 0.41), toe_off_before=(0.085, 0.10)),
}
#: Around the instant at which the ankle of a walker who comes nearer goes down fastest.
_AFTER_ANKLE_FALLS = Anchor(contact_after=(0.195, 0.215), toe_off_before=(0.19, 0.25))


def detect(track: PoseTrack, bout: Bout) -> list[GaitEvent]:
    """Events of both feet, in order of time."""
    legs = [leg_motion(track, side, forward=1.0) for side in SIDES]
    stride_s = usual_stride_s(legs, bout)
    found = []
    for leg, other in zip(legs, legs[::-1], strict=True):
        around = [
            _estimates(leg, swing, stride_s=stride_s, plane=bout.view.plane)
            for swing in swing_peaks(leg)
        ]
        contacts = [contact for contact, _ in around]
        contacts += _contacts_before(leg, other, contacts, stride_s=stride_s, bout=bout)
        found += seen_of(leg, "initial_contact", contacts, bout)
        found += seen_of(leg, "toe_off", [toe_off for _, toe_off in around], bout)
    return sorted(found, key=lambda e: e.time_s)


def _contacts_before(
    leg: LegMotion, other: LegMotion, known: list[Estimate], *, stride_s: float, bout: Bout
) -> list[Estimate]:
    """Contacts whose own swing was before the clip: the foot stands as the other one swings."""
    after, longest_s = _ANCHORS[bout.view.plane].contact_after
    back_s = stride_s / 2 - min(after * stride_s, longest_s)
    expected_s = [mid_swing_s(other, swing) - back_s for swing in swing_peaks(other)]
    unknown_s = apart_from(expected_s, [time_s for time_s, _ in known], by_s=0.3 * stride_s)
    error_s, _ = ERROR_S[bout.view.plane]
    return [combined([s, *_foot_lands_s(leg, s)], base_s=error_s) for s in unknown_s]


def _estimates(
    leg: LegMotion, swing: int, *, stride_s: float, plane: str
) -> tuple[Estimate, Estimate]:
    """Contact and toe-off as expected around the swing, contact also as the foot shows it."""
    expected = [_ANCHORS[plane].expected_s(mid_swing_s(leg, swing), stride_s)]
    if plane == "front":
        falls_s = _ankle_falls_s(leg, swing, stride_s=stride_s)
        expected.append(_AFTER_ANKLE_FALLS.expected_s(falls_s, stride_s))
    contacts, toe_offs = (list(times) for times in zip(*expected, strict=True))
    contacts += _foot_lands_s(leg, float(np.nanmean(contacts)))
    contact_error_s, toe_off_error_s = ERROR_S[plane]
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
