"""Work in processes of their own: one that dies or hangs costs its own job and no other.

    with here(workers=2) as executor:
        for job, done in run_all(work, jobs, executor=executor): ...

`supervised` runs one call in a child process that is kept for the next. A pool of threads that
call it is the pool of this computer; a Dask cluster runs the same function on other computers.
The standard library's process pool is not used because it says neither which job a process died
of nor which one hangs, and leaves its processes behind when it is killed itself.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from functools import partial
from math import inf
from typing import IO, BinaryIO, TypeVar

from gaitkit.errors import GaitkitError
from gaitkit.machine import fitting_processes

Job = TypeVar("Job")
Done = TypeVar("Done")
Tell = Callable[[str, float | None], None]
#: `work(job, tell)` does a job and may tell how far it is.
Work = Callable[[Job, Tell], Done]

#: A process makes way for a new one after so many jobs: what libraries keep grows by 1.5 MB a clip.
_JOBS_EACH = 50
#: The least time between two tidings of one process.
_TIDINGS_EVERY_S = 0.2
#: Nothing but this path reaches the process: not the user's script, not the folder it stands in.
_ENTRY = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from gaitkit.workers import serve; serve()"
)


class ProcessDiedError(GaitkitError):
    """The process that did a job died: out of memory, a crash in a library, killed."""


class ProcessHungError(GaitkitError):
    """The process that did a job was silent for too long and was ended."""


def workers_for(jobs: int, *, asked: int | None = None) -> int:
    """How many processes: as asked, else as many as cores and memory carry; at most one a job."""
    return max(1, min(asked or fitting_processes(), jobs))


# --- many jobs --------------------------------------------------------------------------------


@contextmanager
def here(*, workers: int) -> Iterator[Executor]:
    """An executor for `supervised` on this computer; its processes end with it."""
    threads = ThreadPoolExecutor(workers, thread_name_prefix="gaitkit")
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        end_children()
        threads.shutdown()


def run_all(
    work: Work[Job, Done],
    jobs: Sequence[Job],
    *,
    executor: Executor,
    silent_s: float = inf,
    follow: Callable[[Job, str, float | None], None] | None = None,
) -> Iterator[tuple[Job, Done | Exception]]:
    """Each job with what `work` returned, or the error that cost it, as they finish.

    A job whose process died is done once more when the others are through, by itself: another
    one may have taken the memory. `follow(job, stage, share)` hears of the work; an executor on
    other computers can't carry it.
    """
    died = []
    for job, done in _side_by_side(work, jobs, executor, silent_s, follow):
        if isinstance(done, ProcessDiedError):
            died.append(job)
        else:
            yield job, done
    for job in died:
        yield from _side_by_side(work, [job], executor, silent_s, follow)


def _side_by_side(
    work: Work[Job, Done],
    jobs: Sequence[Job],
    executor: Executor,
    silent_s: float,
    follow: Callable[[Job, str, float | None], None] | None,
) -> Iterator[tuple[Job, Done | Exception]]:
    left = {}
    for job in jobs:
        tell = partial(follow, job) if follow else None
        left[executor.submit(supervised, work, job, silent_s=silent_s, tell=tell)] = job
    for future in as_completed(list(left)):
        job = left.pop(future)
        try:
            yield job, future.result()
        except Exception as error:
            yield job, error


def supervised(
    work: Work[Job, Done], job: Job, *, silent_s: float = inf, tell: Tell | None = None
) -> Done:
    """`work(job, tell)` in a child process; both must be picklable, as must the result.

    Raises what `work` raises, ProcessDiedError if the process died, and ProcessHungError if it
    told nothing for `silent_s` seconds.
    """
    child = _taken_or_new()
    try:
        return child.ask((work, job), silent_s=silent_s, tell=tell)
    finally:
        child.put_back()


def end_children() -> None:
    """End every child process of this one, whatever it is doing."""
    with _LOCK:
        children = [*_CHILDREN]
        _IDLE.clear()
    for child in children:
        child.end()


# --- one process, seen from its parent --------------------------------------------------------

_LOCK = threading.Lock()
_CHILDREN: set[Child] = set()
_IDLE: list[Child] = []


def _taken_or_new() -> Child:
    with _LOCK:
        if _IDLE:
            return _IDLE.pop()
    return Child()


class _Raised:
    """An error on its way from child to parent."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class Child:
    """A process that does one job at a time; what it writes to stderr is kept for an obituary."""

    def __init__(self) -> None:
        self._ending = threading.Lock()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self._last_words = ""
        self._greeted = False
        self._jobs = 0
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _ENTRY],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._said.close()
            raise
        with _LOCK:
            _CHILDREN.add(self)
        with suppress(OSError):  # it died at once: the first job will show that
            _send(self._process.stdin, sys.path)

    def ask(
        self, job: tuple[Work[Job, Done], Job], *, silent_s: float = inf, tell: Tell | None = None
    ) -> Done:
        """What the child made of the job: a function and what it is called with.

        Raises as `supervised` does; an error of the job itself leaves the child fit for the next.
        """
        inbox, outbox = self._process.stdin, self._process.stdout
        watch = _Watch(self._process, silent_s)
        try:
            if not self._greeted:  # the start of a process is no silence of a job
                self._greeted = pickle.load(outbox)
            watch.start()
            # Twice: the thread that reads must not import what the job is made of.
            _send(inbox, pickle.dumps(job))
            while isinstance(heard := pickle.load(outbox), _Tidings):
                watch.heard()
                if tell:
                    tell(heard.stage, heard.share)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.end()
            raise self._obituary(hung_s=silent_s if watch.ended_it else None) from None
        except BaseException:  # `tell` failed: what the child says next belongs to no one
            self.end()
            raise
        finally:
            watch.stop()
        if isinstance(heard, _Raised):
            raise heard.error
        return heard

    def put_back(self) -> None:
        """Keep the process for the next job, if it lives and has not done enough."""
        if self._said.closed:
            return
        self._jobs += 1
        if self._jobs >= _JOBS_EACH:
            self.end()
            return
        with _LOCK:
            _IDLE.append(self)

    def end(self) -> None:
        """End the process, if it lives, and let go of its pipes."""
        with _LOCK:
            _CHILDREN.discard(self)
        with self._ending:
            if self._said.closed:
                return
            self._process.kill()
            self._process.wait()
            self._last_words = _last_line(self._said)
            for file in (self._process.stdin, self._process.stdout, self._said):
                with suppress(OSError):
                    file.close()

    def _obituary(self, *, hung_s: float | None) -> GaitkitError:
        said = f"; its last words: {self._last_words}" if self._last_words else ""
        if hung_s is not None:
            return ProcessHungError(
                f"nothing happened for {hung_s / 60:.3g} minutes, so it was given up{said}. "
                f"If the file plays well, try again with a longer --time-limit."
            )
        code = self._process.returncode
        if code == -getattr(signal, "SIGKILL", 9):
            return ProcessDiedError(
                f"the system ended its process, as it does when memory runs out{said}. "
                f"Try again with fewer --workers."
            )
        return ProcessDiedError(
            f"its process crashed ({_named(code)}){said}. The file may be damaged in a way that "
            f"a library can't bear: copy it again or convert it, and please report it."
        )


