"""How far a batch is: bars with the time left on a terminal, a line per clip in a log."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from gaitkit.progress import ProgressBar, bars, stage_words
from gaitkit.reference import text

from .job import Failure, Job, Measured

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: The time left follows the speed of the last so many seconds: clips differ in length.
_SPEED_OVER_S = 900.0


class BatchBar:
    """A follower of a batch that writes to standard error. Use with `with`."""

    def __init__(self, *, overlay: bool, lang: str) -> None:
        from rich.console import Console

        self._console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._stages, self._lang = ProgressBar(clips=1, overlay=overlay, lang=lang), lang
        self._lock = threading.Lock()
        self._bars: Progress | None = None
        self._whole: TaskID | None = None
        self._each: dict[str, TaskID] = {}
        self._count = self._finished = 0
        self._weight_done = 0.0

    def __enter__(self) -> BatchBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()

    def begin(self, jobs: Sequence[Job], *, workers: int | None) -> None:
        """Say how much there is to do; nothing is said if nothing is."""
        if not jobs:
            return
        self._count = len(jobs)
        key = "plan" if workers else "plan_cluster"
        self._say(key, {"count": len(jobs), "workers": workers or 0})
        if self._console.is_terminal:
            self._bars = bars(self._console, speed_over_s=_SPEED_OVER_S)
            self._whole = self._bars.add_task("", total=sum(job.weight for job in jobs))
            self._bars.start()

    def tell(self, job: Job, stage: str, share: float | None) -> None:
        """Show how far a clip is."""
        if self._bars is None:
            return
        with self._lock:
            if job.file not in self._each:
                self._each[job.file] = self._bars.add_task("", total=job.weight)
            done = self._stages.share_of(stage, share) * job.weight
            described = f"  {job.file}: {stage_words(stage, self._lang)}"
            self._bars.update(self._each[job.file], description=described, completed=done)
            self._show_whole()

    def done(self, job: Job, outcome: Measured | Failure) -> None:
        """A clip is through."""
        with self._lock:
            self._finished += 1
            self._weight_done += job.weight
            if self._bars:
                if job.file in self._each:
                    self._bars.remove_task(self._each.pop(job.file))
                self._show_whole()
        failed = isinstance(outcome, Failure)
        if failed or self._bars is None:
            values = {"file": job.file, "seconds": round(outcome.wall_s), "done": self._finished}
            values |= {"count": self._count, "reason": outcome.reason if failed else ""}
            self._say("line_failed" if failed else "line_done", values)

    def _show_whole(self) -> None:
        running = sum(t.completed for t in self._bars.tasks if t.id in self._each.values())
        step = text("batch.step", self._lang, {"done": self._finished, "count": self._count})
        self._bars.update(self._whole, description=step, completed=self._weight_done + running)

    def _say(self, key: str, values: dict[str, float | str]) -> None:
        self._console.print(text(f"batch.{key}", self._lang, values), soft_wrap=True)
