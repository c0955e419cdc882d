"""The day on which a clip was filmed."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from gaitkit.errors import GaitkitError
from gaitkit.pose.files import POSE_SUFFIXES

#: Where phones and cameras write it, best first: Apple's own tag has the local time.
_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "date")
#: 2026-03-14, 2026_03_14 or 20260314, not inside a longer number.
_IN_NAME = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


def filmed_on(path: Path, file: str) -> str:
    """The day as 2026-03-14, from the video's own tags or else from the name or its folders.

    Empty where neither tells. The time of the file is not asked: copying changes it.
    """
    return _tagged(path) or day_in_name(file)


def _tagged(path: Path) -> str:
    if path.suffix.lower() in POSE_SUFFIXES:
        return ""
    from gaitkit.video.container import open_video

    with suppress(GaitkitError), open_video(path) as source:
        tags = {**source.stream.metadata, **source.container.metadata}
        for tag in _TAGS:
            with suppress(KeyError, ValueError):
                return _day(datetime.fromisoformat(tags[tag]))
    return ""


def _day(moment: datetime) -> str:
    """The local day. Without a clock, cameras write the first day that they know."""
    if moment.year < 2000:
        raise ValueError(f"no clock: {moment}")
    utc = moment.tzinfo is not None and not moment.utcoffset()
    return (moment.astimezone() if utc else moment).date().isoformat()


def day_in_name(file: str) -> str:
    """The day that the name of a clip, or else the nearest of its folders, tells; else empty."""
    for part in reversed(PurePosixPath(file).parts):
        for year, _, month, day in _IN_NAME.findall(part):
            with suppress(ValueError):
                return date(int(year), int(month), int(day)).isoformat()
    return ""
