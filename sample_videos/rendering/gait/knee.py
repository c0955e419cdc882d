"""Where the knee is, given hip and ankle: on a circle about the line between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..rotation import Array, across, dot
from ..sides import OUTWARD, Side

_SWIVELS_RAD = np.radians(np.linspace(-88, 88, 353))
_AHEAD = 176  # number of the swivel that leaves the knee straight ahead


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Knee:
    """The knee (n, 3), the direction it bends to, and that direction without valgus."""

    centre: Array
    bend: Array
    straight_ahead: Array
    swivel_rad: Array


def place(
    hip: Array,
    ankle: Array,
    side: Side,
    *,
    thigh_m: float,
    shank_m: float,
    ahead: Array,
    valgus_deg: Array,
    valgus_share: Array,
) -> Knee:
    """The knee that points to `ahead`, turned in or out until the frontal projection is asked-for.

    `valgus_share` (n,) leads from the natural projection angle (0) to `valgus_deg` (n,) (1).
    """
    span = ankle - hip
    reach = np.linalg.norm(span, axis=-1)
    line = span / reach[:, None]
    to_centre = (thigh_m**2 + reach**2 - shank_m**2) / (2 * reach)
    radius = np.sqrt(np.maximum(thigh_m**2 - to_centre**2, 0))
    centre = hip + line * to_centre[:, None]
    forward = across(np.broadcast_to(ahead, line.shape), line)
    sideways = np.cross(line, forward)
    swivel = np.zeros(len(hip))
    chosen = valgus_share > 0
    if chosen.any():
        circle = _Circle(centre[chosen], radius[chosen], forward[chosen], sideways[chosen])
        angles = circle.valgus_deg(hip[chosen], ankle[chosen], side)
        natural = angles[_AHEAD]
        wanted = natural + (valgus_deg[chosen] - natural) * valgus_share[chosen]
        swivel[chosen] = [_swivel_rad(a, w) for a, w in zip(angles.T, wanted, strict=True)]
    bend = np.cos(swivel)[:, None] * forward + np.sin(swivel)[:, None] * sideways
    return Knee(
        centre=centre + radius[:, None] * bend,
        bend=bend,
        straight_ahead=forward,
        swivel_rad=swivel,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Circle:
    """All places the knee could take, at every swivel."""

    centre: Array
    radius: Array
    forward: Array
    sideways: Array

    def valgus_deg(self, hip: Array, ankle: Array, side: Side) -> Array:
        """Frontal plane projection angle (swivels, n), + = knee medial."""
        turn = _SWIVELS_RAD[:, None, None]
        bend = np.cos(turn) * self.forward + np.sin(turn) * self.sideways
        knee = self.centre + self.radius[:, None] * bend
        return frontal_angle_deg(hip, knee, ankle, side)


def _swivel_rad(angles_deg: Array, wanted_deg: float) -> float:
    """Swivel at which the angle is the wanted one, or the nearest the leg can do."""
    rising = angles_deg[-1] > angles_deg[0]
    angles = angles_deg if rising else angles_deg[::-1]
    swivels = _SWIVELS_RAD if rising else _SWIVELS_RAD[::-1]
    low, high = int(np.argmin(angles)), int(np.argmax(angles))
    if low >= high:
        return 0.0
    return float(np.interp(wanted_deg, angles[low : high + 1], swivels[low : high + 1]))


def frontal_angle_deg(hip: Array, knee: Array, ankle: Array, side: Side) -> Array:
    """Angle of thigh and shank projected on the frontal plane, + = knee medial (valgus)."""
    upper, lower = knee - hip, ankle - knee
    turn = np.arctan2(upper[..., 1], -upper[..., 2]) - np.arctan2(lower[..., 1], -lower[..., 2])
    return np.degrees(turn) * -OUTWARD[side]


def thigh_front(knee: Knee) -> Array:
    """Where the front of the thigh faces: between straight ahead and the bend."""
    mixed = 0.5 * np.cos(knee.swivel_rad)[:, None] * knee.straight_ahead
    mixed = mixed + 0.5 * knee.bend + 0.2 * knee.straight_ahead
    return mixed / np.sqrt(dot(mixed, mixed))[:, None]
