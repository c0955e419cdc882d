"""Where the person walks: ground and wall, sunlight, treadmill."""

from __future__ import annotations

import numpy as np

from .camera import Camera
from .parameters import Background
from .rotation import Array, unit

STYLES: dict[Background, int] = {"track": 0, "gym": 1, "studio": 2}
#: x of its centre, half length, half width (m), 1 = there.
TREADMILL = (0.1, 0.85, 0.26, 1.0)
NO_TREADMILL = (0.0, 0.0, 0.0, 0.0)


def wall(camera: Camera) -> tuple[Array, float]:
    """Normal of the upright wall that the camera faces, and its offset along that normal."""
    normal = unit(camera.rotation[2] * np.array([1.0, 1, 0]))
    return normal, float(camera.eye @ normal + camera.wall_distance_m)


def sun_camera(sun: Array, centre_xy: Array, stature_m: float) -> Array:
    """Parallel projection (4, 4) of the sun, about the person."""
    right = unit(np.cross(-sun, [0, 0, 1.0]))
    up = np.cross(right, -sun)
    view = np.eye(4)
    view[:3, :3] = right, up, sun
    view[:3, 3] = -view[:3, :3] @ np.array([centre_xy[0], centre_xy[1], stature_m * 0.5])
    half = stature_m * 0.85
    return np.diag([1 / half, 1 / half, -1 / (2.2 * stature_m), 1.0]) @ view
