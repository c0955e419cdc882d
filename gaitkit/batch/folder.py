"""A folder of results is there whole or not at all, whoever is killed and when.

Results are written in OUT/.unfinished/<something>/new and renamed into place; what lay there
before waits in .../old until then. `tidy` finishes what a killed run had begun.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gaitkit.errors import UsageError

#: What a batch remembers of a folder of results, in it.
RECORD = ".batch.json"
UNFINISHED = ".unfinished"
LOCK = ".batch.lock"
NEW, _OLD, _TARGET = "new", "old", "target"
_SCHEMA_VERSION = 1
#: Whatever gaitkit writes into a folder of results; anything else there is the user's.
OURS = frozenset({
    RECORD, "analysis.json", "pose.nc", "metrics.csv", "events.csv", "curves.csv",
    "repetitions.csv", "findings.csv", "report.html", "report.pdf", "overlay.mp4", "session.json",
})  # fmt: skip
_MARKS = (RECORD, "analysis.json", "session.json")


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep a second batch out of `out`. Raises UsageError where one is at work there."""
    import filelock

    out.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(out / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise UsageError(
            f"--out {out}: another gaitkit batch is at work there. Wait for it, or choose another."
        ) from None
    except NotImplementedError:  # some network drives know no locks
        pass
    try:
        yield
    finally:
        lock.release()


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder to write results in, in its subfolder `NEW`; gone afterwards."""
    (out / UNFINISHED).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out / UNFINISHED, ignore_cleanup_errors=True) as place:
        yield Path(place)


def put_in_place(work: Path, target: Path, record: dict[str, Any]) -> None:
    """Make `work`/new the folder `target`, with `record` in it.

    What the user put beside earlier results stays there. Raises UsageError where `target` holds
    something that gaitkit did not write.
    """
    content = json.dumps({"schema_version": _SCHEMA_VERSION, **record}, ensure_ascii=False)
    (work / NEW / RECORD).write_text(content, encoding="utf-8")
    place = target.relative_to(work.parents[1]).as_posix()
    (work / _TARGET).write_text(place, encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        _check_ours(target)
        target.rename(work / _OLD)
    _finish(work)


def _check_ours(target: Path) -> None:
    if target.is_dir() and (
        any((target / mark).exists() for mark in _MARKS) or not any(target.iterdir())
    ):
        return
    raise UsageError(
        f"{target}: the results belong there, but something that gaitkit did not write lies in "
        f"the way. Move it, or choose another --out."
    )


def _finish(work: Path) -> None:
    """The second half of a change of folders; may be done again after a kill at any point."""
    target = work.parents[1] / (work / _TARGET).read_text("utf-8")
    if (work / NEW).exists():
        (work / NEW).rename(target)
    if (work / _OLD).exists():
        for thing in (work / _OLD).iterdir():
            if thing.name not in OURS and not (target / thing.name).exists():
                thing.rename(target / thing.name)


def tidy(out: Path) -> None:
    """Finish changes of folders that a killed run had begun, take its other leftovers away."""
    for work in (out / UNFINISHED).glob("*"):
        if (work / _OLD).exists():
            _finish(work)
        shutil.rmtree(work, ignore_errors=True)
    with suppress(OSError):
        (out / UNFINISHED).rmdir()


def record_in(folder: Path) -> dict[str, Any] | None:
    """What was put in place there; None if nothing was or files of it are gone."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        whole = record.pop("schema_version") == _SCHEMA_VERSION
        whole = whole and all((folder / name).is_file() for name in record["files"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if whole else None


def take_away(folder: Path) -> None:
    """Remove results that no longer hold; what the user put beside them stays."""
    if not any((folder / mark).exists() for mark in _MARKS):
        return
    for name in OURS:
        (folder / name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
