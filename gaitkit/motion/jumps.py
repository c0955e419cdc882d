"""Points that leave their path for a few frames and come back: no limb does that, a model does.

Where one leg passes the other, a pose model often puts knee, ankle and foot of one onto the other
for a frame or two. A filter smears such a jump over its neighbours; so the frames are taken out
before, and the hole is closed by what lies around it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..model import PoseTrack
from ..model._arrays import FloatArray
from .clean import body_length_px

#: Longer absences are no jumps: legs stay exchanged for that long.
LONGEST_JUMP_S = 0.07
#: How far a point may lie beside the line between where it was and will be: what noise does, in
#: body lengths, and the acceleration of a runner's foot that lands, in body lengths per s^2.
#: Rendered walkers stay below half of that, runners below it.
_NOISE, _ACCELERATION_PER_S2 = 0.02, 80.0
#: What a frame that is taken out costs, where a point as far beside as is possible costs 1.
_FRAME_OUT = 2.0
_FEWEST_FRAMES = 5
#: Numbers held at once, so that slow motion needs no more memory than other films.
_MOST_NUMBERS = 8_000_000


def without_jumps(track: PoseTrack) -> PoseTrack:
    """Points (NaN) taken out in those frames without which they move as a body can.

    For each point the frames are kept that cost least (dynamic programming): a point beside the
    line from the frame kept before to the one kept after costs the square of how far, as a share
    of how far is possible in that time.
    """
    size_px = body_length_px(track)
    points = track.points_px.copy()
    known = np.isfinite(points).all(axis=-1)
    patterns, pattern_of = np.unique(known, axis=1, return_inverse=True)
    for number, seen in enumerate(patterns.T):
        rows = np.flatnonzero(seen)
        if len(rows) < _FEWEST_FRAMES or not np.isfinite(size_px):
            continue
        columns = np.flatnonzero(pattern_of.ravel() == number)
        reach = max(1, round(LONGEST_JUMP_S * track.frame_rate_hz)) + 1
        at_once = max(1, int(_MOST_NUMBERS / (reach**2 * len(rows))))
        for some in np.split(columns, range(at_once, len(columns), at_once)):
            paths = points[np.ix_(rows, some)] / size_px
            kept = _best_kept(_costs(track.times_s[rows], paths, reach))
            out, which = np.nonzero(~kept)
            points[rows[out], some[which]] = np.nan
    jumped = known & np.isnan(points[..., 0])
    if not jumped.any():
        return track
    return track.with_points(points, step=f"points that jump taken out in {_frames(jumped)} frames")


def _frames(points: npt.NDArray[np.bool_]) -> int:
    return int(points.any(axis=1).sum())


def _costs(times_s: FloatArray, paths: FloatArray, reach: int) -> FloatArray:
    """What a point costs in frame t between t - before and t + after (before, after, T, K)."""
    frames = len(paths)
    costs = np.full((reach + 1, reach + 1, *paths.shape[:2]), np.inf, dtype=np.float32)
    for before in range(1, reach + 1):
        for after in range(1, min(reach, frames - before - 1) + 1):
            t = slice(before, frames - after)
            start, end = paths[: frames - before - after], paths[before + after :]
            since = times_s[t] - times_s[: frames - before - after]
            until = times_s[before + after :] - times_s[t]
            share = (since / (since + until))[:, np.newaxis, np.newaxis]
            beside = np.linalg.norm(paths[t] - start - share * (end - start), axis=-1)
            possible = _NOISE + _ACCELERATION_PER_S2 / 2 * since * until
            costs[before, after, t] = (beside / possible[:, np.newaxis]) ** 2
    costs[0] = 0  # nothing was kept before
    return costs


def _best_kept(costs: FloatArray) -> npt.NDArray[np.bool_]:
    """Which frames (T, K) to keep, given what each costs between two others."""
    reach, (frames, points) = len(costs) - 1, costs.shape[2:]
    # Least cost up to a frame that is kept, by how long before the last one was kept (0: none).
    least = np.full((frames, reach + 1, points), np.inf)
    least[:, 0] = _FRAME_OUT * np.arange(frames)[:, np.newaxis]
    came_by = np.zeros((frames, reach + 1, points), dtype=np.int16)
    for t in range(1, frames):
        since = np.arange(1, min(reach, t) + 1)
        options = least[t - since] + costs[:, since, t - since].swapaxes(0, 1)
        came_by[t, since] = options.argmin(axis=1)
        least[t, since] = options.min(axis=1) + _FRAME_OUT * (since - 1)[:, np.newaxis]
    least += _FRAME_OUT * (frames - 1 - np.arange(frames))[:, np.newaxis, np.newaxis]
    last, since = np.divmod(least.reshape(-1, points).argmin(axis=0), reach + 1)
    kept = np.zeros((frames, points), dtype=bool)
    for point, (t, back) in enumerate(zip(last, since, strict=True)):
        kept[t, point] = True
        while back:
            t, back = t - back, came_by[t, back, point]
            kept[t, point] = True
    kept[:reach] = kept[frames - reach :] = True  # whose path nobody knows
    return kept
