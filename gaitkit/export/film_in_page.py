"""The film that a report already holds, so that other pages can show it without the clip.

It is what was written then: a face that was blurred stays so, wherever the clip is now.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

from gaitkit.model import Analysis

from .film import Film
from .player import film_ticks

_DATA = re.compile(r'<script type="application/json" class="data">(.*?)</script>', re.DOTALL)
_FILM = re.compile(r'<script type="text/plain" class="film">([^<]*)</script>')
_STILL = re.compile(r'<image data-frame="(\d+)" [^>]*href="data:image/jpeg;base64,([^"]+)"')
#: How an MP4 and a JPEG begin; anything else in their place is left alone.
_MP4, _JPEG = b"ftyp", b"\xff\xd8\xff"


def read_page(report: Path) -> str:
    """The text of a report.html, empty where there is none."""
    try:
        return report.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def film_in(page: str, analysis: Analysis) -> Film | None:
    """The film and stills in a clip's report.html.

    None where it has none, is not ours, or is of another clip than `analysis`: a film whose
    pictures have other times would be shown at the wrong moments.
    """
    try:
        found, film = _DATA.search(page), _FILM.search(page)
        if found is None or film is None:
            return None
        data, mp4 = json.loads(found[1]), b64decode(film[1], validate=True)
        (width_px, height_px), (faces, faces_unseen) = data["size"], data["faces"]
        if mp4[4:8] != _MP4 or data["times"] != film_ticks(analysis):
            return None
        return Film(
            mp4=mp4, width_px=int(width_px), height_px=int(height_px), stills=dict(_stills(page)),
            faces=int(faces), faces_unseen=None if faces_unseen is None else int(faces_unseen),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None


def _stills(page: str) -> Iterator[tuple[int, bytes]]:
    for frame, data in _STILL.findall(page):
        still = b64decode(data, validate=True)
        if still.startswith(_JPEG):
            yield int(frame), still
