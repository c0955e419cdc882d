"""Lengths, speeds and widths; most need the person's height for scale."""

from __future__ import annotations

import numpy as np

from ..model import Cycle, Side, Walk, other
from ..motion.angles import lateral_sign, vanishing_x_px
from ..motion.legs import leg_length_px, size_over_time
from ..motion.view import facing_sign
from .sample import between, stance, value_at
from .spec import FRONTAL_PLANES, metric


@metric(unit="m/s", planes={"side"}, needs_scale=True, sided=False)
def speed_mps(walk: Walk, cycle: Cycle) -> float:
    """Speed of the body over the ground, or of the belt under the foot."""
    return _speed_px(walk, cycle) * walk.scale.m_per_px


def _speed_px(walk: Walk, cycle: Cycle) -> float:
    """Hip relative to the standing foot: the same on a treadmill and over ground."""
    forward = facing_sign(walk.track)
    foot = (walk.track.px(f"{cycle.side}_heel") + walk.track.px(f"{cycle.side}_toe"))[:, 0] / 2
    if walk.bout.surface == "overground":
        hip = walk.track.px("mid_hip")[:, 0]
        moved = value_at(walk, hip, cycle.end_s) - value_at(walk, hip, cycle.start_s)
        return forward * moved / cycle.duration_s
    flat = stance(walk, foot, cycle, start=0.25, end=0.65)
    if len(flat) < 3:
        return np.nan
    step_s = walk.track.times_s[1] - walk.track.times_s[0]
    return -forward * float(np.polyfit(np.arange(len(flat)) * step_s, flat, 1)[0])


@metric(unit="m", planes={"side"}, needs_scale=True, difference="percent")
def stride_length_m(walk: Walk, cycle: Cycle) -> float:
    """Distance between two contacts of the same foot."""
    return speed_mps(walk, cycle) * cycle.duration_s


@metric(unit="m", planes={"side"}, needs_scale=True, difference="percent")
def step_length_m(walk: Walk, cycle: Cycle) -> float:
    """Distance from the other foot's contact to this foot's next one, along the path."""
    gap_s = cycle.end_s - cycle.opposite_contact_s
    reach = _heel_ahead_px(walk, cycle.side, cycle.end_s)
    earlier = _heel_ahead_px(walk, other(cycle.side), cycle.opposite_contact_s)
    return (reach - earlier + _speed_px(walk, cycle) * gap_s) * walk.scale.m_per_px


def _heel_ahead_px(walk: Walk, side: Side, time_s: float) -> float:
    forward = facing_sign(walk.track)
    ahead = forward * (walk.track.px(f"{side}_heel") - walk.track.px("mid_hip"))[:, 0]
    return value_at(walk, ahead, time_s)


@metric(unit="%", planes={"side"}, difference="degrees")
def overstride_pct(walk: Walk, cycle: Cycle) -> float:
    """Ankle ahead of the hip at contact, in percent of leg length."""
    forward = facing_sign(walk.track)
    gap = (walk.track.px(f"{cycle.side}_ankle") - walk.track.px(f"{cycle.side}_hip"))[:, 0]
    return 100 * forward * value_at(walk, gap, cycle.start_s) / leg_length_px(walk.track)


@metric(unit="cm", planes=FRONTAL_PLANES, needs_scale=True, sided=False)
def step_width_cm(walk: Walk, cycle: Cycle) -> float:
    """Sideways distance between this foot's placement and the other's next one.

    Each foot is placed at its own depth (mid-stance, below the hip), across the direction of
    travel. Negative when the feet cross.
    """
    own = _placement_m(walk, cycle.side, cycle.start_s, cycle.toe_off_s)
    landing = cycle.opposite_contact_s
    length = cycle.toe_off_s - cycle.start_s
    opposite = _placement_m(walk, other(cycle.side), landing, min(landing + length, cycle.end_s))
    return 100 * lateral_sign(cycle.side, walk.bout.view) * (own - opposite)


def _placement_m(walk: Walk, side: Side, start_s: float, end_s: float) -> float:
    """Sideways position of the standing heel and ankle from the line of travel, in metres."""
    foot = (walk.track.px(f"{side}_heel") + walk.track.px(f"{side}_ankle"))[:, 0] / 2
    beside_m = (foot - vanishing_x_px(walk.track)) / size_over_time(walk.track)
    length = end_s - start_s
    standing = between(walk, beside_m, start_s + 0.3 * length, start_s + 0.6 * length)
    return float(np.median(standing)) * walk.scale.m_per_px


@metric(unit="cm", needs_scale=True, sided=False)
def vertical_oscillation_cm(walk: Walk, cycle: Cycle) -> float:
    """Rise and fall of the hip midpoint per step, its slow drift taken out."""
    height = -walk.track.px("mid_hip")[:, 1] / size_over_time(walk.track)
    whole = between(walk, height, cycle.start_s, cycle.end_s)
    if len(whole) < 8:
        return np.nan
    drift = np.linspace(0, value_at(walk, height, cycle.end_s) - whole[0], len(whole))
    steady = whole - drift
    half = len(steady) // 2
    return (
        100 * walk.scale.m_per_px * float(np.mean([np.ptp(steady[:half]), np.ptp(steady[half:])]))
    )
