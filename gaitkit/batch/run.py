"""From a folder of clips to one table: as many at a time as pay; what is done is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from gaitkit.clips import VIDEO_SUFFIXES, message_of, raise_if_debugging
from gaitkit.disk import whole
from gaitkit.errors import GaitkitError, UsageError
from gaitkit.model import Settings, Subject
from gaitkit.pose.backends import made_ready
from gaitkit.workers import here, run_all, workers_for

from . import tables
from .cluster import cluster
from .folder import locked, tidy
from .job import Batch, Failure, Job, Joined, Measured
from .measure import failure, finished, measure_clip
from .page import PAGE, render
from .panels import Panels
from .plan import Plan, planned
from .sessions import SessionJob, find_sessions, join

#: A clip that tells nothing for so long hangs: a frame takes a tenth of a second.
SILENT_MIN = 10.0


class Follower(Protocol):
    """Hears how a batch goes: what there is to do, how far each clip is, what became of it.

    It is called from several threads.
    """

    def begin(self, jobs: Sequence[Job], *, workers: int | None) -> None: ...

    def tell(self, job: Job, stage: str, share: float | None) -> None: ...

    def done(self, job: Job, outcome: Measured | Failure) -> None: ...


def batch(
    folder: str | Path,
    *,
    out: str | Path,
    only: Sequence[str] = (),
    subjects: str | Path | None = None,
    subject: Subject | None = None,
    settings: Settings | None = None,
    lang: str = "en",
    video: bool = True,
    blur_face: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    silent_min: float = SILENT_MIN,
    follower: Follower | None = None,
) -> Batch:
    """Measure every clip below `folder`, several at a time, and join the results in `out`.

    `only` are patterns for paths, `subjects` a table (see `subjects.py`) that overrules `subject`
    and `settings` clip by clip. Writes `out`/<path of the clip>/ as `Result.save` does, the
    sessions of clips of one person and day into `out`/sessions, and metrics.csv, metrics.parquet,
    findings.csv, failures.csv, sessions.csv and index.html. A clip whose content, settings and
    gaitkit are those of results in `out` is not done again; one that fails or says nothing for
    `silent_min` minutes stops no other. `scheduler` is the address of a Dask scheduler whose
    workers do the work; without it `workers` processes of this computer do.

    Raises UnreadableInputError and UsageError for a folder without clips, a table with faults, and
    an `out` in which another batch is at work.
    """
    plan = planned(
        folder, out=out, only=only, subjects=subjects, subject=subject or Subject(),
        settings=settings or Settings(), lang=lang, video=video, blur_face=blur_face,
    )  # fmt: skip
    with locked(plan.out):
        tidy(plan.out)
        kept = _finished(plan.jobs)
        left = [job for job in plan.jobs if job.file not in kept]
        left.sort(key=lambda job: -job.weight)  # a long clip last would leave the others idle
        with _crew(plan, left, workers, scheduler, silent_min, follower) as crew:
            done = _joined(plan, crew, kept, crew.measured(left))
        _write(done, lang=lang)
        tidy(plan.out)
    return done


def _finished(jobs: Sequence[Job]) -> dict[str, Measured]:
    """What earlier runs did; files are read side by side to see whether they are the same."""
    with ThreadPoolExecutor() as threads:
        records = threads.map(finished, jobs)
        return {job.file: record for job, record in zip(jobs, records, strict=True) if record}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crew:
    """Who does the jobs, and who hears of it."""

    executor: Executor
    silent_s: float
    follower: Follower
    local: bool

    def measured(self, jobs: Sequence[Job]) -> Iterator[Measured | Failure]:
        """What became of each clip, as they finish."""
        for job, outcome in self._all(measure_clip, jobs, follow=self.follower.tell):
            if isinstance(outcome, Exception):
                outcome = failure(job, self._told(outcome))
            self.follower.done(job, outcome)
            yield outcome

    def joined(self, jobs: Sequence[SessionJob]) -> Iterator[Joined | Failure]:
        """What became of each session."""
        for job, outcome in self._all(join, jobs):
            if isinstance(outcome, Exception):
                outcome = Failure(
                    file=job.place, person=job.person, date=job.date, view="", exit_code=1,
                    reason=message_of(self._told(outcome)), wall_s=0.0,
                )  # fmt: skip
            yield outcome

    def _told(self, error: Exception) -> Exception:
        """An error of the cluster itself is none of gaitkit's."""
        if self.local or isinstance(error, GaitkitError):
            raise_if_debugging(error)
            return error
        return GaitkitError(
            f"the cluster gave this up ({type(error).__name__}: {error}). Look at the logs of its "
            f"workers, then run the same command again."
        )

    def _all(self, work: Any, jobs: Sequence[Any], *, follow: Any = None) -> Iterator[Any]:
        return run_all(
            work, jobs, executor=self.executor, silent_s=self.silent_s,
            follow=follow if self.local else None,
        )  # fmt: skip


