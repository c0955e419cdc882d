"""One frame of the film with the skeleton drawn on it."""

from __future__ import annotations

from gaitkit.errors import UnreadableInputError
from gaitkit.model import Analysis, RgbImage
from gaitkit.reference import checked_lang
from gaitkit.video import frames

from .moments import key_moments


def still(
    analysis: Analysis,
    *,
    time_s: float | None = None,
    lang: str = "en",
    max_side_px: int = 960,
    blur_face: bool = False,
) -> RgbImage:
    """The picture (height, width, 3) at the person's time `time_s`; a mid-stance by default.

    Raises UnreadableInputError where the clip is gone or ends before that time.
    """
    from .overlay_page import Page

    clip = analysis.clip
    at_s = _telling_s(analysis) if time_s is None else time_s
    shown_s = at_s / clip.seconds_per_shown_second
    with frames(
        clip, turned_deg=analysis.turned_deg, start_s=max(shown_s - 1e-6, 0.0),
        max_side_px=max_side_px,
    ) as reader:  # fmt: skip
        found = next(reader, None)
    if found is None:
        raise UnreadableInputError(f"{clip.path}: expected a frame at {at_s:.2f} s, got none.")
    height_px, width_px = found.rgb.shape[:2]
    page = Page(
        analysis, lang=checked_lang(lang), width_px=width_px, height_px=height_px,
        blur_face=blur_face,
    )  # fmt: skip
    return page.draw(found.rgb, found.time_s).copy()


def _telling_s(analysis: Analysis) -> float:
    """A mid-stance, the extreme of a repetition, or the middle of the clip."""
    moments = [m.time_s for m in key_moments(analysis) if m.kind == "mid_stance"]
    peaks = [r.peak_s for r in analysis.repetitions if r.usable]
    middle = float(analysis.pose.times_s[len(analysis.pose) // 2])
    return next(iter([*moments, *peaks, middle]))
