"""Where the camera stands, and which stretches of the clip are straight gait."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy

from ..model import SIDES, Bout, GaitActivity, Plane, PoseTrack, Surface, View
from ..model._arrays import FloatArray
from . import geometry
from .clean import runs
from .legs import leg_length_px, leg_motion, size_over_time, stride_time_s, swing_peaks

#: Shoulder width over trunk length of a body seen square from the front (measured on rendered
#: adults and children: 0.68-0.74). Its share that remains gives the turn of the body.
FRONTAL_SHOULDER_RATIO = 0.72
#: The same for the hips over leg length, where a file has no shoulders.
FRONTAL_HIP_RATIO = 0.17
#: How far the body may be turned from square before the view counts as oblique. The frontal
#: limit is wider because the cosine hardly changes near square: 38 deg is a ratio of 0.57.
LARGEST_TURN_DEG = {"front": 38.0, "rear": 38.0, "side": 30.0}
_SQUARE_DEG: dict[Plane, float] = {"front": 0.0, "side": 90.0, "rear": 180.0}
SHORTEST_BOUT_S = 0.6
#: Legs that move less than this against each other, in leg lengths, stand still. Very slow
#: walking seen from behind (0.5 m/s) has 0.03-0.06.
STILL_LEGS_SPREAD = 0.025
#: How far the body's axis, over whole strides, stands from upright: rendered walkers and runners,
#: who lean as people do. What the scene tells is ten times as sure and needs no allowance.
BODY_ROLL_SD_DEG = 1.2
_WINDOW_S = 0.7


def body_yaw_deg(track: PoseTrack) -> FloatArray:
    """Turn of the body (T,): 0 facing the camera, 90 side on, 180 seen from behind.

    From the width between shoulders and hips over trunk length, averaged over a step because
    shoulders and hips turn against each other. Without shoulders the hips alone are used.
    """
    ratio = frontal_ratio(track)
    window = max(3, int(_WINDOW_S * track.frame_rate_hz) | 1)
    steady = _running_mean(ratio, window)
    return np.degrees(np.arccos(np.clip(steady / FRONTAL_SHOULDER_RATIO, -1, 1)))


def frontal_ratio(track: PoseTrack) -> FloatArray:
    """Signed width of the shoulders over trunk length (T,): + facing the camera, 0 side on."""
    shoulders = (track.px("left_shoulder") - track.px("right_shoulder"))[:, 0]
    hips = (track.px("left_hip") - track.px("right_hip"))[:, 0]
    if np.isfinite(shoulders).any():
        trunk = np.nanmedian(geometry.length_px(track.px("mid_shoulder"), track.px("mid_hip")))
        return shoulders / trunk / size_over_time(track)
    in_leg_lengths = hips / leg_length_px(track) / size_over_time(track)
    return FRONTAL_SHOULDER_RATIO * in_leg_lengths / FRONTAL_HIP_RATIO


def _running_mean(values: FloatArray, window: int) -> FloatArray:
    known = np.isfinite(values)
    total = scipy.ndimage.uniform_filter1d(np.where(known, values, 0), window, mode="constant")
    count = scipy.ndimage.uniform_filter1d(known.astype(float), window, mode="constant")
    return np.where(known, total / np.maximum(count, 0.5 / window), np.nan)


def plane_of(yaw_deg: float) -> Plane:
    """The view that a turn of the body amounts to."""
    for plane, square_deg in _SQUARE_DEG.items():
        if abs(yaw_deg - square_deg) <= LARGEST_TURN_DEG[plane]:
            return plane
    return "oblique"


def facing_sign(track: PoseTrack) -> float:
    """+1 when the feet point to the right of the picture, -1 to the left."""
    feet = [track.px(f"{s}_toe") - track.px(f"{s}_heel") for s in SIDES]
    reach = np.nanmedian(np.concatenate(feet)[:, 0])
    return 1.0 if reach >= 0 else -1.0


def camera_roll_deg(track: PoseTrack) -> float:
    """Lean of the body's long axis in the picture over whole strides, clockwise positive.

    From the front or the rear the line from between the ankles to between the shoulders stands
    upright on average, so its median lean is the camera's but for what people lean themselves.
    """
    if not np.isfinite(track.px("mid_shoulder")).any():
        return np.nan
    return float(np.nanmedian(geometry.lean_deg(track.px("mid_ankle"), track.px("mid_shoulder"))))


def find_bouts(track: PoseTrack, *, view: str = "auto", activity: str = "auto") -> list[Bout]:
    """Straight stretches of gait in one view each, longest gaps and turns cut out.

    `track` must lie on an even grid. `view` and `activity` other than "auto" overrule the machine.
    """
    if len(track) < 5:
        return []
    labels = _labels(track, view=view)
    found = []
    for label in dict.fromkeys(labels[labels != ""]):
        for stretch in runs(labels == label):
            part = track.between(track.times_s[stretch.start], track.times_s[stretch.stop - 1])
            found.extend(_gait_of(part, plane=label.split()[0], view=view, activity=activity))
    found.sort(key=lambda bout: bout.start_s)
    return [replace(bout, number=number) for number, bout in enumerate(found, start=1)]


def _labels(track: PoseTrack, *, view: str) -> np.ndarray:
    """One label per frame: the plane, and the direction in a side view; "" = nobody or no gait."""
    seen = np.isfinite(track.px("mid_hip")[:, 0]) & np.isfinite(track.px("mid_ankle")[:, 0])
    yaw = body_yaw_deg(track)
    planes = np.array([plane_of(y) if np.isfinite(y) else "" for y in yaw], dtype=object)
    if view != "auto":
        planes[:] = view
    toward = np.where(_running_facing(track) >= 0, " right", " left")
    labels = np.where(planes == "side", planes + toward, planes)
    labels[~(seen & _legs_move(track))] = ""
    return _without_flicker(labels, window=max(3, int(0.5 * track.frame_rate_hz) | 1))


def _running_facing(track: PoseTrack) -> FloatArray:
    feet = sum((track.px(f"{s}_toe") - track.px(f"{s}_heel"))[:, 0] for s in SIDES)
    return _running_mean(feet, max(3, int(_WINDOW_S * track.frame_rate_hz) | 1))


def _legs_move(track: PoseTrack) -> np.ndarray:
    """Frames around which the legs move against each other as in gait."""
    unit_px = leg_length_px(track) * size_over_time(track)
    apart = (track.px("left_ankle") - track.px("right_ankle")) / unit_px[:, None]
    window = max(3, int(1.2 * track.frame_rate_hz) | 1)
    mean = np.stack([_running_mean(apart[:, i], window) for i in (0, 1)], axis=1)
    spread = np.sqrt(_running_mean(np.sum((apart - mean) ** 2, axis=1), window))
    return np.nan_to_num(spread) > STILL_LEGS_SPREAD


def _without_flicker(labels: np.ndarray, *, window: int) -> np.ndarray:
    names, codes = np.unique(labels.astype(str), return_inverse=True)
    votes = np.stack(
        [
            scipy.ndimage.uniform_filter1d((codes == c).astype(float), window)
            for c in range(len(names))
        ]
    )
    winner = names[votes.argmax(axis=0)]
    return np.where(labels == "", "", winner)


def _gait_of(part: PoseTrack, *, plane: str, view: str, activity: str) -> list[Bout]:
    start, end = float(part.times_s[0]), float(part.times_s[-1])
    if end - start < SHORTEST_BOUT_S:
        return []
    forward = facing_sign(part)
    gait = activity if activity in ("walk", "run") else walk_or_run(part)
    yaw = float(np.nanmedian(body_yaw_deg(part)))
    seen = View(
        plane=plane,
        facing=("right" if forward > 0 else "left") if plane == "side" else None,
        yaw_deg=yaw,
        confidence=view_confidence(yaw, plane),
        chosen_by="machine" if view == "auto" else "user",
    )
    seen = with_roll(seen, part, by_body_deg=camera_roll_deg(part), by_body_sd_deg=BODY_ROLL_SD_DEG)
    surface = surface_of(part, plane=plane)
    return [Bout(number=1, start_s=start, end_s=end, view=seen, activity=gait, surface=surface)]


def with_roll(
    view: View, track: PoseTrack, *, by_body_deg: float | None, by_body_sd_deg: float
) -> View:
    """The view with the camera's roll: as the scene tells, else from front and behind the body."""
    if track.roll_deg is not None:
        return replace(view, roll_deg=track.roll_deg, roll_sd_deg=0.0)
    if view.plane not in ("front", "rear") or by_body_deg is None or not np.isfinite(by_body_deg):
        return view
    return replace(view, roll_deg=by_body_deg, roll_sd_deg=by_body_sd_deg)


