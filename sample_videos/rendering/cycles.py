"""The whole strides of a clip, with the events that bound them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .gait import Walker
from .rotation import Array
from .sides import SIDES, Side, other

Window = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A stride of a side, contact to contact; times in seconds of the rhythm's clip time.

    `opposite_number` is the other side's stride that lands within it.
    """

    side: Side
    number: int
    opposite_number: int
    start_s: float
    opposite_toe_off_s: float
    opposite_contact_s: float
    toe_off_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Stride time."""
        return self.end_s - self.start_s


def contacts_s(person: Walker, side: Side, strides: Array) -> Array:
    """When the side's strides with these numbers begin, in the gait's own time."""
    timing = person.plan.timing
    return timing.contact_s[side] + strides * timing.stride_s


def toe_offs_s(person: Walker, side: Side, strides: Array) -> Array:
    """When their stances end."""
    timing = person.plan.timing
    return contacts_s(person, side, strides) + timing.stance_share[side] * timing.stride_s


def cycles(person: Walker, window_s: Window) -> dict[Side, list[Cycle]]:
    """Strides whose two contacts lie within the window (gait time), or else the nearest one.

    Where every stride is the same, one stands for all.
    """
    if person.plan.variation.strides == 1:
        return {side: [_cycle(person, side, 0)] for side in SIDES}
    return {
        side: [_cycle(person, side, n) for n in _numbers(person, side, window_s)] for side in SIDES
    }


def _numbers(person: Walker, side: Side, window_s: Window) -> list[int]:
    stride_s = person.plan.timing.stride_s
    passed = (np.array(window_s) - person.plan.timing.contact_s[side]) / stride_s
    first, last = int(np.ceil(passed[0] - 1e-9)), int(np.floor(passed[1] + 1e-9))
    return list(range(first, last)) or [int(np.round(passed.mean() - 0.5))]


def _cycle(person: Walker, side: Side, number: int) -> Cycle:
    timing, far = person.plan.timing, other(side)
    clip_s = person.plan.variation.rhythm.clip_s
    landing = number if timing.contact_s[far] > timing.contact_s[side] else number + 1
    # In walking the other foot still stands at contact, in running it left before.
    leaving = landing - 1
    return Cycle(
        side=side,
        number=number,
        opposite_number=landing,
        start_s=float(clip_s(contacts_s(person, side, number))),
        opposite_toe_off_s=float(clip_s(toe_offs_s(person, far, leaving))),
        opposite_contact_s=float(clip_s(contacts_s(person, far, landing))),
        toe_off_s=float(clip_s(toe_offs_s(person, side, number))),
        end_s=float(clip_s(contacts_s(person, side, number + 1))),
    )
