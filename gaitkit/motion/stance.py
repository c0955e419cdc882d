"""How somebody stands: where, seen from where, and on which leg at what time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import (
    binary_closing,
    binary_dilation,
    maximum_filter1d,
    median_filter,
    minimum_filter1d,
)

from ..model import SIDES, PoseTrack, Side, View
from ..model._arrays import FloatArray
from . import geometry
from .clean import runs
from .legs import leg_length_px
from .view import FRONTAL_SHOULDER_RATIO, frontal_ratio, plane_of, view_confidence

#: A foot whose toes stay within this many leg lengths for this long is planted. In gait a foot
#: stands for hardly more than a second.
PLANTED_RANGE = 0.14
PLANTED_S = 2.0
#: Pauses shorter than this, as when changing legs, do not end a stretch on the spot.
LONGEST_CHANGE_S = 1.5
#: A foot this far above the other one, in leg lengths, is off the floor; nearer than the second
#: number it is back on it.
LIFTED, LOWERED = 0.06, 0.03
#: Shorter lifts are jitter.
_SHORTEST_LIFT_S = 0.3
#: Two-legged standing from which the camera's roll is read lasts at least this long, and the
#: shoulders may lean this much more or less than the body.
_REFERENCE_S = 0.7
_LARGEST_TILT_DEG = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stance:
    """A stretch on the spot. Arrays are (T,), distances in leg lengths.

    `planted` tells per side where the toes stay; `lift` is how much higher the left foot's lowest
    point is than the right foot's, minus what perspective adds on two legs; `stands` holds
    "left", "right", "both" or "" (unseen).
    """

    track: PoseTrack
    view: View
    unit_px: float
    planted: dict[Side, np.ndarray]
    lift: FloatArray
    stands: np.ndarray

    @property
    def times_s(self) -> FloatArray:
        """Times of the samples."""
        return self.track.times_s

    def height(self, name: str) -> FloatArray:
        """Height of a landmark in leg lengths, from the top of the picture down negative."""
        return -self.track.px(name)[:, 1] / self.unit_px

    def samples(self, start_s: float, end_s: float) -> slice:
        """Samples between two times, at least one."""
        first = int(np.searchsorted(self.times_s, start_s - 1e-9))
        last = int(np.searchsorted(self.times_s, end_s + 1e-9))
        return slice(min(first, len(self.track) - 1), max(last, first + 1))

    def spans(self, stands: str, *, shortest_s: float) -> list[slice]:
        """Stretches of samples on the named leg or on both."""
        found = runs(self.stands == stands)
        return [r for r in found if self.times_s[r.stop - 1] - self.times_s[r.start] >= shortest_s]


def stretches_on_the_spot(track: PoseTrack) -> list[tuple[float, float]]:
    """Start and end of every stretch in which at least one foot at a time stays planted."""
    unit_px = leg_length_px(track)
    masks = [planted(track, side, unit_px=unit_px) for side in SIDES]
    window = max(3, int(LONGEST_CHANGE_S * track.frame_rate_hz) | 1)
    together = masks[0] | masks[1]
    # Padding: closing would otherwise eat a stretch at the clip's edge.
    joined = binary_closing(np.pad(together, window), np.ones(window, bool))[window:-window]
    return [(float(track.times_s[r.start]), float(track.times_s[r.stop - 1])) for r in runs(joined)]


def planted(track: PoseTrack, side: Side, *, unit_px: float) -> np.ndarray:
    """Where the toes of a foot stay in one place for a while (T,)."""
    toe = track.px(f"{side}_toe")
    window = max(3, int(PLANTED_S * track.frame_rate_hz) | 1)
    if len(track) < window:
        return np.zeros(len(track), bool)
    seen = np.isfinite(toe[:, 0])
    steady = median_filter(np.where(seen[:, None], toe, 1e6), size=(9, 1))
    ranges = [
        maximum_filter1d(steady[:, i], window) - minimum_filter1d(steady[:, i], window)
        for i in (0, 1)
    ]
    still = np.hypot(*ranges) < PLANTED_RANGE * unit_px
    half = window // 2
    still[:half], still[len(still) - half :] = False, False  # windows that leave the clip
    return binary_dilation(still, np.ones(window, bool)) & seen


def read_stance(track: PoseTrack, *, view: str = "auto") -> Stance:
    """How the person stands in a track on an even grid; `view` overrules the machine."""
    unit_px = leg_length_px(track)
    masks = {side: planted(track, side, unit_px=unit_px) for side in SIDES}
    lift = _lift(track, masks, unit_px)
    stands = _stands(lift, track.frame_rate_hz)
    seen = _view(track, masks, stands, view=view)
    return Stance(track=track, view=seen, unit_px=unit_px, planted=masks, lift=lift, stands=stands)


def _lift(track: PoseTrack, masks: dict[Side, np.ndarray], unit_px: float) -> FloatArray:
    lowest = {
        side: np.fmax(track.px(f"{side}_heel")[:, 1], track.px(f"{side}_toe")[:, 1])
        for side in SIDES
    }
    lift = (lowest["right"] - lowest["left"]) / unit_px
    on_both = masks["left"] & masks["right"] & (np.abs(lift) < LIFTED)
    offset = float(np.median(lift[on_both])) if on_both.sum() > 0.5 * track.frame_rate_hz else 0.0
    return lift - offset


def _stands(lift: FloatArray, rate_hz: float) -> np.ndarray:
    """The standing leg over time: a foot is lifted far enough, until it is back down."""
    stands = np.where(np.isfinite(lift), "both", "").astype("<U5")
    for side, up in (("right", lift), ("left", -lift)):
        for run in runs(np.nan_to_num(up) > LOWERED):
            high = np.nan_to_num(up[run]) > LIFTED
            if high.sum() >= _SHORTEST_LIFT_S * rate_hz:
                stands[run] = side
    return stands


def _view(
    track: PoseTrack, masks: dict[Side, np.ndarray], stands: np.ndarray, *, view: str
) -> View:
    yaw = _yaw_deg(track)
    plane = plane_of(yaw) if view == "auto" and np.isfinite(yaw) else view
    plane = "oblique" if plane == "auto" else plane
    return View(
        plane=plane,
        facing=_facing(track, masks) if plane == "side" else None,
        yaw_deg=yaw,
        confidence=view_confidence(yaw, plane),
        chosen_by="machine" if view == "auto" else "user",
        roll_deg=_roll_deg(track, stands) if plane in ("front", "rear") else None,
    )


def _yaw_deg(track: PoseTrack) -> float:
    """Turn of the body toward the camera while the trunk is upright."""
    trunk = geometry.length_px(track.px("mid_shoulder"), track.px("mid_hip"))
    if not np.isfinite(trunk).any():
        ratio = frontal_ratio(track)
        return float(
            np.degrees(np.arccos(np.clip(np.nanmedian(ratio) / FRONTAL_SHOULDER_RATIO, -1, 1)))
        )
    longest = np.nanpercentile(trunk, 80)
    lean = np.abs(geometry.lean_deg(track.px("mid_hip"), track.px("mid_shoulder")))
    upright = (trunk > 0.9 * longest) & (lean < max(20.0, float(np.nanpercentile(lean, 30))))
    across = (track.px("left_shoulder") - track.px("right_shoulder"))[:, 0]
    ratio = float(np.nanmedian(across[upright if upright.any() else slice(None)])) / longest
    return float(np.degrees(np.arccos(np.clip(ratio / FRONTAL_SHOULDER_RATIO, -1, 1))))


def _facing(track: PoseTrack, masks: dict[Side, np.ndarray]) -> str:
    """Where planted feet point; a foot in the air may point anywhere."""
    feet = [(track.px(f"{s}_toe") - track.px(f"{s}_heel"))[masks[s], 0] for s in SIDES]
    reach = np.concatenate(feet)
    return "right" if not len(reach) or np.nanmedian(reach) >= 0 else "left"


def _roll_deg(track: PoseTrack, stands: np.ndarray) -> float | None:
    """The camera's roll from a quiet, symmetric stand on two legs, if there is one."""
    both = stands == "both"
    if both.sum() < _REFERENCE_S * track.frame_rate_hz:
        return None
    axis = geometry.lean_deg(track.px("mid_ankle"), track.px("mid_shoulder"))[both]
    ends = [track.px(f"{s}_shoulder")[both] for s in SIDES]
    line = geometry.line_tilt_deg(*sorted(ends, key=lambda p: float(np.nanmedian(p[:, 0]))))
    lean, tilt = float(np.nanmedian(axis)), float(np.nanmedian(line))
    if not np.isfinite(lean + tilt) or abs(lean - tilt) > _LARGEST_TILT_DEG:
        return None
    return lean
