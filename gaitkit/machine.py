"""What this computer has to work with."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from math import ceil
from pathlib import Path

#: What a process that analyses a clip needs, with room to spare.
PROCESS_BYTES = 1_000_000_000
#: Where Linux tells what a container was given.
_CONTAINER = Path("/sys/fs/cgroup")
#: glibc's numbers for how many heaps there are, from which size on memory is had from the system
#: each time (the largest that it takes), and how much a heap keeps at its end.
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1
_LARGEST_BYTES = 32 * 1024 * 1024


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


def keep_large_memory() -> None:
    """Have the memory of one picture serve the next, whichever thread lets go of it.

    Otherwise glibc takes the memory of every picture anew from the system, which costs several
    milliseconds each (measured), and lets every thread hoard its own.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGEST_BYTES)
        libc.mallopt(_M_TRIM_THRESHOLD, 8 * _LARGEST_BYTES)


def give_back_memory() -> None:
    """Let the system have what lies free, after a network that held much of it."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
