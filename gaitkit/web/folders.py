"""Where a lab's files lie. No name of a user's is ever part of a path here."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .rows import ClipRow, NothingThereError

#: All that an id may be: letters and digits as `store.new_id` makes them.
ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Folders:
    """The folder of a lab and what is in it."""

    data: Path

    @property
    def database(self) -> Path:
        return self.data / "gaitkit.sqlite3"

    @property
    def secret(self) -> Path:
        return self.data / "secret"

    @property
    def lock(self) -> Path:
        return self.data / "running.lock"

    @property
    def address(self) -> Path:
        """Says where the app that runs on this folder is found."""
        return self.data / "running.txt"

    @property
    def incoming(self) -> Path:
        """Uploads that nobody has claimed yet; emptied at every start."""
        return self.data / "incoming"

    @property
    def work(self) -> Path:
        """Results that are being written; emptied at every start."""
        return self.data / "work"

    @property
    def people(self) -> Path:
        """A folder per person."""
        return self.data / "people"

    def person(self, person_id: str) -> Path:
        """All files of a person, and of nobody else."""
        return self.people / _checked(person_id)

    def clip(self, person_id: str, clip: ClipRow) -> Path:
        return self.person(person_id) / "clips" / f"{_checked(clip.id)}{clip.suffix}"

    def poses(self, person_id: str) -> Path:
        """The cache of poses of this person's clips."""
        return self.person(person_id) / "poses"

    def result(self, person_id: str, job_id: str) -> Path:
        return self.person(person_id) / "results" / _checked(job_id)

    def visit(self, person_id: str, visit_id: str) -> Path:
        """The merged files of a visit."""
        return self.person(person_id) / "visits" / _checked(visit_id)

    def make(self) -> None:
        """Make what is missing, readable for this user alone, and clear what was left half done."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.incoming, self.work):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        self.people.mkdir(mode=0o700, exist_ok=True)


def _checked(id: str) -> str:
    if not ID.fullmatch(id):
        raise NothingThereError(id)
    return id


def move_in(source: Path, target: Path) -> None:
    """Put a folder in the place of another one, if there is one."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.replace(target)
