"""The swinging foot: from toe-off to the next contact without a jump in place or speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from ..rotation import Array, smoothstep
from ..sides import Side
from .legs import Legs

_SAMPLES = 161
_SPEED_LIMIT_DEG = 130.0  # per swing, of the correction at either end
_CLEARANCE_M = 0.012  # of the shoe in mid-swing, for a leg of usual length
_MOST_STRETCHED = 0.9992


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _End:
    """The leg where stance meets swing: thigh, knee and ankle angle in degrees, their change."""

    angles_deg: Array
    speeds_deg: Array  # per swing
    flattening: float
    ankle: Array
    pitch_deg: float


class Swings:
    """The path of the swinging feet, worked out for a stride when it is first asked for."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self._paths: dict[tuple[Side, int], CubicSpline] = {}

    def path(self, side: Side, phase: Array, stride: Array) -> Array:
        """Ankle, pitch and toe flexion as in `swing` (n, 5), in the side's strides (n,)."""
        numbers = stride.astype(int) % self._legs.plan.variation.strides
        found = np.empty((len(phase), 5))
        for number in np.unique(numbers):
            now = numbers == number
            found[now] = self._path(side, int(number))(phase[now])
        return found

    def _path(self, side: Side, number: int) -> CubicSpline:
        if (side, number) not in self._paths:
            self._paths[side, number] = swing(self._legs, side, float(number))
        return self._paths[side, number]


def swing(legs: Legs, side: Side, stride: float = 0.0) -> CubicSpline:
    """Ankle (x against the steady travel, y, z), pitch and toe flexion (deg) over the phase."""
    stance = legs.plan.timing.stance_share[side]
    phase = np.linspace(stance, 1, _SAMPLES)
    share = (phase - stance) / (1 - stance)
    off, on = _end(legs, side, stance, stride, -1), _end(legs, side, 0.0, stride + 1, +1)
    thigh, knee, dorsiflexion = _angles(legs, share, off, on)
    times = legs.time_s(side, phase, stride)
    hip = legs.hip(side, times)
    ankle = _ankle(legs, hip, share, thigh, knee, off, on)
    pitch = thigh - knee + dorsiflexion
    flexion = _toe_flexion_deg(share, off, on)
    ankle[:, 2] += _lift_m(legs, side, share, ankle[:, 2], pitch, flexion)
    ankle = _within_reach(legs, hip, ankle)
    ankle[0], ankle[-1] = off.ankle, on.ankle
    ankle[:, 0] -= legs.plan.speed_mps * times
    return CubicSpline(phase, np.column_stack([ankle, pitch, flexion]))


def _end(legs: Legs, side: Side, phase: float, stride: float, direction: int) -> _End:
    """State at the phase; its speed from a moment further into stance."""
    step = 2e-3
    at = np.array([phase, phase + direction * step])
    ankle, pitch = legs.planted_ankle(side, at, stride), legs.planted_pitch_deg(side, at)
    leg = legs.planar(legs.hip(side, legs.time_s(side, at, stride)), ankle)
    shank = leg.thigh_deg - leg.knee_deg
    angles = np.stack([leg.thigh_deg, leg.knee_deg, pitch - shank])
    swing_share = 1 - legs.plan.timing.stance_share[side]
    return _End(
        angles_deg=angles[:, 0],
        speeds_deg=direction * (angles[:, 1] - angles[:, 0]) / step * swing_share,
        flattening=float(leg.flattening[0]),
        ankle=ankle[0],
        pitch_deg=float(pitch[0]),
    )


def _angles(legs: Legs, share: Array, off: _End, on: _End) -> list[Array]:
    """Thigh, knee and ankle angle: the usual curves, led into what stance leaves and needs."""
    plan = legs.plan
    rest = 1 - plan.norm_stance_share
    usual = np.minimum(plan.norm_stance_share + share * rest, 1)
    out, into = 1 - smoothstep(share / 0.75), smoothstep((share - 0.35) / 0.65)
    early, late = share * (1 - share) ** 6, (share - 1) * share**6
    angles = []
    for i, name in enumerate(("thigh", "knee", "ankle")):
        curve, slope = plan.curves[name](usual), plan.curves[name](usual, 1) * rest
        gap = off.angles_deg[i] - curve[0], on.angles_deg[i] - curve[-1]
        kick = off.speeds_deg[i] - slope[0], on.speeds_deg[i] - slope[-1]
        kick = np.clip(kick, -_SPEED_LIMIT_DEG, _SPEED_LIMIT_DEG)
        angles.append(curve + gap[0] * out + gap[1] * into + kick[0] * early + kick[1] * late)
    angles[1] = np.maximum(angles[1], 2.5)
    return angles


def _ankle(
    legs: Legs, hip: Array, share: Array, thigh: Array, knee: Array, off: _End, on: _End
) -> Array:
    """Ankle (n, 3) from the angles; sideways it goes straight from one placement to the next."""
    way = smoothstep(share)
    flat = off.flattening + (on.flattening - off.flattening) * way
    upper, lower = np.radians(thigh), np.radians(thigh - knee)
    long, short = legs.body.thigh_m, legs.body.shank_m
    x = hip[:, 0] + flat * (long * np.sin(upper) + short * np.sin(lower))
    y = off.ankle[1] + (on.ankle[1] - off.ankle[1]) * way
    z = hip[:, 2] - flat * (long * np.cos(upper) + short * np.cos(lower))
    return np.stack([x, y, z], -1)


def _toe_flexion_deg(share: Array, off: _End, on: _End) -> Array:
    """Toes bent up at toe-off straighten early; before a forefoot landing they bend again."""
    leaving = -min(off.pitch_deg, 0) * (1 - smoothstep(share / 0.35))
    return leaving - min(on.pitch_deg, 0) * smoothstep((share - 0.7) / 0.3)


def _lift_m(
    legs: Legs, side: Side, share: Array, height: Array, pitch: Array, flexion: Array
) -> Array:
    """How much the foot must be raised to swing clear of the ground, smoothed over the swing."""
    foot = legs.feet[side]
    lowest = height + [foot.lowest_m(p, f) for p, f in zip(pitch, flexion, strict=True)]
    wanted = _CLEARANCE_M * legs.plan.size * smoothstep(share / 0.22)
    wanted = wanted * (1 - np.exp(-(1 - share) / 0.07))
    lift = np.maximum(wanted - lowest, 0)
    window = np.hanning(23)
    lift = np.convolve(np.pad(lift, 11, mode="edge"), window / window.sum(), "valid")
    # Smoothing takes from the peak: hence a little more, and nothing at the two ends.
    return 1.15 * lift * smoothstep(share / 0.06) * np.clip((1 - share) / 0.03, 0, 1)


def _within_reach(legs: Legs, hip: Array, ankle: Array) -> Array:
    """Ankles brought nearer where the leg is too short."""
    span = ankle - hip
    reach = np.linalg.norm(span, axis=-1)
    share = np.minimum(1, _MOST_STRETCHED * legs.body.leg_m / reach)
    return hip + span * share[:, None]
