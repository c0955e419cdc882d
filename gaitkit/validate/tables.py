"""The rows in words and rounded numbers: the same tables for the terminal and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gaitkit.reference import (
    ASYMMETRY,
    curve_words,
    metric_groups,
    metric_words,
    number_text,
    text,
    unit_text,
)

from .judge import Failure
from .outcome import Validation
from .repetitions import RepetitionAccuracy
from .summarise import ALL_VIEWS, LEAST_INSIDE_PCT, CurveAccuracy, EventAccuracy, MetricAccuracy

_OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: its cells, whether it falls short, and the group it belongs to (may be empty)."""

    cells: tuple[str, ...]
    marked: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table ready to be shown: all texts in one language."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Line, ...]


def summary(validation: Validation, *, lang: str = "en") -> tuple[str, tuple[Table, ...]]:
    """A sentence on the whole and the tables that fit a terminal; tables without rows left out.

    Of the metrics, each over all views without comparisons of sides, and whatever falls short;
    accuracy.csv holds the rest.
    """
    tables = (
        metrics_table(_main_rows(validation.metrics), lang=lang, columns=_SHORT),
        events_table(validation.events, lang=lang),
        repetitions_table(validation.repetitions, lang=lang),
        failures_table(validation.failures, lang=lang),
    )
    return headline(validation, lang=lang), tuple(table for table in tables if table.rows)


def _main_rows(rows: Sequence[MetricAccuracy]) -> list[MetricAccuracy]:
    over_all = {row.metric for row in rows if row.view == ALL_VIEWS}
    return [
        row
        for row in rows
        if row.marks
        or (not row.metric.endswith(ASYMMETRY)
            and (row.view == ALL_VIEWS or row.metric not in over_all))
    ]  # fmt: skip


def headline(validation: Validation, *, lang: str) -> str:
    """How many clips were compared, and how many rows fall short."""
    failed = sum(f.kind == "failed" for f in validation.failures)
    measured = [row for row in validation.metrics if row.n]
    counts = {
        "clips": len(validation.clips), "failed": failed,
        "rows": len(measured), "marked": len(validation.marked),
    }  # fmt: skip
    return text("validate.headline", lang, counts)


MetricCell = Callable[[MetricAccuracy, str, int], str]


def _cells() -> dict[str, MetricCell]:
    """Column by column of the table of metrics: row, language and decimals in, text out."""

    def rounded(name: str, *, more: int = 0, signed: bool = False) -> MetricCell:
        return lambda row, lang, d: number_text(
            getattr(row, name), lang, decimals=d + more, signed=signed
        )

    return {
        "measure": lambda row, lang, d: metric_label(row.metric, lang),
        "view": lambda row, lang, d: view_text(row.view, lang),
        "n": lambda row, lang, d: str(row.n),
        "bias": rounded("bias", signed=True),
        "mae": rounded("mae"),
        "rmse": rounded("rmse"),
        "slope": lambda row, lang, d: number_text(row.slope, lang, decimals=2),
        "limits": _limits,
        "inside": lambda row, lang, d: number_text(row.inside_pct, lang),
        "half_width": rounded("half_width"),
        "withheld": lambda row, lang, d: str(row.withheld),
        "worst": _worst,
        "marks": marks_text,
    }


_SHORT = ("measure", "view", "n", "bias", "mae", "slope", "inside", "withheld", "marks")
LONG = (
    "measure", "view", "n", "bias", "mae", "rmse", "slope", "limits", "inside", "half_width",
    "withheld", "worst", "marks",
)  # fmt: skip


def metrics_table(
    rows: Sequence[MetricAccuracy],
    *,
    lang: str,
    columns: Sequence[str] = LONG,
    title: str = "validate.metrics",
) -> Table:
    """Metric by metric, view by view; `columns` chooses and orders what is shown."""
    cells = _cells()
    return Table(
        title=text(title, lang),
        head=tuple(text(f"validate.col_{name}", lang) for name in columns),
        rows=tuple(
            Line(
                cells=tuple(cells[name](row, lang, decimals(row.metric)) for name in columns),
                marked=bool(row.marks),
                group=_group(row.metric, lang),
            )
            for row in rows
        ),
    )


