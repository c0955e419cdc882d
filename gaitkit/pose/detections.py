"""Everyone that another program found, frame by frame, before one person is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..errors import UnreadableInputError, UsageError
from .base import PersonPose
from .keypoint_sets import landmark_columns, on_landmarks

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detections:
    """People per frame: `people[i]` are those seen at `times_s[i]`, NaN = point unseen.

    `source` names the program; the picture's size is the least that holds all points where the
    file does not tell it.
    """

    times_s: FloatArray
    landmarks: tuple[str, ...]
    people: tuple[tuple[PersonPose, ...], ...]
    width_px: int
    height_px: int
    source: str


def checked_rate_hz(rate_hz: float | None, path: Path, *, kind: str) -> float:
    """The frame rate that was given for a file without one. UsageError if it was not."""
    if rate_hz is None:
        raise UsageError(
            f"{path}: {kind} does not say how many frames per second were filmed. Give the "
            f"video's rate: --capture-fps 60 (in Python capture_fps=60)."
        )
    return rate_hz


def detections(
    keypoints: Sequence[tuple[FloatArray, FloatArray]],
    *,
    names: Sequence[str],
    times_s: FloatArray,
    path: Path,
    source: str,
) -> Detections:
    """From points (N, K, 2) in pixels and scores (N, K) of the N people of each frame.

    Raises UnreadableInputError if no keypoint has a name that gaitkit knows, or nobody is seen.
    """
    columns = landmark_columns(names)
    if not columns:
        raise UnreadableInputError(
            f"{path}: expected keypoints such as left_hip, left_knee, left_ankle, left_heel and "
            f"left_toe, got {', '.join(names[:12])}. Rename them."
        )
    people = tuple(_people(points, scores, columns) for points, scores in keypoints)
    seen = [pose.points_px for frame in people for pose in frame]
    if not seen:
        raise UnreadableInputError(f"{path}: nobody is seen in any of {len(people)} frames.")
    width, height = np.ceil(np.nanmax(np.concatenate(seen), axis=0)).astype(int) + 1
    return Detections(
        times_s=times_s, landmarks=tuple(columns), people=people, width_px=int(width),
        height_px=int(height), source=source,
    )  # fmt: skip


def _people(
    points_px: FloatArray, scores: FloatArray, columns: dict[str, tuple[int, ...]]
) -> tuple[PersonPose, ...]:
    points, sure = on_landmarks(points_px, scores, columns)
    return tuple(
        PersonPose(points_px=p, scores=np.where(np.isfinite(p).all(axis=1), s, 0.0))
        for p, s in zip(points, sure, strict=True)
        if np.isfinite(p).all(axis=1).any()
    )
