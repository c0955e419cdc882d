"""Clips of one person and day, joined to a session: the best view per measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from gaitkit.clips import Progress

from .folder import NEW, put_in_place, record_in, workplace
from .job import Failure, Joined, Measured

#: Where in OUT the sessions lie.
SESSIONS = "sessions"
#: What some file system can't bear in a name.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionJob:
    """The measured clips of one session. `clips` gives the place and content of each."""

    person: str
    date: str
    out: Path
    place: str
    clips: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    settled: tuple[str, ...]
    lang: str
    blur_face: bool

    @property
    def folder(self) -> Path:
        """Where the session goes."""
        return self.out / self.place


def find_sessions(
    done: Iterable[Measured],
    failures: Sequence[Failure],
    *,
    out: Path,
    lang: str,
    blur_face: bool,
) -> list[SessionJob]:
    """Sessions of two clips or more.

    Clips belong together if their person and day are the same; where no day is known, the folder
    they lie in stands for it.
    """
    groups: dict[tuple[str, str], list[Measured]] = {}
    for clip in done:
        if clip.person:
            groups.setdefault(_key(clip), []).append(clip)
    groups = {key: clips for key, clips in groups.items() if len(clips) > 1}
    names = _names(groups)
    return [
        SessionJob(
            person=clips[0].person,
            date=clips[0].date,
            out=out,
            place=f"{SESSIONS}/{names[key]}",
            clips=tuple((clip.place, clip.sha256) for clip in clips),
            failed=tuple((f.file, f.reason) for f in failures if f.person and _key(f) == key),
            settled=tuple(clip.settled for clip in clips),
            lang=lang,
            blur_face=blur_face,
        )
        for key, clips in groups.items()
    ]


def _key(clip: Measured | Failure) -> tuple[str, str]:
    return clip.person, clip.date or PurePosixPath(clip.file).parent.as_posix()


def _names(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A folder name for each session that every file system can bear, none twice."""
    names: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for person, when in keys:
        name = plain = _FORBIDDEN.sub("_", f"{person} {when}".removesuffix(" .")).strip(" .") or "_"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain} {number}"
        taken.add(name.casefold())
        names[person, when] = name
    return names


def join(job: SessionJob, tell: Progress) -> Joined:
    """Put the session's folder in place, unless it is there already."""
    record = _content(job)
    if record_in(job.folder) != record:
        _written(job, record)
    return Joined(
        person=job.person, date=job.date, place=job.place, clips=tuple(c for c, _ in job.clips)
    )


def _content(job: SessionJob) -> dict[str, Any]:
    """All that decides the session's files, as it comes back from JSON."""
    from gaitkit.session import FILES

    return {
        "person": job.person,
        "date": job.date,
        "clips": [list(clip) for clip in job.clips],
        "failed": [list(failed) for failed in job.failed],
        "settled": list(job.settled),
        "files": list(FILES),
    }


def _written(job: SessionJob, record: dict[str, Any]) -> None:
    from gaitkit.face import has_video, load
    from gaitkit.portrait import portrait
    from gaitkit.session import Session

    results = {}
    for place, _ in job.clips:
        result = load(job.out / place, lang=job.lang)
        shown = portrait(result.record, blur_face=job.blur_face) if has_video(result.record) else ()
        results[place] = replace(result, pictures=shown)
    session = Session(results=results, failed=dict(job.failed), lang=job.lang)
    with workplace(job.out) as work:
        up = "../" * len(PurePosixPath(job.place).parts)
        session.save(work / NEW, clips=False, clips_at=up, clips_in=job.out)
        put_in_place(work, job.folder, record)
