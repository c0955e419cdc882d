"""An analysis as tables: the columns of the CSV files, one pandas DataFrame each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

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
    "activity", "clip", "note",
)  # fmt: skip

#: Contacts that open a cycle carry its very start time; this absorbs rounding in files.
SAME_TIME_S = 1e-6


def metrics_frame(analysis: Analysis, lang: str = "en") -> pd.DataFrame:
    """One row per metric and side; an empty value has its reason in `note`."""
    rows = [
        (
            m.name, m.side, m.value, m.unit, m.low, m.high, m.cycles, m.quality,
            " ".join(note_text(n, lang) for n in m.notes), m.view, m.bout,
        )
        for m in analysis.metrics
    ]  # fmt: skip
    return _frame(rows, METRIC_COLUMNS, numbers=("value", "low", "high"), counts=("cycles", "bout"))


def events_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per contact or toe-off, with the cycle of the same foot that it lies in."""
    rows = [
        (e.side, e.kind, e.time_s, e.uncertainty_s, _cycle_number(e, analysis.cycles), e.bout)
        for e in sorted(analysis.events, key=lambda e: e.time_s)
    ]
    return _frame(
        rows, EVENT_COLUMNS, numbers=("time_s", "uncertainty_s"), counts=("cycle", "bout")
    )


def curves_frame(analysis: Analysis) -> pd.DataFrame:
    """One row per curve, side and percent 0..100 of the gait cycle; degrees."""
    rows = [
        (c.name, c.side, percent, c.mean[percent], c.sd[percent], len(c.cycles), c.view)
        for c in analysis.curves
        for percent in range(101)
    ]
    return _frame(rows, CURVE_COLUMNS, numbers=("mean", "sd"), counts=("percent", "cycles"))


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
    return _frame(rows, CYCLE_COLUMNS, numbers=times, counts=("cycle", "bout"))


def findings_frame(findings: Iterable[Finding], lang: str = "en") -> pd.DataFrame:
    """One row per piece of evidence; a finding without any has one row of its own.

    `limit` is the number or, for two limits, both with `to` between; `source` joins keys by a
    space. `level` is that of the finding, not of the piece.
    """
    rows = [row for finding in findings for row in _finding_rows(finding, lang)]
    return _frame(rows, FINDING_COLUMNS, numbers=("value", "low", "high"), counts=())


def _finding_rows(finding: Finding, lang: str) -> list[tuple[object, ...]]:
    told = (finding.pattern, finding.side, finding.status, finding.level)
    note = " ".join(note_text(n, lang) for n in finding.notes)
    if not finding.evidence:
        return [(*told, "", None, None, None, "", "", finding.activity, "", note)]
    return [
        (
            *told, e.metric.name, e.metric.value, e.metric.low, e.metric.high,
            " to ".join(f"{limit:g}" for limit in e.limit), " ".join(e.sources),
            finding.activity, e.clip, note,
        )
        for e in finding.evidence
    ]  # fmt: skip


def repetitions_frame(analysis: Analysis, lang: str = "en") -> pd.DataFrame:
    """One row per repetition of a test; one that does not count says why in `reason`."""
    tests = {bout.number: bout.activity for bout in analysis.bouts}
    rows = [
        (
            r.side, r.number, r.bout, tests.get(r.bout), r.start_s, r.peak_s, r.end_s,
            r.duration_s, r.usable, note_text(r.reason, lang) if r.reason else "",
        )
        for r in sorted(analysis.repetitions, key=lambda r: r.start_s)
    ]  # fmt: skip
    times = tuple(name for name in REPETITION_COLUMNS if name.endswith("_s"))
    return _frame(rows, REPETITION_COLUMNS, numbers=times, counts=("repetition", "bout"))


def _frame(
    rows: list[tuple[object, ...]],
    columns: tuple[str, ...],
    *,
    numbers: tuple[str, ...],
    counts: tuple[str, ...],
) -> pd.DataFrame:
    """DataFrame whose column types stay the same when it is empty or full of gaps."""
    import pandas as pd

    types = dict.fromkeys(numbers, "float64") | dict.fromkeys(counts, "Int64")
    return pd.DataFrame(rows, columns=list(columns)).astype(types)


def _cycle_number(event: GaitEvent, cycles: tuple[Cycle, ...]) -> int | None:
    for cycle in cycles:
        same = (cycle.side, cycle.bout) == (event.side, event.bout)
        if same and cycle.start_s - SAME_TIME_S <= event.time_s < cycle.end_s - SAME_TIME_S:
            return cycle.number
    return None
