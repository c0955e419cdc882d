"""Shirt, shorts, socks, shoes and hair: where on the body they are, and how far they stand off.

Clothes follow the MakeHuman "tights" helper, a second skin around the body; what belongs to which
garment is decided pixel by pixel in `shaders/garments.glsl` from the coordinates made here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .figure import EYES, SKIN, TIGHTS, Figure, on_side
from .rotation import Array, smoothstep
from .sides import SIDES, Side

#: Leg coordinate of hip, knee, ankle and floor, downward; above the hip it is negative, -1 at the
#: height of the shoulder.
_HIP, _KNEE, _ANKLE, _FLOOR = 0.0, 1.0, 2.0, 3.0
#: How far cloth stands off the leg, at leg coordinates.
_LEG_AT = (0.0, 0.3, 0.6, 1.5, 1.9, 2.05, 3.0)
_LEG_OFF_M = (0.008, 0.014, 0.018, 0.004, 0.004, 0.006, 0.006)
#: Leg coordinate from which a loose shirt stands off.
_CHEST = -0.8
_TORSO_OFF_M, _SLEEVE_OFF_M, _HAIR_OFF_M = 0.006, 0.010, 0.016


def regions(bare: Figure) -> npt.NDArray[np.float32]:
    """Leg coordinate, arm coordinate, arm weight and hand weight of every vertex (V, 4)."""
    arm = bare.rig.weight_of("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
    hand = bare.rig.weight_of("wrist", "finger", "metacarpal")
    return np.stack([_down_the_leg(bare), _along_the_arm(bare, arm), arm, hand], 1).astype("f4")


def _down_the_leg(bare: Figure) -> Array:
    height = bare.vertices[:, 2]
    hip, knee, ankle, shoulder = (
        bare.joints[f"right_{joint}"][2] for joint in ("hip", "knee", "ankle", "shoulder")
    )
    down = np.interp(height, [0, ankle, knee, hip], [_FLOOR, _ANKLE, _KNEE, _HIP])
    return np.where(height > hip, -(height - hip) / (shoulder - hip), down)


def _along_the_arm(bare: Figure, arm_weight: Array) -> Array:
    """0 at the shoulder, 1 at the elbow, 2 at the wrist; -1 off the arm."""
    along = np.full(len(bare.vertices), -1.0)
    for side in SIDES:
        shoulder, elbow, wrist = (
            bare.joints[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")
        )
        on_arm = (arm_weight > 0.3) & on_side(bare.vertices, side)
        upper = _share_of_way(bare.vertices, shoulder, elbow)
        lower = 1 + np.clip(_share_of_way(bare.vertices, elbow, wrist), 0, None)
        along = np.where(on_arm, np.where(upper < 1, upper, lower), along)
    return along


def _share_of_way(points: Array, start: Array, end: Array) -> Array:
    way = end - start
    return (points - start) @ way / (way @ way)


def dressed(bare: Figure, cloth: Array, *, scale: float) -> Array:
    """Vertices with the tights inflated to clothes and the scalp to hair."""
    vertices = bare.vertices.copy()
    normals = bare.surface.normals(vertices)
    # In double precision again: the shader's coordinates are singles.
    down, arm = _down_the_leg(bare)[TIGHTS], cloth[TIGHTS, 2]
    leg_off = np.interp(down, _LEG_AT, _LEG_OFF_M)
    off = np.where(down < 0, _TORSO_OFF_M, leg_off) * scale
    off = np.where(arm > 0.3, _SLEEVE_OFF_M * scale, off)
    vertices[TIGHTS] += normals[TIGHTS] * off[:, None]
    return vertices + normals * _hair_m(bare, vertices, scale)[:, None]


def hung_loose(
    vertices: Array, normals: Array, cloth: Array, *, hem_share: float, off_m: float
) -> Array:
    """Vertices whose shirt stands `off_m` farther off at its hem, less the nearer to the chest."""
    down, arm = cloth[TIGHTS, 0], cloth[TIGHTS, 2]
    share = np.clip((down - _CHEST) / (hem_share - _CHEST), 0, 1) * (down <= hem_share)
    loose = vertices.copy()
    loose[TIGHTS] += normals[TIGHTS] * (off_m * share * (arm < 0.3))[:, None]
    return loose


def _hair_m(bare: Figure, vertices: Array, scale: float) -> Array:
    """How far hair stands off; its line on forehead and neck is that of the skin shader."""
    eyes = vertices[EYES]
    back = (vertices[:, 0] - eyes[:, 0].max()) / scale
    up = (vertices[:, 2] - eyes[:, 2].mean()) / scale
    line = 0.052 - 0.10 * smoothstep((-0.02 - back) / 0.08)
    line -= 0.06 * smoothstep((-0.085 - back) / 0.035)
    on_head = (np.arange(len(vertices)) < SKIN.stop) & (_down_the_leg(bare) < -1.0)
    fullness = np.where(on_head, smoothstep((up - line) / 0.035), 0) * np.where(up > 0.02, 1, 0.45)
    return fullness * _HAIR_OFF_M * scale


def shoes(vertices: Array, cloth: Array) -> dict[Side, npt.NDArray[np.int64]]:
    """Numbers of the vertices of each shoe."""
    shod = np.zeros(len(vertices), bool)
    shod[TIGHTS] = cloth[TIGHTS, 0] > _ANKLE
    return {side: np.where(shod & on_side(vertices, side))[0] for side in SIDES}


def with_flat_soles(
    vertices: Array, shoe: dict[Side, npt.NDArray[np.int64]], *, scale: float
) -> Array:
    """Vertices with the lowest 2.2 cm of each shoe pressed into one plane."""
    flat = vertices.copy()
    for side in SIDES:
        height = flat[shoe[side], 2]
        sole = height.min()
        flat[shoe[side], 2] = np.where(height < sole + 0.022 * scale, sole, height)
    return flat
