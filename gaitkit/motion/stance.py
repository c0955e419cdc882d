"""How somebody stands: where, seen from where, and on which leg at what time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from ..model import SIDES, PoseTrack, Side, View, other
from ..model._arrays import FloatArray
from . import geometry
from .clean import runs
from .legs import leg_length_px
from .view import FRONTAL_SHOULDER_RATIO, frontal_ratio, plane_of, view_confidence, with_roll

#: A foot whose toes stay within this many leg lengths for this long is planted. In gait a foot
#: stands for hardly more than a second.
PLANTED_RANGE = 0.14
PLANTED_S = 2.0
#: Pauses shorter than this, as when changing legs, do not end a stretch on the spot.
LONGEST_CHANGE_S = 1.5
#: Longer than this no backend misplaces a foot that stands.
LONGEST_MISPLACED_S = 6.0
#: A foot this far above the other one, in leg lengths, is off the floor; nearer than the second
#: number it is back on it.
LIFTED, LOWERED = 0.06, 0.03
#: From the front and behind a foot that is held ahead seems lower or higher than it is, by up to
#: this much.
PLAINLY_LIFTED = 0.14
#: From there the body's centre tells: 1 is above the left ankle, -1 above the right one.
OVER_ONE_FOOT = 0.5
#: Of the tilt that shoulders and hips share over a whole test so much is taken as the camera's: on
#: one leg the body tilts too, and most cameras stand about level.
CAMERA_SHARE = 0.75
#: On two legs the centre is not farther from the middle than this.
OFF_MIDDLE = 0.35
#: A free foot has left its place on the floor by this many leg lengths.
LEFT_ITS_PLACE = 0.03
#: Shorter lifts are jitter.
_SHORTEST_LIFT_S = 0.3
#: Two-legged standing from which the camera's roll is read lasts at least this long, the body
#: moving sideways by less than this in leg lengths per second, and the shoulders may lean this
#: much more or less than the body.
_REFERENCE_S = 0.4
_QUIET_PER_S = 0.06
_LARGEST_TILT_DEG = 3.0
#: Feet nearer to each other than this, in leg lengths, are taken as this far apart.
_NARROWEST = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stance:
    """A stretch on the spot. Arrays are (T,), distances in leg lengths.

    `planted` tells per side where the toes stay; `lift` is how much higher the left foot's lowest
    point is than the right foot's, minus what perspective adds on two legs; `over_left` where the
    body's centre is, 1 over the left ankle, -1 over the right (None from the side); `stands` holds
    "left", "right", "both" or "" (unseen).
    """

    track: PoseTrack
    view: View
    unit_px: float
    planted: dict[Side, np.ndarray]
    lift: FloatArray
    over_left: FloatArray | None
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

    def over_one_foot(self, during: slice) -> bool:
        """Whether the body's centre is over one foot, as far as the view tells.

        From the front and behind a foot that looks higher may be behind the other on the floor.
        """
        if self.over_left is None:
            return True
        return bool(np.nanmedian(np.abs(self.over_left[during])) > OVER_ONE_FOOT)

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
    joined = _closed(together, window)
    found: list[slice] = []
    for run in runs(joined):
        if found and _same_place(track, masks, found[-1], run, unit_px=unit_px):
            run = slice(found.pop().start, run.stop)
        found.append(run)
    return [(float(track.times_s[r.start]), float(track.times_s[r.stop - 1])) for r in found]


def _same_place(
    track: PoseTrack, masks: list[np.ndarray], before: slice, after: slice, *, unit_px: float
) -> bool:
    """Whether a foot stands after a gap where it stood before: it was misplaced, not moved."""
    if track.times_s[after.start] - track.times_s[before.stop - 1] > LONGEST_MISPLACED_S:
        return False
    for side, mask in zip(SIDES, masks, strict=True):
        toe = track.px(f"{side}_toe")
        places = [toe[r][mask[r]] for r in (before, after)]
        if all(len(p) for p in places):
            moved = np.linalg.norm(np.median(places[0], axis=0) - np.median(places[1], axis=0))
            if moved < PLANTED_RANGE * unit_px:
                return True
    return False


def planted(track: PoseTrack, side: Side, *, unit_px: float) -> np.ndarray:
    """Where the toes of a foot stay in one place for a while (T,)."""
    toe = track.px(f"{side}_toe")
    window = max(3, int(PLANTED_S * track.frame_rate_hz) | 1)
    if len(track) < window:
        return np.zeros(len(track), bool)
    seen = np.isfinite(toe[:, 0])
    steady = scipy.ndimage.median_filter(np.where(seen[:, None], toe, 1e6), size=(9, 1))
    ranges = [
        scipy.ndimage.maximum_filter1d(steady[:, i], window)
        - scipy.ndimage.minimum_filter1d(steady[:, i], window)
        for i in (0, 1)
    ]
    still = np.hypot(*ranges) < PLANTED_RANGE * unit_px
    half = window // 2
    still[:half], still[len(still) - half :] = False, False  # windows that leave the clip
    return scipy.ndimage.binary_dilation(still, np.ones(window, bool)) & seen


def _closed(mask: np.ndarray, window: int) -> np.ndarray:
    """The mask (T,) with holes shorter than so many samples filled."""
    # Padding: closing would otherwise eat a stretch at the clip's edge.
    padded = np.pad(mask, window)
    return scipy.ndimage.binary_closing(padded, np.ones(window, bool))[window:-window]


def read_stance(track: PoseTrack, *, view: str = "auto") -> Stance:
    """How the person stands in a track on an even grid; `view` overrules the machine."""
    unit_px = leg_length_px(track)
    masks = {side: planted(track, side, unit_px=unit_px) for side in SIDES}
    lift = _lift(track, masks, unit_px)
    seen = _view(track, masks, view=view)
    over = _over_left(track, unit_px) if seen.plane != "side" else None
    stands = _stands(track, lift, over, unit_px)
    by_body_deg = None if over is None else _roll_deg(track, stands, over, unit_px)
    return Stance(
        track=track,
        view=with_roll(seen, track, by_body_deg=by_body_deg, by_body_sd_deg=0.0),
        unit_px=unit_px,
        planted=masks,
        lift=lift,
        over_left=over,
        stands=stands,
    )


def _lift(track: PoseTrack, masks: dict[Side, np.ndarray], unit_px: float) -> FloatArray:
    lowest = {
        side: np.fmax(track.px(f"{side}_heel")[:, 1], track.px(f"{side}_toe")[:, 1])
        for side in SIDES
    }
    lift = (lowest["right"] - lowest["left"]) / unit_px
    on_both = masks["left"] & masks["right"] & (np.abs(lift) < LIFTED)
    offset = float(np.median(lift[on_both])) if on_both.sum() > 0.5 * track.frame_rate_hz else 0.0
    return lift - offset


def _over_left(track: PoseTrack, unit_px: float) -> FloatArray:
    """Where the body's centre is between the feet (T,): 1 over the left ankle, -1 over the right.

    What holds the body up is below its centre, whatever the free foot does. A roll of the camera
    is taken off first, as the lines between the shoulders and the hips tell it.
    """
    centre = _centre(track)
    ankles = {side: track.px(f"{side}_ankle") for side in SIDES}
    ground = (ankles["left"] + ankles["right"]) / 2
    roll = np.radians(CAMERA_SHARE * _tilt_deg(track))
    column = centre[:, 0] - np.sin(roll) * (ground - centre)[:, 1]
    away = {side: np.abs(column - ankles[side][:, 0]) for side in SIDES}
    apart = np.abs(ankles["left"] - ankles["right"])[:, 0]
    usual = max(float(np.nanmedian(apart)), _NARROWEST * unit_px)
    return (away["right"] - away["left"]) / usual


def _centre(track: PoseTrack) -> FloatArray:
    """About where the body's centre of mass is (T, 2)."""
    if not np.isfinite(track.px("mid_shoulder")).any():
        return track.px("mid_hip")
    return 0.6 * track.px("mid_hip") + 0.4 * track.px("mid_shoulder")


