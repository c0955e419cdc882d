"""Files on the disk: told apart by their content, and never there by half."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, computed again only when its size or time of change differs."""
    status = path.stat()
    return _sha256(path.absolute(), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _sha256(path: Path, size_bytes: int, changed_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Where to write a file that appears under its name only once it is whole.

    Two processes that write the same file don't meet: the last one's stays.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
