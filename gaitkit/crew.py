"""Several processes that follow one person, each through another stretch of the clip.

They only help: a stretch that one of them does not finish, whatever became of it, is done by the
process that asked, which then gets the same poses or meets the true error.
"""

from __future__ import annotations

import importlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from queue import SimpleQueue

from .follow import Search, follow
from .machine import return_large_memory
from .pose.base import PoseBackend
from .pose.stretches import Poses, Stretch
from .workers import Child, Tell

#: A member that says nothing for so long is given up; a picture takes a tenth of a second.
SILENCE_S = 120.0
_LOOK_EVERY_S = 0.1


class Crew:
    """`size` processes beside this one, which start at once. Use with `with`: none outlives it."""

    def __init__(self, size: int, *, backend: PoseBackend) -> None:
        self._backend = backend
        self._orders: SimpleQueue[_Work | None] = SimpleQueue()
        self._members: list[Child] = []
        frozen = getattr(sys, "frozen", False)  # then the executable is no Python
        with suppress(OSError):  # a system that starts no processes leaves the work to this one
            for _ in range(0 if frozen else size):
                member = Child()
                self._members.append(member)
                threading.Thread(
                    target=_serve, args=(member, backend.__name__, self._orders), daemon=True
                ).start()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            self._orders.put(None)
            member.end()

    def follow(
        self,
        search: Search,
        stretches: Sequence[Stretch],
        *,
        on_progress: Callable[[float], None],
    ) -> list[Poses]:
        """The poses of each stretch; `on_progress(share)` is called from this thread alone."""
        work = _Work(search=search, stretches=stretches)

        def told(number: int, _: str, share: float | None) -> None:
            work.heard(number, share)
            on_progress(work.share)

        for _ in self._members:
            self._orders.put(work)
        while not work.finished:
            number = work.take()
            if number is None:
                time.sleep(_LOOK_EVERY_S)
            else:
                own = partial(told, number)
                work.put(number, _followed(search, stretches[number], self._backend, own))
            on_progress(work.share)
        return [work.done[number] for number in range(len(stretches))]


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """Stretches to do, taken by whoever is free."""

    search: Search
    stretches: Sequence[Stretch]
    done: dict[int, Poses] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)
    _shares: dict[int, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def finished(self) -> bool:
        return len(self.done) == len(self.stretches)

    @property
    def share(self) -> float:
        """How much is done, 0..1; what was begun and given back stays counted."""
        seen = sum(s * len(self.stretches[n]) for n, s in tuple(self._shares.items()))
        return min(1.0, seen / sum(map(len, self.stretches)))

    def take(self) -> int | None:
        """A stretch that nobody has; None if there is none at present."""
        with self._lock:
            free = set(range(len(self.stretches))) - self._taken
            if not free:
                return None
            self._taken.add(min(free))
            return min(free)

    def heard(self, number: int, share: float | None) -> None:
        """So much of a stretch is done."""
        self._shares[number] = max(share or 0.0, self._shares.get(number, 0.0))

    def put(self, number: int, poses: Poses) -> None:
        self.done[number] = poses
        self.heard(number, 1.0)

    def give_back(self, number: int) -> None:
        with self._lock:
            self._taken.discard(number)


def _serve(member: Child, backend: str, orders: SimpleQueue[_Work | None]) -> None:
    """Let a member do the stretches of each order until there are none, or until it fails."""
    with suppress(Exception):  # it died, was ended, or said something else than it should
        member.ask((_get_ready, backend))
        while work := orders.get():
            while (number := work.take()) is not None:
                _do(member, backend, work, number)


def _do(member: Child, backend: str, work: _Work, number: int) -> None:
    try:
        poses = member.ask(
            (_follow_with, (work.search, work.stretches[number], backend)), silent_s=SILENCE_S,
            tell=lambda _, share: work.heard(number, share),
        )  # fmt: skip
    except BaseException:
        work.give_back(number)
        raise
    work.put(number, poses)


# --- in the member's process ------------------------------------------------------------------


def _get_ready(backend: str, tell: Tell) -> None:
    return_large_memory()
    importlib.import_module(backend).preload()


def _follow_with(job: tuple[Search, Stretch, str], tell: Tell) -> Poses:
    search, stretch, backend = job
    return _followed(search, stretch, importlib.import_module(backend), tell)


def _followed(search: Search, stretch: Stretch, backend: PoseBackend, tell: Tell) -> Poses:
    pictures, all_of_them = count(1), search.wanted[stretch.first : stretch.stop].sum()
    return follow(
        search, stretch, backend, on_frame=lambda: tell("pose", next(pictures) / all_of_them)
    )
