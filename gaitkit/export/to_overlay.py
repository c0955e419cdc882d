"""The clip as a video with the skeleton, events and angles drawn on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gaitkit.errors import UnreadableInputError
from gaitkit.model import Analysis
from gaitkit.video import frames

#: Called with pictures written and pictures in all.
Progress = Callable[[int, int], None]


def write(
    analysis: Analysis,
    path: str | Path,
    lang: str = "en",
    *,
    video: str | Path | None = None,
    max_side_px: int = 1280,
    on_progress: Progress | None = None,
) -> None:
    """Write the overlay video as MP4 (H.264), shown at the clip's own times, without sound.

    Left is red, right is blue; limbs far from the camera or found with a low score are thinner.
    A band under the picture shows the person's time in s, the angles that the view allows in
    degrees, and the events. `video` is where the clip lies now, if not where it was analysed;
    the long side of the picture shrinks to `max_side_px`.

    Raises UnreadableInputError if the clip is gone, UsageError for an unknown language.
    """
    from .mp4 import Mp4Writer
    from .overlay_page import Page

    clip = analysis.clip if video is None else replace(analysis.clip, path=Path(video))
    with frames(clip, turned_deg=analysis.turned_deg, max_side_px=max_side_px) as reader:
        first = next(reader, None)
        if first is None:
            raise UnreadableInputError(
                f"{clip.path}: expected the analysed clip, got a video without its pictures. "
                f"Was the file replaced? Analyse it again."
            )
        height_px, width_px = first.rgb.shape[:2]
        page = Page(analysis, lang=lang, width_px=width_px, height_px=height_px)
        with Mp4Writer(Path(path), width_px=page.width_px, height_px=page.height_px) as out:
            for done, frame in enumerate(itertools.chain([first], reader), start=1):
                out.write(page.draw(frame.rgb, frame.time_s), frame.time_s)
                if on_progress:
                    on_progress(done, len(clip.times_s))
