"""One clip of a batch: measured, and its folder put in place whole."""

from __future__ import annotations

import platform
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit import __version__
from gaitkit.clips import ClipRun, Progress, exit_code_of, message_of, raise_if_debugging
from gaitkit.disk import sha256_of
from gaitkit.errors import InstallationError, UnreadableInputError
from gaitkit.export.plain import from_plain, to_plain
from gaitkit.reference import note_level

from .dates import day_in_name, filmed_on
from .folder import NEW, put_in_place, record_in, take_away, workplace
from .job import Failure, Job, Measured

if TYPE_CHECKING:
    from gaitkit.clips import DoneClip
    from gaitkit.face import Result


def measure_clip(job: Job, tell: Progress) -> Measured | Failure:
    """Measure a clip and put its folder in place, or say why that was not possible.

    Results that are in place already are left as they are; those of other settings or of a clip
    that has changed make way.
    """
    started_s, date = time.perf_counter(), ""
    try:
        _check_version(job)
        _check_readable(job.path)
        if done := finished(job):
            return done
        date = filmed_on(job.path, job.file)
        return _measured(job, date, tell, started_s)
    except Exception as error:
        raise_if_debugging(error)
        return failure(job, error, date=date, wall_s=time.perf_counter() - started_s)


def finished(job: Job) -> Measured | None:
    """The record of the clip if its results are in place: same content, same settings."""
    told = record_in(job.folder)
    if told is None or told.get("settled") != job.settled:
        return None
    try:
        if told.get("sha256") == sha256_of(job.path):
            return _dated(from_plain(Measured, {**told, "file": job.file, "place": job.place}), job)
    except (
        OSError,
        TypeError,
        ValueError,
        KeyError,
    ):  # unreadable; a record of another version, with other parts
        pass
    return None


def _dated(done: Measured, job: Job) -> Measured:
    """The day that the user gave goes before the one that the clip tells, which is kept."""
    return replace(done, date=job.date or done.date)


def failure(job: Job, error: BaseException, *, date: str = "", wall_s: float = 0.0) -> Failure:
    """Why a clip was not measured; earlier results of it are taken away.

    The clip itself is not touched: it may be what broke the process that opened it.
    """
    take_away(job.folder)
    return Failure(
        file=job.file,
        person=job.subject.name or "",
        date=job.date or date or day_in_name(job.file),
        view="" if job.settings.view == "auto" else job.settings.view,
        exit_code=exit_code_of(error),
        reason=message_of(error).removeprefix(f"{job.path}: "),
        wall_s=round(wall_s, 2),
    )


def _check_readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise UnreadableInputError(
            f"{path}: computer {platform.node()} sees no such file. A clip must stay where it is "
            f"while the batch runs, and every computer must see it under this path."
        ) from None
    except OSError as error:
        raise UnreadableInputError(
            f"{path}: can't be opened ({error.strerror}). Check the rights of the file."
        ) from error


def _check_version(job: Job) -> None:
    if job.gaitkit != __version__:
        raise InstallationError(
            f"{job.path}: computer {platform.node()} has gaitkit {__version__}, the batch was "
            f"started with {job.gaitkit}. Install the same version everywhere."
        )


def _measured(job: Job, date: str, tell: Progress, started_s: float) -> Measured:
    from gaitkit import face

    def measure(path: Path, tell: Progress, blur_face: bool) -> Result:
        settings = job.settings
        return face.analyze(
            path, subject=job.subject, view=settings.view, activity=settings.activity,
            person=settings.person, capture_fps=settings.capture_fps, model=settings.model,
            backend=settings.backend, lang=job.lang, blur_face=blur_face, processes=1,
            on_progress=tell,
        )  # fmt: skip

    with workplace(job.out) as work:
        run = ClipRun(out=work, lang=job.lang, overlay=job.overlay, blur_face=job.blur_face)
        run.measure({NEW: job.path}, measure, follow=lambda number, name: tell)
        for error in run.errors.values():
            raise error
        done = _record(job, date, run.done[NEW])
        done = replace(done, wall_s=round(time.perf_counter() - started_s, 2))
        put_in_place(work, job.folder, to_plain(done))
    return _dated(done, job)


def _record(job: Job, date: str, done: DoneClip) -> Measured:
    analysis = done.result.record
    notes = (*analysis.notes, *analysis.person.notes)
    seen = {f.pattern: f.level for f in analysis.findings if f.status == "seen"}
    return Measured(
        file=job.file,
        place=job.place,
        person=job.subject.name or "",
        date=date,
        sha256=analysis.clip.sha256,
        settled=job.settled,
        files=done.files,
        planes=tuple(dict.fromkeys(b.view.plane for b in analysis.bouts)),
        activities=tuple((b.number, b.activity) for b in analysis.bouts),
        seen=dict(Counter(seen.values())),
        warnings=tuple(n for n in notes if note_level(n) == "warning"),
        wall_s=0.0,
    )
