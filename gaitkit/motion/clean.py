"""From raw landmarks to clean motion: legs told apart, gaps, an even time grid, noise.

Nothing here shifts a movement in time: the filter runs forwards and backwards.
"""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import scipy

from ..model import TESTS, Activity, PoseTrack
from ..model._arrays import FloatArray
from . import geometry

#: Longer holes stay open: what happened in them is unknown.
LONGEST_FILLED_GAP_S = 0.15
#: A point farther than this share of the body's length from its median over so long is a spike.
SPIKE_WINDOW_S, SPIKE_SHARE = 0.36, 0.05
#: Cut-off of the zero-phase filter. Foot contact has content up to about 10 Hz in running.
#: Tests are slower than gait.
CUTOFF_HZ = {"walk": 6.0, "run": 10.0, **dict.fromkeys(TESTS, 4.0)}
#: Pelvis, knees and trunk sway slowly seen from the front or behind: on rendered walkers this
#: keeps 98 % of their peaks and takes a quarter off what noise adds.
FRONTAL_CUTOFF_HZ = {"walk": 4.5, "run": 7.0}


def angles_cutoff_hz(activity: Activity, plane: str) -> float:
    """Cut-off of the filter for the angles of a bout."""
    of_plane = CUTOFF_HZ if plane == "side" else FRONTAL_CUTOFF_HZ
    return of_plane.get(activity, CUTOFF_HZ[activity])


def only(track: PoseTrack, names: tuple[str, ...]) -> PoseTrack:
    """The track with these landmarks alone, as far as it has them, and pixels alone."""
    kept = [n for n in names if n in track.landmarks]
    columns = [track.landmarks.index(n) for n in kept]
    return replace(
        track,
        landmarks=tuple(kept),
        points_px=track.points_px[:, columns],
        scores=track.scores[:, columns],
        points_m=None,
    )


def without_unseen(track: PoseTrack) -> PoseTrack:
    """Points outside the picture taken out: backends invent what they can't see there."""
    x, y = track.points_px[..., 0], track.points_px[..., 1]
    outside = (x < 0) | (y < 0) | (x > track.width_px) | (y > track.height_px)
    if not outside.any():
        return track
    points = np.where(outside[..., np.newaxis], np.nan, track.points_px)
    return track.with_points(points, step="points outside the picture taken out")


