"""Left and right legs told apart: pose models exchange them where they pass each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from ..model import PoseTrack
from ..model._arrays import FloatArray
from .clean import at_every_frame, body_length_px, runs
from .legs import leg_length_px

#: What a second of exchanged legs costs, in body lengths of acceleration: backends exchange legs
#: for a few frames at the crossing, hardly ever for a whole stride.
EXCHANGE_DOUBT_PER_S = 1.8
#: Legs this far apart, in leg lengths, are plainly one ahead of the other.
PLAINLY_APART = 0.2
#: The legs must come this far apart for the clip to show them from the side, and either of them
#: ahead by half of that, or so many times as far as the hips: who walks with feet wide apart keeps
#: them so from the front.
SEEN_FROM_SIDE = 0.35
_TIMES_THE_HIPS = 4.0
#: What two passes with the same leg ahead cost, in seconds of labels that say so.
SAME_LEG_AHEAD_S = 0.3
#: Hips this far apart, in leg lengths, are seen from the front or behind.
_HIPS_ABREAST = 0.12
#: Feet do not pass each other faster than this, in leg lengths (two runners' speeds of 5 m/s), nor
#: so many times as fast as they come apart and together elsewhere in the clip.
FASTEST_PASSING_PER_S, _FASTER_THAN_ELSEWHERE = 12.0, 1.5
_LONGEST_PASSING_S = 0.5
#: In a split stance one foot is ahead for at least this share of the time.
MOSTLY_AHEAD = 0.6

_LEG_PARTS = ("knee", "ankle", "heel", "toe")


def repair_leg_swaps(track: PoseTrack) -> PoseTrack:
    """Exchange left and right legs in frames where that makes both legs move as in gait.

    Seen from the side the leg ahead alternates: wherever the legs are plainly apart the order
    that alternates, and agrees with most labels, is kept. Between, where they pass each other,
    dynamic programming finds the exchanges that make knee, ankle, heel and toe move smoothly
    (least acceleration, each limited so that one wild frame decides nothing).
    """
    if track.looked is not None:  # what lies between an exchanged frame and a right one is neither
        return at_every_frame(repair_leg_swaps(track.looks()), track.times_s)
    pairs = [_pair(track, part) for part in _LEG_PARTS if track.has((f"left_{part}",))]
    legs = np.stack([track.points_px[:, pair] for pair in pairs], axis=1)
    seen = np.isfinite(legs).all(axis=(1, 2, 3))
    exchanged = np.zeros(len(track), dtype=bool)
    size_px = body_length_px(track)
    doubt_px = EXCHANGE_DOUBT_PER_S * size_px / track.frame_rate_hz
    hips_px = np.abs(track.px("left_hip")[:, 0] - track.px("right_hip")[:, 0])
    for run in runs(seen):
        if run.stop - run.start >= 4:
            leg_px = leg_length_px(track)
            apart = np.mean(legs[run, :, 0, 0] - legs[run, :, 1, 0], axis=1) / leg_px
            given = np.zeros(len(apart))
            if _is_seen_from_side(apart, hips_px[run] / leg_px):
                given = np.sign(apart) * _order(apart, track.times_s[run])
            exchanged[run] = _smoothest(legs[run], given, size_px=size_px, doubt_px=doubt_px)
    return _with_exchanged(track, exchanged) if exchanged.any() else track


def repair_split_stance(track: PoseTrack) -> PoseTrack:
    """Exchange legs in frames where the foot behind is called the one ahead, if one stays ahead.

    For movements on the spot; where neither foot is ahead most of the time nothing is changed.
    """
    ankles = [track.px(f"{side}_ankle")[:, 0] for side in ("left", "right")]
    apart = (ankles[0] - ankles[1]) / leg_length_px(track)
    plain = np.abs(apart) > PLAINLY_APART
    usual = np.sign(np.nanmedian(apart))
    exchanged = plain & (np.sign(apart) != usual)
    if np.mean(plain & ~exchanged) < MOSTLY_AHEAD or not exchanged.any():
        return track
    return _with_exchanged(track, exchanged)


def _with_exchanged(track: PoseTrack, exchanged: np.ndarray) -> PoseTrack:
    points, scores = track.points_px.copy(), track.scores.copy()
    metres = None if track.points_m is None else track.points_m.copy()
    hips = _hips_exchanged(track, exchanged)
    for part, frames in (("hip", hips), *((part, exchanged) for part in _LEG_PARTS)):
        pair = _pair(track, part)
        for values in (points, metres, scores):
            if values is not None:
                values[np.ix_(frames, pair)] = values[np.ix_(frames, pair[::-1])]
    repaired = track.with_points(points, step=f"legs exchanged in {exchanged.sum()} frames")
    return replace(repaired, points_m=metres, scores=scores)


def _hips_exchanged(track: PoseTrack, legs_exchanged: np.ndarray) -> np.ndarray:
    """Frames (T,) whose hips are exchanged: with the legs, or alone, or not though the legs are.

    From the front and behind each hip stays on its side of the picture; from the side nothing but
    the legs tells them apart.
    """
    apart = (track.px("left_hip") - track.px("right_hip"))[:, 0] / leg_length_px(track)
    seen = apart[np.isfinite(apart)]
    if not len(seen) or np.median(np.abs(seen)) < _HIPS_ABREAST:
        return legs_exchanged
    return np.sign(apart) == -np.sign(np.median(seen))


def _pair(track: PoseTrack, part: str) -> list[int]:
    return [track.landmarks.index(f"{side}_{part}") for side in ("left", "right")]


def _is_seen_from_side(apart: FloatArray, hips_apart: FloatArray) -> bool:
    """By how far legs, left from right, and hips are apart (T,) in the picture, in leg lengths."""
    farthest = np.percentile(np.abs(apart), 95)
    either_ahead = min(np.percentile(apart, 95), -np.percentile(apart, 5)) >= SEEN_FROM_SIDE / 2
    hips = np.nanmedian(hips_apart) if np.isfinite(hips_apart).any() else 0.0
    return bool(farthest >= SEEN_FROM_SIDE and (either_ahead or farthest >= _TIMES_THE_HIPS * hips))


def _order(apart: FloatArray, times_s: FloatArray) -> FloatArray:
    """Which leg lies to the right in the picture (T,): +1 left, -1 right, 0 where it is open.

    `apart` (T,) is the column of the left leg minus that of the right, in leg lengths, as
    labelled. Each stretch with the legs plainly apart has one order; the orders alternate.
    """
    order = np.zeros(len(apart))
    step_s = float(np.median(np.diff(times_s)))
    sides = _between_passings(np.abs(apart), times_s)
    labels_s = [sum(float(np.sign(apart[r]).sum()) for r in side) * step_s for side in sides]
    linked = [
        times_s[after[0].start] - times_s[before[-1].stop - 1] <= _LONGEST_PASSING_S
        for before, after in pairwise(sides)
    ]
    for side, sign in zip(sides, _alternating(labels_s, linked), strict=True):
        for stretch in side:
            order[stretch] = sign
    return order


def _between_passings(distance: FloatArray, times_s: FloatArray) -> list[list[slice]]:
    """Stretches with the legs plainly apart, those with no passing between them together.

    From one side to the other the feet need time; a model that loses a leg for a frame puts it
    onto the other one and back faster than anyone runs.
    """
    usual_per_s = np.percentile(np.abs(np.diff(distance)) / np.diff(times_s), 90)
    fastest_per_s = min(FASTEST_PASSING_PER_S, _FASTER_THAN_ELSEWHERE * usual_per_s)
    sides: list[list[slice]] = []
    for stretch in runs(distance >= PLAINLY_APART):
        if sides:
            before = sides[-1][-1].stop - 1
            way = distance[before] + distance[stretch.start]
            if way > fastest_per_s * (times_s[stretch.start] - times_s[before]):
                sides[-1].append(stretch)
                continue
        sides.append([stretch])
    return sides


def _alternating(labels_s: list[float], linked: list[bool]) -> list[int]:
    """Sign of each stretch: as its labels say, in seconds, unless alternation outweighs them."""
    if not labels_s:
        return []
    signs = (-1, 1)
    score = [sign * labels_s[0] for sign in signs]
    came_from: list[list[int]] = []
    for evidence_s, link in zip(labels_s[1:], linked, strict=True):
        step = [
            [score[b] - (SAME_LEG_AHEAD_S if link and b == n else 0.0) for b in (0, 1)]
            for n in (0, 1)
        ]
        came_from.append([int(np.argmax(step[n])) for n in (0, 1)])
        score = [max(step[n]) + signs[n] * evidence_s for n in (0, 1)]
    path = [int(np.argmax(score))]
    for choices in reversed(came_from):
        path.append(choices[path[-1]])
    return [signs[n] for n in reversed(path)]


def _smoothest(
    legs: FloatArray, given: FloatArray, *, size_px: float, doubt_px: float
) -> np.ndarray:
    """Best sequence of exchanged (True) or not for legs (T, parts, 2 sides, 2).

    `given` (T,) is +1 where the labels are known to be right, -1 where wrong, 0 where open.
    """
    both = np.stack([legs, legs[:, :, ::-1]])  # state, T, parts, sides, xy
    limit_px = 0.15 * size_px
    forbidden_px = 100 * size_px
    state_cost = np.stack([forbidden_px * (given < 0), forbidden_px * (given > 0) + doubt_px])
    frames = legs.shape[0]
    best = np.add.outer(state_cost[:, 0], state_cost[:, 1])  # [before, now]
    back = np.zeros((frames, 2, 2), dtype=int)
    for t in range(2, frames):
        bend = (
            both[None, None, :, t] - 2 * both[None, :, None, t - 1] + both[:, None, None, t - 2]
        )  # earlier, before, now
        cost = np.minimum(np.linalg.norm(bend, axis=-1), limit_px).sum(axis=(-2, -1))
        options = best[:, :, None] + cost + state_cost[None, None, :, t]
        back[t] = options.argmin(axis=0)
        best = options.min(axis=0)
    before, now = np.unravel_index(best.argmin(), best.shape)
    path = [int(now), int(before)]
    for t in range(frames - 1, 1, -1):
        path.append(int(back[t, path[-1], path[-2]]))
    states = np.array(path[::-1][-frames:], dtype=bool)
    mostly_exchanged = states.mean() > 0.5 and not given.any()
    return ~states if mostly_exchanged else states
