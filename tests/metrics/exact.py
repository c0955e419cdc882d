"""A walk whose events and scale are exact, so that a metric's definition stands alone."""

from __future__ import annotations

from walker import Walker

from gaitkit.events.cycles import find_cycles
from gaitkit.metrics.spec import all_metrics
from gaitkit.model import Bout, Cycle, GaitEvent, PoseTrack, Subject, View, Walk
from gaitkit.motion.scale import scale_from_height
from gaitkit.motion.view import facing_sign

SPECS = {spec.name: spec for spec in all_metrics()}


def exact_walk(
    walker: Walker,
    plane: str,
    *,
    facing: str = "left",
    treadmill: bool = True,
    height_known: bool = True,
    number: int = 1,
    track: PoseTrack | None = None,
    confidence: float = 1.0,
) -> Walk:
    """The walker as a bout with true events, seen square from `plane`."""
    track = track or walker.track(plane, facing=facing, treadmill=treadmill, fps=120)
    seen = ("right" if facing_sign(track) > 0 else "left") if plane == "side" else None
    bout = Bout(
        number=number, start_s=0.0, end_s=walker.duration_s,
        view=View(plane=plane, facing=seen, roll_deg=0.0, confidence=confidence),
        activity=walker.activity, surface="treadmill" if treadmill else "overground",
    )  # fmt: skip
    events = [
        GaitEvent(side=s, kind=k, time_s=t, uncertainty_s=0.01, bout=number)
        for s, k, t in walker.events()
    ]
    subject = Subject(height_m=walker.height_m) if height_known else Subject()
    cycles = tuple(find_cycles(events, track, bout))
    return Walk(
        bout=bout, track=track, events=tuple(events), cycles=cycles,
        subject=subject, scale=scale_from_height(track, subject, plane=bout.view.plane),
        filmed_fps=60.0,
    )  # fmt: skip


def of_cycle(name: str, walk: Walk, side: str) -> float:
    """A metric's value in the second usable cycle of a side."""
    cycle: Cycle = walk.cycles_of(side)[1]
    return float(SPECS[name].compute(walk, cycle))
