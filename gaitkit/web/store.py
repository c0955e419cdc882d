"""The SQLite file of a lab. Every call opens, does one thing as a whole, and closes."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from gaitkit.export.plain import from_plain, to_plain
from gaitkit.model import Corrections, Drawing

from .rows import ClipRow, Job, NothingThereError, Number, Person, Visit

SCHEMA_VERSION = 1
_BUSY_S = 20


def new_id() -> str:
    """A name that nobody can guess and that is safe in a path and an address."""
    return secrets.token_hex(8)


class Store:
    """Rows as data classes; NothingThereError where there is none of that id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            db.executescript(files("gaitkit.web").joinpath("schema.sql").read_text("utf-8"))
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=_BUSY_S)
        db.row_factory = sqlite3.Row
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            with db:
                yield db
        finally:
            db.close()

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._open() as db:
            return db.execute(sql, values).fetchall()

    def _row(self, sql: str, id: str) -> sqlite3.Row:
        found = self._rows(sql, id)
        if not found:
            raise NothingThereError(id)
        return found[0]

    # --- people

    def people(self) -> list[Person]:
        """Everybody, by name."""
        rows = self._rows("SELECT * FROM person ORDER BY name COLLATE NOCASE, id")
        return [_person(row) for row in rows]

    def person(self, id: str) -> Person:
        """One person."""
        return _person(self._row("SELECT * FROM person WHERE id = ?", id))

    def put_person(self, person: Person) -> None:
        """Keep a person, new or changed."""
        with self._open() as db:
            _put(db, "person", to_plain_row(person))

    def delete_person(self, id: str) -> None:
        """Forget a person and all that belongs to him or her."""
        with self._open() as db:
            db.execute("DELETE FROM person WHERE id = ?", (id,))

    # --- visits

    def visits(self, person_id: str) -> list[Visit]:
        """The visits of a person, the latest first."""
        rows = self._rows(
            "SELECT * FROM visit WHERE person_id = ? ORDER BY held_on DESC, created_at DESC",
            person_id,
        )
        return [_visit(row) for row in rows]

    def visit(self, id: str) -> Visit:
        """One visit."""
        return _visit(self._row("SELECT * FROM visit WHERE id = ?", id))

    def put_visit(self, visit: Visit) -> None:
        """Keep a visit, new or changed."""
        with self._open() as db:
            _put(db, "visit", to_plain_row(visit))

    def delete_visit(self, id: str) -> None:
        """Forget a visit with its clips and numbers."""
        with self._open() as db:
            db.execute("DELETE FROM visit WHERE id = ?", (id,))

    # --- clips

    def clips(self, visit_id: str) -> list[ClipRow]:
        """The clips of a visit, in the order they came."""
        rows = self._rows("SELECT * FROM clip WHERE visit_id = ? ORDER BY added_at, id", visit_id)
        return [_clip(row) for row in rows]

    def clip(self, id: str) -> ClipRow:
        """One clip."""
        return _clip(self._row("SELECT * FROM clip WHERE id = ?", id))

    def put_clip(self, clip: ClipRow) -> None:
        """Keep a clip, new or changed."""
        with self._open() as db:
            _put(db, "clip", to_plain_row(clip))

    def delete_clip(self, id: str) -> None:
        """Forget a clip and its jobs."""
        with self._open() as db:
            db.execute("DELETE FROM clip WHERE id = ?", (id,))

    def change_corrections(self, clip: ClipRow) -> None:
        """Keep the settings and corrections of a clip, and nothing else of it."""
        row = to_plain_row(clip)
        with self._open() as db:
            db.execute(
                "UPDATE clip SET settings = ?, corrections = ? WHERE id = ?",
                (row["settings"], row["corrections"], clip.id),
            )

    def change_drawings(self, id: str, drawings: Iterable[Drawing]) -> None:
        """Replace what was measured by hand in a clip."""
        with self._open() as db:
            db.execute(
                "UPDATE clip SET drawings = ? WHERE id = ?",
                (json.dumps(to_plain(tuple(drawings))), id),
            )

    # --- jobs

    def queue(self, clip_id: str) -> Job:
        """Have a clip measured; one that waits already is not queued twice."""
        with self._open() as db:
            waiting = db.execute(
                "SELECT * FROM job WHERE clip_id = ? AND state = 'queued'", (clip_id,)
            ).fetchone()
            if waiting:
                return _job(waiting)
            db.execute("DELETE FROM job WHERE clip_id = ? AND state = 'failed'", (clip_id,))
            job = Job(id=new_id(), clip_id=clip_id, state="queued", queued_at=time.time())
            _put(db, "job", to_plain_row(job))
        return job

    def job(self, id: str) -> Job:
        """One job."""
        return _job(self._row("SELECT * FROM job WHERE id = ?", id))

    def latest_job(self, clip_id: str) -> Job | None:
        """The job that was queued last for a clip."""
        rows = self._rows(
            "SELECT * FROM job WHERE clip_id = ? ORDER BY queued_at DESC, rowid DESC LIMIT 1",
            clip_id,
        )
        return _job(rows[0]) if rows else None

    def open_jobs(self) -> list[Job]:
        """Jobs that run or wait, in the order of their turn."""
        rows = self._rows(
            "SELECT * FROM job WHERE state IN ('running', 'queued') "
            "ORDER BY state = 'queued', queued_at, rowid"
        )
        return [_job(row) for row in rows]

    def begin_next(self) -> Job | None:
        """The job whose turn it is, now running; None where nothing waits."""
        with self._open() as db:
            row = db.execute(
                "UPDATE job SET state = 'running', attempts = attempts + 1 WHERE id = "
                "(SELECT id FROM job WHERE state = 'queued' ORDER BY queued_at, rowid LIMIT 1) "
                "RETURNING *"
            ).fetchone()
        return _job(row) if row else None

    def back_to_queue(self) -> None:
        """What ran when the app ended waits again, in its old place."""
        with self._open() as db:
            db.execute("UPDATE job SET state = 'queued' WHERE state = 'running'")

    def fail(self, job: Job, *, kind: str, message: str) -> None:
        """A job came to nothing; what was shown before stays."""
        with self._open() as db:
            db.execute(
                "UPDATE job SET state = 'failed', kind = ?, message = ?, ended_at = ? WHERE id = ?",
                (kind, message, time.time(), job.id),
            )

    def finish(self, job: Job, numbers: Iterable[Number]) -> str | None:
        """A job's result is there: at once the clip shows it and the visit has its numbers.

        Returns the id of the result that is no longer shown, if there was one.
        """
        with self._open() as db:
            clip = db.execute("SELECT * FROM clip WHERE id = ?", (job.clip_id,)).fetchone()
            if clip is None:  # deleted meanwhile
                return job.id
            db.execute(
                "UPDATE job SET state = 'done', ended_at = ? WHERE id = ?", (time.time(), job.id)
            )
            db.execute("UPDATE clip SET result_id = ? WHERE id = ?", (job.id, job.clip_id))
            db.execute(
                "DELETE FROM job WHERE clip_id = ? AND state = 'done' AND id != ?",
                (job.clip_id, job.id),
            )
            _replace_numbers(db, clip["visit_id"], numbers)
        return clip["result_id"]

    # --- numbers

    def numbers(self, visit_id: str) -> list[Number]:
        """The merged numbers of a visit."""
        rows = self._rows("SELECT * FROM number WHERE visit_id = ?", visit_id)
        return [Number(**{k: row[k] for k in row.keys() if k != "visit_id"}) for row in rows]  # noqa: SIM118

    def replace_numbers(self, visit_id: str, numbers: Iterable[Number]) -> None:
        """Other merged numbers for a visit."""
        with self._open() as db:
            _replace_numbers(db, visit_id, numbers)


