"""What a batch has to do: the clips of a folder, each with its person and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gaitkit import __version__
from gaitkit.errors import UsageError
from gaitkit.model import Settings, Subject
from gaitkit.reference import checked_lang

from . import tables
from .find import Found, chosen, find_clips, places
from .folder import LOCK, UNFINISHED
from .job import Job
from .page import PAGE
from .sessions import SESSIONS
from .subjects import Row, blank, read_subjects, subject_of

#: Names in OUT that no clip's folder may have.
_RESERVED = (
    SESSIONS, LOCK, UNFINISHED, PAGE, tables.METRICS, tables.PARQUET, tables.FINDINGS,
    tables.FAILURES, tables.SESSION_METRICS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to do. `closed` are folders that can't be read, each with the reason."""

    folder: Path
    out: Path
    jobs: tuple[Job, ...]
    closed: Mapping[str, str]
    lang: str
    blur_face: bool


def planned(
    folder: str | Path,
    *,
    out: str | Path,
    only: Sequence[str],
    subjects: str | Path | None,
    subject: Subject,
    settings: Settings,
    lang: str,
    video: bool,
    blur_face: bool,
) -> Plan:
    """The jobs of a batch, before any of them is done; options and errors are `batch`'s."""
    checked_lang(lang)
    folder, out = Path(folder).resolve(), Path(out).resolve()
    found = find_clips(folder, out=out)
    _check_found(folder, found)
    rows = read_subjects(Path(subjects), found.files) if subjects else {}

    def job(file: str, place: str) -> Job:
        row = rows.get(file, Row())
        return Job(
            file=file, path=folder / file, out=out, place=place, date=row.date or "",
            subject=subject_of(row, subject), settings=_settings_of(row, settings), lang=lang,
            overlay=video, blur_face=blur_face, gaitkit=__version__,
        )  # fmt: skip

    files = chosen(found.files, only)
    jobs = tuple(job(*one) for one in places(files, reserved=_RESERVED).items())
    return Plan(
        folder=folder, out=out, jobs=jobs, closed=found.closed, lang=lang, blur_face=blur_face
    )


def blank_subjects(
    folder: str | Path, *, out: str | Path, only: Sequence[str] = (), lang: str = "en"
) -> str:
    """A table of the clips that `batch` would measure, for the user to fill in."""
    folder = Path(folder).resolve()
    found = find_clips(folder, out=Path(out).resolve())
    _check_found(folder, found)
    return blank(chosen(found.files, only), lang=lang)


def _check_found(folder: Path, found: Found) -> None:
    if found.files:
        return
    ours = f" {found.ours} that gaitkit wrote itself are left out." if found.ours else ""
    closed = "".join(f" {name} can't be read ({why})." for name, why in found.closed.items())
    raise UsageError(
        f"{folder}: expected videos (MP4, MOV, ...) or pose files (netCDF, TRC, C3D) in it or in "
        f"folders below it, found none.{ours}{closed} Check the folder."
    )


def _settings_of(row: Row, default: Settings) -> Settings:
    return replace(
        default,
        view=row.view or default.view,
        activity=row.activity or default.activity,
        person=row.person_number or default.person,
        capture_fps=row.capture_fps or default.capture_fps,
    )