def without_spikes(track: PoseTrack) -> PoseTrack:
    """Points taken out that lie far from where they are for a third of a second around.

    For tests, in which nothing moves that fast: where a backend exchanges legs for some frames,
    the points of the frames between lie midway.
    """
    frames = max(3, round(SPIKE_WINDOW_S * track.frame_rate_hz) | 1)
    if len(track) < frames:
        return track
    half = frames // 2
    padded = np.pad(track.points_px, ((half, half), (0, 0), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, frames, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a point that is never seen
        usual = np.nanmedian(windows, axis=-1)
    away = np.linalg.norm(track.points_px - usual, axis=-1)
    spikes = np.nan_to_num(away) > SPIKE_SHARE * body_length_px(track)
    if not spikes.any():
        return track
    points = np.where(spikes[..., np.newaxis], usual, track.points_px)
    return track.with_points(
        points, step=f"spikes smoothed in {int(spikes.any(axis=1).sum())} frames"
    )


def body_length_px(track: PoseTrack) -> float:
    """Median length from mid-shoulder over hip and knee to ankle: a size that rotation keeps."""
    parts = [np.linalg.norm(track.px("mid_shoulder") - track.px("mid_hip"), axis=1)]
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        sides = [
            np.linalg.norm(track.px(f"{s}_{upper}") - track.px(f"{s}_{lower}"), axis=1)
            for s in ("left", "right")
        ]
        parts.append(np.fmax(*sides))
    total = np.sum(parts, axis=0)
    return float(np.nanpercentile(total, 75)) if np.isfinite(total).any() else np.nan


def runs(mask: np.ndarray) -> list[slice]:
    """Slices of consecutive true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return [slice(a, b) for a, b in edges.reshape(-1, 2)]


def on_even_grid(track: PoseTrack, *, rate_hz: float | None = None) -> PoseTrack:
    """Resample to even times, filling gaps up to `LONGEST_FILLED_GAP_S`, leaving others NaN.

    The grid has the track's own median rate unless `rate_hz` says otherwise.
    """
    rate = rate_hz or track.frame_rate_hz
    times = np.arange(track.times_s[0], track.times_s[-1] + 0.5 / rate, 1 / rate)
    return replace(
        track,
        times_s=times,
        points_px=_resampled(track.times_s, track.points_px, times),
        points_m=None
        if track.points_m is None
        else _resampled(track.times_s, track.points_m, times),
        scores=np.nan_to_num(_resampled(track.times_s, track.scores, times)),
        steps=(*track.steps, f"resampled to {rate:.6g} Hz"),
    )


def at_every_frame(looks: PoseTrack, times_s: FloatArray) -> PoseTrack:
    """The track at all frames' times (T,), some of which were looked at.

    Between two looks that both saw a point it is interpolated; elsewhere it is NaN.
    """
    if len(looks) == len(times_s):
        return looks
    before = np.clip(np.searchsorted(looks.times_s, times_s, side="right") - 1, 0, None)
    after = np.clip(np.searchsorted(looks.times_s, times_s), None, len(looks) - 1)

    def between(points: FloatArray) -> FloatArray:
        seen = np.isfinite(points)
        whole = _resampled(looks.times_s, points, times_s)
        whole = np.where(seen[before] & seen[after], whole, np.nan)
        whole[looked] = points  # a look between two in vain too
        return whole

    looked = np.isin(times_s, looks.times_s)
    return replace(
        looks,
        times_s=times_s,
        points_px=between(looks.points_px),
        points_m=None if looks.points_m is None else between(looks.points_m),
        scores=np.minimum(looks.scores[before], looks.scores[after]),
        steps=(*looks.steps, "interpolated between the frames that were looked at"),
        looked=looked,
    )


def _resampled(times_s: FloatArray, values: FloatArray, grid_s: FloatArray) -> FloatArray:
    flat = values.reshape(len(times_s), -1)
    out = np.full((len(grid_s), flat.shape[1]), np.nan)
    complete = np.isfinite(flat)
    patterns, columns_of = np.unique(complete, axis=1, return_inverse=True)
    for number, known in enumerate(patterns.T):
        if known.sum() < 2:
            continue
        columns = np.flatnonzero(columns_of.ravel() == number)
        curves = scipy.interpolate.Akima1DInterpolator(times_s[known], flat[known][:, columns])
        filled = curves(grid_s)
        filled[_inside_long_gap(times_s[known], grid_s)] = np.nan
        out[:, columns] = filled
    return out.reshape(len(grid_s), *values.shape[1:])


def _inside_long_gap(known_s: FloatArray, grid_s: FloatArray) -> np.ndarray:
    after = np.clip(np.searchsorted(known_s, grid_s, side="left"), 1, len(known_s) - 1)
    gap = known_s[after] - known_s[after - 1]
    on_sample = np.isclose(grid_s, known_s[after]) | np.isclose(grid_s, known_s[after - 1])
    outside = (grid_s < known_s[0] - 1e-9) | (grid_s > known_s[-1] + 1e-9)
    return ((gap > LONGEST_FILLED_GAP_S) & ~on_sample) | outside


def smoothed(track: PoseTrack, *, cutoff_hz: float) -> PoseTrack:
    """Fourth-order zero-phase Butterworth filter on an even grid, each stretch on its own.

    Source: Winter (2009), Biomechanics and Motor Control of Human Movement, on residual
    analysis and dual-pass correction. Below a fifth of the Nyquist margin nothing is filtered.
    """
    rate = track.frame_rate_hz
    if cutoff_hz >= 0.45 * rate:
        return track
    correction = (2**0.5 - 1) ** 0.25  # two passes of a second-order filter
    sos = scipy.signal.butter(2, min(cutoff_hz / correction, 0.49 * rate), fs=rate, output="sos")
    points = _filtered(track.points_px, sos)
    metres = None if track.points_m is None else _filtered(track.points_m, sos)
    done = track.with_points(points, step=f"zero-phase low-pass {cutoff_hz:g} Hz")
    return replace(done, points_m=metres)


def _filtered(values: FloatArray, sos: FloatArray) -> FloatArray:
    flat = values.reshape(len(values), -1)
    out = flat.copy()
    for column in range(flat.shape[1]):
        for run in runs(np.isfinite(flat[:, column])):
            if run.stop - run.start > 9:
                out[run, column] = scipy.signal.sosfiltfilt(
                    sos, flat[run, column], padlen=min(15, run.stop - run.start - 1)
                )
    return out.reshape(values.shape)


def levelled(track: PoseTrack, *, roll_deg: float | None) -> PoseTrack:
    """The track with the camera's roll taken out; as it is where none is known."""
    if not roll_deg:
        return track
    centre = (track.width_px / 2, track.height_px / 2)
    points = geometry.rotated(track.points_px, degrees=-roll_deg, centre=centre)
    done = track.with_points(points, step=f"turned by {-roll_deg:.2f} deg to level")
    return done if track.roll_deg is None else replace(done, roll_deg=track.roll_deg - roll_deg)
