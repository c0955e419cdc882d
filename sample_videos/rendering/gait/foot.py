"""A planted foot: where the ankle is when the shoe rolls over heel, sole and forefoot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..body import Foot
from ..rotation import Array, about_y, about_z, rotate

_PITCHES_DEG = np.arange(-90, 60.1, 0.5)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlantedFoot:
    """The shoe turned to point straight ahead; points from the ankle. Pitch: + toes up."""

    heel_contact: Array
    toe_joint: Array
    shoe: Array
    flat_height_m: float
    heights_m: Array  # of the ankle above the lowest point, over _PITCHES_DEG

    @classmethod
    def of(cls, foot: Foot) -> PlantedFoot:
        """From the foot as the body has it at rest, turned out by its own angle."""
        straight = about_z(-foot.azimuth_rad)
        shoe = foot.shoe @ straight.T
        lowest = [(shoe @ pitched(p).T)[:, 2].min() for p in _PITCHES_DEG]
        return cls(
            heel_contact=straight @ foot.heel_contact,
            toe_joint=straight @ foot.toe_joint,
            shoe=shoe,
            flat_height_m=foot.ankle_height_m,
            heights_m=-np.array(lowest),
        )

    def ankle(self, pitch_deg: Array, heel_xy: Array, yaw_rad: Array | float) -> Array:
        """Ankle (n, 3) of a foot whose heel was put down at `heel_xy` (n, 2), pointing to `yaw`.

        Toes up, it rolls on the back of the heel; heel up, it turns about the toe joint, whose
        toes stay flat.
        """
        turned = about_z(yaw_rad)
        rotation = turned @ pitched(pitch_deg)
        heel = np.concatenate([heel_xy, np.zeros_like(heel_xy[..., :1])], -1)
        on_heel = heel - rotate(rotation, self.heel_contact)
        on_heel[..., 2] = np.interp(pitch_deg, _PITCHES_DEG, self.heights_m)
        flat = heel - turned @ self.heel_contact
        flat[..., 2] = self.flat_height_m
        on_toes = flat + turned @ self.toe_joint - rotate(rotation, self.toe_joint)
        return np.where((pitch_deg >= 0)[..., None], on_heel, on_toes)

    def lowest_m(self, pitch_deg: float, toe_flexion_deg: float) -> float:
        """Lowest point of the shoe against the ankle, toes bent up by `toe_flexion_deg`."""
        rotation, toes = pitched(pitch_deg), self.shoe[:, 0] > self.toe_joint[0]
        points = self.shoe @ rotation.T
        bent = (self.shoe[toes] - self.toe_joint) @ pitched(pitch_deg + toe_flexion_deg).T
        points[toes] = rotation @ self.toe_joint + bent
        return float(points[:, 2].min())


def pitched(pitch_deg: Array | float) -> Array:
    """Rotation that lifts the toes by `pitch_deg`."""
    return about_y(np.radians(-np.asarray(pitch_deg)))