def events_table(rows: Iterable[EventAccuracy], *, lang: str) -> Table:
    """Timing of contacts and toe-offs, in milliseconds."""

    def line(row: EventAccuracy) -> Line:
        missed = text("validate.at_edge", lang, {"count": row.missed_at_edge})
        cells = (
            text(f"chart.{row.event}", lang),
            text(f"word.{row.activity}", lang),
            view_text(row.view, lang),
            str(row.matched),
            f"{row.missed} {missed}" if row.missed_at_edge else str(row.missed),
            str(row.extra),
            number_text(row.bias_ms, lang, signed=True),
            number_text(row.mae_ms, lang),
            number_text(row.sd_ms, lang),
            number_text(row.inside_pct, lang),
        )
        narrow = row.inside_pct is not None and row.inside_pct < LEAST_INSIDE_PCT
        return Line(cells=cells, marked=narrow)

    columns = ("event", "gait", "view", "matched", "missed", "extra", "bias_ms", "mae_ms", "sd_ms")
    head = tuple(text(f"validate.col_{c}", lang) for c in (*columns, "inside"))
    return Table(title=text("validate.events", lang), head=head, rows=tuple(map(line, rows)))


def curves_table(rows: Iterable[CurveAccuracy], *, lang: str) -> Table:
    """Mean curves against true ones, in degrees."""

    def line(row: CurveAccuracy) -> Line:
        cells = (
            curve_words(row.curve, lang).label,
            text(f"word.{row.activity}", lang),
            view_text(row.view, lang),
            str(row.n),
            number_text(row.bias, lang, decimals=1, signed=True),
            number_text(row.rmse, lang, decimals=1),
            f"{row.worst_clip} ({number_text(row.worst_rmse, lang, decimals=1)})",
        )
        return Line(cells=cells)

    columns = ("curve", "gait", "view", "n", "bias", "rmse", "worst")
    head = tuple(text(f"validate.col_{c}", lang) for c in columns)
    return Table(title=text("validate.curves", lang), head=head, rows=tuple(map(line, rows)))


def repetitions_table(rows: Iterable[RepetitionAccuracy], *, lang: str) -> Table:
    """Repetitions of movement tests against true ones; a wrong count or side is marked."""

    def line(row: RepetitionAccuracy) -> Line:
        counts = (row.clips, row.true, row.found, row.matched, row.wrong_side)
        errors = (row.start_mae_s, row.peak_mae_s, row.end_mae_s)
        cells = (
            text(f"word.{row.activity}", lang),
            view_text(row.view, lang),
            *map(str, counts),
            *(number_text(e, lang, decimals=2) for e in errors),
        )
        wrong = row.matched != row.true or row.found != row.true or row.wrong_side > 0
        return Line(cells=cells, marked=wrong)

    columns = (
        "test", "view", "clips", "true", "found_all", "paired", "wrong_side", "start_s", "peak_s",
        "end_s",
    )  # fmt: skip
    head = tuple(text(f"validate.col_{c}", lang) for c in columns)
    return Table(title=text("validate.repetitions", lang), head=head, rows=tuple(map(line, rows)))


def failures_table(rows: Iterable[Failure], *, lang: str) -> Table:
    """What was not compared, or was taken for something else, and why."""
    return Table(
        title=text("validate.failures", lang),
        head=tuple(text(f"validate.col_{c}", lang) for c in ("clip", "reason")),
        rows=tuple(Line(cells=(row.clip, row.reason)) for row in rows),
    )


def metric_label(name: str, lang: str) -> str:
    """A metric's label with its unit; the bare name for one that this version has no words for."""
    try:
        words = metric_words(name, lang)
    except KeyError:
        return name
    return f"{words.label} ({unit_text(words.unit, lang)})" if words.unit else words.label


def decimals(name: str) -> int:
    """Digits after the point for a metric's numbers."""
    try:
        return metric_words(name, "en").decimals
    except KeyError:
        return 2


def view_text(view: str, lang: str) -> str:
    """From where the camera looked."""
    return text("validate.all_views" if view == ALL_VIEWS else f"word.{view}", lang)


def marks_text(row: MetricAccuracy, lang: str, digits: int = 0) -> str:
    """What falls short, in words."""
    return ", ".join(text(f"validate.mark_{mark}", lang) for mark in row.marks.split())


def _limits(row: MetricAccuracy, lang: str, digits: int) -> str:
    if row.loa_low is None:
        return "–"
    low, high = (
        number_text(v, lang, decimals=digits, signed=True) for v in (row.loa_low, row.loa_high)
    )
    return f"{low} {text('word.to', lang)} {high}"


def _worst(row: MetricAccuracy, lang: str, digits: int) -> str:
    if not row.worst_clip:
        return "–"
    error = number_text(row.worst_error, lang, decimals=digits, signed=True)
    side = "" if row.worst_side == "both" else f" {text(f'word.{row.worst_side}', lang)}"
    return f"{row.worst_clip}{side} ({error})"


def _group(metric: str, lang: str) -> str:
    base = metric.removesuffix(ASYMMETRY)
    found = (group for group, names in metric_groups().items() if base in names)
    return text(f"head.{next(found, _OTHER)}", lang)
