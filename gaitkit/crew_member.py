"""A process of a crew: takes stretches from standard input, gives poses on standard output.

Started by `crew.Crew` with this package on its path, and not by multiprocessing: that would run
the user's own script once more.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys

from .follow import follow
from .machine import return_large_memory


def main() -> None:
    """Serve until standard input ends; a broken pipe, the crew being gone, ends it as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started the crew
    return_large_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what others print must not come between

    def tell(content: object) -> None:
        pickle.dump(content, answers)
        answers.flush()

    backend = importlib.import_module(pickle.load(sys.stdin.buffer))
    backend.preload()
    while True:
        try:
            search, stretch = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        tell(follow(search, stretch, backend, on_frame=lambda: tell(None)))