def _tilt_deg(track: PoseTrack) -> float:
    """Median tilt that the lines between shoulders and hips share, clockwise positive.

    A camera's roll tilts both; a lean of the trunk or a drop of the pelvis hardly does.
    """
    tilts = []
    for part in ("shoulder", "hip"):
        ends = [track.px(f"{s}_{part}") for s in SIDES]
        if np.isfinite(ends).any():
            ordered = sorted(ends, key=lambda p: float(np.nanmedian(p[:, 0])))
            tilts.append(float(np.nanmedian(geometry.line_tilt_deg(*ordered))))
    agree = min(tilts, default=0.0) > 0 or max(tilts, default=0.0) < 0
    return min(tilts, key=abs) if agree else 0.0


def _stands(
    track: PoseTrack, lift: FloatArray, over: FloatArray | None, unit_px: float
) -> np.ndarray:
    """The standing leg over time.

    From the side a lifted foot is plainly higher. From the front and behind the body's centre is
    over the standing foot, and the other one has left its place.
    """
    known = np.isfinite(lift)
    stands = np.where(known, "both", "").astype("<U5")
    for side, sign in (("right", 1.0), ("left", -1.0)):
        up = np.nan_to_num(sign * lift)
        if over is None:
            held, sure = up > LOWERED, up > LIFTED
        else:
            above = np.nan_to_num(-sign * over) > OVER_ONE_FOOT
            between = np.abs(np.nan_to_num(over)) <= OVER_ONE_FOOT
            held = above & _away(track, other(side), over, unit_px)
            held |= between & (up > PLAINLY_LIFTED)
            sure = held = _closed(held, 31) & known
        for run in runs(held):
            if sure[run].sum() >= _SHORTEST_LIFT_S * track.frame_rate_hz:
                stands[run] = side
    return stands


