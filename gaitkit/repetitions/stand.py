"""Positions that are held: two legs, or one leg with the other foot off the floor."""

from __future__ import annotations

import numpy as np

from ..model import HOLDS, SIDES, Bout, Repetition, TestActivity, TestedSide
from ..motion.stance import Stance
from .base import Found, numbered, trace

ACTIVITIES: tuple[TestActivity, ...] = HOLDS
RANK = 90
#: Shorter than this nobody holds anything; recognised without being named it takes longer.
SHORTEST_HOLD_S = 1.0
PLAINLY_HELD_S = 4.0
#: The Trendelenburg stand is long, and is watched from the front or behind.
TRENDELENBURG_S = 10.0
#: From leaving the floor a foot takes so long to have plainly left it (0.13-0.16 s in five
#: rendered holds), and as long before it is back.
SEEN_LATE_S = 0.14


def recognise(stance: Stance) -> TestActivity | None:
    """A long hold on one leg, else a long stand on two."""
    holds = [s for side in SIDES for s in _spans(stance, side) if stance.over_one_foot(s)]
    longest = max((_seconds(stance, s) for s in holds), default=0)
    if longest >= PLAINLY_HELD_S:
        frontal = stance.view.plane in ("front", "rear")
        return "trendelenburg" if frontal and longest >= TRENDELENBURG_S else "balance"
    stands = max((_seconds(stance, s) for s in _spans(stance, "both")), default=0)
    return "stand" if stands >= PLAINLY_HELD_S else None


def find(stance: Stance, bout: Bout) -> Found:
    """Every hold on one leg, or the longest stand on two."""
    if bout.activity == "stand":
        spans = sorted(_spans(stance, "both"), key=lambda s: _seconds(stance, s))[-1:]
        found = [_hold(stance, bout, "both", span) for span in spans]
    else:
        found = [_hold(stance, bout, side, s) for side in SIDES for s in _spans(stance, side)]
    lifts = () if bout.activity == "stand" else _traces(stance, bout)
    return Found(repetitions=numbered(found), traces=lifts if found else ())


def _spans(stance: Stance, stands: str) -> list[slice]:
    return stance.spans(stands, shortest_s=SHORTEST_HOLD_S)


def _seconds(stance: Stance, span: slice) -> float:
    return float(stance.times_s[span.stop - 1] - stance.times_s[span.start])


def _hold(stance: Stance, bout: Bout, side: TestedSide, span: slice) -> Repetition:
    first_s, last_s = (float(t) for t in stance.times_s[[0, -1]])
    start_s, end_s = (float(t) for t in stance.times_s[[span.start, span.stop - 1]])
    if side != "both":
        start_s, end_s = max(start_s - SEEN_LATE_S, first_s), min(end_s + SEEN_LATE_S, last_s)
    return Repetition(
        side=side, number=0, bout=bout.number, start_s=start_s, peak_s=(start_s + end_s) / 2,
        end_s=end_s,
    )  # fmt: skip


def _traces(stance: Stance, bout: Bout) -> tuple:
    """How high the free foot is, as a share of the leg."""
    return tuple(
        trace("foot_lift_pct", side, bout, stance.times_s,
              100 * np.clip(stance.lift * (1 if side == "right" else -1), 0, None))
        for side in SIDES
        if _spans(stance, side)
    )  # fmt: skip
