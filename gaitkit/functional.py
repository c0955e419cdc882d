"""From a pose track to movement tests: stretches on the spot, which test, its repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .model import TESTS, Bout, PoseTrack, Settings, Subject, TestActivity, Walk
from .model.gait import UNKNOWN_ROLL_SD_DEG
from .motion import clean
from .motion.scale import scale_from_height
from .motion.stance import Stance, read_stance, stretches_on_the_spot
from .registry import discover
from .repetitions.base import RepetitionFinder

#: From this share of the time on the spot on, a clip is first taken for a test and then for gait.
MOSTLY_ON_THE_SPOT = 0.6


def mostly_on_the_spot(track: PoseTrack) -> bool:
    """Whether the person stays in one place for most of the time that he or she is seen."""
    seen = np.isfinite(track.px("mid_hip")[:, 0])
    spot = np.zeros(len(track), bool)
    for start_s, end_s in stretches_on_the_spot(track):
        spot |= (track.times_s >= start_s) & (track.times_s <= end_s)
    return bool(seen.any()) and float((spot & seen).sum() / seen.sum()) > MOSTLY_ON_THE_SPOT


def find_tests(
    track: PoseTrack, *, subject: Subject, settings: Settings, filmed_fps: float
) -> tuple[Walk, ...]:
    """Every stretch on the spot with its repetitions; none where no test is recognised.

    `track` is smoothed and on an even grid. A test that the settings name is looked for as it is;
    otherwise the one recognised in most of the time is looked for everywhere.
    """
    spots = stretches_on_the_spot(track)
    stances = [read_stance(track.between(*spot), view=settings.view) for spot in spots]
    named = settings.activity if settings.activity in TESTS else _recognised(stances)
    if named is None:
        return ()
    walks = [
        _walk(_levelled(stance, named), named, number, subject=subject, filmed_fps=filmed_fps)
        for number, stance in enumerate(stances, start=1)
    ]
    return tuple(walk for walk in walks if walk.repetitions)


def _levelled(stance: Stance, activity: TestActivity) -> Stance:
    """The stance with the camera's roll taken out, where the scene or a stand on two legs tells it.

    Of a stand as such only the scene does: how it leans is what is measured.
    """
    view = stance.view
    if activity == "stand" and stance.track.roll_deg is None:
        view = replace(view, roll_deg=None, roll_sd_deg=UNKNOWN_ROLL_SD_DEG)
    if not view.roll_deg:
        return replace(stance, view=view)
    track = clean.levelled(stance.track, roll_deg=view.roll_deg)
    return replace(read_stance(track, view=view.plane), view=view)


def _walk(
    stance: Stance, activity: TestActivity, number: int, *, subject: Subject, filmed_fps: float
) -> Walk:
    bout = Bout(
        number=number,
        start_s=float(stance.times_s[0]),
        end_s=float(stance.times_s[-1]),
        view=stance.view,
        activity=activity,
        surface="overground",
    )
    finder = next(f for f in finders() if activity in f.ACTIVITIES)
    found = finder.find(stance, bout)
    return Walk(
        bout=bout,
        track=stance.track,
        events=(),
        cycles=(),
        subject=subject,
        scale=scale_from_height(stance.track, subject, plane=stance.view.plane),
        filmed_fps=filmed_fps,
        repetitions=found.repetitions,
        traces=found.traces,
    )


def _recognised(stances: Sequence[Stance]) -> TestActivity | None:
    """The test that fills most of the time; a stand only where nothing else is seen."""
    seconds: dict[TestActivity, float] = {}
    for stance in stances:
        for finder in finders():
            if activity := finder.recognise(stance):
                length_s = float(stance.times_s[-1] - stance.times_s[0])
                seconds[activity] = seconds.get(activity, 0.0) + length_s
                break
    return max(seconds, key=lambda a: (a != "stand", seconds[a]), default=None)


def finders() -> list[RepetitionFinder]:
    """Every finder of repetitions, in the order in which they are asked what they see."""
    modules = discover("gaitkit.repetitions").values()
    return sorted((m for m in modules if hasattr(m, "RANK")), key=lambda m: m.RANK)
