"""What the user knows about the clips: a table with one row per clip, checked before any work.

    file,person,height_m,age_y,sex,activity,view,capture_fps
    anna/side.mp4,Anna,1.68,34,f,run,side,240

`file` is the path from the folder on, or the name alone where no other clip has it. All other
columns may be absent and all other cells empty; `date` (2026-03-14) and `person_number` (which of
several people in the picture, 1 being the most gait-like) may be given as well. Columns are
separated by a comma, a semicolon or a tab; with the last two, numbers may have a decimal comma.
"""

from __future__ import annotations

import csv
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from difflib import get_close_matches
from io import StringIO
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import Any

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.model import ACTIVITIES, VIEWS, Subject

#: More complaints than this at once help nobody.
_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known about one clip; None where the table says nothing."""

    person: str | None = None
    height_m: float | None = None
    age_y: float | None = None
    sex: str | None = None
    activity: str | None = None
    view: str | None = None
    capture_fps: float | None = None
    person_number: int | None = None
    date: str | None = None


COLUMNS = ("file", *(f.name for f in fields(Row)))


def read_subjects(path: Path, files: Sequence[str]) -> dict[str, Row]:
    """Rows by clip, for those of `files` that the table names.

    Raises UnreadableInputError where the table can't be read, and UsageError that names every
    wrong column, unknown or doubled file and bad cell, with line, value and what was expected.
    """
    lines = _lines(path)
    head = next(lines, (0, []))[1]
    _check_head(head, path)
    rows: dict[str, Row] = {}
    wrong: list[str] = []
    known = _Names(files)
    for number, cells in lines:
        try:
            file, row = _row(head, cells, known)
            if file in rows:
                raise ValueError(f"file: {file} has a row already. Give every clip one row.")
            rows[file] = row
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        raise UsageError(_complaint(path, wrong))
    return rows


def blank(files: Sequence[str], *, lang: str) -> str:
    """A table of these clips to fill in, as spreadsheets of that language open it."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if lang == "nl" else ",", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([file, *[""] * (len(COLUMNS) - 1)] for file in files)
    return text.getvalue()


def _complaint(path: Path, wrong: list[str]) -> str:
    if len(wrong) == 1:
        return f"{path}, {wrong[0]}"
    more = [f"and {len(wrong) - _TOLD} more."] if len(wrong) > _TOLD else []
    return "\n  ".join([f"{path}: {len(wrong)} lines need a change:", *wrong[:_TOLD], *more])


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells, empty lines left out."""
    text = _text(path)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(
            f"{path}: the table of subjects can't be read ({error.strerror}). Check the name."
        ) from error
    wide = data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE)  # what `>` writes in Windows' older shell
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):  # the last: older Excel
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableInputError(
        f"{path}: expected a table as text, got something else. Save it as CSV UTF-8."
    )


def _check_head(head: list[str], path: Path) -> None:
    wanted = f"Expected: {', '.join(COLUMNS)}; all but file may be absent."
    for name in head:
        if name not in COLUMNS:
            near = get_close_matches(name.lower(), COLUMNS, n=1, cutoff=0.5)
            meant = f" Is {near[0]} meant?" if near else ""
            raise UsageError(f"{path}, line 1: there is no column {name!r}.{meant} {wanted}")
        if head.count(name) > 1:
            raise UsageError(f"{path}, line 1: column {name!r} is there twice. {wanted}")
    if "file" not in head:
        raise UsageError(f"{path}, line 1: the column file is missing. {wanted}")


class _Names:
    """Finds a clip by what a table calls it."""

    def __init__(self, files: Sequence[str]) -> None:
        self._by_path = {_plain(file): file for file in files}
        self._by_name: dict[str, list[str]] = {}
        for file in files:
            self._by_name.setdefault(_plain(PurePosixPath(file).name), []).append(file)

    def find(self, told: str) -> str:
        """The clip meant; ValueError if there is none or more than one."""
        plain = _plain(told)
        if plain in self._by_path:
            return self._by_path[plain]
        same = self._by_name.get(plain, [])
        if len(same) == 1:
            return same[0]
        if same:
            raise ValueError(
                f"file: {told} can be {' or '.join(same)}. Write the path from the folder on."
            )
        near = get_close_matches(plain, [*self._by_path, *self._by_name], n=1)
        meant = self._by_path.get(near[0]) or self._by_name[near[0]][0] if near else ""
        hint = f" Is {meant} meant?" if meant else ""
        raise ValueError(
            f"file: no clip is called {told!r}.{hint} Expected a path from the folder on."
        )


def _plain(name: str) -> str:
    """One spelling for what file systems and spreadsheets spell differently."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    return name.removeprefix("./").casefold()


def _row(head: list[str], cells: list[str], known: _Names) -> tuple[str, Row]:
    if len(cells) > len(head):
        raise ValueError(
            f"{len(cells)} cells under {len(head)} columns. A decimal comma in a table that is "
            f"separated by commas? Write a point, as in 1.78."
        )
    told = {name: cell for name, cell in zip(head, cells, strict=False) if cell}
    if "file" not in told:
        raise ValueError("file: expected the name of a clip, got nothing.")
    file = known.find(told.pop("file"))
    return file, Row(**{name: _value(name, cell) for name, cell in told.items()})


def _value(name: str, cell: str) -> Any:
    try:
        return _READ[name](cell)
    except ValueError as error:
        raise ValueError(f"{name}: expected {error}, got {cell!r}.") from None


def _number(cell: str, *, expected: str, low: float, high: float) -> float:
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        raise ValueError(expected) from None
    if not (isfinite(number) and low <= number <= high):
        raise ValueError(expected)
    return number


def _height_m(cell: str) -> float:
    return _number(cell, expected="metres between 0.5 and 2.5, such as 1.78", low=0.5, high=2.5)


def _age_y(cell: str) -> float:
    return _number(cell, expected="years between 0 and 120", low=0, high=120)


def _capture_fps(cell: str) -> float:
    return _number(cell, expected="frames per second such as 240", low=1, high=100_000)


def _person_number(cell: str) -> int:
    number = _number(cell, expected="a whole number from 1", low=1, high=1000)
    if number != int(number):
        raise ValueError("a whole number from 1")
    return int(number)


def _one_of(names: Sequence[str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell.lower() not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return cell.lower()

    return read


def _date(cell: str) -> str:
    for form in ("%Y-%m-%d", "%d-%m-%Y"):  # the second is what Dutch spreadsheets make of it
        try:
            return datetime.strptime(cell, form).date().isoformat()
        except ValueError:
            continue
    raise ValueError("a date such as 2026-03-14")


_READ: Mapping[str, Callable[[str], Any]] = {
    "person": str,
    "height_m": _height_m,
    "age_y": _age_y,
    "sex": _one_of(("f", "m")),
    "activity": _one_of(ACTIVITIES),
    "view": _one_of(VIEWS),
    "capture_fps": _capture_fps,
    "person_number": _person_number,
    "date": _date,
}


def subject_of(row: Row, default: Subject) -> Subject:
    """The person of a clip: the row's word, else the default's."""
    return Subject(
        height_m=default.height_m if row.height_m is None else row.height_m,
        age_y=default.age_y if row.age_y is None else row.age_y,
        sex=row.sex or default.sex,
        name=row.person or default.name,
    )
