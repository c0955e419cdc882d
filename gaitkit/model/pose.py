"""The measured person's landmarks over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ._arrays import BoolArray, FloatArray, frozen_array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoseTrack:
    """Landmarks of one person.

    Shapes: T frames, K landmarks. `points_px` (T, K, 2), x to the right, y down, NaN = unseen;
    `points_m` (T, K, 3) metres about the mid-hip as the backend gives them, or None;
    `scores` (T, K) the backend's own confidence, 0..1.
    `times_s` is the time in which the person moved (slow motion already undone).
    `steps` names what was done to the points since the backend gave them, oldest first.
    `roll_deg` is how far the scene's vertical leans clockwise in the picture, where its lines told.
    `looked` (T,) are the frames that the backend looked at: in between points are interpolated.
    None: all of them.
    """

    times_s: FloatArray
    landmarks: tuple[str, ...]
    points_px: FloatArray
    scores: FloatArray
    points_m: FloatArray | None = None
    width_px: int
    height_px: int
    backend: str
    steps: tuple[str, ...] = ()
    roll_deg: float | None = None
    looked: BoolArray | None = None

    def __post_init__(self) -> None:
        frames, count = len(self.times_s), len(self.landmarks)
        freeze = object.__setattr__
        freeze(self, "times_s", frozen_array(self.times_s, name="times_s", shape=(None,)))
        freeze(
            self,
            "points_px",
            frozen_array(self.points_px, name="points_px", shape=(frames, count, 2)),
        )
        freeze(self, "scores", frozen_array(self.scores, name="scores", shape=(frames, count)))
        if self.points_m is not None:
            freeze(
                self,
                "points_m",
                frozen_array(self.points_m, name="points_m", shape=(frames, count, 3)),
            )

    def __len__(self) -> int:
        return len(self.times_s)

    @property
    def frame_rate_hz(self) -> float:
        """Median frame rate in the time in which the person moved."""
        return float(1 / np.median(np.diff(self.times_s))) if len(self) > 1 else np.nan

    def has(self, names: Iterable[str]) -> bool:
        """Whether all `names` are among the landmarks."""
        return set(names) <= set(self.landmarks)

    def px(self, name: str) -> FloatArray:
        """Pixel positions (T, 2) of one landmark; `mid_hip`, `mid_shoulder` are midpoints."""
        if name.startswith("mid_"):
            part = name.removeprefix("mid_")
            return (self.px(f"left_{part}") + self.px(f"right_{part}")) / 2
        return self.points_px[:, self.landmarks.index(name)]

    def with_points(self, points_px: FloatArray, *, step: str) -> PoseTrack:
        """Copy with other pixel positions and `step` added to the history."""
        return replace(self, points_px=points_px, steps=(*self.steps, step))

    def between(self, start_s: float, end_s: float) -> PoseTrack:
        """Copy of the frames with start_s <= time <= end_s."""
        return self._of((self.times_s >= start_s) & (self.times_s <= end_s))

    def looks(self) -> PoseTrack:
        """Copy of the frames that the backend looked at."""
        return self if self.looked is None else replace(self._of(self.looked), looked=None)

    def _of(self, kept: BoolArray) -> PoseTrack:
        return replace(
            self,
            times_s=self.times_s[kept],
            points_px=self.points_px[kept],
            scores=self.scores[kept],
            points_m=None if self.points_m is None else self.points_m[kept],
            looked=None if self.looked is None else self.looked[kept],
        )
