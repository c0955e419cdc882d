"""Joint centres, which lie a little beside the points that a pose model gives.

A pose model's points follow what its annotators clicked on, always in the same manner: seen from
the side, its hips lie in front of the joints and below them, its ankles above. The table says how
far, by view and leg, as measured on rendered people whose joints are known exactly.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from ..model import SIDES, PoseTrack, Side, View
from ..model._arrays import FloatArray
from .angles import forward_sign, lateral_sign
from .legs import leg_length_px, size_over_time

#: The segment whose direction a point is moved along in a side view: from, to.
SEGMENTS: Mapping[str, tuple[str, str]] = {
    "hip": ("hip", "knee"),
    "ankle": ("knee", "ankle"),
}


def at_joint_centres(track: PoseTrack, view: View) -> PoseTrack:
    """The track with hips and ankles where the joints are; other models' as they are."""
    moves = _table().get((track.backend.partition(" ")[0], view.plane))
    if not moves:
        return track
    points, leg_px = track.points_px.copy(), legs_px(track)
    for side in SIDES:
        for part in SEGMENTS:
            if share := moves.get((view.leg(side), part)):
                along, across = directions(track, side, view, part)
                column = track.landmarks.index(f"{side}_{part}")
                points[:, column] += leg_px * (share[0] * along + share[1] * across)
    return track.with_points(points, step="points moved to where the joints are")


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
    start, end = SEGMENTS[part]
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
