"""The angles that a view can show, over one bout, by the same formulae as the measurements."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gaitkit.model import SIDES, Bout, PoseTrack, Side
from gaitkit.motion import angles, clean

#: Angles by plane, each with the sides that it is shown for. Of the trunk one side says it all:
#: positive is forward, or toward the right.
_SHOWN: dict[str, tuple[tuple[str, tuple[Side, ...]], ...]] = {
    "side": (("knee_flexion", SIDES), ("trunk_forward_lean", ("right",))),
    "front": (("knee_valgus", SIDES), ("trunk_lateral_lean", ("right",))),
    "rear": (("knee_valgus", SIDES), ("trunk_lateral_lean", ("right",))),
}


class BoutAngles:
    """Angles in degrees of one bout of `track`, NaN where a point is unseen."""

    def __init__(self, track: PoseTrack, bout: Bout) -> None:
        part = track.between(bout.start_s, bout.end_s)
        part = clean.levelled(part, roll_deg=bout.view.roll_deg)
        self._first = int(np.searchsorted(track.times_s, bout.start_s))
        self._values: dict[tuple[str, Side], npt.NDArray[np.float64]] = {
            (name, side): angles.CURVES[name].values(part, side, bout.view)
            for name, sides in _SHOWN.get(bout.view.plane, ())
            for side in sides
        }

    def at(self, frame: int, name: str, side: Side = "right") -> float:
        """Degrees at one frame of the whole track."""
        return float(self._values[name, side][frame - self._first])
