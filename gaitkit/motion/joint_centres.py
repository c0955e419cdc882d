"""Joint centres, which lie a little beside the points that a pose model gives.

A pose model's points follow what its annotators clicked on, always in the same manner: seen from
the side, its hips lie in front of the joints and below them, its ankles above. Of a foot seen from
the front the heel is hidden, from behind the toes: they are drawn too far in, and too far out. The
table says how far, by view and leg, as measured on rendered people whose joints are known exactly.

Where clothes hide the pelvis its line is guessed from what moves with it: part of how the
shoulders tilt from stride to stride, and of how the hips sway over the feet, is seen in it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from ..model import SIDES, PoseTrack, Side, View
from ..model._arrays import FloatArray
from . import geometry
from .angles import forward_sign, lateral_sign
from .legs import leg_length_px, size_over_time

#: What is moved, by view.
MOVED: Mapping[str, tuple[str, ...]] = {
    "side": ("hip", "ankle"),
    "front": ("hip", "ankle", "heel"),
    "rear": ("hip", "ankle", "toe"),
}
#: The segment whose direction a point is moved along in a side view: from, to.
_SEGMENTS = {"hip": ("hip", "knee"), "ankle": ("knee", "ankle")}
#: How much of the shoulders' tilt (from the front) and of the hips' sway over the feet (behind)
#: the hips' line shows beside the pelvis'. Over 62 rendered walkers and runners of two renderers
#: pelvic drop errs by 6 % less from the front without it, from behind by 4 %.
_SHOULDERS_SHOWN, _SWAY_SHOWN = 0.12, 0.3


def at_joint_centres(track: PoseTrack, view: View) -> PoseTrack:
    """The track with its points where the joints are; other models' as they are."""
    moves = _table().get((track.backend.partition(" ")[0], view.plane))
    if not moves:
        return track
    points, leg_px = track.points_px.copy(), legs_px(track)
    if view.plane != "side":
        _turn_hips(points, track, by_deg=-_shown_deg(track, view.plane))
    for side in SIDES:
        for part in MOVED[view.plane]:
            if share := moves.get((view.leg(side), part)):
                along, across = directions(track, side, view, part)
                column = track.landmarks.index(f"{side}_{part}")
                points[:, column] += leg_px * (share[0] * along + share[1] * across)
    return track.with_points(points, step="points moved to where the joints are")


def _shown_deg(track: PoseTrack, plane: str) -> FloatArray:
    """How far the hips' line is turned (T,), clockwise in the picture, by what isn't the pelvis."""
    if plane == "front":  # the left shoulder is on the right of the picture
        angle = geometry.line_tilt_deg(track.px("right_shoulder"), track.px("left_shoulder"))
        share = _SHOULDERS_SHOWN
    else:
        angle, share = geometry.lean_deg(track.px("mid_ankle"), track.px("mid_hip")), _SWAY_SHOWN
    return share * (angle - np.nanmedian(angle))


def _turn_hips(points: FloatArray, track: PoseTrack, *, by_deg: FloatArray) -> None:
    """Turn the line between the hips about its middle, clockwise."""
    columns = [track.landmarks.index(f"{side}_hip") for side in SIDES]
    hips = points[:, columns]
    middle = hips.mean(axis=1, keepdims=True)
    angle = np.radians(by_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points[:, columns] = middle + np.einsum("abt,tsb->tsa", turn, hips - middle)


def legs_px(track: PoseTrack) -> FloatArray:
    """Leg length in each frame (T, 1), the unit of the table's shares."""
    return leg_length_px(track) * size_over_time(track)[:, np.newaxis]


def directions(
    track: PoseTrack, side: Side, view: View, part: str
) -> tuple[FloatArray, FloatArray]:
    """Along the segment and ahead of it, unit vectors, each (T, 2).

    From the front or behind: down the picture, and away from the body's midline.
    """
    if view.plane != "side":
        down, outward = [0.0, 1.0], [lateral_sign(side, view), 0.0]
        return np.tile(down, (len(track), 1)), np.tile(outward, (len(track), 1))
    start, end = _SEGMENTS[part]
    along = track.px(f"{side}_{end}") - track.px(f"{side}_{start}")
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    ahead = forward_sign(track, view) * np.column_stack([along[:, 1], -along[:, 0]])
    return along, ahead


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], dict[tuple[str, str], tuple[float, float]]]:
    """Shares of leg length by model and plane, then by leg and part."""
    text = (files("gaitkit") / "data" / "joint_centres.csv").read_text(encoding="utf-8")
    table: dict[tuple[str, str], dict[tuple[str, str], tuple[float, float]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        moves = table.setdefault((row["model"], row["plane"]), {})
        moves[row["leg"], row["part"]] = float(row["along"]), float(row["across"])
    return table
