"""The signals of one leg from which events and activity are read, free of size and place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy

from ..model import SIDES, PoseTrack, Side
from ..model._arrays import FloatArray
from . import geometry

#: Shortest and longest stride times that count as gait, in seconds.
STRIDE_RANGE_S = (0.45, 2.6)
#: A movement repeats itself if it is seen again for so much of it, a quarter of the time at least.
_REPEATED_SHARE, _NEAR_BEST = 0.75, 0.65
#: Most that a walker's apparent size changes within one bout, against its median.
SIZE_RANGE = (0.2, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LegMotion:
    """One leg over time (T,), in leg lengths; positions are relative to the mid-hip.

    `ahead` is the fore-aft position in the picture, positive in the direction of travel;
    `height` is positive upward, and `pelvis` that of the mid-hip in the picture; `shank_drop` is
    how far the ankle lies below the knee.
    """

    side: Side
    times_s: FloatArray
    ahead: dict[str, FloatArray]
    height: dict[str, FloatArray]
    pelvis: FloatArray
    knee_flexion_deg: FloatArray

    @property
    def step_s(self) -> float:
        """Time between samples."""
        return float(self.times_s[1] - self.times_s[0])

    @property
    def shank_drop(self) -> FloatArray:
        """Vertical distance from ankle up to knee: shortest in mid-swing, in every view."""
        return self.height["knee"] - self.height["ankle"]

    def level(self, *parts: str) -> FloatArray:
        """Mean height of parts in the picture, not about the hip."""
        return self.pelvis + np.mean([self.height[part] for part in parts], axis=0)

    def rate(self, values: FloatArray) -> FloatArray:
        """Change per second."""
        return np.gradient(values, self.step_s)


def leg_length_px(track: PoseTrack, *, percentile: float = 90) -> float:
    """Thigh plus shank at the median distance, as the picture shows them at their longest.

    The 90th percentile of each is taken: a segment that points toward the camera looks shorter.
    From the side none does, and the median is free of what noise adds.
    """
    size = size_over_time(track)
    total = 0.0
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        lengths = [
            geometry.length_px(track.px(f"{s}_{upper}"), track.px(f"{s}_{lower}")) / size
            for s in SIDES
        ]
        total += float(np.nanpercentile(np.concatenate(lengths), percentile))
    return total


@lru_cache(maxsize=4)
def size_over_time(track: PoseTrack) -> FloatArray:
    """Apparent size of the body (T,) relative to its median, as it comes nearer or goes away.

    The inverse of apparent size is depth, which changes linearly in straight, even gait; the
    line is fitted by medians (Theil-Sen), so that frames at the edge of the picture don't bend it.
    """
    if np.isfinite(track.px("mid_shoulder")).any():
        spans = geometry.length_px(track.px("mid_shoulder"), track.px("mid_hip"))
    else:
        spans = geometry.length_px(track.px("mid_hip"), track.px("mid_knee"))
    known = np.flatnonzero(np.isfinite(spans) & (spans > 0))
    if len(known) < 3:
        return np.ones(len(track))
    few = known[:: max(1, len(known) // 200)]
    slope, level, *_ = scipy.stats.theilslopes(1 / spans[few], track.times_s[few])
    depth = level + slope * track.times_s
    usual = np.median(depth)
    return np.clip(usual / np.maximum(depth, 1e-9), *SIZE_RANGE)


def leg_motion(track: PoseTrack, side: Side, *, forward: float) -> LegMotion:
    """Signals of one leg; `forward` is the image direction of travel, +1 right, -1 left."""
    unit_px = leg_length_px(track) * size_over_time(track)
    hip = track.px("mid_hip")
    parts = {part: track.px(f"{side}_{part}") for part in ("knee", "ankle", "heel", "toe")}
    return LegMotion(
        side=side,
        times_s=track.times_s,
        ahead={p: forward * (xy - hip)[:, 0] / unit_px for p, xy in parts.items()},
        height={p: -(xy - hip)[:, 1] / unit_px for p, xy in parts.items()},
        pelvis=-hip[:, 1] / unit_px,
        knee_flexion_deg=geometry.knee_flexion_deg(
            track.px(f"{side}_hip"), parts["knee"], parts["ankle"], forward=forward
        ),
    )


def swing_peaks(leg: LegMotion) -> np.ndarray:
    """Sample numbers of mid-swing: the shank at its flattest.

    Works alike from the side, the front and the rear, and barely depends on the camera.
    """
    drop = leg.shank_drop
    if np.isfinite(drop).sum() < 5:
        return np.array([], dtype=int)
    depth = np.nanpercentile(drop, 95) - np.nanpercentile(drop, 5)
    apart = max(1, int(STRIDE_RANGE_S[0] / leg.step_s))
    filled = np.where(np.isfinite(drop), -drop, -9.0)
    return scipy.signal.find_peaks(filled, prominence=max(0.05, 0.4 * depth), distance=apart)[0]


def mid_swing_s(leg: LegMotion, swing: int) -> float:
    """Time of mid-swing around sample `swing`: centre of the dip of the shank below half depth.

    In running the dip is single and its centre steadier than its lowest sample.
    """
    drop = leg.shank_drop
    reach = max(2, round(0.30 / leg.step_s))
    first, last = max(swing - reach, 0), min(swing + reach + 1, len(drop))
    level = (drop[swing] + np.nanmax(drop[first:last])) / 2
    below = np.isfinite(drop) & (drop < level)
    start, stop = swing, swing
    while start > first and below[start - 1]:
        start -= 1
    while stop < last - 1 and below[stop + 1]:
        stop += 1
    weights = level - drop[start : stop + 1]
    return float(np.average(leg.times_s[start : stop + 1], weights=weights))


def toes_lowest(leg: LegMotion, *, stride_s: float) -> list[int]:
    """Samples where the toes are lowest in the picture: once a stride, about when they lift off.

    So it is of who is filmed from behind and walks away or has a belt underfoot.
    """
    low = -leg.height["toe"]
    if np.isfinite(low).sum() < 5:
        return []
    filled = np.where(np.isfinite(low), low, np.nanmin(low))
    # Padded, so that a foot that lifts off early in the clip counts too.
    filled = np.concatenate([[filled.min()], filled, [filled.min()]])
    depth = np.percentile(filled, 95) - np.percentile(filled, 5)
    apart = max(1, round(0.6 * stride_s / leg.step_s))
    return (scipy.signal.find_peaks(filled, prominence=0.5 * depth, distance=apart)[0] - 1).tolist()


def stride_time_s(legs: list[LegMotion]) -> float:
    """After how long both legs' movement repeats itself: NaN where less than that was seen.

    The left ankle's height less the right one's is compared with itself ever later; single swings
    may be missed or counted twice, as those of somebody who shuffles are. Two strides are as like
    as one, so the first time that comes near the best counts.
    """
    apart = legs[0].height["ankle"] - legs[1].height["ankle"]
    seen = np.flatnonzero(np.isfinite(apart))
    if len(seen) < 5:
        return np.nan
    apart = np.interp(np.arange(seen[0], seen[-1] + 1), seen, apart[seen])
    apart = scipy.signal.detrend(apart)
    shortest, longest = (round(s / legs[0].step_s) for s in STRIDE_RANGE_S)
    later = np.arange(shortest, min(longest, int(_REPEATED_SHARE * len(apart))))
    if len(later) < 3:
        return np.nan
    alike = np.array([np.corrcoef(apart[:-n], apart[n:])[0, 1] for n in later])
    peaks = scipy.signal.find_peaks(alike)[0]
    near_best = peaks[alike[peaks] > _NEAR_BEST * alike[peaks].max(initial=0)]
    return float(later[near_best[0]] * legs[0].step_s) if len(near_best) else np.nan
