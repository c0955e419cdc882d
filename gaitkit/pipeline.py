"""The only conductor: from a clip or a pose file to an analysis."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np

from . import detected, functional, video
from .capture import Capture, Progress, capture
from .errors import NothingMeasuredError, UnreadableInputError, UsageError
from .events import corrected as correcting
from .events import cycles as cycling
from .findings.match import match
from .findings.measured import measured_in
from .metrics.curves import measure_curves
from .metrics.measure import measure
from .model import (
    ACTIVITIES,
    TESTS,
    VIEWS,
    Analysis,
    Answer,
    Bout,
    Clip,
    Corrections,
    Cycle,
    EventChange,
    GaitEvent,
    Note,
    PersonChoice,
    PoseTrack,
    Settings,
    Subject,
    TestActivity,
    Walk,
)
from .motion import clean, jumps, swaps, view
from .motion.joint_centres import at_joint_centres
from .motion.person import UNSURE_BELOW
from .motion.scale import scale_from_height
from .pose.base import GAIT_LANDMARKS
from .pose.detections import Detections
from .pose.inputs import input_sha256, is_pose_input, read_input
from .registry import discover

#: Landmarks that gait uses; the others stay in the pose file only.
_USED = (*GAIT_LANDMARKS, "left_elbow", "right_elbow")
#: Movement is interpolated to at least this rate before events are sought between frames.
GRID_HZ = 120.0
#: Cut-off for telling stretches of gait, their view and what is done in them.
BOUT_CUTOFF_HZ = 8.0
#: Cut-off for events in every gait: what is faster is noise that moves them more than it sharpens.
EVENT_CUTOFF_HZ = 6.5
#: Steps per minute outside which the time base is doubted and the user asked.
PLAUSIBLE_CADENCE = {"walk": (70.0, 165.0), "run": (135.0, 225.0)}
#: Share of the cycle below which a foot's time on the ground is no walking.
SHORTEST_WALKING_STANCE_PCT = 50.0
#: Below this the foot turns too far between two frames for contact to be read well.
FEWEST_FPS_FOR_RUNNING = 50.0
#: From this roll on somebody is told to level the phone, though angles are corrected for it.
WORTH_LEVELLING_DEG = 2.0
#: Shoulder to ankle over the picture's height below which landmarks are coarse, and the share of
#: stature that this length is (Drillis & Contini 1966: shoulder height 0.818, ankle 0.039).
SMALLEST_FIGURE = 0.35
BODY_OVER_STATURE = 0.78


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gait:
    """What was found in one track."""

    walks: tuple[Walk, ...]
    notes: tuple[Note, ...]


def analyze(
    path: str | Path,
    *,
    subject: Subject | None = None,
    settings: Settings | None = None,
    answers: Mapping[str, Answer] | None = None,
    corrections: Corrections | None = None,
    processes: int | None = None,
    on_progress: Progress | None = None,
) -> Analysis:
    """Measure the gait in a video or in poses (files, or a folder of OpenPose JSON).

    `answers` are those of the questionnaire, by question; `corrections` what was set right by
    hand; `processes` look at the clip side by side, as many as pay if None;
    `on_progress(stage, share)` follows the work.

    Raises `UnreadableInputError` (no such file, not a video), `NothingMeasuredError` (nobody, no
    gait, wrong view for everything), `UsageError`, `InstallationError`.
    """
    path, subject = Path(path), subject or Subject()
    settings, on_progress = settings or Settings(), on_progress or _ignored
    _check(settings, processes)
    if is_pose_input(path):
        clip, taken = _from_pose_file(path, settings)
    else:
        stored = video.probe(path)
        clip = video.filmed_at(stored, settings.capture_fps)
        taken = capture(stored, settings, processes=processes, on_progress=on_progress)
    on_progress("measure", 0.0)
    track = _in_persons_time(taken.track, clip)
    corrections = corrections or Corrections()
    gait = _corrected_movement(track, clip, corrections, subject=subject, settings=settings)
    analysis = _assembled(clip, subject, settings, taken, track, gait)
    analysis = replace(analysis, corrections=corrections)
    analysis = with_findings(replace(analysis, answers=dict(answers or {})))
    on_progress("measure", 1.0)
    return analysis


def with_findings(analysis: Analysis) -> Analysis:
    """The analysis with its numbers and answers held against the patterns."""
    return replace(analysis, findings=match(measured_in(analysis)))


def _ignored(stage: str, share: float | None) -> None:
    """Nobody watches."""


def _check(settings: Settings, processes: int | None) -> None:
    asked = {"view": (settings.view, VIEWS), "activity": (settings.activity, ACTIVITIES)}
    for name, (value, known) in asked.items():
        if value not in known:
            raise UsageError(f"{name}: expected one of {', '.join(known)}, got {value!r}.")
    if settings.person is not None and settings.person < 1:
        raise UsageError(f"person: expected 1 or more, got {settings.person}.")
    if processes is not None and processes < 1:
        raise UsageError(f"processes: expected 1 or more, got {processes}.")


def _from_pose_file(path: Path, settings: Settings) -> tuple[Clip, Capture]:
    seen_from = None if settings.view == "auto" else settings.view
    found = read_input(path, view=seen_from, rate_hz=settings.capture_fps)
    if isinstance(found, Detections):
        track, person = detected.follow(found, number=settings.person, path=path)
    else:
        track, person = found, PersonChoice()
    clip = Clip(
        path=path, sha256=input_sha256(path), width_px=track.width_px, height_px=track.height_px,
        times_s=track.times_s, codec=path.suffix.lower().removeprefix("."),
    )  # fmt: skip
    taken = Capture(
        track=track, person=person, turned_deg=0, notes=(), backend_version=track.backend
    )
    return clip, taken


def _in_persons_time(track: PoseTrack, clip: Clip) -> PoseTrack:
    return replace(track, times_s=track.times_s * clip.seconds_per_shown_second)


def _corrected_movement(
    track: PoseTrack, clip: Clip, corrections: Corrections, *, subject: Subject, settings: Settings
) -> Gait:
    """What is found in the stretch that counts, with the events that were set right."""
    rate = clip.seconds_per_shown_second
    part = track
    if corrections.trim_s:
        start_s, end_s = corrections.trim_s
        part = track.between(start_s * rate, end_s * rate)
        if len(part) < 2:
            raise UsageError(
                f"{clip.path}: expected a stretch inside the clip's {clip.duration_s:.1f} s, "
                f"got {start_s:.2f} to {end_s:.2f} s. Choose where it starts and ends again."
            )
    changes = correcting.in_persons_time(corrections.events, seconds_per_shown_second=rate)
    gait = find_movement(part, subject=subject, settings=settings, changes=changes)
    return replace(gait, notes=(*gait.notes, *_correction_notes(corrections, gait)))


def _correction_notes(corrections: Corrections, gait: Gait) -> list[Note]:
    notes = []
    if corrections.trim_s:
        start_s, end_s = corrections.trim_s
        notes.append(Note.of("trimmed_by_hand", start=start_s, end=end_s))
    wanted = sum(change.now_s is not None for change in corrections.events)
    placed = sum(e.set_by == "user" for walk in gait.walks for e in walk.events)
    if corrections.events:
        removed = len(corrections.events) - wanted
        notes.append(Note.of("events_by_hand", placed=placed, removed=removed))
    if placed < wanted:
        notes.append(Note.of("events_outside", count=wanted - placed))
    return notes


def find_movement(
    track: PoseTrack,
    *,
    subject: Subject,
    settings: Settings,
    changes: Sequence[EventChange] = (),
) -> Gait:
    """The gait in a raw track, or the movement test that is asked for or seen instead of gait.

    `changes` are events set right, in the time in which the person moved.

    Somebody who mostly stays in one place and does a test is not measured as walking for the
    steps before and after it; somebody who merely stands still at first is.
    """
    smoothed_at = _prepared(track)
    if smoothed_at is None:
        return Gait(walks=(), notes=())

    def tests() -> Gait:
        walks = functional.find_tests(
            smoothed_at(clean.CUTOFF_HZ["stand"], on_the_spot=True),
            subject=subject, settings=settings, filmed_fps=track.frame_rate_hz,
        )  # fmt: skip
        return Gait(walks=walks, notes=_test_notes(walks, settings))

    def gait() -> Gait:
        return _gait(
            smoothed_at, subject=subject, settings=settings, filmed_fps=track.frame_rate_hz,
            changes=changes,
        )  # fmt: skip

    if settings.activity in TESTS:
        return tests()
    if settings.activity != "auto":
        return gait()
    still = functional.mostly_on_the_spot(smoothed_at(clean.CUTOFF_HZ["stand"]))
    reading = tests() if still else Gait(walks=(), notes=())
    if _holds_something(reading) and reading.walks[0].bout.activity != "stand":
        return reading
    walking = gait()
    if _holds_something(walking):
        return walking
    reading = reading if still else tests()
    return reading if _holds_something(reading) else walking


def _holds_something(reading: Gait) -> bool:
    return any(part.usable for w in reading.walks for part in (*w.cycles, *w.repetitions))


def find_gait(track: PoseTrack, *, subject: Subject, settings: Settings) -> Gait:
    """Bouts, events and cycles of a raw track, each bout ready to be measured."""
    smoothed_at = _prepared(track)
    if smoothed_at is None:
        return Gait(walks=(), notes=())
    return _gait(smoothed_at, subject=subject, settings=settings, filmed_fps=track.frame_rate_hz)


def _prepared(track: PoseTrack) -> Callable[..., PoseTrack] | None:
    """The track cleaned and on an even grid, filtered at a cut-off; None where nobody is seen.

    Movement `on_the_spot` is slow, so single points far off are taken out first, and its legs don't
    pass each other as they do in gait.
    """
    missing = sorted(set(GAIT_LANDMARKS) - set(track.landmarks))
    if missing:
        raise UnreadableInputError(
            f"the pose lacks {', '.join(missing)}, without which gait can't be measured. "
            f"Use a pose model that gives heels and toes."
        )
    if len(track) < 2 or not np.isfinite(track.px("mid_hip")).any():
        return None
    seen = clean.without_unseen(clean.only(track.looks(), _USED))
    rate_hz = max(GRID_HZ, track.frame_rate_hz)

    @cache
    def even(on_the_spot: bool) -> PoseTrack:
        if on_the_spot:
            repaired = clean.without_spikes(swaps.repair_split_stance(seen))
        else:
            repaired = jumps.without_jumps(swaps.repair_leg_swaps(seen))
        return clean.on_even_grid(repaired, rate_hz=rate_hz)

    return cache(lambda hz, on_the_spot=False: clean.smoothed(even(on_the_spot), cutoff_hz=hz))


def _gait(
    smoothed_at: Callable[[float], PoseTrack],
    *,
    subject: Subject,
    settings: Settings,
    filmed_fps: float,
    changes: Sequence[EventChange] = (),
) -> Gait:
    bouts = view.find_bouts(
        smoothed_at(BOUT_CUTOFF_HZ), view=settings.view, activity=settings.activity
    )
    walks = [
        _walk(
            bout,
            smoothed_at,
            subject=subject,
            filmed_fps=filmed_fps,
            asked=settings.activity,
            changes=changes,
        )
        for bout in bouts
    ]
    return Gait(walks=tuple(walks), notes=_time_base_notes(walks))


def _walk(
    bout: Bout,
    smoothed_at: Callable[[float], PoseTrack],
    *,
    subject: Subject,
    filmed_fps: float,
    asked: str,
    changes: Sequence[EventChange],
) -> Walk:
    """One bout with its events and cycles, camera roll taken out, filtered for angles.

    `smoothed_at` gives the whole track filtered at a cut-off in Hz, each computed once.
    """
    roll_deg = bout.view.roll_deg
    part = smoothed_at(EVENT_CUTOFF_HZ).between(bout.start_s, bout.end_s)
    part = clean.levelled(part, roll_deg=roll_deg)
    found_in = partial(_events_and_cycles, part=part, changes=changes, filmed_fps=filmed_fps)
    events, found = found_in(bout)
    if bout.activity == "walk" and asked == "auto" and _is_no_walk(found):
        running = replace(bout, activity="run")
        steps, strides = found_in(running)
        if any(stride.usable for stride in strides):
            bout, events, found = running, steps, strides
    cutoff_hz = clean.angles_cutoff_hz(bout.activity, bout.view.plane)
    angles = smoothed_at(cutoff_hz).between(bout.start_s, bout.end_s)
    track = at_joint_centres(clean.levelled(angles, roll_deg=roll_deg), bout.view)
    return Walk(
        bout=bout,
        track=track,
        events=tuple(events),
        cycles=tuple(found),
        subject=subject,
        scale=scale_from_height(track, subject, plane=bout.view.plane),
        filmed_fps=filmed_fps,
    )


def _events_and_cycles(
    bout: Bout, *, part: PoseTrack, changes: Sequence[EventChange], filmed_fps: float
) -> tuple[list[GaitEvent], list[Cycle]]:
    events = cycling.in_sequence(_detector(bout).detect(part, bout), bout)
    events = correcting.corrected(events, changes, bout, filmed_fps=filmed_fps)
    return events, cycling.find_cycles(events, part, bout)


def _is_no_walk(cycles: Sequence[Cycle]) -> bool:
    """Running taken for walking: no cycle is found, or both feet are off the ground at times."""
    percent = [c.toe_off_percent for c in cycles if c.usable]
    return not percent or float(np.median(percent)) < SHORTEST_WALKING_STANCE_PCT


def _detector(bout: Bout):
    fits = (bout.view.plane, bout.activity)
    for module in discover("gaitkit.events").values():
        if fits in getattr(module, "FITS", ()):
            return module
    raise NothingMeasuredError(f"no event detector for {bout.activity} seen from {fits[0]}")


def _time_base_notes(walks: Sequence[Walk]) -> tuple[Note, ...]:
    """A question where the cadence is implausibly low or high for the time base."""
    for walk in walks:
        strides = [c.duration_s for c in walk.cycles if c.usable]
        if not strides:
            continue
        cadence = 120 / float(np.median(strides))
        low, high = PLAUSIBLE_CADENCE[walk.bout.activity]
        if cadence < low:
            return (Note.of("slow_motion_suspected", cadence=round(cadence)),)
        if cadence > high and (walk.subject.age_y is None or walk.subject.age_y >= 8):
            return (Note.of("fast_time_base_suspected", cadence=round(cadence)),)
    return ()


def _assembled(
    clip: Clip, subject: Subject, settings: Settings, taken: Capture, track: PoseTrack, gait: Gait
) -> Analysis:
    metrics = measure(gait.walks) if gait.walks else ()
    if not any(metric.value is not None for metric in metrics):
        raise NothingMeasuredError(_nothing(clip, gait, settings))
    return Analysis(
        clip=clip,
        subject=subject,
        settings=settings,
        person=taken.person,
        pose=track,
        bouts=tuple(walk.bout for walk in gait.walks),
        events=tuple(_numbered(gait.walks)),
        cycles=tuple(c for walk in gait.walks for c in walk.cycles),
        curves=measure_curves(gait.walks),
        metrics=metrics,
        notes=(
            *taken.notes,
            *_level_notes(track),
            *_person_notes(taken.person),
            *_clip_notes(clip, gait),
            *gait.notes,
        ),
        versions=_versions(taken),
        turned_deg=taken.turned_deg,
        repetitions=tuple(r for walk in gait.walks for r in walk.repetitions),
        traces=tuple(t for walk in gait.walks for t in walk.traces),
        people=taken.people,
    )


def _numbered(walks: Sequence[Walk]) -> list[GaitEvent]:
    return sorted((e for walk in walks for e in walk.events), key=lambda e: e.time_s)


def _nothing(clip: Clip, gait: Gait, settings: Settings) -> str:
    """What was seen instead of what was sought, and how to film it."""
    if settings.activity in TESTS:
        return _no_test(clip, gait, settings.activity)
    if not gait.walks:
        return (
            f"{clip.path}: a person was seen, but no walking or running in "
            f"{clip.duration_s:.1f} s. Film at least four steps in a straight line, "
            f"the feet always in the picture."
        )
    bouts = ", ".join(
        f"{w.bout.duration_s:.1f} s seen from {w.bout.view.plane}: {len(w.events)} events"
        for w in gait.walks
    )
    return (
        f"{clip.path}: no complete gait cycle was found ({bouts}). Film at least four steps in a "
        f"straight line from the side, the front or behind, the feet always in the picture."
    )


#: What the person has to do for each test to be found, in the words of an error.
_HOW_TO_DO: dict[TestActivity, str] = {
    "stand": "stand still on both feet for five seconds or more",
    "heel-raise": "stand on one leg, the other foot off the floor, and raise the heel",
    "squat": "stand on one leg, the other foot off the floor, and bend the knee",
    "step-down": "stand on a step with one foot and lower the other one to the floor",
    "trendelenburg": "stand on one leg for 30 seconds, the other foot clear of the floor",
    "balance": "stand on one leg, the other foot clear of the floor",
    "lunge": "stand with one foot ahead and move that knee forward over the foot",
    "deadlift": "stand on one leg and lean the trunk forward, the free leg going back",
}


def _no_test(clip: Clip, gait: Gait, activity: TestActivity) -> str:
    """Why a test that was asked for could not be measured."""
    left_out = [r for w in gait.walks for r in w.repetitions]
    reasons = ", ".join(dict.fromkeys(r.reason.key.replace("_", " ") for r in left_out if r.reason))
    seen = (
        f"{len(left_out)} repetitions were seen, but none counts ({reasons})"
        if left_out
        else f"no repetition was seen in {clip.duration_s:.1f} s"
    )
    return (
        f"{clip.path}: expected the test {activity}; {seen}. The person must "
        f"{_HOW_TO_DO[activity]}, in one place, the whole body in the picture, the camera still."
    )


def _test_notes(walks: Sequence[Walk], settings: Settings) -> tuple[Note, ...]:
    """That the test was recognised and not named."""
    if not walks or settings.activity != "auto":
        return ()
    return (Note.of("test_recognised", activity=walks[0].bout.activity),)


def _person_notes(choice: PersonChoice) -> tuple[Note, ...]:
    if choice.people < 2:
        return ()
    key = "person_unsure" if choice.certainty < UNSURE_BELOW else "several_people"
    return (Note.of(key, number=choice.number, people=choice.people),)


def _level_notes(track: PoseTrack) -> tuple[Note, ...]:
    """How far the camera stood askew, where the scene told and it is worth mending."""
    askew_deg = abs(track.roll_deg or 0.0)
    return (Note.of("camera_askew", degrees=askew_deg),) if askew_deg >= WORTH_LEVELLING_DEG else ()


def _clip_notes(clip: Clip, gait: Gait) -> tuple[Note, ...]:
    notes = []
    if clip.frames_missing:
        notes.append(Note.of("frames_lost", count=clip.frames_missing))
    for hz in dict.fromkeys(
        clean.angles_cutoff_hz(w.bout.activity, w.bout.view.plane) for w in gait.walks
    ):
        notes.append(Note.of("filter_cutoff", hz=hz))
    notes.extend(_filming_notes(gait.walks))
    scale = next((w.scale for w in gait.walks if w.scale), None)
    if scale:
        notes.append(Note.of("scale_from_height", height_m=gait.walks[0].subject.height_m))
    return tuple(notes)


def _filming_notes(walks: Sequence[Walk]) -> list[Note]:
    """What in the footage widens the intervals and could be filmed better."""
    notes = []
    runs_fps = [w.filmed_fps for w in walks if w.bout.activity == "run"]
    if runs_fps and min(runs_fps) < FEWEST_FPS_FOR_RUNNING:
        notes.append(Note.of("few_frames_for_running", fps=min(runs_fps)))
    share = min((clean.body_length_px(w.track) / w.track.height_px for w in walks), default=1.0)
    if share < SMALLEST_FIGURE:
        notes.append(Note.of("small_figure", percent=100 * share / BODY_OVER_STATURE))
    return notes


def _versions(taken: Capture) -> dict[str, str]:
    from . import __version__

    return {
        "gaitkit": __version__,
        "pose": taken.backend_version,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