def to_plain_row(value: Person | Visit | ClipRow | Job) -> dict[str, Any]:
    """A row's columns: dates as ISO text, whatever is no single value as JSON."""
    plain = {}
    for name in value.__slots__:
        given = getattr(value, name)
        if isinstance(given, date):
            given = given.isoformat()
        elif given is not None and not isinstance(given, str | int | float):
            given = json.dumps(to_plain(given), ensure_ascii=False)
        plain[name] = given
    return plain


def _put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = list(row)
    changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    marks = ", ".join("?" * len(names))
    db.execute(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) "
        f"ON CONFLICT (id) DO UPDATE SET {changed}",
        tuple(row.values()),
    )


def _replace_numbers(db: sqlite3.Connection, visit_id: str, numbers: Iterable[Number]) -> None:
    db.execute("DELETE FROM number WHERE visit_id = ?", (visit_id,))
    db.executemany(
        "INSERT INTO number (visit_id, activity, metric, side, value, low, high, quality, view) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (visit_id, n.activity, n.metric, n.side, n.value, n.low, n.high, n.quality, n.view)
            for n in numbers
        ],
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _person(row: sqlite3.Row) -> Person:
    found = dict(row)
    days = {key: _day(found[key]) for key in ("born_on", "age_told_on")}
    return Person(**{**found, **days})


def _visit(row: sqlite3.Row) -> Visit:
    found = dict(row)
    answers = {k: _answer(v) for k, v in json.loads(found["answers"]).items()}
    return Visit(
        **{
            **found, "held_on": date.fromisoformat(found["held_on"]),
            "blur_face": bool(found["blur_face"]), "answers": answers,
        }
    )  # fmt: skip


def _answer(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _clip(row: sqlite3.Row) -> ClipRow:
    found = dict(row)
    return ClipRow(
        **{
            **found, "settings": json.loads(found["settings"]),
            "corrections": from_plain(Corrections, json.loads(found["corrections"])),
            "drawings": from_plain(tuple[Drawing, ...], json.loads(found["drawings"])),
        }
    )  # fmt: skip


def _job(row: sqlite3.Row) -> Job:
    return Job(**dict(row))


def with_settings(clip: ClipRow, **changed: Any) -> ClipRow:
    """The clip with other settings; those that are None go back to what the machine finds."""
    kept = {**clip.settings, **changed}
    return replace(clip, settings={k: v for k, v in kept.items() if v is not None})
