"""From a clip to the pose of the one person who is measured; cached by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt

from . import video
from .crew import Crew
from .errors import NothingMeasuredError, UsageError
from .follow import Search, looked_every, looks_twice
from .machine import fitting_processes, return_large_memory
from .model import Clip, Frame, Note, PersonChoice, PersonSeen, PoseTrack, Settings
from .motion import clean
from .motion import person as people_in
from .pose import second_look
from .pose.backends import made_ready
from .pose.base import PersonPose, PoseBackend
from .pose.files import load_pose_and_attributes, save_pose
from .pose.scout import look_around
from .pose.stretches import Poses, Stretch, cut, joined
from .video import scene

#: Says how far a stage has come: its name and a share 0..1 (None where unknown).
Progress = Callable[[str, float | None], None]

#: Part of the cache key: raise it when the same clip would give other points.
CAPTURE_VERSION = 9
_SCOUT_EVERY_S = (0.2, 0.5)
_SCOUT_LOOKS = 8
_SCOUT_SIDE_PX = 1920
#: From this share of frames on, poses thrown away as another person's are worth a warning.
_JUMP_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capture:
    """The measured person's raw pose over the clip, in shown time, and how it was taken.

    `people` is everybody who was seen, most gait-like first.
    """

    track: PoseTrack
    person: PersonChoice
    turned_deg: int
    notes: tuple[Note, ...]
    backend_version: str
    people: tuple[PersonSeen, ...] = ()


def capture(
    clip: Clip, settings: Settings, *, processes: int | None = None, on_progress: Progress
) -> Capture:
    """Find the person, follow him or her through the clip, or read it from the cache.

    `clip` is as its file says: a slow-motion rate from the user changes nothing of the pose.
    `processes`, this one counted in, share a clip that is long enough: as many as cores and memory
    carry if None. How many they are changes no number.

    Raises `NothingMeasuredError` where nobody is found, `UsageError` for a person number or
    backend that does not exist.
    """
    backend = made_ready(settings, on_progress=on_progress)
    version = _version(backend, settings)
    warm_up = getattr(backend, "WARM_UP_FRAMES", None)
    stretches = cut(len(clip.times_s), every=looked_every(clip), warm_up=warm_up)
    stored = _cache_path(clip, settings, version, stretches)
    if stored.is_file():
        return _read(stored)
    return_large_memory()
    most = min(len(stretches), processes or fitting_processes())
    with Crew(most - 1, backend=backend) as crew:
        taken = _taken(clip, settings, backend, version, crew, stretches, on_progress)
    _write(taken, stored)
    return taken


def _version(backend: PoseBackend, settings: Settings) -> str:
    """Of all that finds the pose."""
    version = backend.version(settings.model)
    return f"{version}, second look {second_look.version()}" if looks_twice(backend) else version


def _taken(
    clip: Clip,
    settings: Settings,
    backend: PoseBackend,
    version: str,
    crew: Crew,
    stretches: tuple[Stretch, ...],
    on_progress: Progress,
) -> Capture:
    people, turned_deg, backdrop = _scouted(clip, settings, backend, on_progress)
    if settings.person and settings.person > len(people):
        raise UsageError(
            f"{clip.path}: person {settings.person} was asked for, but only {len(people)} "
            f"were found. Give a number from 1 to {len(people)}."
        )
    choice = people_in.choose(people, number=settings.person)
    chosen = people[choice.number - 1]
    search = _search(clip, chosen, len(people), turned_deg, settings)
    parts = crew.follow(search, stretches, on_progress=lambda share: on_progress("pose", share))
    found = joined(stretches, parts)
    jumps = [] if len(people) == 1 else _without_strangers(chosen, clip, found, backend)
    track = replace(
        _track(search, found, backend, stretches),
        roll_deg=scene.roll_deg(backdrop.picture(), _boxes(people, clip, turned_deg)),
    )
    notes = (Note.of("identity_jump", time_s=round(jumps[0], 2)),) if jumps else ()
    return Capture(
        track=track,
        person=replace(choice, notes=notes),
        turned_deg=turned_deg,
        notes=(Note.of("turned_footage", degrees=turned_deg),) if turned_deg else (),
        backend_version=version,
        people=tuple(_seen(number, one) for number, one in enumerate(people, start=1)),
    )


def _seen(number: int, one: people_in.Person) -> PersonSeen:
    return PersonSeen(
        number=number,
        times_s=tuple(s.time_s for s in one.sightings),
        boxes_px=tuple(s.box_px for s in one.sightings),
    )


def _scouted(
    clip: Clip, settings: Settings, backend: PoseBackend, on_progress: Progress
) -> tuple[list[people_in.Person], int, scene.Backdrop]:
    """Everyone in the clip, most gait-like first, how far the footage must be turned, the place."""
    people, backdrop = _people(clip, 0, settings, backend, on_progress)
    turned_deg = people_in.upright_turn_deg(people[0]) if people else 0
    if turned_deg:
        people, backdrop = _people(clip, turned_deg, settings, backend, on_progress)
    if not people:
        raise NothingMeasuredError(
            f"{clip.path}: no person was found in {clip.duration_s:.1f} s of video. "
            f"Film so that the whole body is in the picture, at least a third of its height, "
            f"in good light."
        )
    return people, turned_deg, backdrop


def _people(
    clip: Clip, turned_deg: int, settings: Settings, backend: PoseBackend, on_progress: Progress
) -> tuple[list[people_in.Person], scene.Backdrop]:
    every_s = float(np.clip(clip.duration_s / _SCOUT_LOOKS, *_SCOUT_EVERY_S))
    every_s *= clip.seconds_per_shown_second**-1
    reader = video.frames(clip, turned_deg=turned_deg, every_s=every_s, max_side_px=_SCOUT_SIDE_PX)
    seen, backdrop = [], scene.Backdrop()
    with reader, ThreadPoolExecutor(1) as aside:
        aside.submit(import_module, "scipy.signal")  # takes a second and is needed next
        for frame, found in look_around(backend, reader, model=settings.model):
            backdrop.add(frame.rgb)
            seen.append((frame.time_s, _sightings(frame, found, backend, reader.scale)))
            on_progress("scout", frame.time_s / max(clip.duration_s, 1e-6))
    return people_in.find_people(seen), backdrop


def _boxes(
    people: Iterable[people_in.Person], clip: Clip, turned_deg: int
) -> list[tuple[float, float, float, float]]:
    """Where people were seen, left, top, right, bottom in shares of the picture."""
    size_px = np.tile(_size_px(clip, turned_deg), 2)
    boxes = [sighting.box_px / size_px for one in people for sighting in one.sightings]
    return [tuple(box) for box in boxes]


def _sightings(
    frame: Frame, found: Iterable[PersonPose], backend: PoseBackend, scale: float
) -> list[people_in.Sighting]:
    return [
        people_in.sighting(frame.time_s, backend.LANDMARKS, pose.points_px / scale)
        for pose in found
    ]


def _search(
    clip: Clip, chosen: people_in.Person, people: int, turned_deg: int, settings: Settings
) -> Search:
    """When and where to look for the chosen one of so many people."""
    width, height = _size_px(clip, turned_deg)
    alone = people == 1
    squares = people_in.regions(chosen, clip.times_s, width_px=width, height_px=height, alone=alone)
    return Search(
        clip=clip,
        turned_deg=turned_deg,
        wanted=_looked(clip) & (alone | people_in.in_view(chosen, clip.times_s)),
        squares=tuple(squares),
        model=settings.model,
    )


def _looked(clip: Clip) -> npt.NDArray[np.bool_]:
    """The frames (T,) to look at: every so many-th, and the last."""
    numbers = np.arange(len(clip.times_s))
    return (numbers % looked_every(clip) == 0) | (numbers == numbers[-1])


def _size_px(clip: Clip, turned_deg: int) -> tuple[int, int]:
    """Width and height of the pictures once they are turned."""
    size_px = clip.width_px, clip.height_px
    return size_px[::-1] if turned_deg % 180 else size_px


def _without_strangers(
    chosen: people_in.Person, clip: Clip, found: Poses, backend: PoseBackend
) -> list[float]:
    """Take other people's poses out of `found`; the times of these, if they are many."""
    strangers = _strangers(chosen, clip, found, backend)
    for index in strangers:
        del found[index]
    many = len(strangers) > _JUMP_SHARE * _looked(clip).sum()
    return [float(clip.times_s[i]) for i in strangers] if many else []


