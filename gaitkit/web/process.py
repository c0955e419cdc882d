"""Starts a worker process, hears what it says, and ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

WORKER = (sys.executable, "-m", "gaitkit.web.worker")
_LAST_WORDS = {"end", "error"}


class Worker:
    """One task in a process of its own. Iterate over what it says. Use with `with`.

    What it says ends with its last word, `end` or `error`: whoever waits for the process itself
    waits for every thread of every library in it, and some never go.
    """

    def __init__(
        self, task: dict[str, Any], *, poses: Path | None = None, command: Sequence[str] = WORKER
    ) -> None:
        environment = {**os.environ, **({"GAITKIT_CACHE": str(poses)} if poses else {})}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, encoding="utf-8",
        )  # fmt: skip
        with suppress(BrokenPipeError):  # a worker that died at once says so by its silence
            # Left open: the worker ends when it closes, as it does when this process dies.
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for line in self._process.stdout:
            said = json.loads(line)
            yield said
            if not _LAST_WORDS.isdisjoint(said):
                return

    def kill(self) -> None:
        """End it at once, from any thread."""
        self._process.kill()

    def wait(self) -> None:
        """Until it has ended."""
        self._process.wait()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                stream.close()
