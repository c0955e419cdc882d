"""The tables of all clips together, joined from those of each: never more than some in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitkit.disk import whole
from gaitkit.export.to_csv import DECIMALS, write_frame
from gaitkit.frames import FINDING_COLUMNS, METRIC_COLUMNS

from .job import Failure, Joined, Measured

if TYPE_CHECKING:
    import pandas as pd

METRICS, PARQUET, FINDINGS = "metrics.csv", "metrics.parquet", "findings.csv"
FAILURES, SESSION_METRICS = "failures.csv", "sessions.csv"
#: What comes before the columns of a clip's own table.
_WHO = ("file", "person", "date", "view")
#: What a session's table says besides: what was done, and the clip that measured it best.
_SESSION = ("condition", "clip")
_NUMBERS = ("value", "low", "high")
_COUNTS = ("cycles", "bout")
#: Clips whose rows are held at a time.
_CHUNK = 100
#: All tables, for a list of what was written.
FILES = (METRICS, PARQUET, SESSION_METRICS, FINDINGS, FAILURES)
Rows = Callable[["pd.DataFrame"], None]


def write_metrics(out: Path, done: Sequence[Measured], *, hear: Rows) -> None:
    """Write metrics.csv and metrics.parquet; `hear` is given the rows, some clips at a time."""
    columns = (*_WHO, "activity", *(c for c in METRIC_COLUMNS if c not in _WHO))
    parts = _parts(done, partial(_metric_rows, out), columns)
    with (
        whole(out / METRICS) as table,
        whole(out / PARQUET) as parquet,
        _parquet(parquet, columns) as add,
    ):
        for number, part in enumerate(parts):
            write_frame(part, table, more=number > 0)
            add(part)
            hear(part)


def write_findings(out: Path, done: Sequence[Measured]) -> None:
    """Write findings.csv; a clip's patterns as in its own table."""
    columns = (*_WHO, *(c for c in FINDING_COLUMNS if c != "clip"))
    parts = _parts(done, partial(_finding_rows, out), columns)
    _csv(parts, out / FINDINGS)


def write_sessions(out: Path, sessions: Sequence[Joined]) -> None:
    """Write sessions.csv: per session the best view's number. Without sessions there is none."""
    if not sessions:
        (out / SESSION_METRICS).unlink(missing_ok=True)
        return
    columns = ("person", "date", *METRIC_COLUMNS, *_SESSION)
    parts = _parts(sessions, partial(_session_rows, out), columns)
    _csv(parts, out / SESSION_METRICS)


def write_failures(out: Path, failures: Iterable[Failure]) -> None:
    """Write failures.csv, a row per clip that could not be measured; no rows if all could."""
    import pandas as pd

    names = [f.name for f in fields(Failure)]
    frame = pd.DataFrame([asdict(failure) for failure in failures], columns=names)
    _csv([frame], out / FAILURES)


def _metric_rows(out: Path, clip: Measured) -> pd.DataFrame:
    rows = _read(out / clip.place / METRICS)
    activities = dict(clip.activities)
    every = " ".join(dict.fromkeys(activities.values()))
    done = [activities.get(bout, every) for bout in rows["bout"].fillna(-1)]
    return _with_who(rows, clip).assign(activity=done)


def _finding_rows(out: Path, clip: Measured) -> pd.DataFrame:
    return _with_who(_read(out / clip.place / FINDINGS), clip)


def _session_rows(out: Path, session: Joined) -> pd.DataFrame:
    rows = _read(out / session.place / METRICS)
    return rows.assign(person=session.person, date=session.date)


def _with_who(rows: pd.DataFrame, clip: Measured) -> pd.DataFrame:
    """The rows with the clip's name; a number that was not measured has the clip's own view."""
    view = " ".join(clip.planes)
    told = rows["view"].where(rows["view"] != "", view) if "view" in rows else view
    return rows.assign(file=clip.file, person=clip.person, date=clip.date, view=told)


def _read(path: Path) -> pd.DataFrame:
    """A table that gaitkit wrote, its types as they were."""
    import pandas as pd

    types = _types((*METRIC_COLUMNS, *FINDING_COLUMNS, *_SESSION))
    empty = {name: [""] for name in (*_NUMBERS, *_COUNTS)}
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=empty)


def _parts(
    sources: Sequence[Any], rows_of: Callable[[Any], pd.DataFrame], columns: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """The rows of all sources in turn; one part without rows if there are none."""
    import pandas as pd

    for start in range(0, len(sources), _CHUNK):
        frames = [rows_of(source) for source in sources[start : start + _CHUNK]]
        # A clip that was measured by an older gaitkit may lack a column.
        yield pd.concat(frames, ignore_index=True).reindex(columns=list(columns))
    if not sources:
        yield pd.DataFrame(columns=list(columns)).astype(_types(columns))


def _types(columns: Sequence[str]) -> dict[str, str]:
    types = dict.fromkeys(columns, "str")
    types |= {name: "float64" for name in columns if name in _NUMBERS}
    return types | {name: "Int64" for name in columns if name in _COUNTS}


def _csv(parts: Iterable[pd.DataFrame], target: Path) -> None:
    with whole(target) as path:
        for number, part in enumerate(parts):
            write_frame(part, path, more=number > 0)


@contextmanager
def _parquet(path: Path, columns: Sequence[str]) -> Iterator[Rows]:
    """Takes parts of one table and writes them as they come."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    kinds = {name: pa.float64() for name in _NUMBERS} | {name: pa.int64() for name in _COUNTS}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in columns])
    with ParquetWriter(path, schema) as writer:
        yield lambda part: writer.write_table(
            pa.Table.from_pandas(part.round(DECIMALS), schema=schema, preserve_index=False)
        )
