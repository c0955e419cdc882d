"""Quantities over the gait cycle, 0 to 100 percent, every usable cycle kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model import SIDES, Curve, Side, Walk
from ..motion.angles import CURVES
from .sample import over_cycle, series


def measure_curves(walks: Sequence[Walk]) -> tuple[Curve, ...]:
    """Every curve that the views can carry, for both sides where seen.

    Bouts of one view are pooled; in a side view those that show the side from near are preferred.
    """
    found = []
    for name, curve in CURVES.items():
        for side in SIDES:
            fitting = [w for w in walks if w.bout.view.plane in curve.planes]
            found.extend(_pooled(name, side, _preferred(fitting, side)))
    return tuple(found)


def _preferred(walks: list[Walk], side: Side) -> list[Walk]:
    """Walks of the view that shows the side best."""
    if not walks:
        return []

    def rank(walk: Walk) -> tuple[bool, str]:
        return walk.bout.view.near_side == side, walk.bout.view.plane

    best = max((rank(w) for w in walks if w.cycles_of(side)), default=None)
    return [w for w in walks if rank(w) == best]


def _pooled(name: str, side: Side, walks: list[Walk]) -> list[Curve]:
    cycles = [
        over_cycle(walk, series(walk, name, side), cycle)
        for walk in walks
        for cycle in walk.cycles_of(side)
    ]
    whole = np.array([c for c in cycles if np.isfinite(c).all()])
    if not len(whole):
        return []
    sd = whole.std(axis=0, ddof=1) if len(whole) > 1 else np.full(101, np.nan)
    return [
        Curve(
            name=name, side=side, mean=whole.mean(axis=0), sd=sd, cycles=whole,
            view=walks[0].bout.view.plane,
        )
    ]  # fmt: skip
