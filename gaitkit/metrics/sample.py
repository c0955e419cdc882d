"""Reading a curve at a time, in a stance, over a cycle."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..model import SIDES, Cycle, PoseTrack, Side, Walk
from ..model._arrays import FloatArray
from ..motion import angles
from ..motion.course import Stance, aslant_deg, in_line_with_path, meeting_point_px
from ..motion.geometry import sole_pitch_deg
from ..motion.legs import leg_length_px
from ..motion.view import facing_sign

_OF_THE_KNEE = frozenset({"hip_adduction", "knee_valgus"})
_OF_THE_SOLE = frozenset({"foot_angle", "ankle_dorsiflexion"})


@lru_cache(maxsize=256)
def series(walk: Walk, name: str, side: Side) -> FloatArray:
    """An angle of `motion.angles` over the whole bout (T,), computed once.

    The line from heel to toe stands for the sole. A foot turned out and seen from above looks
    pitched by it, so in gait it is told from how it looks while it lies flat.
    """
    track = _in_line(walk) if name in _OF_THE_KNEE else walk.track
    values = getattr(angles, name)(track, side, walk.bout.view)
    return values + _line_to_sole_deg(walk, side) if name in _OF_THE_SOLE else values


@lru_cache(maxsize=64)
def _line_to_sole_deg(walk: Walk, side: Side) -> FloatArray:
    """What leads from the line between heel and toe to the sole behind the ball of the foot (T,).

    While the heel is up the toes still lie on the ground; after toe-off they straighten.
    """
    flat = flat_foot_deg(walk, side)
    line = np.minimum(angles.foot_angle(walk.track, side, walk.bout.view) - flat, 0)
    return _toes_bent(walk, side) * (sole_pitch_deg(line) - line) - flat


def _toes_bent(walk: Walk, side: Side) -> FloatArray:
    """1 from mid-stance to toe-off, back to 0 in the first third of swing (T,)."""
    bent = np.zeros(len(walk.track))
    for cycle in walk.cycles_of(side):
        swing_s = cycle.end_s - cycle.toe_off_s
        middle_s = (cycle.start_s + cycle.toe_off_s) / 2
        knots = [middle_s, middle_s, cycle.toe_off_s, cycle.toe_off_s + swing_s / 3]
        bent = np.maximum(bent, np.interp(walk.track.times_s, knots, [0, 1, 1, 0]))
    return bent


def flat_foot_deg(walk: Walk, side: Side) -> float:
    """What heel to toe reads against horizontal while the foot lies flat; 0 without cycles."""
    pitch = angles.foot_angle(walk.track, side, walk.bout.view)
    flat = [while_flat(walk, pitch, cycle) for cycle in walk.cycles_of(side)]
    return float(np.nanmedian(flat)) if np.isfinite(flat).any() else 0.0


@lru_cache(maxsize=32)
def meeting_px(walk: Walk) -> FloatArray:
    """Where lines along the path meet in the picture (2,)."""
    return meeting_point_px(walk.track, _stances(walk))


def _stances(walk: Walk) -> list[Stance]:
    return [(c.side, c.start_s, c.toe_off_s) for c in walk.cycles if c.usable]


@lru_cache(maxsize=64)
def toe_out_deg(walk: Walk, side: Side) -> FloatArray:
    """Direction of the foot against that of travel (T,), + = toe-out."""
    return angles.foot_progression(
        walk.track,
        side,
        walk.bout.view,
        meeting_px=meeting_px(walk),
        aslant_deg=_aslant(walk)[side],
    )


@lru_cache(maxsize=32)
def _aslant(walk: Walk) -> dict[Side, FloatArray]:
    return {side: aslant_deg(walk.track, side, _stances(walk)) for side in SIDES}


@lru_cache(maxsize=32)
def _in_line(walk: Walk) -> PoseTrack:
    """The walk as a camera in line with the path would see its knees."""
    return in_line_with_path(
        walk.track, walk.bout.view, walk.bout.activity, _stances(walk), _aslant(walk)
    )


@lru_cache(maxsize=32)
def forward(walk: Walk) -> float:
    """Direction of travel in a side view: +1 to the right of the picture, -1 to the left."""
    return facing_sign(walk.track)


@lru_cache(maxsize=32)
def leg_px(walk: Walk) -> float:
    """Leg length at the median distance."""
    return leg_length_px(walk.track)


@lru_cache(maxsize=64)
def ahead_px(walk: Walk, part: str, origin: str) -> FloatArray:
    """How far one landmark is ahead of another along the path (T,), in a side view."""
    return forward(walk) * (walk.track.px(part) - walk.track.px(origin))[:, 0]


def value_at(walk: Walk, values: FloatArray, time_s: float) -> float:
    """Value between samples; NaN where unseen or outside the bout."""
    times = walk.track.times_s
    if not times[0] <= time_s <= times[-1]:
        return np.nan
    return float(np.interp(time_s, times, values))


def at(walk: Walk, name: str, side: Side, time_s: float) -> float:
    """An angle at one instant."""
    return value_at(walk, series(walk, name, side), time_s)


def stance(
    walk: Walk, values: FloatArray, cycle: Cycle, *, start: float = 0.0, end: float = 1.0
) -> FloatArray:
    """Samples between two shares of the stance of a cycle."""
    length = cycle.toe_off_s - cycle.start_s
    return between(walk, values, cycle.start_s + start * length, cycle.start_s + end * length)


def while_flat(walk: Walk, values: FloatArray, cycle: Cycle) -> float:
    """The median while the foot lies flat."""
    return float(np.median(stance(walk, values, cycle, start=0.2, end=0.45)))


def between(walk: Walk, values: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """Samples from start to end, at least one."""
    times = walk.track.times_s
    first = int(np.searchsorted(times, start_s - 1e-9))
    last = int(np.searchsorted(times, end_s + 1e-9))
    return values[first : max(last, first + 1)]


def over_cycle(walk: Walk, values: FloatArray, cycle: Cycle) -> FloatArray:
    """101 values from one contact to the next."""
    grid = np.linspace(cycle.start_s, cycle.end_s, 101)
    return np.interp(grid, walk.track.times_s, values)
