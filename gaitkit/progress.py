"""How far an analysis is, as a bar on the terminal or in a notebook, with the time that is left."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from gaitkit.reference import has_text, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

#: Usual shares of the time that a clip takes; fetching weights happens once and is not among them.
_SHARES = {"scout": 0.08, "pose": 0.74, "measure": 0.02, "overlay": 0.14, "report": 0.02}


class ProgressBar:
    """A bar on standard error or below a notebook's cell, silent elsewhere. Use with `with`.

    Itself what `on_progress` of `gaitkit.analyze` takes: `with gaitkit.ProgressBar() as bar`.
    `overlay` says whether overlay videos are made as well.
    """

    def __init__(self, *, clips: int = 1, overlay: bool = False, lang: str = "en") -> None:
        self._stages = {s: w for s, w in _SHARES.items() if overlay or s != "overlay"}
        self._clips, self._lang = clips, lang
        self._bar: Progress | NotebookBar | None = None
        self._task: TaskID | int | None = None
        self._done, self._name = 0, ""

    def __enter__(self) -> ProgressBar:
        from rich.console import Console

        console = Console(stderr=True)
        if console.is_jupyter:
            self._bar = NotebookBar()
        elif console.is_terminal:
            self._bar = bars(console)
        if self._bar:
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

    def __call__(self, stage: str, share: float | None) -> None:
        """As `follow`."""
        self.follow(stage, share)

    def follow(self, stage: str, share: float | None) -> None:
        """Show `share` (0..1 or None) of a stage of the present clip."""
        if self._bar is None:
            return
        if self._task is None:
            self._task = self._bar.add_task("", total=self._clips)
        words = stage_words(stage, self._lang)
        self._bar.update(
            self._task,
            description=f"{self._name}: {words}" if self._name else words,
            completed=self._done + self.share_of(stage, share),
        )

    def share_of(self, stage: str, share: float | None) -> float:
        """Share of a clip's whole work that is done, 0..1."""
        name, names = _name_of(stage), list(self._stages)
        if name not in names:
            return 0.0
        before = sum(self._stages[n] for n in names[: names.index(name)])
        return (before + (share or 0.0) * self._stages[name]) / sum(self._stages.values())


def stage_words(stage: str, lang: str) -> str:
    """What is being done, in words; a stage of another's backend as it calls itself."""
    key = f"cli.{_name_of(stage)}"
    return text(key, lang) if has_text(key) else stage


def _name_of(stage: str) -> str:
    """A stage without what it is busy with, which may follow after a colon."""
    return stage.partition(":")[0]


class NotebookBar:
    """A bar below a notebook's cell, gone when the work is done: what rich needs widgets for.

    Has of rich's `Progress` what is used here.
    """

    #: A notebook needs no more than this many pictures per second.
    EVERY_S = 0.2

    def __init__(self) -> None:
        self._total = 1.0
        self._next_s = 0.0
        self._began_s = monotonic()
        self._place: Any = None

    def start(self) -> None:
        """Take a place below the cell."""
        from IPython.display import HTML, display

        self._place = display(HTML(""), display_id=True)

    def stop(self) -> None:
        """Leave the place empty."""
        self._show("")

    def add_task(self, description: str, *, total: float) -> int:
        """The one task there is."""
        self._total = total
        return 0

    def update(self, task: int, *, description: str, completed: float) -> None:
        """Show how far it is and how long it will take, at most every `EVERY_S`."""
        now_s = monotonic()
        if now_s < self._next_s:
            return
        self._next_s = now_s + self.EVERY_S
        share = min(completed / self._total, 1.0)
        left = ""
        if share > 0.02:
            left = f"{(now_s - self._began_s) * (1 - share) / share:.0f} s"
        self._show(
            f'<progress value="{share:.3f}" max="1"></progress> {share:.0%} {escape(description)} '
            f"<small>{left}</small>"
        )

    def _show(self, html: str) -> None:
        from IPython.display import HTML

        if self._place is not None:
            self._place.update(HTML(html))


def bars(console: Console, *, speed_over_s: float = 30.0) -> Progress:
    """Bars on a terminal; the time left follows the speed of the last `speed_over_s`."""
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
        speed_estimate_period=speed_over_s,
    )
