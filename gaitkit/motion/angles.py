"""Joint and segment angles over time, as one leg's clinical quantity.

Every function takes the track of one bout (upright picture), the side and the view, and returns
degrees (T,). Positive means flexion, dorsiflexion, toe-out, valgus, adduction, drop of the swing
side, lean toward the leg in question, on both sides alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..model import PoseTrack, Side, View, other
from ..model._arrays import FloatArray
from . import geometry
from .course import sideways
from .legs import leg_length_px, size_over_time
from .view import facing_sign

#: Heel to toe tip over leg length (hip to knee to ankle). Foot 0.152 of stature and leg 0.491,
#: Drillis & Contini (1966) as tabulated by Winter (2009).
FOOT_OVER_LEG = 0.152 / 0.491


@dataclass(frozen=True, slots=True, kw_only=True)
class AngleCurve:
    """How a curve is computed, and from which planes it can be seen."""

    planes: frozenset[str]
    values: Callable[[PoseTrack, Side, View], FloatArray]


def lateral_sign(side: Side, view: View) -> float:
    """Direction in the picture, +1 right or -1 left, that leads away from the body's midline."""
    sign = 1.0 if side == "left" else -1.0
    return sign if view.plane == "front" else -sign


def forward_sign(track: PoseTrack, view: View) -> float:
    """+1 when the person faces the right of the picture, -1 the left; from the feet if unsaid."""
    if view.facing:
        return 1.0 if view.facing == "right" else -1.0
    return facing_sign(track)


def hip_flexion(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Thigh against vertical, + = knee ahead."""
    return geometry.thigh_deg(
        track.px(f"{side}_hip"), track.px(f"{side}_knee"), forward=forward_sign(track, view)
    )


def knee_flexion(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """180 minus the included hip-knee-ankle angle."""
    joints = (track.px(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    return geometry.knee_flexion_deg(*joints, forward=forward_sign(track, view))


def ankle_dorsiflexion(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Foot against shank, 0 at a right angle."""
    points = (track.px(f"{side}_{part}") for part in ("knee", "ankle", "heel", "toe"))
    return geometry.ankle_dorsiflexion_deg(*points, forward=forward_sign(track, view))


def shank_angle(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Shank against vertical, + = ankle ahead of the knee."""
    return geometry.shank_deg(
        track.px(f"{side}_knee"), track.px(f"{side}_ankle"), forward=forward_sign(track, view)
    )


def foot_angle(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Heel to toe against horizontal in the side view, + = toes up."""
    return geometry.foot_pitch_deg(
        track.px(f"{side}_heel"), track.px(f"{side}_toe"), forward=forward_sign(track, view)
    )


def upper_arm(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Upper arm against the trunk, + = elbow ahead."""
    forward = forward_sign(track, view)
    arm = geometry.thigh_deg(
        track.px(f"{side}_shoulder"), track.px(f"{side}_elbow"), forward=forward
    )
    return geometry.wrapped_deg(arm + trunk_forward_lean(track, side, view))


def trunk_forward_lean(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Mid-hip to mid-shoulder against vertical, + = forward."""
    return geometry.lean_deg(
        track.px("mid_hip"), track.px("mid_shoulder"), direction=forward_sign(track, view)
    )


def trunk_lateral_lean(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Mid-hip to mid-shoulder against vertical, + = toward this leg."""
    return geometry.lean_deg(
        track.px("mid_hip"), track.px("mid_shoulder"), direction=lateral_sign(side, view)
    )


def pelvic_drop(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Inter-hip line against horizontal, + = the other (swing) side lower than this one."""
    line = track.px(f"{other(side)}_hip") - track.px(f"{side}_hip")
    return np.degrees(np.arctan2(line[:, 1], np.abs(line[:, 0])))


def hip_adduction(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Thigh against the perpendicular of the inter-hip line, + = knee toward the midline."""
    return pelvic_drop(track, side, view) + _medial_tilt(track, side, view, "hip", "knee")


def knee_valgus(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Frontal plane projection angle of hip, knee and ankle, + = knee medial."""
    thigh = _medial_tilt(track, side, view, "hip", "knee")
    return thigh - _medial_tilt(track, side, view, "knee", "ankle")


def _medial_tilt(track: PoseTrack, side: Side, view: View, upper: str, lower: str) -> FloatArray:
    """Segment against vertical, + = lower end medial of the upper end."""
    return -geometry.lean_deg(
        track.px(f"{side}_{lower}"),
        track.px(f"{side}_{upper}"),
        direction=-lateral_sign(side, view),
    )


def foot_progression(
    track: PoseTrack, side: Side, view: View, *, meeting_px: FloatArray, aslant_deg: FloatArray
) -> FloatArray:
    """Foot against the direction of travel in the ground plane, + = toe-out.

    How far the toe lies beside the line along the path through the heel, over the known length of
    the foot, is the sine of the angle. That line is known twice: it leads to `meeting_px` (2,),
    where lines along the path meet, and it runs `aslant_deg` (T,) to the line of sight. From the
    front both count; from behind, where the heel hides how the foot rises in the picture, the
    second; of who never stepped, the first.
    """
    heel, toe = track.px(f"{side}_heel"), track.px(f"{side}_toe")
    line, out = toe - heel, lateral_sign(side, view)
    foot_px = FOOT_OVER_LEG * leg_length_px(track) * size_over_time(track)
    by_way = out * (_arcsin_deg(line[:, 0] / foot_px) - aslant_deg)
    if view.plane == "rear":
        return by_way
    beside = sideways(line, (heel + toe) / 2, meeting_px, height_px=track.height_px)
    by_line = out * _arcsin_deg(beside / foot_px)
    return by_line if np.isnan(aslant_deg).all() else (by_line + by_way) / 2


def _arcsin_deg(sine: FloatArray) -> FloatArray:
    return np.degrees(np.arcsin(np.clip(sine, -1, 1)))


_SIDE, _FRONTAL = frozenset({"side"}), frozenset({"front", "rear"})

#: Curves over the gait cycle by their public name.
CURVES: dict[str, AngleCurve] = {
    "hip_flexion": AngleCurve(planes=_SIDE, values=hip_flexion),
    "knee_flexion": AngleCurve(planes=_SIDE, values=knee_flexion),
    "ankle_dorsiflexion": AngleCurve(planes=_SIDE, values=ankle_dorsiflexion),
    "trunk_forward_lean": AngleCurve(planes=_SIDE, values=trunk_forward_lean),
    "foot_angle": AngleCurve(planes=_SIDE, values=foot_angle),
    "pelvic_drop": AngleCurve(planes=_FRONTAL, values=pelvic_drop),
    "hip_adduction": AngleCurve(planes=_FRONTAL, values=hip_adduction),
    "knee_valgus": AngleCurve(planes=_FRONTAL, values=knee_valgus),
    "trunk_lateral_lean": AngleCurve(planes=_FRONTAL, values=trunk_lateral_lean),
}
