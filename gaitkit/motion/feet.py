"""Size and height of the feet of somebody who stands."""

from __future__ import annotations

import numpy as np

from ..model import PoseTrack, Side, View
from ..model._arrays import FloatArray
from . import geometry
from .angles import FOOT_OVER_LEG
from .legs import leg_length_px


def foot_length_px(track: PoseTrack, side: Side, view: View) -> float:
    """Heel to toes as seen from the side; from elsewhere the usual share of the leg."""
    if view.plane == "side":
        length = geometry.length_px(track.px(f"{side}_heel"), track.px(f"{side}_toe"))
        return float(np.nanmedian(length))
    return FOOT_OVER_LEG * leg_length_px(track)


def heel_height_pct(track: PoseTrack, side: Side, view: View) -> FloatArray:
    """Height of the heel (T,) in percent of the foot's length, from an arbitrary level."""
    return -100 * track.px(f"{side}_heel")[:, 1] / foot_length_px(track, side, view)
