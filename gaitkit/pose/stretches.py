"""A clip cut into stretches that can be looked at side by side, and their poses put together.

A backend that starts again sees a person a little differently for good: MediaPipe's next look
depends on its last one, and the difference never dies out (median 0.4 to 3 pixels, after a warm-up
of 12 frames or of 96). So where a clip is cut depends on the clip alone, and one process or eight
give the same numbers; and a clip so short that nobody waits long for it is not cut at all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .base import PersonPose

#: Poses by number of the frame.
Poses = dict[int, PersonPose]

#: From this many looks on, so many stretches: fewer cost less, more keep more processors busy.
_COUNTS = ((3200, 8), (1200, 4), (240, 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Frames `first` up to `stop` of a clip; those before `own` let the backend find its way."""

    first: int
    own: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.first


def cut(frames: int, *, every: int = 1, warm_up: int | None) -> tuple[Stretch, ...]:
    """A clip of so many frames, of which every so many-th is looked at, in stretches.

    `warm_up` looks find the way anew (None: no cut).
    """
    wished = next((count for least, count in _COUNTS if frames >= least * every), 1)
    count = 1 if warm_up is None else wished
    warm = (warm_up or 0) * every
    share = (frames + warm * (count - 1)) / count  # of the work: all but the first find their way
    edges = [0, *(round(number * (share - warm) + warm) for number in range(1, count + 1))]
    return tuple(
        Stretch(first=max(0, own - warm), own=own, stop=stop)
        for own, stop in itertools.pairwise(edges)
    )


def joined(stretches: Sequence[Stretch], parts: Sequence[Poses]) -> Poses:
    """The poses of all stretches, each taken over where it agrees best with the one before it."""
    whole: Poses = {}
    for stretch, part in zip(stretches, parts, strict=True):
        start = _meeting(stretch, whole, part)
        whole = {n: pose for n, pose in whole.items() if n < start}
        whole |= {n: pose for n, pose in part.items() if n >= start}
    return whole


def _meeting(stretch: Stretch, before: Poses, after: Poses) -> int:
    """The frame of the later half of the warm-up in which two stretches lie closest together."""
    warm = range((stretch.first + stretch.own + 1) // 2, stretch.own)
    seen = [number for number in warm if number in before and number in after]
    return min(seen, key=lambda n: _apart_px(before[n], after[n]), default=stretch.own)


def _apart_px(a: PersonPose, b: PersonPose) -> float:
    return float(np.median(np.linalg.norm(a.points_px - b.points_px, axis=1)))
