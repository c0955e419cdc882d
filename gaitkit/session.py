"""The clips of one session: each measured on its own, then one best value per metric."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitkit import __version__, frames
from gaitkit.errors import GaitkitError, UsageError
from gaitkit.export.plain import to_plain
from gaitkit.export.to_csv import write_frame
from gaitkit.face import Result, analyze
from gaitkit.findings.combine import match_session, merge
from gaitkit.model import Analysis, Finding, Subject
from gaitkit.reference import checked_lang, note_text

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 1
FILES = ("metrics.csv", "findings.csv", "session.json")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Session:
    """Results by clip name, and what they say together. `failed` gives reasons by file."""

    results: Mapping[str, Result]
    failed: Mapping[str, str]
    lang: str = "en"

    def __post_init__(self) -> None:
        checked_lang(self.lang)

    @property
    def metrics(self) -> pd.DataFrame:
        """One row per metric, side and activity, from the clip that measured it best."""
        rows = merge({name: result.record for name, result in self.results.items()})
        any_record = next(iter(self.results.values())).record
        table = frames.metrics_frame(
            replace(any_record, metrics=tuple(row.metric for row in rows)), self.lang
        )
        return table.assign(
            condition=[row.condition for row in rows], clip=[row.clip for row in rows]
        )

    @property
    def findings(self) -> pd.DataFrame:
        """What the clips say together: one row per pattern, side and piece of evidence."""
        return frames.findings_frame(self.matched, self.lang)

    @property
    def matched(self) -> tuple[Finding, ...]:
        """The findings as data. Subject and answers are those of the first clip."""
        records = {name: result.record for name, result in self.results.items()}
        first = next(iter(records.values()))
        return match_session(records, subject=first.subject, answers=first.answers)

    def save(self, out: str | Path, *, clips: bool = True) -> tuple[Path, ...]:
        """Write metrics.csv, findings.csv and session.json of the session as a whole into `out`.

        With `clips`, each clip's own files go into `out`/<clip name>/ as well.
        """
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        if clips:
            for name, result in self.results.items():
                result.save(folder, name=name)
        write_frame(self.metrics, folder / FILES[0])
        write_frame(self.findings, folder / FILES[1])
        content = json.dumps(self._content(), ensure_ascii=False, allow_nan=False, indent=1)
        (folder / FILES[2]).write_text(content + "\n", encoding="utf-8")
        return tuple(folder / name for name in FILES)

    def _content(self) -> dict[str, Any]:
        rows = merge({name: result.record for name, result in self.results.items()})
        return {
            "schema_version": SCHEMA_VERSION,
            "gaitkit": __version__,
            "clips": [_clip(name, result.record) for name, result in self.results.items()],
            "failed": [{"file": file, "reason": why} for file, why in self.failed.items()],
            "metrics": [
                {**to_plain(row.metric), "clip": row.clip, "condition": row.condition}
                for row in rows
            ],
            "findings": to_plain(self.matched),
        }


def analyze_session(
    paths: Sequence[str | Path],
    *,
    subject: Subject | None = None,
    activity: str = "auto",
    capture_fps: float | None = None,
    model: str = "heavy",
    backend: str = "mediapipe",
    answers: Mapping[str, Any] | None = None,
    lang: str = "en",
    on_progress: Callable[[str, float | None], None] | None = None,
) -> Session:
    """Measure the clips of one person's session, each metric from the view that shows it best.

    Options are those of `analyze`. A clip that can't be read or measured is named in `failed`;
    if that is true of all, the first one's error is raised.
    """
    files = [Path(path) for path in paths]
    if not files:
        raise UsageError("analyze_session: expected one clip or more, got none.")
    results: dict[str, Result] = {}
    errors: dict[str, GaitkitError] = {}
    for name, path in zip(clip_names(files), files, strict=True):
        try:
            results[name] = analyze(
                path,
                subject=subject,
                activity=activity,
                capture_fps=capture_fps,
                model=model,
                backend=backend,
                answers=answers,
                lang=lang,
                on_progress=on_progress,
            )
        except GaitkitError as error:
            errors[str(path)] = error
    if not results:
        raise next(iter(errors.values()))
    failed = {file: str(error) for file, error in errors.items()}
    return Session(results=results, failed=failed, lang=lang)


def clip_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """A name per clip, none twice: its own, the folder's before it, or a number behind it.

    Raises UsageError if one file is given twice.
    """
    if twice := [p for p, n in Counter(path.resolve() for path in paths).items() if n > 1]:
        raise UsageError(f"{twice[0]}: given twice. Give every clip once.")
    files = [path.absolute() for path in paths]
    often = Counter(f.stem for f in files)
    names = [f"{f.parent.name}-{f.stem}" if often[f.stem] > 1 else f.stem for f in files]
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[place] = f"{name}-{seen[name]}"
    return tuple(names)


def _clip(name: str, record: Analysis) -> dict[str, Any]:
    return {
        "name": name,
        "file": str(record.clip.path),
        "sha256": record.clip.sha256,
        "views": list(dict.fromkeys(b.view.plane for b in record.bouts)),
        "activities": list(dict.fromkeys(b.activity for b in record.bouts)),
        "notes": [note_text(n, "en") for n in (*record.notes, *record.person.notes)],
    }
