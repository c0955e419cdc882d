"""A pinhole camera beside a marker recording, so that it can be measured like a video."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..errors import UnreadableInputError, UsageError
from ..model import SIDES, PoseTrack, Side
from .base import GAIT_LANDMARKS
from .marker_sets import MARKER_LANDMARKS, unit
from .markers import Markers

FloatArray = npt.NDArray[np.float64]
CameraView = Literal["side", "front", "rear"]

#: A pelvis that gets less far than this, or slower, belongs to somebody on a treadmill.
_LEAST_PATH_M, _LEAST_SPEED_MPS = 0.5, 0.15
#: Room kept between the path and the edges of the picture.
_MARGIN_M = 0.6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Camera:
    """A level pinhole camera: place, viewing direction (both (3,), z up) and picture."""

    position_m: FloatArray
    forward: FloatArray
    focal_px: float
    width_px: int
    height_px: int

    def axes(self) -> FloatArray:
        """Rows: right, down and forward of the picture, in the world."""
        right = unit(np.cross(self.forward, (0.0, 0.0, 1.0)))
        return np.stack([right, np.cross(self.forward, right), self.forward])

    def project(self, points_m: FloatArray) -> FloatArray:
        """Pixels (..., 2) of world points (..., 3); NaN behind the camera."""
        seen = (points_m - self.position_m) @ self.axes().T
        depth = np.where(seen[..., 2:] > 0, seen[..., 2:], np.nan)
        centre = np.array([self.width_px / 2, self.height_px / 2])
        return centre + self.focal_px * seen[..., :2] / depth


def travel_direction(markers: Markers) -> FloatArray:
    """Horizontal unit vector (3,) of travel: the pelvis's path or, on a treadmill, the belt's."""
    landmarks = _landmarks(markers)
    path = _mid_hip(landmarks)
    path = path[np.isfinite(path).all(axis=1)]
    moved = (path[-1] - path[0]) * (1, 1, 0)
    distance_m, duration_s = np.linalg.norm(moved), markers.times_s[-1]
    if distance_m > _LEAST_PATH_M and distance_m > _LEAST_SPEED_MPS * duration_s:
        return unit(moved)
    return _belt_direction(landmarks)


def _belt_direction(landmarks: dict[str, FloatArray]) -> FloatArray:
    """The line along which both heels swing, towards the toes.

    The heels' line and not the mean direction of the feet, which toe-out on one side would turn.
    """
    swings = [landmarks[f"{side}_heel"] - _mid_hip(landmarks) for side in SIDES]
    swings = [points[np.isfinite(points).all(axis=1), :2] for points in swings]
    scatter = sum(np.cov(points.T) for points in swings)
    line = np.append(np.linalg.eigh(scatter)[1][:, -1], 0.0)
    feet = [landmarks[f"{s}_toe"] - landmarks[f"{s}_heel"] for s in SIDES]
    return line * np.sign(np.nanmean(np.concatenate(feet), axis=0) @ line)


def place_camera(
    markers: Markers,
    *,
    view: CameraView,
    side: Side = "left",
    distance_m: float = 4.0,
    height_m: float = 1.0,
    width_px: int = 1280,
    height_px: int = 720,
    focal_px: float = 1150.0,
) -> Camera:
    """Put a level camera where a person would film from.

    `side`: which side of the person a side view shows. `distance_m` is from the path (side) or
    from its nearer end (front, rear); a side view steps back until the whole path fits.
    """
    if view not in ("side", "front", "rear"):
        raise UsageError(f"view: expected side, front or rear for a marker file, got {view!r}")
    ahead = travel_direction(markers)
    path = _mid_hip(_landmarks(markers))
    along = path @ ahead
    middle = np.nanmean(path, axis=0) * (1, 1, 0)
    middle = middle + ahead * ((np.nanmin(along) + np.nanmax(along)) / 2 - middle @ ahead)
    half_m = (np.nanmax(along) - np.nanmin(along)) / 2
    if view == "side":
        distance_m = max(distance_m, (half_m + _MARGIN_M) * 2 * focal_px / width_px)
        to_camera = np.cross((0.0, 0.0, 1.0), ahead) * (1 if side == "left" else -1)
    else:
        distance_m = distance_m + half_m
        to_camera = ahead if view == "front" else -ahead
    return Camera(
        position_m=middle + to_camera * distance_m + np.array([0, 0, height_m]),
        forward=-to_camera,
        focal_px=focal_px,
        width_px=width_px,
        height_px=height_px,
    )


def project_markers(
    markers: Markers,
    *,
    view: CameraView,
    side: Side = "left",
    distance_m: float = 4.0,
    height_m: float = 1.0,
    width_px: int = 1280,
    height_px: int = 720,
    focal_px: float = 1150.0,
) -> PoseTrack:
    """The recording as that camera would see it, each landmark with score 1 where it is known.

    `points_m` are the true positions about the mid-hip in the camera's axes (x right, y down,
    z away). Landmarks without markers stay in the track, unseen, with score 0.
    """
    camera = place_camera(
        markers, view=view, side=side, distance_m=distance_m, height_m=height_m,
        width_px=width_px, height_px=height_px, focal_px=focal_px,
    )  # fmt: skip
    found = _landmarks(markers)
    names = tuple(n for n in MARKER_LANDMARKS if n in found or n in GAIT_LANDMARKS)
    unseen = np.full((len(markers.times_s), 3), np.nan)
    world = np.stack([found.get(name, unseen) for name in names], axis=1)
    pixels = camera.project(world)
    return PoseTrack(
        times_s=markers.times_s,
        landmarks=names,
        points_px=pixels,
        scores=np.isfinite(pixels).all(axis=2).astype(float),
        points_m=(world - _mid_hip(found)[:, None]) @ camera.axes().T,
        width_px=width_px,
        height_px=height_px,
        backend=markers.source.rsplit(".", 1)[-1].lower() or "markers",
        steps=(f"projected: virtual camera, {view} view",),
        roll_deg=0.0,
    )


def _landmarks(markers: Markers) -> dict[str, FloatArray]:
    """The recording's landmarks, with at least those that place and aim the camera."""
    landmarks = markers.landmarks()
    needed = {f"{side}_{part}" for side in SIDES for part in ("hip", "heel", "toe")}
    missing = needed - set(landmarks)
    if missing:
        raise UnreadableInputError(
            f"{markers.source or 'marker recording'}: expected pelvis markers (front and back "
            "spines) or hip centres, and markers on heels and toes, got nothing for "
            f"{', '.join(sorted(missing))}. Name the markers as one of the common sets does."
        )
    return landmarks


def _mid_hip(landmarks: dict[str, FloatArray]) -> FloatArray:
    return (landmarks["left_hip"] + landmarks["right_hip"]) / 2
