"""One lab: a folder of data with its store and its queue, and what is done with them as a whole."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gaitkit.model import Drawing

from .drawn import draw_in
from .folders import Folders
from .guard import Guard
from .jobs import Runner
from .process import WORKER
from .rows import ClipRow, Person, Visit
from .store import Store
from .uploads import Uploads, needed_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A clip with all that a page about it needs."""

    clip: ClipRow
    visit: Visit
    person: Person
    folder: Path | None


class Lab:
    """Store, files and queue together. `start` before, `stop` after use."""

    def __init__(self, data: Path, guard: Guard, *, command: Sequence[str] = WORKER) -> None:
        self.folders = Folders(data)
        self.folders.make()
        self.guard = guard
        self.store = Store(self.folders.database)
        self.runner = Runner(self.store, self.folders, command)
        self.uploads = Uploads(self.folders.incoming, command)

    def start(self) -> None:
        """Begin to work the queue off, after the files of people who were being deleted."""
        known = {person.id for person in self.store.people()}
        for folder in self.folders.people.iterdir():
            if folder.name not in known:
                _remove(folder)
        self.runner.start()

    def stop(self) -> None:
        """End; what is being measured is begun again after the next start."""
        self.runner.stop()

    def shown(self, clip_id: str) -> Shown:
        """A clip with its visit and person. NothingThereError if there is none."""
        clip = self.store.clip(clip_id)
        visit = self.store.visit(clip.visit_id)
        person = self.store.person(visit.person_id)
        folder = self.folders.result(person.id, clip.result_id) if clip.result_id else None
        return Shown(clip=clip, visit=visit, person=person, folder=folder)

    def claim(self, upload_ids: Sequence[str], visit: Visit) -> list[ClipRow]:
        """Make clips of a visit out of uploads, and queue them."""
        clips = []
        for upload in self.uploads.take(upload_ids):
            clip = ClipRow(
                id=upload.id, visit_id=visit.id, title=upload.title, suffix=upload.path.suffix,
                settings=needed_settings(upload.path.suffix), added_at=upload.taken_at,
            )  # fmt: skip
            target = self.folders.clip(visit.person_id, clip)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            upload.path.replace(target)
            self.store.put_clip(clip)
            clips.append(clip)
        self.measure(clips)
        return clips

    def measure(self, clips: Sequence[ClipRow]) -> None:
        """Queue these clips."""
        for clip in clips:
            self.store.queue(clip.id)
        self.runner.wake()

    def draw(self, clip: ClipRow, drawings: Sequence[Drawing]) -> None:
        """Keep what was measured by hand, with the clip and in its analysis."""
        with self.runner.files:
            clip = self.store.clip(clip.id)
            self.store.change_drawings(clip.id, drawings)
            if clip.result_id:
                shown = self.shown(clip.id)
                draw_in(shown.folder, drawings, shown.visit.lang)

    def delete_person(self, person_id: str) -> None:
        """Forget a person: rows, films, poses, results."""
        clips = [c for v in self.store.visits(person_id) for c in self.store.clips(v.id)]
        self.runner.drop({c.id for c in clips})
        with self.runner.files:
            self.store.delete_person(person_id)
            _remove(self.folders.person(person_id))

    def delete_visit(self, visit: Visit) -> None:
        """Forget a visit. Of its films' poses none is kept: all poses of the person go."""
        clips = self.store.clips(visit.id)
        self.runner.drop({c.id for c in clips})
        with self.runner.files:
            for clip in clips:
                self._remove_files(visit.person_id, clip)
            self.store.delete_visit(visit.id)
            _remove(self.folders.visit(visit.person_id, visit.id))
            _remove(self.folders.poses(visit.person_id))

    def delete_clip(self, shown: Shown) -> None:
        """Forget a clip; what its visit says without it is measured again from another clip."""
        visit = shown.visit
        self.runner.drop({shown.clip.id})
        with self.runner.files:
            self._remove_files(visit.person_id, shown.clip)
            self.store.delete_clip(shown.clip.id)
            _remove(self.folders.poses(visit.person_id))
            _remove(self.folders.visit(visit.person_id, visit.id))
            self.store.replace_numbers(visit.id, ())
        left = [c for c in self.store.clips(visit.id) if c.result_id]
        self.measure(left[:1])

    def _remove_files(self, person_id: str, clip: ClipRow) -> None:
        self.folders.clip(person_id, clip).unlink(missing_ok=True)
        if clip.result_id:
            _remove(self.folders.result(person_id, clip.result_id))

    def change_answers(self, visit: Visit, answers: dict) -> None:
        """Keep the answers; what was measured without them is judged again."""
        if dict(visit.answers) == answers:
            return
        self.store.put_visit(replace(visit, answers=answers))
        self.measure(self.store.clips(visit.id))


def _remove(folder: Path) -> None:
    """A folder that must be gone afterwards: an error if it isn't."""
    if folder.exists():
        shutil.rmtree(folder)


def secret_of(folders: Folders) -> bytes:
    """What the lab signs its forms with, made once, for this user's eyes."""
    if not folders.secret.is_file():
        folders.secret.touch(mode=0o600)
        folders.secret.write_bytes(secrets.token_bytes(32))
    return folders.secret.read_bytes()
