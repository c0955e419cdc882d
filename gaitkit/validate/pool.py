"""Many clips, several at a time; what fails for one clip stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import TypeVar

from gaitkit.machine import fitting_processes

Job = TypeVar("Job")
Done = TypeVar("Done")


def workers_for(jobs: int, *, asked: int | None = None) -> int:
    """How many processes: as asked, else as many as cores and memory carry; at most one a job."""
    return max(1, min(asked or fitting_processes(), jobs))


def run_all(
    work: Callable[[Job], Done], jobs: Sequence[Job], *, workers: int
) -> Iterator[tuple[Job, Done | None]]:
    """Each job with what `work` returned, as they finish; None where its process died.

    `work` must return its own errors as values. One worker stays in this process; more are
    spawned, so `work` and the jobs must be picklable.
    """
    if workers == 1:
        yield from ((job, work(job)) for job in jobs)
        return
    left = dict(enumerate(jobs))
    for number, done in _shared_pool(work, left, workers):
        yield left.pop(number), done
    for job in left.values():  # a process died and took its neighbours along: each on its own
        yield job, _alone(work, job)


def _shared_pool(
    work: Callable[[Job], Done], jobs: dict[int, Job], workers: int
) -> Iterator[tuple[int, Done]]:
    """Number and result of each job, until a process dies."""
    with _pool(workers) as pool:
        try:
            futures = {pool.submit(work, job): number for number, job in jobs.items()}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _alone(work: Callable[[Job], Done], job: Job) -> Done | None:
    with _pool(1) as pool, suppress(BrokenProcessPool):
        return pool.submit(work, job).result()
    return None


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a copy of a process with threads in it may hang.
    return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"))
