"""How one stride differs from the next: a rhythm that wavers, and amplitudes of each stride.

The amounts are round figures of what healthy adults show at their own pace. Stride time varies by
1 to 3 % in walking (Hausdorff et al. 1996, doi:10.1152/jappl.1996.80.5.1448) and less in running;
step width by some 2 cm over ground (Owings & Grabiner 2004, doi:10.1016/j.jbiomech.2003.11.009)
and less on a belt; angles of the pelvis, knee and trunk by about a degree, the direction of the
foot by nearly two. Strides are drawn independently of each other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.interpolate import CubicSpline

from ..rotation import Array
from ..sides import SIDES, Side

_STRIDES = 64  # are drawn; then they return
_FURTHEST_SD = 2.0  # so that no stride leaves what the legs can do


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """Standard deviations between strides; stride time as a share of itself."""

    stride_time_share: float
    pelvic_drop_deg: float
    knee_valgus_deg: float
    foot_progression_deg: float
    step_width_m: float  # of a person of usual size
    stance_lean_deg: float


WALK = Usual(
    stride_time_share=0.020,
    pelvic_drop_deg=1.0,
    knee_valgus_deg=1.0,
    foot_progression_deg=1.8,
    step_width_m=0.015,
    stance_lean_deg=0.7,
)
RUN = Usual(
    stride_time_share=0.015,
    pelvic_drop_deg=1.0,
    knee_valgus_deg=1.0,
    foot_progression_deg=1.8,
    step_width_m=0.008,
    stance_lean_deg=0.7,
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Deviations:
    """What is added in each stride of one side, (strides,); they repeat."""

    pelvic_drop_deg: Array
    knee_valgus_deg: Array
    foot_progression_deg: Array
    outward_m: Array
    stance_lean_deg: Array

    def at(self, stride: Array | float) -> Deviations:
        """In the strides with these numbers."""
        number = np.asarray(stride).astype(int) % len(self.outward_m)
        return Deviations(**{f.name: getattr(self, f.name)[number] for f in fields(self)})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rhythm:
    """Clip time against gait time, in which every stride takes equally long; seconds."""

    lag: CubicSpline | None = None

    def clip_s(self, gait_s: Array | float) -> Array:
        """When a moment of the gait comes."""
        gait = np.asarray(gait_s, float)
        return gait if self.lag is None else gait + self.lag(gait)

    def gait_s(self, clip_s: Array | float) -> Array:
        """The moment of the gait that comes at a time, by Newton's method."""
        clip = np.asarray(clip_s, float)
        if self.lag is None:
            return clip
        gait = clip - self.lag(clip)
        for _ in range(8):
            gait = gait - (gait + self.lag(gait) - clip) / (1 + self.lag(gait, 1))
        return gait


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Variation:
    """Both sides' deviations and the rhythm."""

    sides: dict[Side, Deviations]
    rhythm: Rhythm

    @property
    def strides(self) -> int:
        """How many differ from each other."""
        return len(self.sides["right"].outward_m)


def _steady_side() -> Deviations:
    return Deviations(**{f.name: np.zeros(1) for f in fields(Deviations)})


#: Every stride is the same.
STEADY = Variation(sides={side: _steady_side() for side in SIDES}, rhythm=Rhythm())


def variation(usual: Usual, share: float, *, stride_s: float, size: float, seed: int) -> Variation:
    """`share` of the usual variation, the same for the same seed; `size`: leg / usual leg."""
    if share == 0:
        return STEADY
    draw = np.random.default_rng(seed)
    rhythm = _rhythm(draw, usual.stride_time_share * share, stride_s)
    return Variation(sides={side: _side(draw, usual, share, size) for side in SIDES}, rhythm=rhythm)


def _rhythm(draw: np.random.Generator, stride_time_share: float, stride_s: float) -> Rhythm:
    """Steps vary by the square root of two as much as strides, which add up two of them."""
    steps = 2 * _STRIDES
    change = np.sqrt(2) * stride_time_share * _normal(draw, steps) * stride_s / 2
    late = np.concatenate([[0.0], np.cumsum(change - change.mean())])
    late[-1] = 0.0
    at = np.arange(steps + 1) * stride_s / 2
    return Rhythm(lag=CubicSpline(at, late, bc_type="periodic"))


def _side(draw: np.random.Generator, usual: Usual, share: float, size: float) -> Deviations:
    one_foot_m = usual.step_width_m * size / np.sqrt(2)  # the width is that of two placements
    return Deviations(
        pelvic_drop_deg=share * usual.pelvic_drop_deg * _normal(draw, _STRIDES),
        knee_valgus_deg=share * usual.knee_valgus_deg * _normal(draw, _STRIDES),
        foot_progression_deg=share * usual.foot_progression_deg * _normal(draw, _STRIDES),
        outward_m=share * one_foot_m * _normal(draw, _STRIDES),
        stance_lean_deg=share * usual.stance_lean_deg * _normal(draw, _STRIDES),
    )


def _normal(draw: np.random.Generator, count: int) -> Array:
    return np.clip(draw.normal(size=count), -_FURTHEST_SD, _FURTHEST_SD)
