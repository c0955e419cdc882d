"""How often a stride comes: read from the whole movement of the legs, not from single events."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import scipy

from ..model import PoseTrack, Side
from ..model._arrays import FloatArray
from .legs import size_over_time

#: Thigh, shank and foot. How a segment points depends little on where the camera stands.
_SEGMENTS = (("hip", "knee"), ("knee", "ankle"), ("heel", "toe"))
_HARMONICS = 3
#: The stride time may lie this far from the one expected.
_RANGE = 0.2
_COARSE_STEPS = 41
#: Over more strides than this no rhythm is even enough for one frequency.
_STRIDES_PER_FIT = 6
_FEWEST_SAMPLES = 4 * _HARMONICS


def stride_frequencies_hz(
    track: PoseTrack, *, start_s: float, end_s: float, expected_hz: float
) -> FloatArray:
    """Strides per second in equal stretches of a bout (stretches,), NaN where unseen.

    The left segment less the right one is periodic in the stride, and perspective and the
    body's own way drop out of it; a line and three harmonics are fitted to it by least squares,
    the frequency being that with the smallest residual.
    """
    swings = np.hstack(_swings(track))
    count = max(1, round((end_s - start_s) * expected_hz / _STRIDES_PER_FIT))
    found = []
    for first_s, last_s in pairwise(np.linspace(start_s, end_s, count + 1)):
        during = (track.times_s >= first_s) & (track.times_s <= last_s)
        during &= np.isfinite(swings).all(axis=1)
        found.append(_frequency_hz(track.times_s[during] - first_s, swings[during], expected_hz))
    return np.array(found)


def _swings(track: PoseTrack) -> list[FloatArray]:
    """Left less right segment (T, 2), for each kind of segment."""
    size = size_over_time(track)[:, np.newaxis]
    return [
        (_segment(track, "left", *ends) - _segment(track, "right", *ends)) / size
        for ends in _SEGMENTS
    ]


def _segment(track: PoseTrack, side: Side, upper: str, lower: str) -> FloatArray:
    return track.px(f"{side}_{lower}") - track.px(f"{side}_{upper}")


def _frequency_hz(times_s: FloatArray, swings: FloatArray, expected_hz: float) -> float:
    """Of signals (T, n) with noise of their own each."""
    if len(times_s) < _FEWEST_SAMPLES:
        return np.nan

    def misfit(hz: float) -> float:
        angles = 2 * np.pi * hz * np.outer(times_s, np.arange(1, _HARMONICS + 1))
        line = np.column_stack([np.ones_like(times_s), times_s])
        design = np.hstack([line, np.cos(angles), np.sin(angles)])
        residual = swings - design @ np.linalg.lstsq(design, swings, rcond=None)[0]
        return float(np.log(np.sum(residual**2, axis=0) + 1e-12).sum())

    coarse = expected_hz * np.linspace(1 - _RANGE, 1 + _RANGE, _COARSE_STEPS)
    best = coarse[np.argmin([misfit(hz) for hz in coarse])]
    step = coarse[1] - coarse[0]
    around = (best - step, best + step)
    return float(scipy.optimize.minimize_scalar(misfit, bounds=around, method="bounded").x)
