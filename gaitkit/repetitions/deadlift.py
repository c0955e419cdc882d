"""Single-leg deadlifts: the trunk tips forward on one leg while the free leg goes back."""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Bout, Note, Repetition, TestActivity, TestedSide
from ..model._arrays import FloatArray
from ..motion import geometry
from ..motion.angles import trunk_forward_lean
from ..motion.stance import LIFTED, Stance
from .base import Excursion, Found, excursions, numbered, trace

ACTIVITIES: tuple[TestActivity, ...] = ("deadlift",)
RANK = 10
LEAST_LEAN_DEG = 20.0
#: Recognised without being named, the trunk goes at least this far.
PLAIN_LEAN_DEG = 42.0


def recognise(stance: Stance) -> TestActivity | None:
    """Two deep bows or more on one leg."""
    deep = [e for e in _bows(stance) if e.height >= PLAIN_LEAN_DEG]
    return "deadlift" if sum(_side(stance, e) != "both" for e in deep) >= 2 else None


def find(stance: Stance, bout: Bout) -> Found:
    """Every bow; one on both legs does not count."""
    found = []
    for e in _bows(stance):
        side = _side(stance, e)
        on_both = side == "both"
        found.append(
            Repetition(
                side=side, number=0, bout=bout.number, start_s=e.start_s, peak_s=e.peak_s,
                end_s=e.end_s, usable=not on_both,
                reason=Note.of("other_foot_down") if on_both else None,
            )
        )  # fmt: skip
    lean = trace("trunk_lean_deg", "both", bout, stance.times_s, _lean_deg(stance))
    return Found(repetitions=numbered(found), traces=(lean,) if found else ())


def _lean_deg(stance: Stance) -> FloatArray:
    """Forward lean of the trunk (T,); from the front and behind by how short the trunk looks."""
    if stance.view.plane == "side":
        return trunk_forward_lean(stance.track, "left", stance.view)
    ends = (stance.track.px(name) for name in ("mid_shoulder", "mid_hip"))
    length = geometry.length_px(*ends)
    rise = (stance.track.px("mid_hip") - stance.track.px("mid_shoulder"))[:, 1]
    return np.degrees(np.arccos(np.clip(rise / np.nanpercentile(length, 90), -1, 1)))


def _bows(stance: Stance) -> list[Excursion]:
    return excursions(stance.times_s, _lean_deg(stance), least=LEAST_LEAN_DEG)


def _side(stance: Stance, e: Excursion) -> TestedSide:
    """The standing leg: the other foot is in the air around the deepest point."""
    around = stance.samples(e.peak_s - 0.2, e.peak_s + 0.2)
    if stance.view.plane != "side":
        names, counts = np.unique(stance.stands[around], return_counts=True)
        return str(names[np.argmax(counts)]) or "both"
    lift = float(np.nan_to_num(np.nanmedian(stance.lift[around])))
    if abs(lift) < 2 * LIFTED:
        return "both"
    return "right" if lift > 0 else SIDES[0]
