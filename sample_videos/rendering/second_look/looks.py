"""Random clothes: cut, colours, prints, how loosely they hang and how they are crumpled."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..body import REFERENCE_STATURE_M, Body
from ..clothes import hung_loose
from ..figure import TIGHTS
from ..rotation import Array, unit
from .moments import Dice

_PRINTS = 6
_LOOSE_SHIRTS = 0.4  # share


def look(dice: Dice) -> dict[str, Any]:
    """Values for the shaders' uniforms."""
    u = dice.uniform
    skin = np.array([0.72, 0.50, 0.39]) * u(0.3, 1.15) * u(0.92, 1.08, 3)
    shirt, shorts = _colour(dice), _colour(dice)
    if dice.random() < 0.15:
        shorts = shirt
    if dice.random() < 0.12:
        shirt = skin
    sun = unit(np.array([*dice.standard_normal(2), u(0.3, 2.0)]))
    return {
        "skin_colour": skin,
        "hair_colour": u(0.01, 0.4) * np.array([1, 0.7, 0.5]),
        "shirt_colour": shirt,
        "shorts_colour": shorts,
        "shoe_colour": _colour(dice),
        "sock_colour": skin if dice.random() < 0.3 else _colour(dice),
        "shirt_print": _print(dice),
        "shorts_print": _print(dice),
        "shirt_print_colour": _colour(dice),
        "shorts_print_colour": _colour(dice),
        "print_rate": u(4, 30),
        "crumpled": u(0, 1.2),
        "sleeve_share": u(0.05, 1.9),
        "shorts_share": u(0.2, 0.95) if dice.random() < 0.5 else u(1.0, 1.92),
        "hem_share": u(-0.25, 0.3),
        "hem_slant": (dice.normal(0, 0.14), abs(dice.normal(0, 0.02))),
        "light": u(0.5, 1.6),
        "sun": sun,
    }


def _colour(dice: Dice) -> Array:
    """Grey as often as anything else, dark oftener than light."""
    if dice.random() < 0.45:
        return np.full(3, 0.02 + 0.8 * dice.random() ** 1.6)
    return 0.01 + 0.8 * dice.random(3) ** 1.5


def _print(dice: Dice) -> int:
    return int(dice.integers(1, _PRINTS + 1)) if dice.random() < 0.35 else 0


def loosened(dice: Dice, body: Body, vertices: Array) -> Array:
    """The skin with its cloth blown out in folds, most of all above the knee."""
    if dice.random() < 0.3:
        return vertices
    scale = body.stature_m / REFERENCE_STATURE_M
    at = body.vertices[TIGHTS] / scale
    folds = np.sin(at @ dice.normal(0, 9, (3, 4)) + dice.uniform(0, 6, 4)).sum(1) / 2.8
    down = body.cloth[TIGHTS, 0]
    where = (down < 1.7) * np.clip((down + 1.1) / 0.3, 0, 1)
    off = np.clip(abs(dice.normal(0, 0.013)) * (folds + dice.uniform(0.3, 1.3)), -0.004, 0.06)
    loose = vertices.copy()
    loose[TIGHTS] += body.surface.normals(vertices)[TIGHTS] * (off * where * scale)[:, None]
    return loose


def with_shirt(
    dice: Dice, body: Body, vertices: Array, look: dict[str, Any]
) -> tuple[Array, dict[str, Any]]:
    """Skin and look of who may wear a loose shirt that hangs down over the hips."""
    if dice.random() >= _LOOSE_SHIRTS:
        return vertices, look
    scale = body.stature_m / REFERENCE_STATURE_M
    hem, off_m = dice.uniform(-0.02, 0.45), dice.uniform(0.01, 0.07) * scale
    normals = body.surface.normals(vertices)
    hung = hung_loose(vertices, normals, body.cloth, hem_share=hem, off_m=off_m)
    return hung, look | {"hem_share": hem}
