"""Where the path leads in the picture, seen from the front or behind.

All lines along the path meet in one point of the picture. A foot that points straight ahead lies
along the line to that point, wherever the camera stands and whatever its focal length; so the
point is all that is needed to tell toe-out from a path that runs aslant.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..model import PoseTrack, Side
from ..model._arrays import FloatArray
from .legs import size_over_time

#: The body must grow or shrink by this much for its path to be read from its own way.
LEAST_TRAVEL = 0.15
#: Part of the stance in which heel and toes both lie on the ground.
FLAT = (0.2, 0.55)
#: Ways of feet on a belt that are, together, this share of the picture's height tell no more of
#: the path than that people film along it.
_UNSURE_WAY_SHARE = 0.02
_LEAST_DROP_SHARE = 0.1  # of the picture's height, from the horizon down to a foot

#: A foot on the ground: whose, from when, to when (s).
Stance = tuple[Side, float, float]


def meeting_point_px(track: PoseTrack, stances: Iterable[Stance]) -> FloatArray:
    """Where lines along the path meet (2,), in a track without camera roll.

    Who comes nearer or goes away leads to it: at size zero the body would be there. On a treadmill
    the belt carries each standing foot along such a line; the horizon is taken to lie at half of
    the picture's height, which matters little as both feet stand about the same way below it. The
    less of their way is seen, the more the path is taken to lead straight into the picture.
    """
    size = size_over_time(track)
    body = track.px("mid_hip")
    known = np.isfinite(body).all(axis=1)
    if np.ptp(size) >= LEAST_TRAVEL:
        return np.polyfit(size[known], body[known], 1)[1]
    ways = np.array([_way(track, stance) for stance in stances]).reshape(-1, 4)
    ways = ways[np.isfinite(ways).all(axis=1)]
    horizon = track.height_px / 2
    x, y, moved_x, moved_y = ways.T
    ahead = np.median(body[known, 0])
    unsure = (_UNSURE_WAY_SHARE * track.height_px) ** 2
    seen = (x * moved_y - moved_x * (y - horizon)) @ moved_y
    return np.array([(seen + unsure * ahead) / (moved_y @ moved_y + unsure), horizon])


def _way(track: PoseTrack, stance: Stance) -> FloatArray:
    """Where the flat foot is, and how far it is carried during that time: x, y, dx, dy."""
    side, start_s, end_s = stance
    first, last = (start_s + share * (end_s - start_s) for share in FLAT)
    during = (track.times_s >= first) & (track.times_s <= last)
    foot = (track.px(f"{side}_heel") + track.px(f"{side}_toe"))[during] / 2
    if during.sum() < 3 or not np.isfinite(foot).all():
        return np.full(4, np.nan)
    slope, _ = np.polyfit(track.times_s[during], foot, 1)
    return np.concatenate([foot.mean(axis=0), slope * (last - first)])


def sideways(
    line_px: FloatArray, at_px: FloatArray, meeting_px: FloatArray, *, height_px: int
) -> FloatArray:
    """How far lines (T, 2) on the ground lead to the right of the path (T,), in pixels.

    They lie at `at_px` (T, 2); lines along the path meet at `meeting_px` (2,).
    """
    below = np.maximum(at_px[:, 1] - meeting_px[1], _LEAST_DROP_SHARE * height_px)
    return line_px[:, 0] - line_px[:, 1] * (at_px[:, 0] - meeting_px[0]) / below
