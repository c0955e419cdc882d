"""What is compared: the clips of one occasion, from memory or from the folders gaitkit wrote."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.errors import UnreadableInputError
from gaitkit.export.film import Film
from gaitkit.export.film_in_page import film_in, read_page
from gaitkit.export.page import REPORT as REPORT_FILE
from gaitkit.export.pictures import SIGNATURES
from gaitkit.export.to_json import FILE as ANALYSIS_FILE
from gaitkit.model import Analysis, Subject
from gaitkit.reference import LANGS, text

if TYPE_CHECKING:
    from gaitkit.face import Result
    from gaitkit.session import Session

SESSION_FILE = "session.json"
_KINDS = "|".join(SIGNATURES.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """One clip, or the clips of one session: analyses and films by clip name, pictures of the
    person. A clip without a film is shown as its skeleton. `in_memory`: no report holds a film yet.
    """

    name: str
    analyses: Mapping[str, Analysis]
    pictures: tuple[bytes, ...] = ()
    films: Mapping[str, Film] = field(default_factory=dict)
    in_memory: bool = False

    @property
    def subject(self) -> Subject:
        """Who was filmed, as the first clip has it."""
        return next(iter(self.analyses.values())).subject

    @property
    def activities(self) -> tuple[str, ...]:
        """What the person did in any of the clips."""
        return tuple(dict.fromkeys(b.activity for a in self.analyses.values() for b in a.bouts))

    @property
    def views(self) -> tuple[str, ...]:
        """From where the person was filmed."""
        return tuple(dict.fromkeys(b.view.plane for a in self.analyses.values() for b in a.bouts))


def of_result(result: Result, *, name: str = "") -> Recording:
    """One clip that was just measured or loaded."""
    clip = result.record.clip.path.stem
    return Recording(
        name=name or clip, analyses={name or clip: result.record}, pictures=result.pictures,
        in_memory=True,
    )  # fmt: skip


def of_session(session: Session, *, name: str = "") -> Recording:
    """The clips of a session."""
    return Recording(
        name=name or ", ".join(session.results),
        analyses={clip: result.record for clip, result in session.results.items()},
        pictures=tuple(p for result in session.results.values() for p in result.pictures),
        in_memory=True,
    )


def filmed(recording: Recording, *, blur_face: bool = False) -> Recording:
    """With a film of each clip; only of what is in memory, since who wrote a folder without films
    may have wanted none.
    """
    from gaitkit.export.film import film_of
    from gaitkit.face import has_video

    if not recording.in_memory:
        return recording
    films = {
        name: film_of(analysis, blur_face=blur_face)
        for name, analysis in recording.analyses.items()
        if name not in recording.films and has_video(analysis)
    }
    return replace(recording, films={**films, **recording.films})


def is_written(path: Path) -> bool:
    """Whether it is a folder, or an analysis.json or session.json, and no clip to be measured."""
    return path.is_dir() or path.name in (ANALYSIS_FILE, SESSION_FILE)


def read(path: Path) -> Recording:
    """A clip's or a session's folder as gaitkit wrote it. UnreadableInputError if it is neither."""
    folder = path if path.is_dir() else path.parent
    if path.name == SESSION_FILE or (folder / SESSION_FILE).is_file():
        return _session(folder)
    if (folder / ANALYSIS_FILE).is_file():
        return of_folders({folder.resolve().name: folder})
    raise UnreadableInputError(
        f"{path}: expected a folder that gaitkit wrote, with {ANALYSIS_FILE} or {SESSION_FILE} "
        f"in it, got {_contents(folder)}"
    )


def _contents(folder: Path) -> str:
    """What is there instead, and what to give."""
    clips = sorted(p.parent.name for p in folder.glob(f"*/{ANALYSIS_FILE}"))
    if clips:
        names = ", ".join(clips)
        return f"folders of clips ({names}). Name one of these, such as {folder / clips[0]}."
    return "neither. Give the folder of a clip or of a session, or a video."


def _session(folder: Path) -> Recording:
    source = folder / SESSION_FILE
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
        names = [clip["name"] for clip in content["clips"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInputError(
            f"{source}: expected the session.json that gaitkit wrote ({error!r}). "
            f"Analyse the clips of the session again."
        ) from error
    missing = [n for n in names if not (folder / n / ANALYSIS_FILE).is_file()]
    if missing or not names:
        raise UnreadableInputError(
            f"{source}: expected the folder of every clip beside it, got none for "
            f"{', '.join(missing) or 'a session without clips'}. Put it back, or analyse again."
        )
    return of_folders({name: folder / name for name in names}, name=folder.resolve().name)


def of_folders(folders: Mapping[str, Path], *, name: str = "") -> Recording:
    """Clips that gaitkit wrote, each in its folder."""
    from gaitkit.face import load

    analyses = {name: load(path).record for name, path in folders.items()}
    pages = {name: read_page(path / REPORT_FILE) for name, path in folders.items()}
    films = {name: film_in(pages[name], a) for name, a in analyses.items()}
    return Recording(
        name=name or ", ".join(folders),
        analyses=analyses,
        films={name: film for name, film in films.items() if film is not None},
        pictures=tuple(p for page in pages.values() for p in _pictures(page)),
    )


def _pictures(page: str) -> tuple[bytes, ...]:
    """Those in the report: cut from the video again, a face blurred there would be shown here."""
    words = "|".join(re.escape(text("report.picture", lang)) for lang in LANGS)
    picture = rf'<img src="data:(?:{_KINDS});base64,([^"]+)" alt="(?:{words})"'
    try:
        found = re.findall(picture, page)
        return tuple(b64decode(data, validate=True) for data in found)
    except ValueError:
        return ()
