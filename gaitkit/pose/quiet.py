"""Keeps what C++ writes to the terminal from users; Python's own stderr is none of its business."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
# The descriptor belongs to the whole process: two threads must not save each other's redirection.
_one_at_a_time = threading.RLock()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send file descriptor 2 nowhere for the length of the block. Never yield to others inside.

    Works on the descriptor itself, so it does not matter what stands in for `sys.stderr`.
    """
    with _one_at_a_time:
        try:
            saved = os.dup(STDERR)
        except OSError:  # a process without a terminal may have none to silence
            yield
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, STDERR)
            os.close(nowhere)
            yield
        finally:
            os.dup2(saved, STDERR)
            os.close(saved)
