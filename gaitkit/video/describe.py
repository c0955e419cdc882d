"""What is known about a clip before anyone looks at the person in it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from gaitkit.disk import sha256_of
from gaitkit.errors import UsageError
from gaitkit.model import Clip

from .container import VideoSource, decoded, not_a_video, open_video
from .orientation import orientation_of, square_size, turn_deg, turned_size
from .times import frame_times

#: Android writes the rate at which the sensor ran here. Apple has no such tag: an original iPhone
#: slow-motion clip carries its true times (shown at 120 or 240 Hz, played slowly by the Photos app
#: alone), and a clip exported with the slow part baked in says nothing about it.
#: `com.apple.quicktime.full-frame-rate-playback-intent` is only yes or no for players.
_CAPTURE_FPS_TAG = "com.android.capture.fps"
#: A capture rate that differs less than this from the shown rate is no slow motion.
_SLOW_MOTION_RATIO = 1.1


def probe(path: str | Path, *, capture_fps: float | None = None) -> Clip:
    """Describe a clip: size upright, true time of every frame, codec, capture rate, hash.

    `capture_fps` is the rate in Hz at which slow motion was filmed, from the user; without it the
    file's own tag counts if it exceeds the shown rate by more than 10 %. `Clip.rotation_deg` is
    how far the stored pictures are turned clockwise to stand upright.

    Raises UnreadableInputError (no file, not a video, nothing decodable), UsageError (capture_fps).
    """
    return filmed_at(_described(Path(path)), capture_fps)


def filmed_at(clip: Clip, capture_fps: float | None) -> Clip:
    """The clip with the rate in Hz at which the user says it was filmed; None leaves it as it is.

    Raises UsageError for a rate that is none.
    """
    if capture_fps is None:
        return clip
    if not (math.isfinite(capture_fps) and capture_fps > 0):
        raise UsageError(
            f"capture_fps: expected frames per second above 0, got {capture_fps}. "
            f"Give the rate chosen in the camera app, such as 120 or 240."
        )
    return replace(clip, capture_fps=float(capture_fps), capture_fps_origin="user")


def _described(path: Path) -> Clip:
    with open_video(path) as source:
        first = next((frame for _, frame in decoded(source)), None)
        if first is None:
            raise not_a_video(path, f"{source.codec_name} video of which no frame can be decoded")
        orientation = orientation_of(first)
        width_px, height_px = turned_size(
            square_size(first, source.stream.sample_aspect_ratio), orientation
        )
        tagged_fps = _tagged_capture_fps(source)
        codec_name = source.codec_name
        time_base_s = float(source.stream.time_base)
    times = frame_times(path)
    clip = Clip(
        path=path,
        sha256=sha256_of(path),
        width_px=width_px,
        height_px=height_px,
        times_s=(times.ticks - times.ticks[0]) * time_base_s,
        rotation_deg=turn_deg(orientation),
        codec=codec_name,
        first_time_s=float(times.ticks[0] * time_base_s),
        frames_missing=times.missing,
    )
    return _with_tagged_fps(clip, tagged_fps)


def _with_tagged_fps(clip: Clip, tagged_fps: float) -> Clip:
    if np.isfinite(clip.shown_fps) and tagged_fps > _SLOW_MOTION_RATIO * clip.shown_fps:
        return replace(clip, capture_fps=tagged_fps, capture_fps_origin="metadata")
    return clip


def _tagged_capture_fps(source: VideoSource) -> float:
    """Capture rate from the file's tags, or 0."""
    for tags in (source.container.metadata, source.stream.metadata):
        try:
            fps = float(tags[_CAPTURE_FPS_TAG])
        except (KeyError, ValueError):
            continue
        if math.isfinite(fps):
            return fps
    return 0.0
