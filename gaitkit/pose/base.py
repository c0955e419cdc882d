"""What a pose backend offers, and the landmark names that everything after it relies on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gaitkit.model import Frame

#: Landmarks that gait needs. A backend may give more; the side comes first in every name.
GAIT_LANDMARKS = tuple(
    f"{side}_{part}"
    for part in ("shoulder", "hip", "knee", "ankle", "heel", "toe")
    for side in ("left", "right")
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonPose:
    """Landmarks of one person in one frame: px (K, 2), metres (K, 3) or None, scores (K,)."""

    points_px: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float64]
    points_m: npt.NDArray[np.float64] | None = None

    def moved(self, right_px: float, down_px: float) -> PersonPose:
        """The same pose elsewhere in the picture."""
        return replace(self, points_px=self.points_px + np.array([right_px, down_px], dtype=float))


#: Part of the picture in which to look at a frame: left, top, right, bottom in pixels.
Region = tuple[float, float, float, float]


class PoseBackend(Protocol):
    """A module of this package, or what an entry point `gaitkit.pose_backends` loads.

    It may also have `make_ready(model, *, on_progress)`, called once before any frame: the only
    place that may fetch anything. With `WARM_UP_FRAMES`, the frames after which it has found its
    way when it starts midway, and `preload()`, which imports what is slow to import, several
    processes share a long clip. With `SECOND_LOOK = True` its hips and legs are looked at again
    (`second_look`). `gaitkit.pose.contract.check_backend` tests the rest.
    """

    NAME: str
    #: What to install for it, or an empty string.
    EXTRA: str
    #: Landmark names, K of them; at least `GAIT_LANDMARKS`.
    LANDMARKS: tuple[str, ...]

    def version(self, model: str) -> str:
        """Library and weights, exactly: part of the cache key and of the record."""

    def detect(self, frames: Iterable[Frame], *, model: str) -> Iterator[list[PersonPose]]:
        """Everyone in each frame, frames taken one by one (no tracking)."""

    def estimate(
        self, frames: Iterable[tuple[Frame, Region | None]], *, model: str
    ) -> Iterator[PersonPose | None]:
        """One person followed through consecutive frames, without smoothing.

        With a region, only what lies inside it is looked at. None = nobody found.
        """
