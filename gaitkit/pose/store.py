"""Files that are either whole or not there, whoever is killed or writes at the same time.

Each file lies beside a note of its SHA-256; without a matching note it does not count.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from ..disk import sha256_of
from ..errors import InstallationError

LOCK_TIMEOUT_S = 1800
UNFINISHED = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Vouches for a bundle: its bytes, the identity of its networks, where it came from."""

    sha256: str
    size_bytes: int
    network: str
    origin: str


def intact(path: Path) -> Note | None:
    """The note of `path` if it vouches for exactly these bytes."""
    try:
        note = Note(**json.loads(_note_file(path).read_text("utf-8")))
        whole = path.stat().st_size == note.size_bytes and sha256_of(path) == note.sha256
    except (OSError, ValueError, TypeError):
        return None
    return note if whole else None


def put(path: Path, data: bytes, *, network: str, origin: str) -> None:
    """Write `data`, then the note that makes it count. Call it with the folder locked."""
    sha256 = hashlib.sha256(data).hexdigest()
    note = Note(sha256=sha256, size_bytes=len(data), network=network, origin=origin)
    _replace(path, data)
    _replace(_note_file(path), json.dumps(asdict(note), indent=2).encode())
    if intact(path) is None:
        raise InstallationError(f"{path}: written, but it reads back differently. Check the disk.")


@contextmanager
def locked(folder: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Make `folder`, hold its lock, clear what killed processes left there.

    An `OSError` while it is held is a folder that can't be written: `InstallationError`.
    """
    import filelock

    lock = filelock.FileLock(folder / ".lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            on_wait()
            lock.acquire(timeout=LOCK_TIMEOUT_S)
        _sweep(folder)
        yield
    except OSError as error:  # filelock's Timeout is one
        raise InstallationError(
            f"{folder}: can't store model weights there ({error}). Make it writable and check the "
            f"free space, or put the .task files in a folder and name it in GAITKIT_MODELS."
        ) from error
    finally:
        lock.release()


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """An empty folder inside `folder` for unfinished things, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED) as inside:
        yield Path(inside)


def _note_file(path: Path) -> Path:
    return path.with_suffix(".json")


def _replace(path: Path, data: bytes) -> None:
    """Put `data` at `path` at once: nobody ever sees a part of it."""
    with workplace(path.parent) as folder:
        part = folder / path.name
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def _sweep(folder: Path) -> None:
    for leftover in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)
