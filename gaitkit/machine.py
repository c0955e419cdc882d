"""What this computer has to work with."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from math import ceil
from pathlib import Path

#: What a process that analyses a clip needs, with room to spare.
PROCESS_BYTES = 1_000_000_000
#: Where Linux tells what a container was given.
_CONTAINER = Path("/sys/fs/cgroup")
#: glibc's number for the size from which memory is had from the system and goes back to it.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 1_000_000


def fitting_processes() -> int:
    """How many processes that analyse clips this computer's cores and memory carry, at least 1."""
    return max(1, min(_cores(), _memory_bytes() // PROCESS_BYTES))


def _cores() -> int:
    """Processors that this process may use; in a container its share, not the whole computer."""
    allowed = [os.cpu_count() or 1]
    with suppress(AttributeError):  # Linux alone tells
        allowed.append(len(os.sched_getaffinity(0)))
    with suppress(OSError, ValueError):  # "max" is no number
        quota, period = (_CONTAINER / "cpu.max").read_text("ascii").split()
        allowed.append(max(1, ceil(int(quota) / int(period))))
    return min(allowed)


def _memory_bytes() -> int:
    """Memory that this process may use; plenty where the system does not tell."""
    limits = [10**15]
    with suppress(AttributeError, OSError, ValueError):
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(OSError, ValueError):
        limits.append(int((_CONTAINER / "memory.max").read_text("ascii")))
    return min(limits)


def return_large_memory() -> None:
    """Have memory of pictures go back to the system at once where glibc would keep it.

    Pictures are made in one thread and dropped in another; without this, glibc's heaps hold 100
    to 200 MB of them (measured).
    """
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
