"""A dressed body, ready to be moved: mesh with clothes and shoes, joints, feet and landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import clothes, figure
from .figure import EYES, SKIN, Figure, Rig, Surface, on_side
from .parameters import Person
from .rotation import Array
from .sides import OUTWARD, SIDES, Side

#: Stature whose lengths the shapes of shoes, clothes and face are given for.
REFERENCE_STATURE_M = 1.78


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Foot:
    """A shod foot at rest; points from the ankle's centre.

    `heel` is the back of the heel, 3 cm high; `toe` the shoe's tip, 2.5 cm high (both scaled with
    stature). `heel_contact` is the middle of the heel's back edge on the ground. `azimuth_rad` is
    the direction from heel to toe that the body has at rest.
    """

    heel: Array
    toe: Array
    heel_contact: Array
    toe_joint: Array
    shoe: Array
    ankle_height_m: float
    azimuth_rad: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Body:
    """Everything about the person that doesn't move by itself. `cloth` is for the shader."""

    stature_m: float
    vertices: Array
    cloth: Array
    bone_heads: Array
    joints: dict[str, Array]
    feet: dict[Side, Foot]
    pelvis_points: dict[str, Array]
    face_points: dict[str, Array]
    eye_centres: dict[Side, Array]
    rig: Rig
    surface: Surface

    @property
    def thigh_m(self) -> float:
        """Hip centre to knee centre."""
        return float(np.linalg.norm(self.joints["right_hip"] - self.joints["right_knee"]))

    @property
    def shank_m(self) -> float:
        """Knee centre to ankle centre."""
        return float(np.linalg.norm(self.joints["right_knee"] - self.joints["right_ankle"]))

    @property
    def leg_m(self) -> float:
        """Thigh and shank."""
        return self.thigh_m + self.shank_m

    @property
    def mid_hip(self) -> Array:
        """Half-way between the hip centres, at rest."""
        return (self.joints["left_hip"] + self.joints["right_hip"]) / 2


def load(person: Person) -> Body:
    """The person dressed, standing on the soles of the shoes."""
    return shod(figure.load(person.body, person.height_m))


def shod(bare: Figure) -> Body:
    """A bare figure dressed, standing on the soles of its shoes."""
    scale = bare.stature_m / REFERENCE_STATURE_M
    cloth = clothes.regions(bare)
    dressed = clothes.dressed(bare, cloth, scale=scale)
    shoes = clothes.shoes(dressed, cloth)
    dressed = clothes.with_flat_soles(dressed, shoes, scale=scale)
    sole = np.array([0, 0, min(dressed[shoes[side]][:, 2].min() for side in SIDES)])
    vertices, joints = dressed - sole, {name: at - sole for name, at in bare.joints.items()}
    return Body(
        stature_m=bare.stature_m,
        vertices=vertices,
        cloth=cloth,
        bone_heads=bare.bone_heads - sole,
        joints=joints,
        feet={side: _foot(vertices[shoes[side]], joints, side, scale) for side in SIDES},
        pelvis_points=_pelvis_points(joints),
        face_points=_face_points(bare, vertices, sole, scale),
        eye_centres={side: _eye_centre(vertices, side) for side in SIDES},
        rig=bare.rig,
        surface=bare.surface,
    )


def _foot(shoe: Array, joints: dict[str, Array], side: Side, scale: float) -> Foot:
    """Heel, tip and contact of a shoe that stands on the ground."""
    ankle, toe_joint = joints[f"{side}_ankle"], joints[f"{side}_toe_joint"]
    back = shoe[shoe[:, 2] < 0.012 * scale][:, 0].min()
    heel_y = shoe[shoe[:, 0] < back + 0.03 * scale][:, 1].mean()
    front = shoe[:, 0].max()
    tip_y = shoe[shoe[:, 0] > front - 0.012 * scale][:, 1].mean()
    heel = np.array([shoe[:, 0].min(), heel_y, 0.030 * scale])
    tip = np.array([front, toe_joint[1] + (tip_y - toe_joint[1]) * 0.5, 0.025 * scale])
    return Foot(
        heel=heel - ankle,
        toe=tip - ankle,
        heel_contact=np.array([back + 0.012 * scale, heel_y, 0]) - ankle,
        toe_joint=toe_joint - ankle,
        shoe=shoe - ankle,
        ankle_height_m=float(ankle[2]),
        azimuth_rad=float(np.arctan2(tip[1] - heel[1], tip[0] - heel[0])),
    )


def _pelvis_points(joints: dict[str, Array]) -> dict[str, Array]:
    """Stand-ins for the bony landmarks: fixed shares of the distance between the hip centres."""
    width = (joints["left_hip"] - joints["right_hip"])[1]
    points = {}
    for side in SIDES:
        points[f"{side}_asis"] = width * np.array([0.42, OUTWARD[side] * 0.60, 0.42])
        points[f"{side}_psis"] = width * np.array([-0.42, OUTWARD[side] * 0.24, 0.50])
    return points


def _face_points(bare: Figure, vertices: Array, sole: Array, scale: float) -> dict[str, Array]:
    """Nose tip, eyes and ears on the skin, at rest."""
    skin = vertices[SKIN]
    head_z = (bare.bone_heads[bare.rig.number("head")] - sole)[2]
    middle = (np.abs(skin[:, 1]) < 0.01 * scale) & (skin[:, 2] > head_z - 0.03 * scale)
    points = {"nose": skin[np.argmax(np.where(middle, skin[:, 0], -9))]}
    for side in SIDES:
        eye = _eye_centre(vertices, side)
        points[f"{side}_eye"] = eye + np.array([0.012 * scale, 0, 0])
        level = skin[(skin[:, 2] > head_z) & (np.abs(skin[:, 2] - eye[2]) < 0.05 * scale)]
        points[f"{side}_ear"] = level[np.argmax(level[:, 1] * OUTWARD[side])]
    return points


def _eye_centre(vertices: Array, side: Side) -> Array:
    eyes = vertices[EYES]
    return eyes[on_side(eyes, side)].mean(0)
