"""What is to be done with one clip, and what became of it: small things that cross processes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from gaitkit.export.plain import to_plain
from gaitkit.model import Note, Settings, Subject
from gaitkit.pose.files import POSE_SUFFIXES

#: A pose file takes as long as about so many bytes of video.
_POSE_BYTES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One clip with all that decides its results. `file` is its name in tables, `place` its
    folder in `out`; both have "/" between their parts. `date` is empty unless the user gave it.
    """

    file: str
    path: Path
    out: Path
    place: str
    subject: Subject
    settings: Settings
    date: str
    lang: str
    overlay: bool
    blur_face: bool
    gaitkit: str

    @property
    def folder(self) -> Path:
        """Where the results go."""
        return self.out / self.place

    @property
    def weight(self) -> float:
        """About how much work this is: films of one camera are as long as they are large."""
        if self.path.suffix.lower() in POSE_SUFFIXES:
            return _POSE_BYTES
        try:
            return max(self.path.stat().st_size, 1)
        except OSError:
            return 1

    @property
    def settled(self) -> str:
        """Everything but the clip itself that the results depend on, as text."""
        return json.dumps(
            to_plain(self, skip=("file", "path", "out", "place", "date")), sort_keys=True
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A clip whose results are in place. `activities` by number of bout; `planes` it was seen in.

    `seen` counts the patterns that were seen, by level; `warnings` are what its report warns of.
    """

    file: str
    place: str
    person: str
    date: str
    sha256: str
    settled: str
    files: tuple[str, ...]
    planes: tuple[str, ...]
    activities: tuple[tuple[int, str], ...]
    seen: dict[str, int]
    warnings: tuple[Note, ...]
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A clip that could not be measured, with the exit code `analyze` would have ended with."""

    file: str
    person: str
    date: str
    view: str
    exit_code: int
    reason: str
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A session that is in place; `clips` are the places of its clips."""

    person: str
    date: str
    place: str
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What became of a folder. `kept` of the measured clips were done by an earlier run."""

    folder: Path
    out: Path
    measured: tuple[Measured, ...]
    failures: tuple[Failure, ...]
    sessions: tuple[Joined, ...]
    kept: int

    @property
    def exit_code(self) -> int:
        """0 if all went well, 5 if some clips failed."""
        return 5 if self.failures else 0