@contextmanager
def _crew(
    plan: Plan,
    left: Sequence[Job],
    workers: int | None,
    scheduler: str | None,
    silent_min: float,
    follower: Follower | None,
) -> Iterator[_Crew]:
    follower = follower or _Nobody()
    if scheduler:
        count, place = None, cluster(scheduler, folder=plan.folder, out=plan.out)
    else:
        count = workers_for(len(left), asked=workers)
        place = here(workers=count)
    with place as executor:
        follower.begin(left, workers=count)
        if not scheduler:
            _make_ready(left, follower)
        yield _Crew(
            executor=executor, silent_s=60 * silent_min, follower=follower, local=not scheduler
        )


def _make_ready(jobs: Sequence[Job], follower: Follower) -> None:
    """Fetch the weights once for all, and meet a wrong model once and not in every clip."""
    films = [job for job in jobs if job.path.suffix.lower() in VIDEO_SUFFIXES]
    if films:
        made_ready(films[0].settings, on_progress=partial(follower.tell, films[0]))


def _joined(
    plan: Plan, crew: _Crew, kept: Mapping[str, Measured], new: Iterator[Measured | Failure]
) -> Batch:
    """The clips of both runs in the order of their names, and the sessions they make."""
    done = {**kept, **{outcome.file: outcome for outcome in new}}
    clips = [done[job.file] for job in plan.jobs]
    measured = [clip for clip in clips if isinstance(clip, Measured)]
    failures = [clip for clip in clips if isinstance(clip, Failure)]
    failures += [_closed(plan.folder, *folder) for folder in plan.closed.items()]
    sessions = find_sessions(
        measured, failures, out=plan.out, lang=plan.lang, blur_face=plan.blur_face
    )
    outcomes = list(crew.joined(sessions))
    return Batch(
        folder=plan.folder,
        out=plan.out,
        measured=tuple(measured),
        failures=(*failures, *(o for o in outcomes if isinstance(o, Failure))),
        sessions=tuple(
            sorted((o for o in outcomes if isinstance(o, Joined)), key=lambda one: one.place)
        ),
        kept=len(kept),
    )


def _closed(folder: Path, name: str, why: str) -> Failure:
    reason = f"{folder / name}: the folder can't be read ({why}). Check its rights."
    return Failure(file=name, person="", date="", view="", exit_code=3, reason=reason, wall_s=0.0)


def _write(done: Batch, *, lang: str) -> None:
    """Write the tables and the page of all clips together."""
    panels = Panels()
    try:
        tables.write_metrics(done.out, done.measured, hear=panels.add)
        tables.write_findings(done.out, done.measured)
        tables.write_sessions(done.out, done.sessions)
        tables.write_failures(done.out, done.failures)
        with whole(done.out / PAGE) as path:
            path.write_text(render(done, panels, lang=lang), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"{done.out}: the tables of all clips can't be written ({error}). Is one of them open "
            f"in another program, or the disk full? The clips are done: the same command writes "
            f"the tables only."
        ) from error


class _Nobody:
    """Follows nothing."""

    def begin(self, jobs: Sequence[Job], *, workers: int | None) -> None: ...

    def tell(self, job: Job, stage: str, share: float | None) -> None: ...

    def done(self, job: Job, outcome: Measured | Failure) -> None: ...
