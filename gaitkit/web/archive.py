"""All that the lab knows about a person as one ZIP, readable without gaitkit."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

from gaitkit.export.plain import to_plain

from .lab import Lab
from .rows import Person, Visit
from .store import to_plain_row
from .titles import file_name, names_of
from .uploads import FILM_SUFFIX

#: Compressed already; packing them again would take time and gain nothing.
_PACKED = (".mp4", ".pdf", ".nc", FILM_SUFFIX)


def write(lab: Lab, person: Person, *, films: bool) -> Path:
    """A ZIP in the lab's work folder; with `films` the films that were sent as well."""
    with (
        tempfile.NamedTemporaryFile(dir=lab.folders.work, suffix=".zip", delete=False) as file,
        zipfile.ZipFile(file, "w") as target,
    ):
        visits = lab.store.visits(person.id)
        known = {"person": to_plain_row(person), "visits": [_visit(lab, v) for v in visits]}
        words = json.dumps(known, ensure_ascii=False, indent=1)
        target.writestr("person.json", words, zipfile.ZIP_DEFLATED)
        for visit in visits:
            _add_visit(target, lab, visit, films=films)
    return Path(file.name)


def _visit(lab: Lab, visit: Visit) -> dict[str, object]:
    clips = [to_plain(c) for c in lab.store.clips(visit.id)]
    return {**to_plain_row(visit), "answers": to_plain(visit.answers), "clips": clips}


def _add_visit(target: zipfile.ZipFile, lab: Lab, visit: Visit, *, films: bool) -> None:
    folder = f"{visit.held_on.isoformat()} {file_name(visit.remark or visit.activity)} {visit.id}"
    _add_folder(target, lab.folders.visit(visit.person_id, visit.id), folder)
    clips = lab.store.clips(visit.id)
    for clip in clips:
        name = names_of(clips)[clip.id]
        if clip.result_id:
            _add_folder(
                target, lab.folders.result(visit.person_id, clip.result_id), f"{folder}/{name}"
            )
        path = lab.folders.clip(visit.person_id, clip)
        if films and path.is_file():
            suffix = Path(file_name(Path(clip.title).suffix)).name
            target.write(path, f"{folder}/films/{name}.{suffix}")


def _add_folder(target: zipfile.ZipFile, source: Path, name: str) -> None:
    for path in sorted(source.glob("*")):
        if path.is_file():
            packing = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
            target.write(path, f"{name}/{path.name}", packing)
