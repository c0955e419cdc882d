"""From events to gait cycles, each usable or with the reason why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..model import SIDES, Bout, Cycle, GaitEvent, Note, PoseTrack, Side, other
from ..motion.legs import STRIDE_RANGE_S

#: Plausible share of the cycle with the foot on the ground.
STANCE_SHARE = {"walk": (0.45, 0.85), "run": (0.15, 0.55)}
#: A stride this far from the median of its side is no steady gait.
LARGEST_STRIDE_DEVIATION = 0.30


def in_sequence(events: list[GaitEvent], bout: Bout) -> list[GaitEvent]:
    """Events of each foot that make sense together: contact, toe-off, contact, ...

    Repeated contacts of one foot closer than the shortest stride are one; a toe-off counts only
    where it lies at a plausible share of the time to the next contact of the foot.
    """
    kept: list[GaitEvent] = []
    for side in SIDES:
        contacts = _apart([e for e in events if (e.side, e.kind) == (side, "initial_contact")])
        toe_offs = [e for e in events if (e.side, e.kind) == (side, "toe_off")]
        kept += contacts + _plausible_toe_offs(toe_offs, contacts, bout)
    return sorted(kept, key=lambda e: e.time_s)


def _apart(contacts: list[GaitEvent]) -> list[GaitEvent]:
    kept: list[GaitEvent] = []
    for contact in sorted(contacts, key=lambda e: e.time_s):
        if kept and contact.time_s - kept[-1].time_s < STRIDE_RANGE_S[0]:
            if contact.uncertainty_s < kept[-1].uncertainty_s:
                kept[-1] = contact
        else:
            kept.append(contact)
    return kept


def _plausible_toe_offs(
    toe_offs: list[GaitEvent], contacts: list[GaitEvent], bout: Bout
) -> list[GaitEvent]:
    """At most one toe-off between two contacts, and one before the first and after the last."""
    if not contacts:
        return _apart(toe_offs)
    low, high = STANCE_SHARE[bout.activity]
    times = [c.time_s for c in contacts]
    stride_s = float(np.median(np.diff(times))) if len(times) > 1 else None
    kept = []
    for start, end in zip([None, *times], [*times, None], strict=True):
        if start is None and end is not None and stride_s:
            start = end - stride_s
        if end is None and start is not None and stride_s:
            end = start + stride_s
        inside = [e for e in toe_offs if _share_within(e.time_s, start, end, low, high)]
        kept += inside[-1:]
    return sorted(set(kept), key=lambda e: e.time_s)


def _share_within(
    time_s: float, start_s: float | None, end_s: float | None, low: float, high: float
) -> bool:
    if start_s is None or end_s is None:
        return (start_s is None or time_s > start_s) and (end_s is None or time_s < end_s)
    return low <= (time_s - start_s) / (end_s - start_s) <= high


def find_cycles(events: list[GaitEvent], track: PoseTrack, bout: Bout) -> list[Cycle]:
    """Every stride between two contacts of one foot within a bout, in order of time."""
    cycles = [c for side in SIDES for c in _cycles_of(side, events, track, bout)]
    return sorted(cycles, key=lambda c: c.start_s)


def _cycles_of(side: Side, events: list[GaitEvent], track: PoseTrack, bout: Bout) -> list[Cycle]:
    contacts = [e.time_s for e in events if (e.side, e.kind) == (side, "initial_contact")]
    strides = np.diff(contacts)
    usual_s = _usual_stride_s(events)
    found = []
    for number, (start, stride) in enumerate(zip(contacts, strides, strict=False), start=1):
        cycle = Cycle(
            side=side, number=number, bout=bout.number, start_s=start, end_s=start + stride,
            toe_off_s=_within(events, side, "toe_off", start, start + stride),
            opposite_toe_off_s=_within(events, other(side), "toe_off", start, start + stride),
            opposite_contact_s=_within(
                events, other(side), "initial_contact", start, start + stride
            ),
        )  # fmt: skip
        found.append(_judged(cycle, track, usual_s))
    return found


def _usual_stride_s(events: list[GaitEvent]) -> float:
    """Median stride of both feet."""
    strides = [
        np.diff([e.time_s for e in events if (e.side, e.kind) == (s, "initial_contact")])
        for s in SIDES
    ]
    joined = np.concatenate(strides)
    return float(np.median(joined)) if len(joined) else np.nan


def _within(
    events: list[GaitEvent], side: Side, kind: str, start_s: float, end_s: float
) -> float | None:
    inside = [
        e.time_s for e in events if (e.side, e.kind) == (side, kind) and start_s < e.time_s < end_s
    ]
    return inside[0] if inside else None


def _judged(cycle: Cycle, track: PoseTrack, usual_s: float) -> Cycle:
    reason = None
    part = track.between(cycle.start_s, cycle.end_s)
    if not STRIDE_RANGE_S[0] <= cycle.duration_s <= STRIDE_RANGE_S[1]:
        reason = Note.of("cycle_implausible", seconds=round(cycle.duration_s, 2))
    elif abs(cycle.duration_s / usual_s - 1) > LARGEST_STRIDE_DEVIATION:
        reason = Note.of("cycle_outlier", seconds=round(cycle.duration_s, 2))
    elif cycle.toe_off_s is None or cycle.opposite_contact_s is None:
        reason = Note.of("cycle_incomplete")
    elif not np.isfinite(part.px("mid_ankle")).all():
        reason = Note.of("cycle_gap")
    return cycle if reason is None else replace(cycle, usable=False, reason=reason)
