"""A pinhole camera without distortion, and where it stands for a view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .parameters import CameraPlace, Picture
from .rotation import Array, unit

_NEAR_M, _FAR_M = 0.1, 200.0
_SIDE_WALL_M, _END_WALL_M = 5.0, 9.0  # behind the person


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Camera:
    """x_px = K (R X + t): axes right, down, forward; a pixel's centre lies at its .5."""

    intrinsics: Array
    rotation: Array
    translation: Array
    eye: Array
    width_px: int
    height_px: int
    wall_distance_m: float

    @property
    def view_projection(self) -> Array:
        """OpenGL's clip matrix (4, 4)."""
        focal = self.intrinsics[0, 0]
        depth = _FAR_M - _NEAR_M
        projection = np.zeros((4, 4))
        projection[0, 0] = 2 * focal / self.width_px
        projection[1, 1] = 2 * focal / self.height_px
        projection[2, 2:] = -(_FAR_M + _NEAR_M) / depth, -2 * _FAR_M * _NEAR_M / depth
        projection[3, 2] = -1
        upward, view = np.diag([1.0, -1, -1]), np.eye(4)
        view[:3, :3], view[:3, 3] = upward @ self.rotation, upward @ self.translation
        return projection @ view

    def project(self, points: Array) -> Array:
        """Pixels (..., 2) of points (..., 3) in front of the camera."""
        seen = points @ self.rotation.T + self.translation
        return (seen @ self.intrinsics.T)[..., :2] / seen[..., 2:]

    def bounds(self, points: Array, margin_px: int = 3) -> tuple[slice, slice]:
        """Columns and rows of the part of the picture that holds all points (n, 3)."""
        if self.depth_m(points).min() < _NEAR_M:
            return slice(0, self.width_px), slice(0, self.height_px)
        at = self.project(points)
        low = np.floor(at.min(0)).astype(int) - margin_px
        high = np.ceil(at.max(0)).astype(int) + margin_px
        size = np.array([self.width_px, self.height_px])
        low, high = np.clip(low, 0, size - 1), np.clip(high, 1, size)
        return slice(low[0], high[0]), slice(low[1], high[1])

    def depth_m(self, points: Array) -> Array:
        """Distance along the optical axis."""
        return points @ self.rotation[2] + self.translation[2]


def aimed(
    eye: Array,
    target: Array,
    *,
    vertical_fov_deg: float,
    width_px: int,
    height_px: int,
    roll_deg: float = 0.0,
    wall_distance_m: float = 6.0,
) -> Camera:
    """A camera at `eye` that looks at `target`, turned clockwise by `roll_deg`."""
    ahead = unit(target - eye)
    right = unit(np.cross(ahead, [0, 0, 1.0]))
    down = np.cross(ahead, right)
    roll = np.radians(roll_deg)
    right, down = (
        np.cos(roll) * right + np.sin(roll) * down,
        np.cos(roll) * down - np.sin(roll) * right,
    )
    rotation = np.stack([right, down, ahead])
    focal = height_px / 2 / np.tan(np.radians(vertical_fov_deg) / 2)
    return Camera(
        intrinsics=np.array([[focal, 0, width_px / 2], [0, focal, height_px / 2], [0, 0, 1]]),
        rotation=rotation,
        translation=-rotation @ eye,
        eye=eye,
        width_px=width_px,
        height_px=height_px,
        wall_distance_m=wall_distance_m,
    )


def place(camera: CameraPlace, picture: Picture, *, stature_m: float, path_m: Array) -> Camera:
    """The camera for a person who moves from `path_m[0]` to `path_m[1]` along x.

    Unless told otherwise it stands at 55 % of stature, far enough to keep the whole person, and
    in a side view the whole path, in the picture.
    """
    fov = camera.vertical_fov_deg or (38.0 if picture.height_px > picture.width_px else 34.0)
    spread = 2 * np.tan(np.radians(fov) / 2)  # of what is seen, per metre of distance
    lens_m = 0.55 * stature_m if camera.height_m is None else camera.height_m
    look_m = 0.50 * stature_m if camera.look_height_m is None else camera.look_height_m
    if camera.view in ("left", "right"):
        wide = spread * picture.width_px / picture.height_px
        needed = _side_distance_m(stature_m, path_m, tall=spread, wide=wide)
        distance = camera.distance_m or needed
        eye, target = _beside(camera, path_m, distance, lens_m, look_m)
        wall = distance + _SIDE_WALL_M
    else:
        distance = camera.distance_m or stature_m / 0.80 / spread
        eye, target = _at_the_end(camera, path_m, distance, lens_m, look_m)
        wall = distance + abs(path_m[1] - path_m[0]) + _END_WALL_M
    if camera.pitch_deg is not None:
        target = _pitched(eye, target, camera.pitch_deg)
    return aimed(
        eye,
        target,
        vertical_fov_deg=fov,
        width_px=picture.width_px,
        height_px=picture.height_px,
        roll_deg=camera.roll_deg,
        wall_distance_m=float(wall),
    )


def _side_distance_m(stature_m: float, path_m: Array, *, tall: float, wide: float) -> float:
    """The person fills 70 % of the height, or less where the path needs the width."""
    length = path_m[1] - path_m[0]
    whole_path = (length + 0.75 * stature_m) / wide if length else 0.0
    return float(max(stature_m / 0.70 / tall, whole_path))


def _beside(
    camera: CameraPlace, path_m: Array, distance: float, lens_m: float, look_m: float
) -> tuple[Array, Array]:
    """Eye and target of a side view, at the middle of the path."""
    yaw, side = np.radians(camera.yaw_deg), -1 if camera.view == "right" else 1
    target = np.array([(path_m[0] + path_m[1]) / 2, 0, look_m])
    away = np.array([np.sin(yaw) * distance, side * np.cos(yaw) * distance, lens_m - look_m])
    return target + away, target


def _at_the_end(
    camera: CameraPlace, path_m: Array, distance: float, lens_m: float, look_m: float
) -> tuple[Array, Array]:
    """Eye and target of a view from the front or the rear, `distance` from the nearest point."""
    yaw, ahead = np.radians(camera.yaw_deg), 1 if camera.view == "front" else -1
    nearest = path_m[1] if camera.view == "front" else path_m[0]
    target = np.array([nearest, 0, look_m])
    x = nearest + ahead * distance * np.cos(yaw)
    return np.array([x, np.sin(yaw) * distance, lens_m]), target


def _pitched(eye: Array, target: Array, pitch_deg: float) -> Array:
    """The target moved to where the camera, pitched from the horizontal, sees it."""
    way = target - eye
    level = np.hypot(way[0], way[1])
    return eye + np.array([way[0], way[1], level * np.tan(np.radians(pitch_deg))])
