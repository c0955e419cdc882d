"""From a folder of clips with truths to what can be trusted, in tables and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitkit.capture import Progress
from gaitkit.clips import message_of, raise_if_debugging
from gaitkit.errors import UnreadableInputError
from gaitkit.model import Settings
from gaitkit.pipeline import analyze
from gaitkit.pose.markers import MARKER_SUFFIXES
from gaitkit.reference import checked_lang
from gaitkit.workers import here, run_all, workers_for

from .capture_truth import with_markers
from .judge import ClipResult, Comparison, CurveError, EventPair, Failure, judge
from .outcome import Validation
from .page import render
from .repetitions import RepetitionAccuracy, RepetitionPair, repetition_accuracies
from .summarise import (
    EventAccuracy,
    MetricAccuracy,
    accuracies_by_gait,
    curve_accuracies,
    event_accuracies,
    metric_accuracies,
)
from .truth import Labelled, Truth, find_labelled, read_truth

if TYPE_CHECKING:
    import pandas as pd

PAGE = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    labelled: Labelled
    settings: Settings
    lang: str


def validate(
    folder: str | Path,
    *,
    out: str | Path,
    settings: Settings | None = None,
    workers: int | None = None,
    lang: str = "en",
    on_progress: Progress | None = None,
) -> Validation:
    """Analyse every clip below `folder` that has a truth (see `truth.py`) and compare the two.

    Writes accuracy.csv, accuracy_by_gait.csv, clips.csv, events.csv, event_pairs.csv, curves.csv,
    repetitions.csv, repetition_pairs.csv, failures.csv and index.html into `out`. `workers` is how
    many clips at a time (None: what cores and memory carry); `on_progress(clip, share)` is called
    when a clip is done. A clip that fails is listed in `failures` and stops no other.

    Raises UnreadableInputError where the folder is missing and UsageError where no clip in it
    has a truth.
    """
    folder, out, settings = Path(folder), Path(out), settings or Settings()
    checked_lang(lang)
    jobs = [_Job(labelled=one, settings=settings, lang=lang) for one in find_labelled(folder)]
    done: dict[str, ClipResult | Failure] = {}
    for job, result in _results(jobs, workers=workers_for(len(jobs), asked=workers)):
        name = job.labelled.name
        done[name] = result
        if on_progress:
            on_progress(name, len(done) / len(jobs))
    validation = summarised(folder, out, settings, [done[job.labelled.name] for job in jobs])
    write(validation, lang=lang)
    return validation


def _results(jobs: Sequence[_Job], *, workers: int) -> Iterator[tuple[_Job, ClipResult | Failure]]:
    """Each clip with what came of it, as they finish; a single worker stays in this process."""
    if workers == 1:
        yield from ((job, _work(job, _ignored)) for job in jobs)
        return
    with here(workers=workers) as executor:
        for job, done in run_all(_work, jobs, executor=executor):
            if isinstance(done, BaseException):
                done = _failure(job.labelled.name, message_of(done))
            yield job, done


def _ignored(stage: str, share: float | None) -> None:
    """Nobody listens."""


def _work(job: _Job, tell: Progress) -> ClipResult | Failure:
    """One clip in a process of its own: errors come back as rows, not as exceptions."""
    name = job.labelled.name
    try:
        return _compared(job, tell)
    except Exception as error:  # not even a fault of ours in one clip may cost the others
        raise_if_debugging(error)
        return _failure(name, message_of(error))


def _failure(name: str, reason: str) -> Failure:
    return Failure(clip=name, kind="failed", reason=reason)


def _compared(job: _Job, tell: Progress) -> ClipResult:
    clip = job.labelled.clip
    if clip is None:
        raise UnreadableInputError(
            f"{job.labelled.truth}: no clip of this name lies beside it. Put it there."
        )
    truth = read_truth(job.labelled.truth)
    settings = settings_for(clip, truth, job.settings)
    analysis = analyze(
        clip, subject=truth.subject, settings=settings, processes=1, on_progress=tell
    )
    truth = with_markers(truth, analysis)
    return judge(analysis, truth, name=job.labelled.name, lang=job.lang)


def settings_for(clip: Path, truth: Truth, settings: Settings) -> Settings:
    """The settings for one clip: what the machine can't know comes from the truth.

    View and gait are left for the machine to find, as a user would; only a marker file needs to
    be told its view, and a test like a squat is named, as its user would.
    """
    if clip.suffix.lower() in MARKER_SUFFIXES and settings.view == "auto" and truth.view:
        settings = replace(settings, view=truth.view)
    if truth.activity and truth.activity not in ("walk", "run") and settings.activity == "auto":
        settings = replace(settings, activity=truth.activity)
    return replace(settings, capture_fps=truth.capture_fps or settings.capture_fps)


def summarised(
    folder: Path, out: Path, settings: Settings, done: list[ClipResult | Failure]
) -> Validation:
    """Rows per metric, event and curve over all clips, in the order of `done`."""
    clips = tuple(one for one in done if isinstance(one, ClipResult))
    failures = [one for one in done if isinstance(one, Failure)]
    return Validation(
        folder=folder, out=out, settings=settings, clips=clips,
        failures=(*failures, *(m for clip in clips for m in clip.misread)),
        metrics=metric_accuracies(c for clip in clips for c in clip.comparisons),
        events=event_accuracies(p for clip in clips for p in clip.events),
        curves=curve_accuracies(c for clip in clips for c in clip.curves),
        repetitions=repetition_accuracies(r for clip in clips for r in clip.repetitions),
    )  # fmt: skip


def frame(rows: tuple[Any, ...], kind: type) -> pd.DataFrame:
    """Rows of data class `kind` as a DataFrame with its fields as columns."""
    import pandas as pd

    return pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(kind)])


def write(validation: Validation, *, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables and the page into `validation.out`; returns what was written."""
    from gaitkit.export.to_csv import write_frame

    out, clips = validation.out, validation.clips
    out.mkdir(parents=True, exist_ok=True)
    tables = {
        "accuracy.csv": (validation.metrics, MetricAccuracy),
        "accuracy_by_gait.csv": (accuracies_by_gait(validation.comparisons), MetricAccuracy),
        "clips.csv": (validation.comparisons, Comparison),
        "events.csv": (validation.events, EventAccuracy),
        "event_pairs.csv": (tuple(p for clip in clips for p in clip.events), EventPair),
        "curves.csv": (tuple(c for clip in clips for c in clip.curves), CurveError),
        "repetitions.csv": (validation.repetitions, RepetitionAccuracy),
        "repetition_pairs.csv": (tuple(r for c in clips for r in c.repetitions), RepetitionPair),
        "failures.csv": (validation.failures, Failure),
    }
    written = [write_frame(frame(*rows), out / name) for name, rows in tables.items()]
    page = out / PAGE
    page.write_text(render(validation, lang=lang), encoding="utf-8")
    return (*written, page)
