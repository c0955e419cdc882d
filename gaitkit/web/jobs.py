"""The queue: one clip after another, each in a process of its own, whatever happens in between.

A job is done at the moment its row says so, and only this process writes rows. What a killed app
leaves behind is a row that says `running`: it waits again after the next start.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from gaitkit.export.plain import to_plain
from gaitkit.pose.files import POSE_SUFFIXES
from gaitkit.progress import ProgressBar

from .drawn import draw_in
from .folders import Folders, move_in
from .process import WORKER, Worker
from .rows import ClipRow, Job, Number
from .store import Store
from .titles import names_of
from .worker import CLIP, VISIT

#: A clip during which the worker or the whole app died this often is given up.
MOST_ATTEMPTS = 4
#: Below this share, while people are looked for, a guess of the time left would be no guess.
_SHARE_TO_GUESS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """The job that runs: how far it is (0..1), since the first step began at `began_s`."""

    job: Job
    stage: str = ""
    share: float = 0.0
    began_s: float | None = None

    @property
    def left_s(self) -> float | None:
        """Seconds that are left, at the pace so far."""
        if self.began_s is None or self.share < _SHARE_TO_GUESS:
            return None
        return (time.monotonic() - self.began_s) * (1 - self.share) / self.share


class Runner:
    """Works the queue off in a thread of its own."""

    def __init__(self, store: Store, folders: Folders, command: Sequence[str] = WORKER) -> None:
        self._store, self._folders, self._command = store, folders, command
        self._wake, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="gaitkit-queue", daemon=True)
        self._worker: Worker | None = None
        self._unwanted: set[str] = set()
        self.doing: Doing | None = None
        #: Held by whoever puts files in their place or takes them away.
        self.files = threading.RLock()

    def start(self) -> None:
        """Begin, with what was not finished last time."""
        self._store.back_to_queue()
        self._thread.start()

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    def stop(self) -> None:
        """End at once; the job that runs is begun again after the next start."""
        self._ending.set()
        self._wake.set()
        with self.files:
            self._kill()
        self._thread.join(timeout=10)

    def drop(self, clip_ids: Collection[str]) -> None:
        """Stop measuring a clip if it is one of these, which are about to be deleted.

        Afterwards nothing is written for it any more.
        """
        with self.files:
            doing = self.doing
            if doing and doing.job.clip_id in clip_ids:
                self._unwanted.add(doing.job.id)
                self._kill()

    def _kill(self) -> None:
        if worker := self._worker:
            worker.kill()
            worker.wait()

    def _work(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            job = self._store.begin_next()
            if job is None:
                self._wake.wait()
            else:
                self._run(job)

    def _run(self, job: Job) -> None:
        self.doing = Doing(job=job)
        out = self._folders.work / f"{job.id}-{job.attempts}"
        try:
            if job.attempts > MOST_ATTEMPTS:
                self._store.fail(job, kind="crashed", message="")
            else:
                self._settle(job, self._heard(job, out), out)
        except Exception as error:  # the queue goes on; for a clip deleted meanwhile this is void
            self._store.fail(job, kind=type(error).__name__, message=str(error))
        finally:
            self.doing = self._worker = None
            self._unwanted.discard(job.id)
            shutil.rmtree(out, ignore_errors=True)

    def _heard(self, job: Job, out: Path) -> dict[str, Any]:
        """The worker's last word; nothing if it died without one."""
        clip = self._store.clip(job.clip_id)
        bar = ProgressBar(clips=1, overlay=clip.suffix not in POSE_SUFFIXES, lang="en")
        last: dict[str, Any] = {}
        worker = self._started(job, clip, out)
        if worker is None:
            return last
        with worker:
            for last in worker:
                if "stage" in last:
                    self._follow(bar, **last)
        return last

    def _started(self, job: Job, clip: ClipRow, out: Path) -> Worker | None:
        """A worker on the clip, unless that was deleted or the app ends."""
        task, poses = self._task(clip, out)
        with self.files:
            if self._ending.is_set() or job.id in self._unwanted:
                return None
            poses.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._worker = Worker(task, poses=poses, command=self._command)
            return self._worker

    def _follow(self, bar: ProgressBar, *, stage: str, share: float | None) -> None:
        doing = self.doing
        self.doing = replace(
            doing, stage=stage, share=max(doing.share, bar.share_of(stage, share)),
            began_s=doing.began_s or time.monotonic(),
        )  # fmt: skip

    def _task(self, clip: ClipRow, out: Path) -> tuple[dict[str, Any], Path]:
        visit = self._store.visit(clip.visit_id)
        person = self._store.person(visit.person_id)
        clips = self._store.clips(visit.id)
        names = names_of(clips)
        beside = {
            names[c.id]: str(self._folders.result(person.id, c.result_id))
            for c in clips
            if c.id != clip.id and c.result_id
        }
        task = {
            "task": "measure",
            "path": str(self._folders.clip(person.id, clip)),
            "out": str(out),
            "title": clip.title,
            "name": names[clip.id],
            "order": list(names.values()),
            "beside": beside,
            "subject": asdict(visit.subject(person)),
            "settings": {"activity": visit.activity, "model": visit.model, **clip.settings},
            "answers": to_plain(visit.answers),
            "corrections": to_plain(clip.corrections),
            "lang": visit.lang,
            "blur_face": visit.blur_face,
        }
        return task, self._folders.poses(person.id)

    def _settle(self, job: Job, last: dict[str, Any], out: Path) -> None:
        with self.files:
            if self._ending.is_set() or job.id in self._unwanted:
                return
            if "end" in last:
                self._commit(job, last["end"], out)
            elif "error" in last:
                self._store.fail(job, **last["error"])
            elif job.attempts < MOST_ATTEMPTS:
                self._store.back_to_queue()
            else:
                self._store.fail(job, kind="crashed", message="")

    def _commit(self, job: Job, end: dict[str, Any], out: Path) -> None:
        """Files first, then the row that makes them count."""
        clip = self._store.clip(job.clip_id)
        visit = self._store.visit(clip.visit_id)
        folder = self._folders.result(visit.person_id, job.id)
        move_in(out / CLIP, folder)
        if clip.drawings:
            draw_in(folder, clip.drawings, visit.lang)
        if (out / VISIT).is_dir():
            move_in(out / VISIT, self._folders.visit(visit.person_id, visit.id))
        replaced = self._store.finish(job, [Number(**row) for row in end["numbers"]])
        if replaced and replaced != job.id:
            with suppress(OSError):
                shutil.rmtree(self._folders.result(visit.person_id, replaced))
