"""Where the person walks: ground and wall, sunlight, treadmill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .camera import Camera
from .parameters import Background
from .rotation import Array, unit

STYLES: dict[Background, int] = {"track": 0, "gym": 1, "studio": 2}
#: x of its centre, half length, half width (m), 1 = there.
TREADMILL = (0.1, 0.85, 0.26, 1.0)
NO_TREADMILL = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A box to stand on, in metres: x of its back and of its edge, half its width, its height."""

    back_m: float
    edge_m: float
    half_width_m: float
    height_m: float


def box(step: Step | None) -> tuple[float, float, float, float]:
    """The step as the shader has it; without one its height is 0."""
    if step is None:
        return (0.0, 0.0, 0.0, 0.0)
    return (step.back_m, step.edge_m, step.half_width_m, step.height_m)


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
