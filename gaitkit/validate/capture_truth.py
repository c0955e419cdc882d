"""Truth from motion capture: gaitkit's own definitions on the markers, seen in the clip's view.

What rests on the guess of scale is left out, as the markers' picture would share that guess;
times are given only where the laboratory marked the events itself.
"""

from __future__ import annotations

from dataclasses import replace

from gaitkit.events.cycles import find_cycles, in_sequence
from gaitkit.metrics.curves import measure_curves
from gaitkit.metrics.measure import measure
from gaitkit.metrics.spec import all_metrics
from gaitkit.model import Analysis, GaitEvent, Settings, Walk
from gaitkit.pipeline import find_gait
from gaitkit.pose.markers import MarkerEvent, Markers, read_markers
from gaitkit.pose.virtual_camera import project_markers
from gaitkit.reference import ASYMMETRY, metric_groups

from .truth import Truth


def with_markers(truth: Truth, analysis: Analysis) -> Truth:
    """`truth` with what its marker recording adds, in the view that `analysis` found.

    What the truth file itself states stays. Events are in the clip's time, so they need
    `offset_s`. Raises UnreadableInputError or InstallationError for a file that can't be read.
    """
    if truth.markers is None:
        return truth
    markers = read_markers(truth.markers)
    walks = _walks(markers, truth, analysis)
    marked = bool(markers.events)
    known = {
        (m.name, m.side): m.value
        for m in measure(walks)
        if m.value is not None and m.name not in _untold(marked=marked)
    }
    offset_s = truth.offset_s
    events = [] if offset_s is None else [(s, k, t + offset_s) for s, k, t in markers.events]
    return replace(
        truth,
        events=truth.events or tuple(events),
        metrics={**known, **truth.metrics},
        curves={**{(c.name, c.side): c.mean for c in measure_curves(walks)}, **truth.curves},
    )


def _walks(markers: Markers, truth: Truth, analysis: Analysis) -> list[Walk]:
    """The recording's bouts, cut into cycles by the laboratory's events where it marked any."""
    seen = analysis.bouts[0]
    plane = seen.view.plane if seen.view.plane in ("side", "front", "rear") else "side"
    track = project_markers(markers, view=plane, side=seen.view.near_side or "left")
    settings = Settings(view=plane, activity=seen.activity)
    gait = find_gait(track, subject=truth.subject, settings=settings)
    return [_by_marked_events(walk, markers.events) for walk in gait.walks]


def _by_marked_events(walk: Walk, marked: tuple[MarkerEvent, ...]) -> Walk:
    if not marked:
        return walk
    bout = walk.bout
    events = [
        GaitEvent(side=side, kind=kind, time_s=time_s, uncertainty_s=0.0, bout=bout.number)
        for side, kind, time_s in marked
        if bout.start_s <= time_s <= bout.end_s
    ]
    events = in_sequence(events, bout)
    cycles = find_cycles(events, walk.track, bout)
    return replace(walk, events=tuple(events), cycles=tuple(cycles))


def _untold(*, marked: bool) -> set[str]:
    """Metrics that the markers can't be the truth of."""
    scaled = {spec.name for spec in all_metrics() if spec.needs_scale}
    untold = scaled if marked else scaled | set(metric_groups()["temporal"])
    return untold | {name + ASYMMETRY for name in untold}
