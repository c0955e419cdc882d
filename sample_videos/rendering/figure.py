"""The bare figure: a body's mesh at rest, its bones and how they hold the skin.

World frame of the whole package: x is the direction of travel, y the person's left, z up, ground
at z = 0; metres. At rest the person stands and faces +x.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from .rotation import Array, unit
from .sides import BONE_SUFFIX, OUTWARD, SIDES, Side

IntArray = npt.NDArray[np.int64]
FOLDER = Path(__file__).parent / "bodies"

#: Parts of the MakeHuman mesh by vertex number: skin first, then helpers for clothes and eyes.
SKIN = slice(0, 13380)
EYES = slice(14598, 14742)
TIGHTS = slice(15328, 18002)
#: The mesh comes with x to the person's left and facing -y.
_TO_WORLD = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]])
#: Joint centres are the heads of these bones.
JOINT_BONES = {
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "toe_joint": "toe2-1",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rig:
    """Bones by number: names, parents (-1 = none) and weights (vertices x bones) on the skin."""

    names: tuple[str, ...]
    parents: IntArray
    weights: sparse.csr_matrix

    def number(self, name: str) -> int:
        """Number of a bone by its name."""
        return self.names.index(name)

    def weight_of(self, *beginnings: str) -> Array:
        """Summed weight (V,) of the bones whose names begin so."""
        chosen = [i for i, name in enumerate(self.names) if name.startswith(beginnings)]
        return np.asarray(self.weights[:, chosen].sum(1)).ravel()


class Surface:
    """Triangles of the mesh, and the normals of a posed copy."""

    def __init__(self, faces: Mapping[str, IntArray], vertices: int) -> None:
        self.faces = dict(faces)
        self.triangles = triangles(np.concatenate([faces[k] for k in faces]))
        n = len(self.triangles)
        corners = (self.triangles.T.ravel(), np.tile(np.arange(n), 3))
        self._sum = sparse.csr_matrix((np.ones(3 * n), corners), shape=(vertices, n))

    def normals(self, points: Array) -> Array:
        """Outward unit normals (V, 3), triangles weighted by their area."""
        a, b, c = (points[self.triangles[:, i]] for i in range(3))
        return unit(self._sum @ np.cross(b - a, c - a))


def triangles(quads: IntArray) -> IntArray:
    """Two triangles per quad; a quad whose last corners coincide is one triangle."""
    both = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return both[(both[:, 0] != both[:, 2]) & (both[:, 1] != both[:, 2])]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figure:
    """A bare body at rest on the ground."""

    stature_m: float
    vertices: Array
    bone_heads: Array
    joints: dict[str, Array]
    rig: Rig
    surface: Surface


def names() -> tuple[str, ...]:
    """Bodies that can be asked for."""
    return tuple(_register())


def load(name: str, height_m: float | None = None) -> Figure:
    """A body at `height_m`, or else its own stature. ValueError for an unknown name."""
    register = _register()
    if name not in register:
        raise ValueError(f"person.body: expected one of {', '.join(register)}, got {name!r}")
    with np.load(FOLDER / f"{name}.npz") as stored:
        vertices, heads = stored["v"], stored["heads"]
    return _standing(vertices, heads, height_m or register[name].get("stature_m"))


def drawn(dice: np.random.Generator) -> Figure:
    """Somebody between three of the people that `_shapes.npz` sums up; none is in the register."""
    with np.load(FOLDER / "_shapes.npz") as stored:
        mean, directions, people = (stored[key] for key in ("mean", "directions", "people"))
    three = people[dice.choice(len(people), 3, replace=False)]
    points = mean + np.tensordot(dice.dirichlet(np.ones(3)) @ three, directions.astype(float), 1)
    bones = len(_rig().names)
    return _standing(points[:-bones], points[-bones:], None)


def _standing(vertices: Array, heads: Array, height_m: float | None) -> Figure:
    """The mesh as it was made, turned to the world and stood on the ground."""
    vertices, heads = vertices @ _TO_WORLD.T, heads @ _TO_WORLD.T
    low, high = vertices[SKIN, 2].min(), vertices[SKIN, 2].max()
    scale = (height_m or high - low) / (high - low)
    ground = np.array([0, 0, low])
    vertices, heads = (vertices - ground) * scale, (heads - ground) * scale
    rig, surface = _rig(), _surface()
    return Figure(
        stature_m=(high - low) * scale,
        vertices=vertices,
        bone_heads=heads,
        joints=_joints(rig, heads),
        rig=rig,
        surface=surface,
    )


def joint_bone(rig: Rig, joint: str, side: Side) -> int:
    """Number of the bone whose head is the joint's centre."""
    return rig.number(f"{JOINT_BONES[joint]}.{BONE_SUFFIX[side]}")


def on_side(points: Array, side: Side) -> npt.NDArray[np.bool_]:
    """Which points lie on that side of the body."""
    return points[:, 1] * OUTWARD[side] > 0


def _joints(rig: Rig, heads: Array) -> dict[str, Array]:
    return {
        f"{side}_{joint}": heads[joint_bone(rig, joint, side)]
        for side in SIDES
        for joint in JOINT_BONES
    }


@cache
def _register() -> dict[str, dict]:
    return tomllib.loads((FOLDER / "bodies.toml").read_text(encoding="utf-8"))


@cache
def _rig() -> Rig:
    with np.load(FOLDER / "_rig.npz") as stored:
        share, bone = stored["W"], stored["I"]
        rows = np.repeat(np.arange(len(share)), share.shape[1])
        size = (len(share), len(stored["labels"]))
        weights = sparse.csr_matrix((share.ravel(), (rows, bone.ravel())), shape=size)
        labels = tuple(str(label) for label in stored["labels"])
        return Rig(names=labels, parents=stored["parents"], weights=weights)


@cache
def _surface() -> Surface:
    with np.load(FOLDER / "_topology.npz") as stored:
        faces = {part: stored[part] for part in ("body", "tights", "hair", "eye")}
    return Surface(faces, _rig().weights.shape[0])
