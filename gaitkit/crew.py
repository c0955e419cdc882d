"""Several processes that follow one person, each through another stretch of the clip.

They only help: a stretch that one of them does not finish, whatever became of it, is done by the
process that asked, which then gets the same poses or meets the true error.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from .follow import Search, follow
from .pose.base import PoseBackend
from .pose.stretches import Poses, Stretch

#: A member that says nothing for so long is given up; a picture takes a tenth of a second.
SILENCE_S = 120.0
_LOOK_EVERY_S = 0.1
#: Nothing but this path reaches the process: not the user's script, not the folder it stands in.
_ENTRY = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from gaitkit.crew_member import main; main()"
)


class Crew:
    """`size` processes beside this one, which start at once. Use with `with`: none outlives it."""

    def __init__(self, size: int, *, backend: PoseBackend) -> None:
        self._backend = backend
        self._members: list[_Member] = []
        frozen = getattr(sys, "frozen", False)  # then the executable is no Python
        with suppress(OSError):  # a system that starts no processes leaves the work to this one
            for _ in range(0 if frozen else size):
                self._members.append(_Member(backend.__name__))

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
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
        threads = [
            threading.Thread(target=_serve, args=(member, work), daemon=True)
            for member in self._members
        ]
        for thread in threads:
            thread.start()
        while not work.finished:
            number = work.take()
            if number is None:
                time.sleep(_LOOK_EVERY_S)
                self._give_up_silent()
            else:
                work.put(number, follow(
                    search, stretches[number], self._backend,
                    on_frame=lambda: on_progress(work.counted()),
                ))  # fmt: skip
            on_progress(work.share)
        return [work.done[number] for number in range(len(stretches))]

    def _give_up_silent(self) -> None:
        for member in self._members:
            if time.monotonic() - member.heard_s > SILENCE_S:
                member.end()


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """Stretches to do, taken by whoever is free."""

    search: Search
    stretches: Sequence[Stretch]
    done: dict[int, Poses] = field(default_factory=dict)
    _taken: set[int] = field(default_factory=set)
    _frames: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def finished(self) -> bool:
        return len(self.done) == len(self.stretches)

    @property
    def share(self) -> float:
        return min(1.0, self._frames / sum(map(len, self.stretches)))

    def take(self) -> int | None:
        """A stretch that nobody has; None if there is none at present."""
        with self._lock:
            free = set(range(len(self.stretches))) - self._taken
            if not free:
                return None
            self._taken.add(min(free))
            return min(free)

    def put(self, number: int, poses: Poses) -> None:
        self.done[number] = poses

    def give_back(self, number: int) -> None:
        with self._lock:
            self._taken.discard(number)

    def counted(self) -> float:
        """One picture more; the share done with it."""
        with self._lock:
            self._frames += 1
        return self.share


def _serve(member: _Member, work: _Work) -> None:
    """Let a member do stretches until there are none, or until it fails."""
    while (number := work.take()) is not None:
        try:
            poses = member.follow(work.search, work.stretches[number], on_frame=work.counted)
        except Exception:  # it died, was ended, or said something else than it should
            work.give_back(number)
            return
        work.put(number, poses)


class _Member:
    """One process, spoken to through its standard input and output."""

    def __init__(self, backend: str) -> None:
        self.heard_s, self.pictures = time.monotonic(), 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _ENTRY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        with suppress(OSError):  # it died at once: asking it for a stretch will show that
            self._send(sys.path)
            self._send(backend)

    def follow(self, search: Search, stretch: Stretch, *, on_frame: Callable[[], object]) -> Poses:
        """The poses of a stretch; EOFError or the like if the process ends before it is done."""
        self.heard_s = time.monotonic()
        self._send((search, stretch))
        while (answer := pickle.load(self._process.stdout)) is None:
            self.heard_s, self.pictures = time.monotonic(), self.pictures + 1
            on_frame()
        return answer

    def _send(self, content: object) -> None:
        pickle.dump(content, self._process.stdin)
        self._process.stdin.flush()

    def end(self) -> None:
        """Stop it now. Safe to call again."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()