def _last_line(file: IO[bytes]) -> str:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip()[:200] if lines else ""


def _named(code: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit code {code}"


class _Watch:
    """Ends a process that says nothing for `silent_s` seconds."""

    def __init__(self, process: subprocess.Popen[bytes], silent_s: float) -> None:
        self.ended_it = False
        self._process, self._silent_s = process, silent_s
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Count the silence from now on."""
        self.heard()
        if self._silent_s < inf:
            self._wait(self._silent_s)

    def heard(self) -> None:
        """It lives."""
        self._heard_s = time.monotonic()

    def stop(self) -> None:
        """Watch no longer."""
        if self._timer:
            self._timer.cancel()

    def _wait(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        left_s = self._heard_s + self._silent_s - time.monotonic()
        if left_s > 0:
            self._wait(left_s)
        else:
            self.ended_it = True
            self._process.kill()


# --- the process itself -----------------------------------------------------------------------


class _Tidings:
    """How far a job is."""

    def __init__(self, stage: str, share: float | None) -> None:
        self.stage, self.share = stage, share


def serve() -> None:
    """Do the jobs that come in, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and decides
    inbox, outbox = _private(0, "rb"), _private(1, "wb")
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, jobs), daemon=True).start()
    _send(outbox, True)
    while True:
        job = jobs.get()
        try:
            work, argument = pickle.loads(job)
            done = pickle.dumps(work(argument, _Telling(outbox)))
        except Exception as error:
            done = _raised(error)
        outbox.write(done)
        outbox.flush()


def _private(number: int, mode: str) -> BinaryIO:
    """A standard stream for us alone: what a library prints must not end up between messages."""
    stream = os.fdopen(os.dup(number), mode)
    os.dup2(os.open(os.devnull, os.O_RDWR), number)
    return stream


def _listen(inbox: BinaryIO, jobs: queue.SimpleQueue[bytes]) -> None:
    """Pass jobs on; without a parent there is nobody to work for, not even on this job."""
    while True:
        try:
            jobs.put(pickle.load(inbox))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)


class _Telling:
    """Tells the parent how far the work is, but not at every frame."""

    def __init__(self, outbox: BinaryIO) -> None:
        self._outbox, self._next_s = outbox, 0.0

    def __call__(self, stage: str, share: float | None) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._next_s = now_s + _TIDINGS_EVERY_S
            _send(self._outbox, _Tidings(stage, share))


def _send(to: BinaryIO, content: object) -> None:
    pickle.dump(content, to)
    to.flush()


def _raised(error: Exception) -> bytes:
    """The error as it was, or in words where it can't travel."""
    try:
        travelled = pickle.dumps(_Raised(error))
        pickle.loads(travelled)
    except Exception:
        return pickle.dumps(_Raised(RuntimeError(f"{type(error).__name__}: {error}")))
    return travelled