def _strangers(
    chosen: people_in.Person, clip: Clip, found: Poses, backend: PoseBackend
) -> list[int]:
    """Frames in which the pose lies where the chosen person can't be."""
    if not found:
        return []
    indices = np.array(list(found))
    hips = [backend.LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]
    middle = np.array([found[i].points_px[hips].mean(axis=0) for i in indices])
    return indices[people_in.off_track(chosen, clip.times_s[indices], middle)].tolist()


def _track(
    search: Search, found: Poses, backend: PoseBackend, stretches: tuple[Stretch, ...]
) -> PoseTrack:
    """The poses by frame number as a track, NaN where the person was looked for in vain."""
    numbers = np.flatnonzero(_looked(search.clip))
    width_px, height_px = _size_px(search.clip, search.turned_deg)
    shape = (len(numbers), len(backend.LANDMARKS))
    points = np.full((*shape, 2), np.nan)
    metres = np.full((*shape, 3), np.nan)
    scores = np.zeros(shape)
    for row, number in enumerate(numbers):
        pose = found.get(number)
        if pose is None:
            continue
        points[row], scores[row] = pose.points_px, pose.scores
        if pose.points_m is not None:
            metres[row] = pose.points_m
    looks = PoseTrack(
        times_s=search.clip.times_s[numbers],
        landmarks=backend.LANDMARKS,
        points_px=points,
        scores=scores,
        points_m=metres if np.isfinite(metres).any() else None,
        width_px=width_px,
        height_px=height_px,
        backend=f"{backend.NAME} {search.model}",
        steps=_steps(backend, stretches),
    )
    return clean.at_every_frame(looks, search.clip.times_s)


