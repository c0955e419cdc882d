"""An analysis as tables: the columns of the CSV files, as rows or as a pandas DataFrame.

Files are written from rows: importing pandas takes longer than measuring a clip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from gaitkit.model import Analysis, Cycle, Finding, GaitEvent
from gaitkit.reference import note_text

if TYPE_CHECKING:
    import pandas as pd

METRIC_COLUMNS = (
    "metric", "side", "value", "unit", "low", "high", "cycles", "quality", "note", "view", "bout",
)  # fmt: skip
EVENT_COLUMNS = ("side", "event", "time_s", "uncertainty_s", "cycle", "bout")
CURVE_COLUMNS = ("curve", "side", "percent", "mean", "sd", "cycles", "view")
CYCLE_COLUMNS = (
    "side", "cycle", "bout", "start_s", "end_s", "duration_s", "toe_off_s", "opposite_toe_off_s",
    "opposite_contact_s", "usable", "reason",
)  # fmt: skip
REPETITION_COLUMNS = (
    "side", "repetition", "bout", "activity", "start_s", "peak_s", "end_s", "duration_s", "usable",
    "reason",
)  # fmt: skip

FINDING_COLUMNS = (
    "pattern", "side", "status", "level", "metric", "value", "low", "high", "limit", "source",
    "activity", "clip", "note", "evidence",
)  # fmt: skip

#: Contacts that open a cycle carry its very start time; this absorbs rounding in files.
SAME_TIME_S = 1e-6


class Table(NamedTuple):
    """Rows of a table, None being a gap, and which of its columns hold numbers and counts."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    numbers: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """DataFrame whose column types stay the same when it is empty or full of gaps."""
        import pandas as pd

        types = dict.fromkeys(self.numbers, "float64") | dict.fromkeys(self.counts, "Int64")
        return pd.DataFrame(self.rows, columns=list(self.columns)).astype(types)


def metrics_frame(analysis: Analysis, lang: str = "en") -> pd.DataFrame:
    """One row per metric and side; an empty value has its reason in `note`."""
    return metrics_rows(analysis, lang).frame()


def events_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per contact or toe-off, with the cycle of the same foot that it lies in."""
    return events_rows(analysis).frame()


def curves_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per curve, side and percent 0..100 of the gait cycle; degrees."""
    return curves_rows(analysis).frame()


def findings_frame(findings: Iterable[Finding], lang: str = "en") -> pd.DataFrame:
    """One row per piece of evidence; a finding without any has one row of its own.

    `limit` is the number or, for two limits, both with `to` between; `source` joins keys by a
    space. `level` is that of the finding, not of the piece; `evidence` is that of the piece: clear
    where its whole interval lies beyond the limit, slight where only its value does, else empty.
    """
    return findings_rows(findings, lang).frame()


def repetitions_frame(analysis: Analysis, lang: str = "en") -> pd.DataFrame:
    """One row per repetition of a test; one that does not count says why in `reason`."""
    return repetitions_rows(analysis, lang).frame()


def metrics_rows(analysis: Analysis, lang: str = "en") -> Table:
    """The rows of `metrics_frame`."""
    rows = [
        (
            m.name, m.side, m.value, m.unit, m.low, m.high, m.cycles, m.quality,
            " ".join(note_text(n, lang) for n in m.notes), m.view, m.bout,
        )
        for m in analysis.metrics
    ]  # fmt: skip
    return Table(METRIC_COLUMNS, rows, numbers=("value", "low", "high"), counts=("cycles", "bout"))


def events_rows(analysis: Analysis) -> Table:
    """The rows of `events_frame`."""
    rows = [
        (e.side, e.kind, e.time_s, e.uncertainty_s, _cycle_number(e, analysis.cycles), e.bout)
        for e in sorted(analysis.events, key=lambda e: e.time_s)
    ]
    return Table(EVENT_COLUMNS, rows, numbers=("time_s", "uncertainty_s"), counts=("cycle", "bout"))


def curves_rows(analysis: Analysis) -> Table:
    """The rows of `curves_frame`."""
    rows = [
        (c.name, c.side, percent, c.mean[percent], c.sd[percent], len(c.cycles), c.view)
        for c in analysis.curves
        for percent in range(101)
    ]
    return Table(CURVE_COLUMNS, rows, numbers=("mean", "sd"), counts=("percent", "cycles"))


def cycles_frame(analysis: Analysis, lang: str = "en") -> pd.DataFrame:
    """One row per gait cycle; an unusable one says why in `reason`."""
    rows = [
        (
            c.side, c.number, c.bout, c.start_s, c.end_s, c.duration_s, c.toe_off_s,
            c.opposite_toe_off_s, c.opposite_contact_s, c.usable,
            note_text(c.reason, lang) if c.reason else "",
        )
        for c in analysis.cycles
    ]  # fmt: skip
    times = tuple(name for name in CYCLE_COLUMNS if name.endswith("_s"))
    return Table(CYCLE_COLUMNS, rows, numbers=times, counts=("cycle", "bout")).frame()


def findings_rows(findings: Iterable[Finding], lang: str = "en") -> Table:
    """The rows of `findings_frame`."""
    rows = [row for finding in findings for row in _finding_rows(finding, lang)]
    return Table(FINDING_COLUMNS, rows, numbers=("value", "low", "high"))


def _finding_rows(finding: Finding, lang: str) -> list[tuple[object, ...]]:
    told = (finding.pattern, finding.side, finding.status, finding.level)
    note = " ".join(note_text(n, lang) for n in finding.notes)
    if not finding.evidence:
        return [(*told, "", None, None, None, "", "", finding.activity, "", note, "")]
    return [
        (
            *told, e.metric.name, e.metric.value, e.metric.low, e.metric.high,
            " to ".join(f"{limit:g}" for limit in e.limit), " ".join(e.sources),
            finding.activity, e.clip, note, e.strength,
        )
        for e in finding.evidence
    ]  # fmt: skip


def repetitions_rows(analysis: Analysis, lang: str = "en") -> Table:
    """The rows of `repetitions_frame`."""
    tests = {bout.number: bout.activity for bout in analysis.bouts}
    rows = [
        (
            r.side, r.number, r.bout, tests.get(r.bout), r.start_s, r.peak_s, r.end_s,
            r.duration_s, r.usable, note_text(r.reason, lang) if r.reason else "",
        )
        for r in sorted(analysis.repetitions, key=lambda r: r.start_s)
    ]  # fmt: skip
    times = tuple(name for name in REPETITION_COLUMNS if name.endswith("_s"))
    return Table(REPETITION_COLUMNS, rows, numbers=times, counts=("repetition", "bout"))


def _cycle_number(event: GaitEvent, cycles: tuple[Cycle, ...]) -> int | None:
    for cycle in cycles:
        same = (cycle.side, cycle.bout) == (event.side, event.bout)
        if same and cycle.start_s - SAME_TIME_S <= event.time_s < cycle.end_s - SAME_TIME_S:
            return cycle.number
    return None
