"""index.html: the tables and plots on one page that opens offline, in the report's style."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gaitkit.export.page import page
from gaitkit.reference import ASYMMETRY, number_text, text

from . import tables
from .charts import bland_altman_svg, scatter_svg
from .outcome import Validation
from .summarise import ALL_VIEWS, LEAST_INSIDE_PCT, SLOPE_RANGE, MetricAccuracy

#: Fewer pairs than this make no plot.
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One metric in one view, drawn twice."""

    label: str
    view: str
    marks: str
    scatter: str
    bland_altman: str


def render(validation: Validation, *, lang: str = "en", written_on: date | None = None) -> str:
    """The whole page; `written_on` is today if not given."""
    day = (written_on or date.today()).isoformat()
    return page(
        "accuracy.html",
        lang=lang,
        written=text("report.written", lang, {"date": day}),
        name=validation.folder.resolve().name,
        headline=tables.headline(validation, lang=lang),
        metrics=tables.metrics_table(
            [row for row in validation.metrics if not is_difference(row)], lang=lang
        ),
        differences=tables.metrics_table(
            [row for row in validation.metrics if is_difference(row)],
            lang=lang,
            title="validate.differences",
        ),
        others=[
            table(rows, lang=lang)
            for table, rows in (
                (tables.events_table, validation.events),
                (tables.curves_table, validation.curves),
                (tables.repetitions_table, validation.repetitions),
            )
            if rows
        ],
        failures=tables.failures_table(validation.failures, lang=lang),
        plots=[_plot(row, validation, lang) for row in validation.metrics if _drawn(row)],
        clips=_clips(validation, lang),
        settings=_settings(validation),
        bounds={"low": SLOPE_RANGE[0], "high": SLOPE_RANGE[1], "inside": LEAST_INSIDE_PCT},
    )


def is_difference(row: MetricAccuracy) -> bool:
    """Whether the metric compares the two sides."""
    return row.metric.endswith(ASYMMETRY)


def _drawn(row: MetricAccuracy) -> bool:
    return row.view != ALL_VIEWS and row.n >= _FEWEST


def _plot(row: MetricAccuracy, validation: Validation, lang: str) -> Plot:
    got = [
        c
        for c in validation.comparisons
        if (c.metric, c.view, c.status) == (row.metric, row.view, "measured")
    ]
    return Plot(
        label=tables.metric_label(row.metric, lang),
        view=tables.view_text(row.view, lang),
        marks=tables.marks_text(row, lang),
        scatter=scatter_svg(got, row, lang=lang),
        bland_altman=bland_altman_svg(got, row, lang=lang),
    )


def _clips(validation: Validation, lang: str) -> tables.Table:
    """Clip by clip: how it was read, what was compared and how often the truth lay inside."""
    rows = []
    for clip in validation.clips:
        got = [c for c in clip.comparisons if c.status == "measured"]
        lost = sum(c.status == "withheld" for c in clip.comparisons)
        inside = 100 * sum(c.inside for c in got) / len(got) if got else None
        cells = (
            clip.clip,
            text(f"word.{clip.activity}", lang),
            tables.view_text(clip.view, lang),
            str(len(got)),
            number_text(inside, lang),
            str(lost),
        )
        rows.append(tables.Line(cells=cells))
    columns = ("clip", "gait", "view", "n", "inside", "withheld")
    head = tuple(text(f"validate.col_{c}", lang) for c in columns)
    return tables.Table(title=text("validate.clips", lang), head=head, rows=tuple(rows))


def _settings(validation: Validation) -> str:
    from gaitkit import __version__

    settings = validation.settings
    return f"gaitkit {__version__}, {settings.backend} {settings.model}"
