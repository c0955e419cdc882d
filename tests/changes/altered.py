"""The made-up analysis of example.py, changed by known amounts."""

from __future__ import annotations

from dataclasses import replace

from example import example_analysis

from gaitkit.changes.recording import Recording
from gaitkit.model import Analysis, Metric, Note, View


def shifted(analysis: Analysis, **by: float) -> Analysis:
    """Metrics moved by an amount, interval and all; `knee_valgus_deg=3` moves every side."""
    return replace(
        analysis, metrics=tuple(_moved(m, by.get(m.name, 0.0)) for m in analysis.metrics)
    )


def with_metric(analysis: Analysis, name: str, side: str, **fields: object) -> Analysis:
    """Other fields of one metric."""
    metrics = tuple(
        replace(m, **fields) if (m.name, m.side) == (name, side) else m for m in analysis.metrics
    )
    return replace(analysis, metrics=metrics)


def withheld(analysis: Analysis, name: str, side: str, why: Note) -> Analysis:
    """One metric without its value."""
    return with_metric(
        analysis, name, side, value=None, low=None, high=None, quality="none", notes=(why,), view=""
    )


def filmed_from(analysis: Analysis, plane: str) -> Analysis:
    """The same numbers as if seen from elsewhere."""
    return replace(
        analysis,
        bouts=tuple(replace(b, view=View(plane=plane)) for b in analysis.bouts),
        metrics=tuple(replace(m, view=plane if m.view else "") for m in analysis.metrics),
        curves=tuple(replace(c, view=plane) for c in analysis.curves),
    )


def doing(analysis: Analysis, activity: str) -> Analysis:
    """The same numbers as if something else was done."""
    return replace(analysis, bouts=tuple(replace(b, activity=activity) for b in analysis.bouts))


def recording(name: str, **clips: Analysis) -> Recording:
    """Clips by name; the example alone if none is given."""
    return Recording(name=name, analyses=clips or {"clip": example_analysis()})


def _moved(metric: Metric, by: float) -> Metric:
    if metric.value is None:
        return metric
    return replace(metric, value=metric.value + by, low=metric.low + by, high=metric.high + by)
