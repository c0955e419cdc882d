"""Before and after as users hold it: tables, files and rich display; and the call that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit import frames
from gaitkit.errors import NothingMeasuredError, UsageError
from gaitkit.export.to_csv import write_frame
from gaitkit.face import Result, analyze
from gaitkit.model import COMPARISONS, Comparison, Finding, Note, Subject
from gaitkit.reference import checked_lang
from gaitkit.session import Session

from . import recording as recordings
from .change import Change, changes_between
from .patterns import CadenceRise, cadence_rises, findings_of
from .recording import Recording
from .remarks import remarks_on
from .tables import changes_frame

if TYPE_CHECKING:
    import pandas as pd

CHANGES_FILE, FINDINGS_FILE, PAGE_FILE = "changes.csv", "findings.csv", "compare.html"
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """Two recordings and what changed from the first to the second.

    `what` is what differs between them on purpose; `years_apart` is None where it wasn't given.
    """

    before: Recording
    after: Recording
    what: Comparison = "later"
    years_apart: float | None = None
    lang: str = "en"

    def __post_init__(self) -> None:
        checked_lang(self.lang)
        checked_what(self.what)
        if not any(change.compared for change in self.all_changes):
            raise NothingMeasuredError(self._nothing())

    @cached_property
    def all_changes(self) -> tuple[Change, ...]:
        """Every change as data; those that could not be compared have no number, but notes."""
        return changes_between(self.before, self.after)

    @cached_property
    def matched(self) -> tuple[Finding, ...]:
        """The findings as data."""
        return findings_of(
            self.before, self.after, self.all_changes, what=self.what, years_apart=self.years_apart
        )

    @property
    def remarks(self) -> tuple[Note, ...]:
        """What else differs between the two."""
        return remarks_on(self.before, self.after, self.all_changes)

    @property
    def cadence_rises(self) -> tuple[CadenceRise, ...]:
        """By how many percent the cadence rose, with its interval."""
        return cadence_rises(self.all_changes)

    @property
    def changes(self) -> pd.DataFrame:
        """One row per metric, side and activity; an empty change has its reason in `note`."""
        return changes_frame(self.all_changes, self.lang)

    @property
    def findings(self) -> pd.DataFrame:
        """One row per pattern about this kind of change, side and piece of evidence."""
        return frames.findings_frame(self.matched, self.lang)

    def save(
        self, out: str | Path, *, video: bool = True, blur_face: bool = False
    ) -> tuple[Path, ...]:
        """Write changes.csv, findings.csv and compare.html into the folder `out`.

        The page plays the films that the reports of compared folders hold. Of a result or session
        in memory, `video` makes them where the clip still lies where it was analysed, and
        `blur_face` makes the face in them unrecognisable.

        UsageError where `out` is the folder of a clip or a session, whose files would be replaced.
        """
        from .page import render

        folder = checked_out(out)
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / PAGE_FILE
        shown = self
        if video:
            shown = replace(
                self,
                before=recordings.filmed(self.before, blur_face=blur_face),
                after=recordings.filmed(self.after, blur_face=blur_face),
            )
        page.write_text(render(shown), encoding="utf-8", newline="\n")
        return (
            write_frame(self.changes, folder / CHANGES_FILE),
            write_frame(self.findings, folder / FINDINGS_FILE),
            page,
        )

    def _nothing(self) -> str:
        """Why nothing at all could be compared."""
        seen = " and ".join(
            f"{r.name} ({', '.join(r.activities) or 'no gait'} from {', '.join(r.views) or '?'})"
            for r in (self.before, self.after)
        )
        return (
            f"compare: expected one activity and one view that both recordings share, got {seen}. "
            f"Film the same activity twice from the same place."
        )

    def __repr__(self) -> str:
        compared = [c for c in self.all_changes if c.compared]
        return (
            f"<gaitkit.Compared {self.before.name} -> {self.after.name}: {len(compared)} numbers "
            f"compared, {sum(c.changed for c in compared)} changed by more than their error>"
        )

    def _repr_html_(self) -> str:
        """The headline and a sentence for each change, for notebooks."""
        from .words import headline, sentences

        items = "".join(f"<li>{escape(line)}</li>" for line in sentences(self))
        return f"<div><b>{escape(headline(self))}</b><ul>{items}</ul></div>"


def compare(
    a: Result | Session | str | Path,
    b: Result | Session | str | Path,
    *,
    what: str = "later",
    months: float | None = None,
    subject: Subject | None = None,
    view: str = "auto",
    activity: str = "auto",
    model: str = "heavy",
    backend: str = "mediapipe",
    lang: str = "en",
    on_progress: Callable[[str, float | None], None] | None = None,
) -> Compared:
    """What changed from `a` to `b` by more than its error.

    Each is a result, a session, a folder that one of them was saved in, or a video or pose file
    that is measured first, for which `subject`, `view`, `activity`, `model`, `backend` and
    `on_progress` are those of `analyze`. `what` differs between the two: later, double-task,
    tired or cadence (quicker steps). `months` between them give changes per year.

    Raises `NothingMeasuredError` where no metric was measured in both in one view, `UsageError`,
    and what `analyze` and `load` raise.
    """
    years, what = checked_years(months), checked_what(what)
    checked_lang(lang)

    def measured(path: Path) -> Result:
        return analyze(
            path, subject=subject, view=view, activity=activity, model=model, backend=backend,
            lang=lang, on_progress=on_progress,
        )  # fmt: skip

    return Compared(
        before=_recording(a, measured), after=_recording(b, measured), what=what,
        years_apart=years, lang=lang,
    )  # fmt: skip


def checked_what(what: str) -> Comparison:
    """`what` itself; UsageError where no comparison is called so."""
    if what not in COMPARISONS:
        raise UsageError(f"what: expected one of {', '.join(COMPARISONS)}, got {what!r}.")
    return what


def checked_years(months: float | None) -> float | None:
    """Years between two recordings. UsageError unless `months` is above zero or None."""
    if months is None:
        return None
    if not isfinite(months) or months <= 0:
        raise UsageError(f"months: expected the months between the two, above 0, got {months}.")
    return months / MONTHS_PER_YEAR


def checked_out(out: str | Path) -> Path:
    """The folder for a comparison, which must not be that of a clip or a session."""
    folder = Path(out)
    for name in (recordings.ANALYSIS_FILE, recordings.SESSION_FILE):
        if (folder / name).exists():
            raise UsageError(
                f"--out {out}: holds {name} of an analysis, whose findings.csv would be replaced. "
                f"Give the comparison a folder of its own, such as {folder / 'compare'}."
            )
    return folder


def _recording(
    given: Result | Session | str | Path, measured: Callable[[Path], Result]
) -> Recording:
    if isinstance(given, Result):
        return recordings.of_result(given)
    if isinstance(given, Session):
        return recordings.of_session(given)
    if not isinstance(given, str | Path):
        raise UsageError(
            f"compare: expected a result, a session, a folder or a file, "
            f"got {type(given).__name__}."
        )
    path = Path(given)
    return (
        recordings.read(path)
        if recordings.is_written(path)
        else recordings.of_result(measured(path))
    )
