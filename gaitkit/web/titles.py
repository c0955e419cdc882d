"""What clips are called: names that came with them, made safe to show and to file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import count
from pathlib import PurePosixPath

from .limits import LONGEST_TEXT
from .rows import ClipRow

_LONGEST_NAME = 60


def shown_title(given: str) -> str:
    """A file's name as it is shown: the last part, printable, not too long."""
    last = re.split(r"[/\\]", given)[-1]
    printable = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return printable[-LONGEST_TEXT:] or "film"


def file_name(words: str) -> str:
    """Words as the name of a file or folder anywhere: letters, digits, space, - and _ alone."""
    plain = unicodedata.normalize("NFC", words)
    kept = re.sub(r"[^\w \-]+", "_", plain).strip(" _")[:_LONGEST_NAME].strip()
    return kept or "film"


def names_of(clips: Sequence[ClipRow]) -> dict[str, str]:
    """A name for each clip of a visit by its id, none twice."""
    names: dict[str, str] = {}
    for clip in clips:
        stem = file_name(PurePosixPath(clip.title).stem)
        free = (stem if n == 1 else f"{stem}-{n}" for n in count(1))
        names[clip.id] = next(name for name in free if name not in names.values())
    return names
