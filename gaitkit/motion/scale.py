"""Metres per pixel from the person's height."""

from __future__ import annotations

from ..model import PoseTrack, Scale, Subject
from .legs import leg_length_px

#: Hip to knee to ankle over stature: thigh 0.245 and shank 0.246, Drillis & Contini (1966) as
#: tabulated by Winter (2009).
LEG_OVER_STATURE = 0.491
#: 95 % of people differ less than this from that share, landmark error included.
RELATIVE_SPREAD = 0.08


def scale_from_height(track: PoseTrack, subject: Subject, *, plane: str) -> Scale | None:
    """Scale at the walker's median distance, or None where the height is not known.

    `plane` is where the person is seen from: from the side no segment points toward the camera.
    """
    if subject.height_m is None:
        return None
    leg_px = leg_length_px(track, percentile=50 if plane == "side" else 90)
    metres = LEG_OVER_STATURE * subject.height_m
    return Scale(m_per_px=metres / leg_px, relative_spread=RELATIVE_SPREAD, origin="height")
