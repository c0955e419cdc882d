"""Lengths, speeds and widths; most need the person's height for scale."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from ..model import Cycle, Side, Walk, other
from ..model._arrays import FloatArray
from ..motion.angles import lateral_sign
from ..motion.legs import size_over_time
from .sample import ahead_px, between, forward, leg_px, meeting_px, stance, value_at
from .spec import FRONTAL_PLANES, metric

#: A standing foot whose speed differs by more than this share from both feet's was seen elsewhere.
_NEARLY = 0.2
#: Part of the stance in which a foot is about below the hip: the rendered heel is 15 cm behind it
#: by mid-stance, farther from a camera in front.
_PLACED = {"front": (0.15, 0.45), "rear": (0.3, 0.6)}
#: How much the heel tells of a foot's place, beside the ankle: from the front it is hidden, and
#: drawn a hundredth of the leg too close to the other foot.
_HEEL_SHARE = {"front": 0.4, "rear": 0.5}
#: A degree of roll moves the foot by this share of leg length, in percent, to or from the hip.
_REACH_PER_ROLL_DEG = 1.7


@metric(unit="m/s", planes={"side"}, needs_scale=True, sided=False)
def speed_mps(walk: Walk, cycle: Cycle) -> float:
    """Speed of the body over the ground, or of the belt under the foot."""
    return _speed_px(walk, cycle) * walk.scale.m_per_px


def _speed_px(walk: Walk, cycle: Cycle) -> float:
    """Pixels per second of the hip over ground, or of the belt."""
    if walk.bout.surface == "treadmill":
        return _belt_px(walk)
    hip = walk.track.px("mid_hip")[:, 0]
    moved = value_at(walk, hip, cycle.end_s) - value_at(walk, hip, cycle.start_s)
    return forward(walk) * moved / cycle.duration_s


@lru_cache(maxsize=32)
def _belt_px(walk: Walk) -> float:
    """The belt is one: its speed under the standing foot, the near one where it was seen well."""
    near = _known_speeds_px(walk, walk.cycles_of(walk.bout.view.near_side))
    either = _known_speeds_px(walk, [c for c in walk.cycles if c.usable])
    if not len(either):
        return np.nan
    usual = float(np.median(either))
    as_usual = near[np.abs(near - usual) <= _NEARLY * abs(usual)]
    return float(np.median(as_usual)) if len(as_usual) else usual


def _known_speeds_px(walk: Walk, cycles: Iterable[Cycle]) -> FloatArray:
    speeds = np.array([_standing_foot_px(walk, cycle) for cycle in cycles])
    return speeds[np.isfinite(speeds)]


def _standing_foot_px(walk: Walk, cycle: Cycle) -> float:
    flat = stance(walk, _foot_column_px(walk, cycle.side), cycle, start=0.25, end=0.65)
    if len(flat) < 3:
        return np.nan
    step_s = walk.track.times_s[1] - walk.track.times_s[0]
    return -forward(walk) * float(np.polyfit(np.arange(len(flat)) * step_s, flat, 1)[0])


@lru_cache(maxsize=64)
def _foot_column_px(walk: Walk, side: Side) -> FloatArray:
    return (walk.track.px(f"{side}_heel") + walk.track.px(f"{side}_toe"))[:, 0] / 2


@metric(unit="m", planes={"side"}, needs_scale=True, difference="percent")
def stride_length_m(walk: Walk, cycle: Cycle) -> float:
    """Distance between two contacts of the same foot."""
    return speed_mps(walk, cycle) * cycle.duration_s


@metric(unit="m", planes={"side"}, needs_scale=True, difference="percent")
def step_length_m(walk: Walk, cycle: Cycle) -> float:
    """Distance from the other foot's contact to this foot's next one, along the path."""
    gap_s = cycle.end_s - cycle.opposite_contact_s
    own = ahead_px(walk, f"{cycle.side}_heel", "mid_hip")
    others = ahead_px(walk, f"{other(cycle.side)}_heel", "mid_hip")
    reach = value_at(walk, own, cycle.end_s) - value_at(walk, others, cycle.opposite_contact_s)
    return (reach + _speed_px(walk, cycle) * gap_s) * walk.scale.m_per_px


@metric(unit="%", planes={"side"}, difference="degrees", per_roll_deg=_REACH_PER_ROLL_DEG)
def overstride_pct(walk: Walk, cycle: Cycle) -> float:
    """Ankle ahead of the hip at contact, in percent of leg length."""
    gap = ahead_px(walk, f"{cycle.side}_ankle", f"{cycle.side}_hip")
    return 100 * value_at(walk, gap, cycle.start_s) / leg_px(walk)


@metric(unit="cm", planes=FRONTAL_PLANES, needs_scale=True, sided=False)
def step_width_cm(walk: Walk, cycle: Cycle) -> float:
    """Sideways distance between this foot's placement and the other's next one.

    Each foot is placed at its own depth (mid-stance, below the hip), across the direction of
    travel. Negative when the feet cross.
    """
    own = _placement_px(walk, cycle.side, cycle.start_s, cycle.toe_off_s)
    landing_s = cycle.opposite_contact_s
    lifting_s = min(landing_s + cycle.toe_off_s - cycle.start_s, cycle.end_s)
    opposite = _placement_px(walk, other(cycle.side), landing_s, lifting_s)
    apart_px = lateral_sign(cycle.side, walk.bout.view) * (own - opposite)
    return 100 * apart_px * walk.scale.m_per_px


def _placement_px(walk: Walk, side: Side, start_s: float, end_s: float) -> float:
    """Sideways position of the standing foot from the line of travel, at the median distance."""
    length = end_s - start_s
    first, last = (start_s + share * length for share in _PLACED[walk.bout.view.plane])
    return float(np.median(between(walk, _beside_path_px(walk, side), first, last)))


@lru_cache(maxsize=64)
def _beside_path_px(walk: Walk, side: Side) -> FloatArray:
    share = _HEEL_SHARE[walk.bout.view.plane]
    heel, ankle = (walk.track.px(f"{side}_{part}")[:, 0] for part in ("heel", "ankle"))
    foot = share * heel + (1 - share) * ankle
    return (foot - meeting_px(walk)[0]) / size_over_time(walk.track)


@metric(unit="cm", needs_scale=True, sided=False, never_negative=True)
def vertical_oscillation_cm(walk: Walk, cycle: Cycle) -> float:
    """Rise and fall of the hip midpoint per step, its slow drift taken out."""
    height = _hip_height_px(walk)
    whole = between(walk, height, cycle.start_s, cycle.end_s)
    if len(whole) < 8:
        return np.nan
    drift = np.linspace(0, value_at(walk, height, cycle.end_s) - whole[0], len(whole))
    first, second = np.array_split(whole - drift, 2)
    return 100 * walk.scale.m_per_px * float(np.ptp(first) + np.ptp(second)) / 2


@lru_cache(maxsize=32)
def _hip_height_px(walk: Walk) -> FloatArray:
    return -walk.track.px("mid_hip")[:, 1] / size_over_time(walk.track)
