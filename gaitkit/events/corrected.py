"""Events as somebody set them right by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model import Bout, EventChange, GaitEvent

#: A change belongs to the machine's event of its foot and kind that lies this near.
SAME_EVENT_S = 0.1
#: Half-width of an event set by hand, in frames of the film: the one seen, or one beside it.
FRAMES_OFF = 1.0


def in_persons_time(
    changes: Iterable[EventChange], *, seconds_per_shown_second: float
) -> tuple[EventChange, ...]:
    """Changes whose times are in the time in which the person moved."""

    def moved(time_s: float | None) -> float | None:
        return None if time_s is None else time_s * seconds_per_shown_second

    return tuple(replace(c, was_s=moved(c.was_s), now_s=moved(c.now_s)) for c in changes)


def corrected(
    events: Sequence[GaitEvent],
    changes: Iterable[EventChange],
    bout: Bout,
    *,
    filmed_fps: float,
) -> list[GaitEvent]:
    """The events of a bout with the changes that lie in it, in order of time.

    An event that a change speaks of and that isn't there is passed over; one that is put within
    `SAME_EVENT_S` of another of its foot and kind takes that one's place.
    """
    kept = list(events)
    for change in changes:
        for time_s in (change.was_s, change.now_s):
            near = _nearest(kept, change, time_s)
            if near is not None:
                kept.remove(near)
        if change.now_s is not None and bout.start_s <= change.now_s <= bout.end_s:
            kept.append(_by_hand(change, bout, filmed_fps))
    return sorted(kept, key=lambda e: e.time_s)


def _nearest(
    events: Iterable[GaitEvent], change: EventChange, time_s: float | None
) -> GaitEvent | None:
    if time_s is None:
        return None
    alike = (e for e in events if (e.side, e.kind) == (change.side, change.kind))
    near = [e for e in alike if abs(e.time_s - time_s) <= SAME_EVENT_S]
    return min(near, key=lambda e: abs(e.time_s - time_s), default=None)


def _by_hand(change: EventChange, bout: Bout, filmed_fps: float) -> GaitEvent:
    return GaitEvent(
        side=change.side, kind=change.kind, time_s=change.now_s,
        uncertainty_s=FRAMES_OFF / filmed_fps, bout=bout.number, set_by="user",
    )  # fmt: skip