def view_confidence(yaw_deg: float, plane: str) -> float:
    """1 square on, 0.5 at the limit of the view, lower where the user overruled the machine."""
    if plane not in _SQUARE_DEG or not np.isfinite(yaw_deg):
        return 0.5
    off_deg = abs(yaw_deg - _SQUARE_DEG[plane])
    return float(np.clip(1 - 0.5 * off_deg / LARGEST_TURN_DEG[plane], 0, 1))


def surface_of(track: PoseTrack, *, plane: str) -> Surface:
    """Overground when the body travels through the picture or changes size, else treadmill."""
    if plane in ("front", "rear"):
        size = size_over_time(track)
        return "overground" if max(size[-1] / size[0], size[0] / size[-1]) > 1.12 else "treadmill"
    hip = track.px("mid_hip")[:, 0]
    known = np.isfinite(hip)
    seconds = max(track.times_s[-1] - track.times_s[0], 1e-6)
    slope = np.polyfit(track.times_s[known], hip[known], 1)[0] / leg_length_px(track)
    return "overground" if abs(slope) * min(seconds, 2) > 0.35 else "treadmill"


def walk_or_run(track: PoseTrack) -> GaitActivity:
    """Running bounces: the body is low, not high, when the other leg swings through.

    Four signs are weighed: the spread of the hip's height in leg lengths (walking 0.009-0.021,
    running 0.016-0.075 on recordings and rendered bodies), its phase at mid-swing (the spring and
    the pendulum differ so in every view), a swinging shank that lies flat, as it never does in
    walking (its height above 0.31 of that in stance), and, weakly, the stride time, which slow
    motion changes. Source: Cavagna, Heglund & Taylor (1977), doi:10.1152/ajpregu.1977.233.5.R243.
    """
    bounce = _hip_bounce(track)
    if bounce is None:
        return "walk"
    forward = facing_sign(track)
    legs = [leg_motion(track, side, forward=forward) for side in SIDES]
    swings = np.concatenate([swing_peaks(leg) for leg in legs])
    edge = int(0.08 * track.frame_rate_hz)
    swings = swings[(swings >= edge) & (swings < len(bounce) - edge)]
    low, high = np.percentile(bounce, [10, 90])
    spread = (high - low) / 2.56  # the standard deviation, were it normal; outliers left out
    phase = np.mean(bounce[swings]) / spread if len(swings) and spread > 0 else 0.0
    stride_s = stride_time_s(legs)
    quick = np.clip((0.80 - stride_s) / 0.1, -1, 1) if np.isfinite(stride_s) else 0.0
    drops = np.concatenate([leg.shank_drop for leg in legs])
    lowest = np.nanpercentile(drops, 3) / np.nanpercentile(drops, 95)
    flat = 4 * np.clip((0.34 - lowest) / 0.15, 0, 1)
    score = 3 * np.log(max(spread, 1e-6) / 0.021) - 1.5 * np.clip(phase, -1, 1) + quick + flat
    return "run" if score > 0 else "walk"


def _hip_bounce(track: PoseTrack) -> FloatArray | None:
    """Height of the mid-hip in leg lengths without its slow drift."""
    height = -track.px("mid_hip")[:, 1] / (leg_length_px(track) * size_over_time(track))
    known = np.isfinite(height)
    if known.sum() < 10:
        return None
    even = np.interp(track.times_s, track.times_s[known], height[known])
    even = scipy.ndimage.median_filter(even, size=3)
    high_pass = scipy.signal.butter(2, 1.2, "high", fs=track.frame_rate_hz, output="sos")
    return scipy.signal.sosfiltfilt(high_pass, even, padlen=min(30, len(even) - 1))
