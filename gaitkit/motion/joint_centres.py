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
    points = track.points_px.copy()
    for side in SIDES:
        leg = "any" if view.near_side is None else "near" if side == view.near_side else "far"
        for part in SEGMENTS:
            if (leg, part) in moves:
                along, across = frame_px(track, side, view, part)
                share_along, share_across = moves[leg, part]
                column = track.landmarks.index(f"{side}_{part}")
                points[:, column] += share_along * along + share_across * across
    return track.with_points(points, step="points moved to where the joints are")


def frame_px(track: PoseTrack, side: Side, view: View, part: str) -> tuple[FloatArray, FloatArray]:
    """Along the segment and ahead of it, each (T, 2) and as long as a leg.

    From the front or behind: down the picture, and away from the body's midline.
    """
    leg_px = leg_length_px(track) * size_over_time(track)[:, np.newaxis]
    if view.plane != "side":
        outward = lateral_sign(side, view)
        return leg_px * np.array([0.0, 1.0]), leg_px * np.array([outward, 0.0])
    start, end = SEGMENTS[part]
    along = track.px(f"{side}_{end}") - track.px(f"{side}_{start}")
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    ahead = forward_sign(track, view) * np.column_stack([along[:, 1], -along[:, 0]])
    return leg_px * along, leg_px * ahead


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], dict[tuple[str, str], tuple[float, float]]]:
    """Shares of leg length by model and plane, then by leg and part."""
    text = (files("gaitkit") / "data" / "joint_centres.csv").read_text(encoding="utf-8")
    table: dict[tuple[str, str], dict[tuple[str, str], tuple[float, float]]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        moves = table.setdefault((row["model"], row["plane"]), {})
        moves[row["leg"], row["part"]] = float(row["along"]), float(row["across"])
    return table
