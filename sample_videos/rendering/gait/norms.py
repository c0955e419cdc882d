"""Usual sagittal curves of healthy adults, which give the motion its manner.

Knots are (percent of the stride, degrees). They follow the well-known shapes of textbook curves
and are no reference values: what a clip shows is measured on its own joints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.interpolate import CubicSpline

from ..parameters import KneeProfile

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """Thigh against vertical, knee flexion, foot against shank; the stance share they go with."""

    stance_share: float
    thigh: Knots
    knee: Knots
    ankle: Knots
    #: Which knots of the knee make its four named moments.
    knee_moments: dict[str, tuple[int, ...]]

    def curves(self, profile: KneeProfile) -> dict[str, CubicSpline]:
        """Periodic curves over the stride (0 to 1), the knee's bent to the profile."""
        knee = self._profiled(profile).knee
        return {"thigh": _curve(self.thigh), "knee": _curve(knee), "ankle": _curve(self.ankle)}

    def _profiled(self, profile: KneeProfile) -> Norms:
        knee = [list(knot) for knot in self.knee]
        for moment, knots in self.knee_moments.items():
            wanted = getattr(profile, f"{moment}_deg")
            for i in knots if wanted is not None else ():
                knee[i][1] = wanted
        return replace(self, knee=tuple((x, y) for x, y in knee))


def _curve(knots: Sequence[tuple[float, float]]) -> CubicSpline:
    share = [percent / 100 for percent, _ in knots] + [1.0]
    return CubicSpline(share, [y for _, y in knots] + [knots[0][1]], bc_type="periodic")


WALK = Norms(
    stance_share=0.62,
    thigh=(
        (0, 25), (10, 21), (20, 11), (30, 1), (40, -9), (52, -19), (62, -10), (72, 11), (82, 24),
        (88, 28), (95, 26),
    ),
    knee=(
        (0, 5), (6, 12), (14, 18), (26, 10), (39, 5), (50, 13), (62, 40), (72, 61), (81, 45),
        (90, 15), (96, 4),
    ),
    ankle=(
        (0, 0), (6, -6), (16, 3), (30, 7), (45, 11), (53, 2), (62, -18), (66, -16), (75, 0),
        (86, 3), (95, 1),
    ),
    knee_moments={"contact": (0,), "loading": (2,), "midstance": (4,), "swing": (7,)},
)  # fmt: skip
RUN = Norms(
    stance_share=0.36,
    thigh=(
        (0, 25), (10, 17), (20, 0), (30, -17), (36, -24), (44, -20), (55, -3), (68, 24), (80, 37),
        (90, 34),
    ),
    knee=(
        (0, 16), (7, 33), (14, 42), (24, 34), (36, 18), (45, 40), (57, 86), (64, 94), (74, 80),
        (88, 32), (96, 15),
    ),
    ankle=(
        (0, 4), (4, 3), (18, 21), (28, 8), (36, -18), (42, -22), (58, -6), (80, 3), (92, 5),
    ),
    knee_moments={"contact": (0,), "loading": (2,), "midstance": (), "swing": (7,)},
)  # fmt: skip