def _away(track: PoseTrack, side: Side, over: FloatArray, unit_px: float) -> np.ndarray:
    """Where a foot has left its place on the floor (T,); everywhere if that place is not known."""
    foot = (track.px(f"{side}_heel") + track.px(f"{side}_toe")) / 2
    on_both = np.isfinite(foot[:, 0]) & (np.abs(np.nan_to_num(over)) < OVER_ONE_FOOT)
    if on_both.sum() < _SHORTEST_LIFT_S * track.frame_rate_hz:
        return np.ones(len(track), bool)
    place = np.median(foot[on_both], axis=0)
    return np.nan_to_num(np.linalg.norm(foot - place, axis=1)) > LEFT_ITS_PLACE * unit_px


def _view(track: PoseTrack, masks: dict[Side, np.ndarray], *, view: str) -> View:
    yaw = _yaw_deg(track)
    plane = plane_of(yaw) if view == "auto" and np.isfinite(yaw) else view
    plane = "oblique" if plane == "auto" else plane
    return View(
        plane=plane,
        facing=_facing(track, masks) if plane == "side" else None,
        yaw_deg=yaw,
        confidence=view_confidence(yaw, plane),
        chosen_by="machine" if view == "auto" else "user",
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


def _roll_deg(
    track: PoseTrack, stands: np.ndarray, over: FloatArray, unit_px: float
) -> float | None:
    """The camera's roll from a quiet, symmetric stand on two legs, if there is one."""
    moving = np.abs(np.gradient(_centre(track)[:, 0], track.times_s)) / unit_px
    middle = np.abs(np.nan_to_num(over, nan=9.0)) < OFF_MIDDLE
    both = (stands == "both") & middle & (np.nan_to_num(moving, nan=9.0) < _QUIET_PER_S)
    if both.sum() < _REFERENCE_S * track.frame_rate_hz:
        return None
    axis = geometry.lean_deg(track.px("mid_ankle"), track.px("mid_shoulder"))[both]
    ends = [track.px(f"{s}_shoulder")[both] for s in SIDES]
    line = geometry.line_tilt_deg(*sorted(ends, key=lambda p: float(np.nanmedian(p[:, 0]))))
    lean, tilt = float(np.nanmedian(axis)), float(np.nanmedian(line))
    if not np.isfinite(lean + tilt) or abs(lean - tilt) > _LARGEST_TILT_DEG:
        return None
    return lean
