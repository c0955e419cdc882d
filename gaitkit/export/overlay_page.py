"""One page of the overlay: the picture with the person drawn on it, and the band below."""

from __future__ import annotations

import numpy as np

from gaitkit.model import Analysis, Bout, RgbImage
from gaitkit.motion.swaps import repair_leg_swaps
from gaitkit.reference import text

from .overlay_body import BodyPainter
from .overlay_count import CountPainter
from .overlay_face import FaceBlur, nearest_frame
from .overlay_footer import FooterPainter, footer_height_px
from .overlay_ink import NEUTRAL, Pen, draw_label
from .overlay_slow import TIMES_SLOWER, SlowMotion


class Page:
    """Draws picture after picture of one size into the same memory."""

    def __init__(
        self,
        analysis: Analysis,
        *,
        lang: str,
        width_px: int,
        height_px: int,
        blur_face: bool = False,
        slow: SlowMotion | None = None,
    ) -> None:
        pen = Pen.for_size(width_px, height_px)
        track = repair_leg_swaps(analysis.pose)  # as the measurements see it
        self._analysis = analysis
        self._picture = (slice(height_px), slice(width_px))
        even_px = (height_px + height_px % 2, width_px + width_px % 2)
        self._canvas = np.zeros((even_px[0] + footer_height_px(pen), even_px[1], 3), np.uint8)
        self._band = self._canvas[even_px[0] :]
        scale = width_px / analysis.pose.width_px
        self._body = BodyPainter(analysis=analysis, track=track, lang=lang, pen=pen, scale=scale)
        self._footer = FooterPainter(analysis, track, lang=lang, pen=pen, width_px=even_px[1])
        self._count = CountPainter(analysis, lang=lang, pen=pen)
        self._slow, self._pen = slow, pen
        self._slow_words = text("overlay.slow", lang, {"times": TIMES_SLOWER})
        self._face = FaceBlur(track, scale=scale) if blur_face else None

    @property
    def width_px(self) -> int:
        """Width of the page, even."""
        return self._canvas.shape[1]

    @property
    def height_px(self) -> int:
        """Height of the page, even."""
        return self._canvas.shape[0]

    def draw(self, rgb: RgbImage, shown_s: float) -> RgbImage:
        """The page for a picture; valid until the next call."""
        time_s = shown_s * self._analysis.clip.seconds_per_shown_second
        frame, bout = pose_frame_at(self._analysis, time_s), bout_at(self._analysis, time_s)
        picture = self._canvas[self._picture]
        picture[:] = rgb
        if self._face:
            self._face.apply(picture, nearest_frame(self._analysis, time_s))
        if frame is not None:
            self._body.draw(picture, frame, bout.view.near_side if bout else None)
        self._count.draw(picture, time_s)
        if self._slow and self._slow.is_slow(shown_s):
            corner = np.array([picture.shape[1], 0.0])
            draw_label(picture, self._slow_words, corner, NEUTRAL, self._pen.text_px)
        self._footer.draw(self._band, time_s, frame, bout)
        return self._canvas


def pose_frame_at(analysis: Analysis, time_s: float) -> int | None:
    """Number of the pose frame within half a frame of a moment of the person's time."""
    if not len(analysis.pose):
        return None
    near = nearest_frame(analysis, time_s)
    clip = analysis.clip
    tolerance_s = 0.5 * clip.seconds_per_shown_second / clip.shown_fps
    return near if abs(analysis.pose.times_s[near] - time_s) <= tolerance_s else None


def bout_at(analysis: Analysis, time_s: float) -> Bout | None:
    """The bout that a moment of the person's time lies in."""
    for bout in analysis.bouts:
        if bout.start_s <= time_s <= bout.end_s:
            return bout
    return None
