"""A small picture of the person who was measured, for the report."""

from __future__ import annotations

from . import video
from .export.overlay_face import FaceBlur, nearest_frame
from .export.pictures import jpeg
from .model import Analysis

_HEIGHT_PX = 320
_MARGIN = 0.15


def portrait(analysis: Analysis, *, blur_face: bool = False) -> tuple[bytes, ...]:
    """JPEG of the person at the time of the choice; nothing where there is no video.

    Raises UsageError if a face is to be blurred and the pose doesn't show where it is.
    """
    left, top, right, bottom = analysis.person.box_px
    if right <= left or bottom <= top:
        return ()
    import cv2

    at_s = analysis.person.time_s
    with video.frames(analysis.clip, turned_deg=analysis.turned_deg, start_s=at_s - 1e-6) as reader:
        frame = next(reader, None)
    if frame is None:
        return ()
    if blur_face:
        at_frame = nearest_frame(analysis, at_s * analysis.clip.seconds_per_shown_second)
        FaceBlur(analysis.pose).apply(frame.rgb, at_frame)
    margin = _MARGIN * (bottom - top)
    rows = slice(max(0, int(top - margin)), int(bottom + margin))
    columns = slice(max(0, int(left - margin)), int(right + margin))
    part = frame.rgb[rows, columns]
    scale = min(1.0, _HEIGHT_PX / part.shape[0])
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return (jpeg(small),)
