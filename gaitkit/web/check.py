"""Is an upload a film or a pose file that can be measured? Asked in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gaitkit.errors import GaitkitError

from . import limits


def looked_into(path: Path) -> dict[str, Any]:
    """What is in a file, or `problem`: a key into the app's texts, with numbers for its words."""
    from gaitkit.pose.files import POSE_SUFFIXES

    if not path.stat().st_size:
        return {"problem": "empty"}
    try:
        return _pose(path) if path.suffix in POSE_SUFFIXES else _film(path)
    except GaitkitError:
        return {"problem": "not_a_film"}


def _pose(path: Path) -> dict[str, Any]:
    from gaitkit.pose.files import load_pose_input

    track = load_pose_input(path, view="side")
    if len(track) < 2:
        return {"problem": "too_short"}
    duration_s = float(track.times_s[-1] - track.times_s[0])
    size = {"width_px": track.width_px, "height_px": track.height_px}
    return _within(frames=len(track), duration_s=duration_s, **size)


def _film(path: Path) -> dict[str, Any]:
    """Sizes are read from the header before a single picture is decoded."""
    from gaitkit.video import probe
    from gaitkit.video.container import open_video

    with open_video(path) as source:
        codec, told_us = source.stream.codec_context, source.container.duration
        told = _within(
            width_px=codec.width, height_px=codec.height, frames=source.stream.frames,
            duration_s=(told_us or 0) / 1e6,
        )  # fmt: skip
    if "problem" in told:
        return told
    clip = probe(path)
    if len(clip.times_s) < 2:
        return {"problem": "too_short"}
    return _within(
        width_px=clip.width_px, height_px=clip.height_px, frames=len(clip.times_s),
        duration_s=clip.duration_s,
    )  # fmt: skip


def _within(*, width_px: int, height_px: int, frames: int, duration_s: float) -> dict[str, Any]:
    found = {"width_px": width_px, "height_px": height_px, "duration_s": round(duration_s, 1)}
    too_large = width_px * height_px > limits.LARGEST_PICTURE_PX
    if too_large or max(width_px, height_px) > limits.LARGEST_SIDE_PX:
        return {"problem": "picture_too_large", **found}
    if duration_s > limits.LONGEST_S or frames > limits.MOST_FRAMES:
        return {"problem": "too_long", "minutes": round(limits.LONGEST_S / 60), **found}
    return found
