"""Which files of a folder are clips, and where in OUT each one's results go."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from gaitkit.clips import VIDEO_SUFFIXES
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.export.to_json import FILE as ANALYSIS
from gaitkit.pose.files import POSE_SUFFIXES

_SUFFIXES = (*VIDEO_SUFFIXES, *POSE_SUFFIXES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What lies below a folder: clips by path from it ("/" between), and what stood in the way.

    `ours` counts clips that gaitkit wrote itself and that are no input; `closed` gives folders
    that can't be read, each with the reason.
    """

    files: tuple[str, ...]
    ours: int
    closed: dict[str, str]


def find_clips(folder: Path, *, out: Path) -> Found:
    """Every video and pose file below `folder`, hidden ones and those in `out` left out.

    Raises UnreadableInputError where there is no such folder.
    """
    _check_folder(folder)
    files: list[str] = []
    closed: dict[str, str] = {}
    ours = 0

    def not_opened(error: OSError) -> None:
        closed[_below(folder, error.filename)] = error.strerror or str(error)

    for place, folders, names in os.walk(folder, onerror=not_opened):
        folders[:] = [f for f in folders if not f.startswith(".") and Path(place, f) != out]
        clips = [n for n in names if not n.startswith(".") and n.lower().endswith(_SUFFIXES)]
        if ANALYSIS in names:
            ours += len(clips)
        else:
            files += [_below(folder, os.path.join(place, name)) for name in clips]  # noqa: PTH118
    return Found(files=tuple(sorted(files)), ours=ours, closed=closed)


def _check_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.is_file():
        raise UnreadableInputError(
            f"{folder}: expected a folder of clips, got a file. For one clip: gaitkit analyze."
        )
    raise UnreadableInputError(
        f"{folder}: no such folder. Check the name; some of the clips in it are chosen with "
        f"--only, as in --only 'anna/*'."
    )


def _below(folder: Path, path: str) -> str:
    return Path(path).relative_to(folder).as_posix()


def chosen(files: Sequence[str], only: Sequence[str]) -> tuple[str, ...]:
    """The files that fit one of the patterns; `*` also stands for folders.

    Raises UsageError for a pattern that fits nothing.
    """
    if not only:
        return tuple(files)
    fitting: set[str] = set()
    for pattern in only:
        new = {file for file in files if _fits(file, pattern)}
        if not new:
            raise UsageError(
                f"--only {pattern}: fits none of the {len(files)} clips. Expected a pattern such "
                f"as 'anna/*' or '*side*.mp4' for paths from the folder on."
            )
        fitting |= new
    return tuple(file for file in files if file in fitting)


def _fits(file: str, pattern: str) -> bool:
    file, pattern = file.lower(), pattern.lower().replace("\\", "/").removeprefix("./")
    return fnmatchcase(file, pattern) or fnmatchcase(file, pattern.removeprefix("**/"))


def places(files: Sequence[str], *, reserved: Collection[str] = ()) -> dict[str, str]:
    """A folder in OUT for each clip: its path without the suffix.

    Where that is another clip's too, a folder that other clips' results lie in, or one of the
    `reserved` names, the suffix stays. Upper and lower case are one to some file systems.
    """
    bare = {file: PurePosixPath(file).with_suffix("").as_posix() for file in files}
    often = Counter(place.casefold() for place in bare.values())
    inner = {p.as_posix().casefold() for f in files for p in PurePosixPath(f).parents}
    taken = inner | {name.casefold() for name in reserved}
    found = {}
    for file, place in bare.items():
        if often[place.casefold()] > 1 or place.casefold() in taken:
            place = file
        while place.casefold() in taken:
            place += "_"
        taken.add(place.casefold())
        found[file] = place
    return found
