"""Where the person walks: ground and wall, sunlight, treadmill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .camera import Camera
from .parameters import Background
from .rotation import Array, unit


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene:
    """What changes from frame to frame; x is where it is in front of the camera."""

    vertices: Array
    normals: Array
    feet: Array  # (2, 3): a point of the foot on the ground, and its height
    centre: Array
    belt_m: float | None = None  # how far the treadmill has run, None = over ground


STYLES: dict[Background, int] = {"track": 0, "gym": 1, "studio": 2}
#: x of its centre, half length, half width (m), 1 = there.
TREADMILL = (0.1, 0.85, 0.26, 1.0)
NO_TREADMILL = (0.0, 0.0, 0.0, 0.0)
_DARK_M = 0.4  # around a foot


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


def touched(scene: Scene, sun: Array, step: Step | None = None) -> Array:
    """Points (n, 3) around all that a scene changes: body, shadow, dark under the feet, belt.

    And the step, on which the shadow falls elsewhere than on the ground.
    """
    body = scene.vertices
    shadow = body - sun * (body[:, 2:] / max(sun[2], 1e-3))
    around = np.array([(x, y) for x in (-1, 1) for y in (-1, 1)])
    corners = [foot[:2] + _DARK_M * around for foot in scene.feet]
    if scene.belt_m is not None:
        x, half_length, half_width, _ = TREADMILL
        corners.append([x, 0] + around * [half_length + 0.2, half_width + 0.2])
    ground = np.concatenate(corners)
    return np.concatenate(
        [body, shadow, np.column_stack([ground, np.zeros(len(ground))]), _corners(step)]
    )


def _corners(step: Step | None) -> Array:
    """Of the step (8, 3), or none."""
    if step is None:
        return np.zeros((0, 3))
    ends = ((step.back_m, step.edge_m), (-step.half_width_m, step.half_width_m), (0, step.height_m))
    return np.stack(np.meshgrid(*ends), -1).reshape(-1, 3)
