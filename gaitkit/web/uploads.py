"""Films on their way in: received piece by piece, looked into, kept until a visit claims them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gaitkit.pose.files import POSE_SUFFIXES
from gaitkit.pose.markers import MARKER_SUFFIXES

from . import limits
from .process import Worker
from .store import new_id
from .titles import shown_title

#: What any film is called on the disk: what it is, the file itself says.
FILM_SUFFIX = ".film"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A film or pose file that was received and looked into."""

    id: str
    title: str
    path: Path
    about: Mapping[str, Any] = field(default_factory=dict)
    taken_at: float = 0.0


def needed_settings(suffix: str) -> dict[str, Any]:
    """A marker file has no camera: it is seen from the side unless somebody says otherwise."""
    return {"view": "side"} if suffix in MARKER_SUFFIXES else {}


class RefusedError(Exception):
    """An upload that is not taken: `problem` is a key into the texts, `values` fill its words."""

    def __init__(self, problem: str, **values: Any) -> None:
        super().__init__(problem)
        self.problem, self.values = problem, values


class Uploads:
    """The uploads of this run of the app."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._folder, self._command = folder, command
        self._kept: dict[str, Upload] = {}

    async def receive(
        self, chunks: AsyncIterator[bytes], *, title: str, told_bytes: int | None
    ) -> tuple[str, Path]:
        """Write what comes in to a file of a name of our own; gives that and its id."""
        self._check_room(told_bytes or 0)
        suffix = Path(shown_title(title)).suffix.lower()
        id = new_id()
        path = self._folder / f"{id}{suffix if suffix in POSE_SUFFIXES else FILM_SUFFIX}"
        taken = 0
        try:
            with path.open("xb") as file:
                async for chunk in chunks:
                    taken += len(chunk)
                    if taken > limits.LARGEST_FILE_BYTES:
                        raise RefusedError("file_too_large", **_largest())
                    file.write(chunk)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise RefusedError("disk_full") from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return id, path

    def _check_room(self, told_bytes: int) -> None:
        if told_bytes > limits.LARGEST_FILE_BYTES:
            raise RefusedError("file_too_large", **_largest())
        if len(self._kept) >= limits.MOST_INCOMING:
            raise RefusedError("too_many")
        free = shutil.disk_usage(self._folder).free
        if free - told_bytes < limits.FREE_DISK_BYTES:
            raise RefusedError("disk_full")

    def look_into(self, id: str, path: Path, *, title: str) -> Upload:
        """Keep the file if it can be measured; else it is gone, and `RefusedError` says why."""
        try:
            about = self._asked(path)
            if "problem" in about:
                raise RefusedError(about.pop("problem"), **about)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        upload = Upload(
            id=id, title=shown_title(title), path=path, about=about, taken_at=time.time()
        )
        self._kept[id] = upload
        return upload

    def _asked(self, path: Path) -> dict[str, Any]:
        """What a process of its own finds in the file: a crafted one takes only that down."""
        task = {"task": "check", "path": str(path)}
        last: dict[str, Any] = {}
        with Worker(task, command=self._command) as worker:
            enough = threading.Timer(limits.CHECK_S, worker.kill)
            enough.daemon = True
            enough.start()
            for said in worker:
                last = said
            enough.cancel()
        return dict(last.get("end", {"problem": "not_a_film"}))

    def discard(self, id: str) -> None:
        """Forget an upload; nothing happens if there is none."""
        if upload := self._kept.pop(id, None):
            upload.path.unlink(missing_ok=True)

    def take(self, ids: Sequence[str]) -> list[Upload]:
        """Hand these uploads over; unknown ones are passed over."""
        return [self._kept.pop(id) for id in dict.fromkeys(ids) if id in self._kept]

    def known(self, ids: Sequence[str]) -> list[Upload]:
        """Those of these uploads that are there."""
        return [self._kept[id] for id in dict.fromkeys(ids) if id in self._kept]


def _largest() -> dict[str, float]:
    return {"gigabytes": limits.LARGEST_FILE_BYTES / 2**30}
