"""One picture of a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RgbImage = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One upright picture: `rgb` (height, width, 3), its number and shown time in the clip."""

    index: int
    time_s: float
    rgb: RgbImage
