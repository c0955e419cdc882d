"""Marker files that hold a picture: flat recordings of one camera, in pixels or in metres."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..model import PoseTrack
from .keypoint_sets import landmark_columns, on_landmarks
from .markers import Markers

FloatArray = npt.NDArray[np.float64]

#: A marker that leaves its plane by less than this is in it; files round to this or finer.
_FLAT_M = 1e-5
#: Nobody is taller: what spans more is in pixels, whatever unit the file names (Sports2D: m).
_TALLEST_M = 5.0
_PX_PER_M, _MARGIN_M = 400.0, 0.5


def flat_axis(markers: Markers) -> int | None:
    """The horizontal axis, 0 or 1, along which no marker ever moves; None for true 3D."""
    points = markers.points_m[:, np.isfinite(markers.points_m).all(axis=2).any(axis=0)]
    for axis in (0, 1):
        spread = np.nanmax(points[..., axis], axis=0) - np.nanmin(points[..., axis], axis=0)
        if len(points) > 1 and points.shape[1] and np.all(spread < _FLAT_M):
            return axis
    return None


def in_picture(markers: Markers, *, flat: int) -> PoseTrack:
    """The recording as the picture that it was taken from; markers unseen are NaN, score 0.

    Pixels stay as they are; metres are drawn at a fixed size, the feet at the bottom.
    """
    across, up = markers.points_m[..., 1 - flat], markers.points_m[..., 2]
    if np.nanmax(up) - np.nanmin(up) > _TALLEST_M:
        points = np.stack([across, -up], axis=-1)
    else:
        left, top = np.nanmin(across) - _MARGIN_M, np.nanmax(up) + _MARGIN_M
        points = np.stack([across - left, top - up], axis=-1) * _PX_PER_M
    columns = landmark_columns(markers.names)
    points, scores = on_landmarks(points, np.isfinite(points).all(axis=-1).astype(float), columns)
    width, height = np.ceil(np.nanmax(points, axis=(0, 1)) + _MARGIN_M).astype(int)
    return PoseTrack(
        times_s=markers.times_s,
        landmarks=tuple(columns),
        points_px=points,
        scores=scores,
        width_px=int(width),
        height_px=int(height),
        backend=markers.source.rsplit(".", 1)[-1].lower() or "markers",
        steps=("read from a flat marker file",),
    )
