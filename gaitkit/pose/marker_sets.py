"""From skin markers to gaitkit's landmarks: names of the common sets, and joint centres."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from ..model import SIDES, Side

Points = npt.NDArray[np.float64]

_PARTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
#: Landmarks that marker files can give, side first as everywhere in gaitkit.
MARKER_LANDMARKS = tuple(f"{side}_{part}" for part in _PARTS for side in SIDES)


def plain_name(name: str) -> str:
    """The marker's name as the table spells it, the side's letter first."""
    name = name.rsplit(":", 1)[-1].strip()
    name = re.sub(r"^(left|right)(?=[^a-z]|[A-Z]|$)", lambda m: m[0][0], name, flags=re.IGNORECASE)
    suffixed = re.fullmatch(r"(.+)[_. ]([lr])", name, flags=re.IGNORECASE)
    name = suffixed[2] + suffixed[1] if suffixed else name
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def landmark_points(names: Sequence[str], points_m: Points) -> dict[str, Points]:
    """Positions (T, 3) in metres of every landmark for which the file has markers.

    `points_m` (T, M, 3) belongs to `names`, z up. Hip centres come from the file or, without
    them, from the pelvis markers; knees and ankles that carry only an outer marker are moved
    inwards (see `data/marker_sets.toml`). Markers that are never seen count as absent.
    """
    seen = _seen_markers(names, points_m)
    found = {}
    for name in MARKER_LANDMARKS:
        side, part = name.split("_", 1)
        points = _centre(seen, part, side)
        if points is not None:
            found[name] = points
    found |= _hips_from_pelvis(seen) if "left_hip" not in found else {}
    for side in SIDES:
        found |= _joints_from_outer_markers(seen, found, side)
        found |= _toe_from_ball(seen, found, side)
    return found


def _toe_from_ball(
    seen: dict[str, Points], found: dict[str, Points], side: Side
) -> dict[str, Points]:
    """The tip of the foot ahead of the ball at its height, where the tip has no marker.

    The toes bend over the ball and stay level as the heel rises. Markers are z up.
    """
    heel, ball = found.get(f"{side}_heel"), _centre(seen, "ball", side)
    if f"{side}_toe" in found or ball is None:
        return {}
    if heel is None:
        return {f"{side}_toe": ball}
    length_m = np.nanmedian(np.linalg.norm(ball - heel, axis=1))
    toes_m = length_m * (1 / _table()["ball"]["foot_share"] - 1)
    return {f"{side}_toe": ball + toes_m * unit((ball - heel) * (1, 1, 0))}


def landmark_or_pelvis(names: Sequence[str], points_m: Points, part: str) -> list[Points]:
    """Left and right positions (T, 3) of one entry of the table, those that are there."""
    seen = _seen_markers(names, points_m)
    both = (_centre(seen, part, side) for side in SIDES)
    return [points for points in both if points is not None]


@cache
def _table() -> dict[str, dict[str, Any]]:
    text = files("gaitkit.data").joinpath("marker_sets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _seen_markers(names: Sequence[str], points_m: Points) -> dict[str, Points]:
    ever = np.isfinite(points_m).all(axis=2).any(axis=0)
    seen: dict[str, Points] = {}
    for i, name in enumerate(names):
        if ever[i]:
            seen.setdefault(plain_name(name), points_m[:, i])
    return seen


def _centre(seen: dict[str, Points], part: str, side: Side) -> Points | None:
    entry = _table()[part]
    groups = list(entry["centre"])
    if f"{side[0].upper()}HIP" in seen:
        groups += entry.get("centre_beside_hip", [])
    return _first_group(seen, groups, side)


def _first_group(seen: dict[str, Points], groups: list[list[str]], side: Side) -> Points | None:
    for group in groups:
        names = [side[0].upper() + marker for marker in group]
        if all(name in seen for name in names):
            return np.mean([seen[name] for name in names], axis=0)
    return None


def _hips_from_pelvis(seen: dict[str, Points]) -> dict[str, Points]:
    """Hip joint centres by the regression of Harrington et al. 2007, equations without leg length.

    Pelvis: origin between the front spines, x forward, y up, z to the right; depth and width in
    millimetres. Source: doi 10.1016/j.jbiomech.2006.02.003.
    """
    front = [_centre(seen, "pelvis_front", side) for side in SIDES]
    back = [_centre(seen, "pelvis_back", side) for side in SIDES]
    if "SACR" in seen:
        back = [seen["SACR"] if points is None else points for points in back]
    if any(points is None for points in front + back):
        return {}
    left, right = front
    middle, behind = (left + right) / 2, (back[0] + back[1]) / 2
    width_mm = 1000 * np.linalg.norm(right - left, axis=1, keepdims=True)
    depth_mm = 1000 * np.linalg.norm(middle - behind, axis=1, keepdims=True)
    rightward = unit(right - left)
    upward = unit(np.cross(rightward, middle - behind))
    forward = np.cross(upward, rightward)
    centre = middle + forward * (-0.24 * depth_mm - 9.9) / 1000
    centre = centre + upward * (-0.30 * width_mm - 10.9) / 1000
    outward = rightward * (0.33 * width_mm + 7.3) / 1000
    return {"left_hip": centre - outward, "right_hip": centre + outward}


def _joints_from_outer_markers(
    seen: dict[str, Points], found: dict[str, Points], side: Side
) -> dict[str, Points]:
    """Knee and ankle centres of one side, where only the outer marker is there."""
    outer = {
        part: _first_group(seen, _table()[part]["lateral"], side) for part in ("knee", "ankle")
    }
    knee = found.get(f"{side}_knee", outer["knee"])
    ankle = found.get(f"{side}_ankle", outer["ankle"])
    if knee is None or ankle is None or "left_hip" not in found or "right_hip" not in found:
        return {}
    shank = knee - ankle
    across = unit(found["right_hip"] - found["left_hip"]) * (1 if side == "left" else -1)
    inward = {"knee": unit(_perpendicular(across, shank)), "ankle": across}
    if f"{side}_toe" in found and f"{side}_heel" in found:
        foot = found[f"{side}_toe"] - found[f"{side}_heel"]
        axis = unit(np.cross(foot, shank))
        inward["ankle"] = axis * np.sign(np.sum(axis * across, axis=1, keepdims=True))
    length = np.linalg.norm(shank, axis=1, keepdims=True)
    return {
        f"{side}_{part}": points + inward[part] * length * _table()[part]["half_width"]
        for part, points in outer.items()
        if points is not None and f"{side}_{part}" not in found
    }


def _perpendicular(vectors: Points, axis: Points) -> Points:
    along = unit(axis)
    return vectors - along * np.sum(vectors * along, axis=1, keepdims=True)


def unit(vectors: Points) -> Points:
    """Vectors (..., 3) scaled to length one."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
