"""What this computer has to work with."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

#: What a process that analyses a clip needs, with room to spare.
PROCESS_BYTES = 1_000_000_000
#: glibc's number for the size from which memory is had from the system and goes back to it.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 1_000_000


def fitting_processes() -> int:
    """How many processes that analyse clips this computer's cores and memory carry, at least 1."""
    return max(1, min(_cores(), _memory_bytes() // PROCESS_BYTES))


def _cores() -> int:
    """Processors that this process may use."""
    with suppress(AttributeError):  # Linux alone tells
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_bytes() -> int:
    """Memory of this computer; plenty where the system does not tell."""
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 10**15


def return_large_memory() -> None:
    """Have memory of pictures go back to the system at once where glibc would keep it.

    Pictures are made in one thread and dropped in another; without this, glibc's heaps hold 100
    to 200 MB of them (measured).
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