def _steps(backend: PoseBackend, stretches: tuple[Stretch, ...]) -> tuple[str, ...]:
    """What was done to the points while they were found."""
    again = ("hips, legs and feet as a second look saw them",) if looks_twice(backend) else ()
    cut_up = (f"joined from {len(stretches)} stretches",) if len(stretches) > 1 else ()
    return again + cut_up


def _cache_path(
    clip: Clip, settings: Settings, version: str, stretches: tuple[Stretch, ...]
) -> Path:
    key = (CAPTURE_VERSION, clip.sha256, version, settings.person, clip.seconds_per_shown_second)
    if len(stretches) > 1:
        key = (*key, stretches)
    name = hashlib.sha256(repr(key).encode()).hexdigest()[:32]
    return pose_cache_folder() / f"{name}.nc"


def pose_cache_folder() -> Path:
    """Where poses are kept between runs: `GAITKIT_CACHE`, or the user's cache folder."""
    told = os.environ.get("GAITKIT_CACHE")
    if told:
        return Path(told)
    import platformdirs

    return platformdirs.user_cache_path("gaitkit") / "poses"


def _write(taken: Capture, path: Path) -> None:
    """Keep for next time; a cache that can't be written is no reason to fail."""
    record = {
        "person": asdict(taken.person),
        "turned_deg": taken.turned_deg,
        "notes": [asdict(note) for note in taken.notes],
        "backend_version": taken.backend_version,
        "people": [asdict(one) for one in taken.people],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_pose(taken.track, path, extra_attrs={"capture": json.dumps(record)})
    except OSError:
        path.unlink(missing_ok=True)


def _read(path: Path) -> Capture:
    track, attributes = load_pose_and_attributes(path)
    record = json.loads(attributes["capture"])
    person = record["person"]
    person["box_px"] = tuple(person["box_px"])
    person["notes"] = tuple(_note(n) for n in person["notes"])
    return Capture(
        track=track,
        person=PersonChoice(**person),
        turned_deg=record["turned_deg"],
        notes=tuple(_note(n) for n in record["notes"]),
        backend_version=record["backend_version"],
        people=tuple(_person_seen(one) for one in record.get("people", ())),
    )


def _person_seen(stored: dict) -> PersonSeen:
    boxes = tuple(tuple(box) for box in stored["boxes_px"])
    return PersonSeen(number=stored["number"], times_s=tuple(stored["times_s"]), boxes_px=boxes)


def _note(stored: dict) -> Note:
    return Note(key=stored["key"], values=tuple((k, v) for k, v in stored["values"]))
