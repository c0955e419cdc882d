"""Work for the tests of the processes; imports next to nothing, so that they start quickly."""

from __future__ import annotations

import os
import signal
import sys
import time


def squared(number: int, tell) -> int:
    tell("squaring", 0.5)
    return number**2


def squared_by(number: int, tell) -> tuple[int, int]:
    return number**2, os.getpid()


def squared_unless_deadly(number: int, tell) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return number**2


def killed_once(marker: str, tell) -> str:
    """Dies as if memory ran out, but only the first time."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def silent(seconds: float, tell) -> str:
    time.sleep(seconds)
    return "done"


def slow_but_telling(seconds: float, tell) -> str:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        time.sleep(0.1)
        tell("sleeping", None)
    return "done"


def noisy(words: str, tell) -> str:
    print(words)
    os.write(1, words.encode())
    sys.stdin.read()
    return words


class UnpicklableError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def failing(kind: str, tell) -> None:
    raise {"value": ValueError("no"), "odd": UnpicklableError("can't", "travel")}[kind]


def last_words(words: str, tell) -> None:
    print(words, file=sys.stderr, flush=True)
    os._exit(7)


def measured_or_not(job, tell):
    """A clip of a batch whose name says what becomes of the process that measures it."""
    from gaitkit.batch.measure import measure_clip

    if "deadly" in job.file:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hanging" in job.file:
        time.sleep(600)
    return measure_clip(job, tell)
