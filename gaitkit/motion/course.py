"""Where the path leads in the picture, seen from the front or behind.

All lines along the path meet in one point of the picture. A foot that points straight ahead lies
along the line to that point, wherever the camera stands and whatever its focal length; but how
steeply it rises in the picture has to be seen, and from behind the heel hides the toes. The other
way to know a straight foot needs no such thing: it points aslant as much as the path does, and
that shows in how far across the picture the body gets from one contact to its toe-off, or a belt
carries the foot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ..model import PoseTrack, Side, View
from ..model._arrays import FloatArray
from .legs import leg_length_px, size_over_time

#: The body must grow or shrink by this much for its path to be read from its own way.
LEAST_TRAVEL = 0.15
#: Part of the stance in which heel and toes both lie on the ground.
FLAT = (0.2, 0.55)
#: Ways of feet on a belt that are, together, this share of the picture's height tell no more of
#: the path than that people film along it.
_UNSURE_WAY_SHARE = 0.02
_LEAST_DROP_SHARE = 0.1  # of the picture's height, from the horizon down to a foot

#: How far the body gets past a foot from its contact to its toe-off, in leg lengths. Strides
#: of 1.5 legs and 62 % stance make 0.93, three metres a second for a quarter of one make 0.85.
_STANCE_WAY = 0.9
#: Part of the stance in which the foot stays where it is on the ground.
_STANDS = (0.1, 0.8)

#: How far a standing leg's knee is usually bent: shares of stance, degrees. Walking: Perry &
#: Burnfield 2010, Gait Analysis; running: Novacheck 1998, doi:10.1016/S0966-6362(97)00038-6.
_KNEE_BENT = {
    "walk": ((0.0, 0.22, 0.65, 0.85, 1.0), (5.0, 18.0, 5.0, 12.0, 38.0)),
    "run": ((0.0, 0.4, 0.7, 1.0), (20.0, 42.0, 30.0, 20.0)),
}

#: Focal length over the longer side of the picture: 0.8 for a phone's usual lens and what steadying
#: the film leaves of its picture, twice that for the next lens; nearer the first.
_FOCAL_SHARE = 1.0

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
    foot = _foot(track, side)[during]
    if during.sum() < 3 or not np.isfinite(foot).all():
        return np.full(4, np.nan)
    slope, _ = np.polyfit(track.times_s[during], foot, 1)
    return np.concatenate([foot.mean(axis=0), slope * (last - first)])


def _foot(track: PoseTrack, side: Side) -> FloatArray:
    return (track.px(f"{side}_heel") + track.px(f"{side}_toe")) / 2


def aslant_deg(track: PoseTrack, side: Side, stances: Iterable[Stance]) -> FloatArray:
    """Path against the line of sight to a foot, in the ground plane (T,), + = to the right.

    NaN for a foot that was never seen standing.
    """
    stances = [stance for stance in stances if stance[0] == side]
    size = size_over_time(track)
    if np.ptp(size) >= LEAST_TRAVEL:
        beside = _foot(track, side)[:, 0] - meeting_point_px(track, [])[0]
        per_s = beside * np.gradient(size, track.times_s) / size
        stance_s = np.mean([end_s - start_s for _, start_s, end_s in stances] or [np.nan])
        across = per_s * stance_s
    else:
        across = np.full(len(track), -_carried_px(track, stances))
    share = across / (_STANCE_WAY * leg_length_px(track) * size)
    return np.degrees(np.arcsin(np.clip(share, -1, 1)))


def in_line_with_path(
    track: PoseTrack,
    view: View,
    activity: str,
    stances: Iterable[Stance],
    aslant: Mapping[Side, FloatArray],
) -> PoseTrack:
    """Knees where a camera far away and in line with the path would see those of a standing leg.

    A bent knee is ahead of hip and ankle; on a path that runs aslant of the line of sight to it,
    it looks as if it were beside them. `aslant` in degrees as from `aslant_deg`, by side.
    """
    stances = sorted(stances, key=lambda stance: stance[1])
    shares, bent_deg = (np.array(x) for x in _KNEE_BENT.get(activity, ((0.0,), (0.0,))))
    leg_px = leg_length_px(track) * size_over_time(track)
    points = track.points_px.copy()
    for side, degrees in aslant.items():
        own = [(start_s, end_s) for whose, start_s, end_s in stances if whose == side]
        if not own:
            continue
        times_s = np.concatenate([start_s + shares * (end_s - start_s) for start_s, end_s in own])
        half_bent = np.radians(np.interp(track.times_s, times_s, np.tile(bent_deg, len(own)))) / 2
        # Thigh and shank are half a leg each, and the bend is shared between them.
        ahead_px = leg_px / 2 * np.sin(half_bent)
        across, down = _sight(track, side, view)
        aslant_too = np.radians(degrees) + across
        moved = np.column_stack([np.sin(aslant_too), np.sin(down)]) * ahead_px[:, np.newaxis]
        points[:, track.landmarks.index(f"{side}_knee")] -= moved
    return track.with_points(points, step="knees seen in line with the path")


def _sight(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """The path against the line of sight to a knee (2, T), in radians, + = to the right, down.

    Across, that is more than against the line of sight to the foot, as the knee is beside it; the
    path is level, and the camera taken to be.
    """
    focal_px = _FOCAL_SHARE * max(track.width_px, track.height_px)
    knee, level_px = track.px(f"{side}_knee"), track.height_px / 2
    off_px = np.stack([knee[:, 0] - _foot(track, side)[:, 0], knee[:, 1] - level_px])
    return (1 if view.plane == "front" else -1) * np.arctan2(off_px, focal_px)


def _carried_px(track: PoseTrack, stances: list[Stance]) -> float:
    """How far to the right a belt carries the foot from contact to toe-off, of all stances."""
    carried, weights = 0.0, 0.0
    for side, start_s, end_s in stances:
        share = (track.times_s - start_s) / (end_s - start_s)
        x = _foot(track, side)[:, 0]
        during = (share >= _STANDS[0]) & (share <= _STANDS[1]) & np.isfinite(x)
        if during.any():
            since = share[during] - share[during].mean()
            carried += since @ x[during]
            weights += since @ since
    return carried / weights if weights else np.nan


def sideways(
    line_px: FloatArray, at_px: FloatArray, meeting_px: FloatArray, *, height_px: int
) -> FloatArray:
    """How far lines (T, 2) on the ground lead to the right of the path (T,), in pixels.

    They lie at `at_px` (T, 2); lines along the path meet at `meeting_px` (2,).
    """
    below = np.maximum(at_px[:, 1] - meeting_px[1], _LEAST_DROP_SHARE * height_px)
    return line_px[:, 0] - line_px[:, 1] * (at_px[:, 0] - meeting_px[0]) / below
