"""The clip as a video with the skeleton, events and angles drawn on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gaitkit.export.film import no_pictures
from gaitkit.model import Analysis, Frame
from gaitkit.reference import checked_lang
from gaitkit.video import frames

#: Called with pictures written and pictures in all.
Progress = Callable[[int, int], None]


NAME = "overlay"
FILE = "overlay.mp4"


def write(
    analysis: Analysis,
    path: str | Path,
    lang: str = "en",
    *,
    video: str | Path | None = None,
    max_side_px: int = 960,
    blur_face: bool = False,
    slow_mid_stance: bool = False,
    on_picture: Callable[[Frame], None] | None = None,
    on_progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write overlay.mp4 (H.264) into the folder `path`, shown at the clip's own times, no sound.

    Left is red, right is blue; limbs far from the camera or found with a low score are thinner.
    A band under the picture shows the person's time in s, the angles that the view allows in
    degrees, and the events. `video` is where the clip lies now, if not where it was analysed;
    the long side of the picture shrinks to `max_side_px`. `blur_face` blurs the face of the
    measured person, of nobody else; `slow_mid_stance` plays the middle of every stance four times
    as slow, and says so in the picture. `on_picture` sees every upright picture before it is
    drawn on.

    Raises UnreadableInputError if the clip is gone, UsageError for an unknown language or where
    there is no face to find in the pose.
    """
    from .mp4 import Mp4Writer
    from .overlay_page import Page
    from .overlay_slow import around_mid_stance

    target = Path(path) / FILE
    slow = around_mid_stance(analysis) if slow_mid_stance else None
    clip = analysis.clip if video is None else replace(analysis.clip, path=Path(video))
    with frames(clip, turned_deg=analysis.turned_deg, max_side_px=max_side_px) as reader:
        first = next(reader, None)
        if first is None:
            raise no_pictures(clip.path)
        height_px, width_px = first.rgb.shape[:2]
        page = Page(
            analysis, lang=checked_lang(lang), width_px=width_px, height_px=height_px,
            blur_face=blur_face, slow=slow,
        )  # fmt: skip
        with Mp4Writer(target, width_px=page.width_px, height_px=page.height_px) as out:
            for done, frame in enumerate(itertools.chain([first], reader), start=1):
                if on_picture:
                    on_picture(frame)
                shown_s = slow.shown_s(frame.time_s) if slow else frame.time_s
                out.write(page.draw(frame.rgb, frame.time_s), shown_s)
                if on_progress:
                    on_progress(done, len(clip.times_s))
    return (target,)
