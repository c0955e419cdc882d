"""How far an analysis is, as a bar on the terminal with the time that is left."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from gaitkit.reference import has_text, text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Usual shares of the time that a clip takes; fetching weights happens once and is not among them.
_SHARES = {"scout": 0.08, "pose": 0.74, "measure": 0.02, "overlay": 0.14, "report": 0.02}


class ProgressBar:
    """A bar on standard error, silent where that is no terminal. Use with `with`.

    `overlay` says whether overlay videos are made as well.
    """

    def __init__(self, *, clips: int, overlay: bool, lang: str) -> None:
        self._stages = {s: w for s, w in _SHARES.items() if overlay or s != "overlay"}
        self._clips, self._lang = clips, lang
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._done, self._name = 0, ""

    def __enter__(self) -> ProgressBar:
        from rich.console import Console

        console = Console(stderr=True)
        if console.is_terminal:
            self._bar = _bar(console)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def clip(self, number: int, name: str) -> Callable[[str, float | None], None]:
        """Follow the clip of that number, 0 first; returns what takes (stage, share)."""
        self._done, self._name = number, name
        return self.follow

    def follow(self, stage: str, share: float | None) -> None:
        """Show `share` (0..1 or None) of a stage of the present clip."""
        if self._bar is None:
            return
        if self._task is None:
            self._task = self._bar.add_task("", total=self._clips)
        key = stage.partition(":")[0]
        words = text(f"cli.{key}", self._lang) if has_text(f"cli.{key}") else stage
        self._bar.update(
            self._task,
            description=f"{self._name}: {words}",
            completed=self._done + self.share_of(key, share),
        )

    def share_of(self, stage: str, share: float | None) -> float:
        """Share of a clip's whole work that is done, 0..1."""
        names = list(self._stages)
        if stage not in names:
            return 0.0
        before = sum(self._stages[n] for n in names[: names.index(stage)])
        return (before + (share or 0.0) * self._stages[stage]) / sum(self._stages.values())


def _bar(console: object) -> Progress:
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
