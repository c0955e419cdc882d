"""The clips of one session: each measured on its own, then one best value per metric."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gaitkit import __version__, frames
from gaitkit.display import findings_table, metrics_table, result_html
from gaitkit.errors import GaitkitError, UsageError
from gaitkit.export import to_html, to_pdf
from gaitkit.export.film import LARGEST_BYTES, smaller
from gaitkit.export.film_in_page import film_in, read_page
from gaitkit.export.plain import to_plain
from gaitkit.export.player import Player, player_of
from gaitkit.export.to_csv import write_frame
from gaitkit.face import Plots, Result, analyze
from gaitkit.findings.combine import SessionMetric, measured_in_session, merge
from gaitkit.findings.match import match
from gaitkit.model import Analysis, Curve, Finding, Note, Subject
from gaitkit.reference import checked_lang, note_text, text
from gaitkit.report.build import Chart, Report, build
from gaitkit.report.facts import Fact, subtitle

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 1
#: Facts that mean nothing of several clips together; each clip's own report has them.
_OF_ONE_CLIP = ("person", "stretches", "on_the_spot", "frame_rate", "hash")
FILES = ("metrics.csv", "findings.csv", to_html.FILE, to_pdf.FILE, "session.json")


@dataclass(frozen=True, kw_only=True, eq=False)
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
        rows = self._rows
        table = frames.metrics_frame(
            replace(self._first, metrics=tuple(row.metric for row in rows)), self.lang
        )
        table = table.assign(
            condition=[row.condition for row in rows], clip=[row.clip for row in rows]
        )
        return metrics_table(table, self.lang)

    @property
    def findings(self) -> pd.DataFrame:
        """What the clips say together: one row per pattern, side and piece of evidence."""
        return findings_table(frames.findings_frame(self.matched, self.lang), self.lang)

    @property
    def plot(self) -> Plots:
        """Figures of the session: curves and symmetry from the clips that show them best."""
        return Plots(self.record, self.lang)

    def __repr__(self) -> str:
        measured = sum(row.metric.value is not None for row in self._rows)
        return f"<gaitkit.Session of {', '.join(self.results)}: {measured} metrics measured>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the clips, what stands out, the surest numbers."""
        title = text("display.session", self.lang, {"names": ", ".join(self.results)})
        return result_html(
            title=title, subtitle="", notes=(f"{k}: {v}" for k, v in self.failed.items()),
            metrics=(row.metric for row in self._rows), findings=self.findings, picture=None,
            lang=self.lang,
        )  # fmt: skip

    @cached_property
    def matched(self) -> tuple[Finding, ...]:
        """The findings as data. Subject and answers are those of the first clip."""
        first = self._first
        return match(measured_in_session(self._rows, subject=first.subject, answers=first.answers))

    @property
    def _first(self) -> Analysis:
        return next(iter(self._records.values()))

    @cached_property
    def _records(self) -> dict[str, Analysis]:
        return {name: result.record for name, result in self.results.items()}

    @cached_property
    def _rows(self) -> tuple[SessionMetric, ...]:
        return merge(self._records)

    def save(
        self,
        out: str | Path,
        *,
        clips: bool = True,
        also: Iterable[str] = (),
        clips_at: str = "",
        clips_in: Path | None = None,
        video: bool = True,
        blur_face: bool = False,
        slow_mid_stance: bool = False,
    ) -> tuple[Path, ...]:
        """Write tables, reports and session.json of the session as a whole into `out`.

        With `clips`, each clip's own files go into `out`/<clip name>/ as well; `also`,
        `video`, `blur_face` and `slow_mid_stance` are those of `Result.save`. The session's
        report plays the films that the clips' reports hold. If the clips' folders lie elsewhere,
        `clips_at` leads there from `out`, as in `../`, and `clips_in` is where they are now.
        """
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        if clips:
            for name, result in self.results.items():
                result.save(
                    folder, name=name, also=also, video=video, blur_face=blur_face,
                    slow_mid_stance=slow_mid_stance,
                )  # fmt: skip
        write_frame(self.metrics, folder / FILES[0])
        write_frame(self.findings, folder / FILES[1])
        today = date.today()
        report = self._report(written_on=today, clips_at=clips_at)
        page = to_html.render(report, players=self._players(clips_in or folder))
        (folder / to_html.FILE).write_text(page, encoding="utf-8", newline="\n")
        (folder / to_pdf.FILE).write_bytes(to_pdf.render(report, written_on=today))
        content = json.dumps(self._content(), ensure_ascii=False, allow_nan=False, indent=1)
        (folder / FILES[-1]).write_text(content + "\n", encoding="utf-8")
        return tuple(folder / name for name in FILES)

    def _players(self, folder: Path) -> Iterator[Player]:
        """A player for each clip; all films together as small as that of one clip."""
        films = {
            name: film_in(read_page(folder / name / to_html.FILE), result.record)
            for name, result in self.results.items()
        }
        share = LARGEST_BYTES // max(1, sum(film is not None for film in films.values()))
        for name, result in self.results.items():
            film = films[name]
            small = smaller(film, share) if film else None
            yield replace(player_of(result.record, self.lang, film=small), clip=name)

    @cached_property
    def _fullest_curves(self) -> tuple[tuple[str, Curve], ...]:
        """Of each curve the clip with the most cycles and its name, both sides from one clip."""
        found: dict[str, list[tuple[str, Curve]]] = {}
        for clip, record in self._records.items():
            for name in {curve.name for curve in record.curves}:
                own = [(clip, c) for c in record.curves if c.name == name]
                if _cycles_in(own) > _cycles_in(found.get(name, [])):
                    found[name] = own
        return tuple(pair for pairs in found.values() for pair in pairs)

    @property
    def record(self) -> Analysis:
        """The session as one analysis: the surest numbers and the fullest curves of its clips.

        A bout is numbered by what was done in it, from 1; clip and pose are the first clip's.
        """
        records = self._records
        numbers = {activity: n for n, activity in enumerate(_activities(records), start=1)}
        return replace(
            self._first,
            bouts=tuple(
                replace(bout, number=numbers[bout.activity])
                for record in records.values()
                for bout in record.bouts
            ),
            metrics=tuple(replace(r.metric, bout=numbers[r.condition]) for r in self._rows),
            curves=tuple(curve for _, curve in self._fullest_curves),
            events=(),
            repetitions=(),
            traces=(),
            cycles=tuple(c for record in records.values() for c in record.cycles),
            findings=self.matched,
            notes=_notes_by_clip(records),
        )

    def _report(self, *, written_on: date, clips_at: str) -> Report:
        """The session in words, with the names of all its clips."""
        report = build(
            self.record, self.lang, written_on=written_on, stretch_names=self._activity_names(),
            pictures=[picture for result in self.results.values() for picture in result.pictures],
        )  # fmt: skip
        label = text("fact.clip", self.lang)
        single = [text(f"fact.{key}", self.lang) for key in _OF_ONE_CLIP]
        files = ", ".join(result.record.clip.name for result in self.results.values())
        return replace(
            report,
            charts=tuple(
                replace(chart, clip=self._clip_of_curve(chart)) for chart in report.charts
            ),
            who=tuple(
                replace(f, value=files) if f.label == label else f
                for f in report.who
                if f.label not in single
            ),
            settings=tuple(f for f in report.settings if f.label not in single),
            clips=tuple(
                Fact(
                    label=f"{name}: {subtitle(result.record, self.lang)}",
                    value=f"{clips_at}{quote(name)}/{to_html.FILE}",
                )
                for name, result in self.results.items()
            ),
        )

    def _clip_of_curve(self, chart: Chart) -> str:
        """The clip that a drawn curve was taken from."""
        found = self._fullest_curves
        return next(clip for clip, c in found if (c.name, c.view) == (chart.name, chart.view))

    def _activity_names(self) -> dict[int, str]:
        return {
            number: text(f"activity.{activity}", self.lang)
            for number, activity in enumerate(_activities(self._records), start=1)
        }

    def _content(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "gaitkit": __version__,
            "clips": [_clip(name, result.record) for name, result in self.results.items()],
            "failed": [{"file": file, "reason": why} for file, why in self.failed.items()],
            "metrics": [
                {**to_plain(row.metric), "clip": row.clip, "condition": row.condition}
                for row in self._rows
            ],
            "findings": to_plain(self.matched),
        }


def _activities(records: Mapping[str, Analysis]) -> list[str]:
    """What was done in the session, in the order of the clips."""
    return list(dict.fromkeys(b.activity for r in records.values() for b in r.bouts))


def _cycles_in(curves: Iterable[tuple[str, Curve]]) -> int:
    return sum(len(curve.cycles) for _, curve in curves)


def _notes_by_clip(records: Mapping[str, Analysis]) -> tuple[Note, ...]:
    """Remarks on the clips, each said once."""
    return tuple(dict.fromkeys(n for r in records.values() for n in (*r.notes, *r.person.notes)))


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
    processes: int | None = None,
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
                processes=processes,
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
