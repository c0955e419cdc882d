"""What a test wants of the body at n moments. Angles in degrees, arrays (n,) unless said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..rotation import Array
from ..sides import Side


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Hanging:
    """A leg in the air: thigh ahead of the vertical, knee flexion, leg held aside."""

    thigh_deg: Array
    knee_deg: Array
    aside_deg: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Led:
    """An ankle (n, 3) led through the air, and the pitch of its foot; it rules with `share`."""

    ankle: Array
    pitch_deg: Array
    share: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FootWish:
    """A foot that stands with its heel at `heel_xy` (2,) until it is lifted (0 to 1).

    Pitch + toes up; roll + onto the little toes; `floor_m` is the height of what it stands on.
    """

    heel_xy: Array
    yaw_rad: float
    pitch_deg: Array
    roll_deg: Array
    lifted: Array
    hanging: Hanging
    floor_m: Array
    led: Led | None = None
    clearance_m: float = 0.035  # a lifted foot stays this far off the ground


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArmWish:
    """Upper arm ahead and aside of hanging down, and the elbow."""

    flexion_deg: Array
    aside_deg: Array
    elbow_deg: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Wish:
    """The whole body.

    `support` is the leg whose knee flexion sets the height of the pelvis, None = both. The
    trunk's lean is that of the line from mid-hip to mid-shoulder, + to the person's right and
    forward; the pelvis' tilt is + right side higher, its pitch + forward. `centre_xy` (n, 2) is
    where the centre of mass belongs; `mid_hip` (n, 3), where given, is followed instead.
    `shoulder_tilt_deg`, + right higher, where given, is followed instead of the lean to the right.
    `valgus_deg` (n,) of the supporting knee holds as far as `valgus_share`.
    """

    feet: dict[Side, FootWish]
    support: Side | None
    knee_deg: Array
    pelvis_tilt_deg: Array
    pelvis_pitch_deg: Array
    trunk_right_deg: Array
    trunk_forward_deg: Array
    arms: dict[Side, ArmWish]
    centre_xy: Array
    head_share: float = 0.4  # of the trunk's lean that the head takes part in
    mid_hip: Array | None = None
    shoulder_tilt_deg: Array | None = None
    valgus_deg: Array | float = 0.0
    valgus_share: Array | float = 0.0
    load_centre: bool = False  # centre of mass reckoned from hips and shoulders alone


class Move(Protocol):
    """A test as planned."""

    duration_s: float

    def wish(self, times: Array) -> Wish:
        """What it wants at times (n,)."""
        ...
