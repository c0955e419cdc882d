"""From a clip to the pose of the one person who is measured; cached by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from . import video
from .errors import NothingMeasuredError, UsageError
from .model import Clip, Frame, Note, PersonChoice, PersonSeen, PoseTrack, Settings
from .motion import person as people_in
from .pose.base import PersonPose, PoseBackend, Region
from .pose.files import load_pose, pose_attributes, save_pose
from .pose.scout import look_around
from .registry import discover

#: Says how far a stage has come: its name and a share 0..1 (None where unknown).
Progress = Callable[[str, float | None], None]

#: Part of the cache key: raise it when the same clip would give other points.
CAPTURE_VERSION = 1
_SCOUT_EVERY_S = (0.2, 0.5)
_SCOUT_LOOKS = 12
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


def capture(clip: Clip, settings: Settings, *, on_progress: Progress) -> Capture:
    """Find the person, follow him or her through the clip, or read it from the cache.

    `clip` is as its file says: a slow-motion rate from the user changes nothing of the pose.
    Raises `NothingMeasuredError` where nobody is found, `UsageError` for a person number or
    backend that does not exist.
    """
    backend = _backend(settings.backend)
    make_ready = getattr(backend, "make_ready", None)
    if make_ready:
        make_ready(
            settings.model, on_progress=lambda step, share: on_progress(f"weights:{step}", share)
        )
    version = backend.version(settings.model)
    stored = _cache_path(clip, settings, version)
    if stored.is_file():
        return _read(stored)
    taken = _taken(clip, settings, backend, version, on_progress)
    _write(taken, stored)
    return taken


def _backend(name: str) -> PoseBackend:
    found = {
        module.NAME: module
        for module in discover("gaitkit.pose").values()
        if hasattr(module, "NAME")
    }
    if name not in found:
        raise UsageError(f"backend: expected one of {', '.join(sorted(found))}, got {name!r}.")
    return found[name]


def _taken(
    clip: Clip, settings: Settings, backend: PoseBackend, version: str, on_progress: Progress
) -> Capture:
    people, turned_deg = _scouted(clip, settings, backend, on_progress)
    if settings.person and settings.person > len(people):
        raise UsageError(
            f"{clip.path}: person {settings.person} was asked for, but only {len(people)} "
            f"were found. Give a number from 1 to {len(people)}."
        )
    choice = people_in.choose(people, number=settings.person)
    chosen = people[choice.number - 1]
    track, jumps = _followed(clip, chosen, len(people), turned_deg, settings, backend, on_progress)
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
) -> tuple[list[people_in.Person], int]:
    """Everyone in the clip, most gait-like first, and how far the footage must be turned."""
    people = _people(clip, 0, settings, backend, on_progress)
    turned_deg = people_in.upright_turn_deg(people[0]) if people else 0
    if turned_deg:
        people = _people(clip, turned_deg, settings, backend, on_progress)
    if not people:
        raise NothingMeasuredError(
            f"{clip.path}: no person was found in {clip.duration_s:.1f} s of video. "
            f"Film so that the whole body is in the picture, at least a third of its height, "
            f"in good light."
        )
    return people, turned_deg


def _people(
    clip: Clip, turned_deg: int, settings: Settings, backend: PoseBackend, on_progress: Progress
) -> list[people_in.Person]:
    every_s = float(np.clip(clip.duration_s / _SCOUT_LOOKS, *_SCOUT_EVERY_S))
    every_s *= clip.seconds_per_shown_second**-1
    reader = video.frames(clip, turned_deg=turned_deg, every_s=every_s, max_side_px=_SCOUT_SIDE_PX)
    seen = []
    with reader:
        for frame, found in look_around(backend, reader, model=settings.model):
            seen.append((frame.time_s, _sightings(frame, found, backend, reader.scale)))
            on_progress("scout", frame.time_s / max(clip.duration_s, 1e-6))
    return people_in.find_people(seen)


def _sightings(
    frame: Frame, found: Iterable[PersonPose], backend: PoseBackend, scale: float
) -> list[people_in.Sighting]:
    return [
        people_in.sighting(frame.time_s, backend.LANDMARKS, pose.points_px / scale)
        for pose in found
    ]


def _followed(
    clip: Clip,
    chosen: people_in.Person,
    people: int,
    turned_deg: int,
    settings: Settings,
    backend: PoseBackend,
    on_progress: Progress,
) -> tuple[PoseTrack, list[float]]:
    """The chosen person's track, and the times at which someone else was followed instead."""
    width, height = clip.width_px, clip.height_px
    if turned_deg % 180:
        width, height = height, width
    alone = people == 1
    squares = people_in.regions(chosen, clip.times_s, width_px=width, height_px=height, alone=alone)
    wanted = alone | people_in.in_view(chosen, clip.times_s)
    found: dict[int, PersonPose] = {}
    numbers: list[int] = []
    with video.frames(clip, turned_deg=turned_deg) as reader:
        looked = _looked_at(reader, wanted, squares, numbers)
        for done, pose in enumerate(backend.estimate(looked, model=settings.model)):
            if pose is not None:
                found[numbers[done]] = pose
            on_progress("pose", (numbers[done] + 1) / len(clip.times_s))
    strangers = [] if alone else _strangers(chosen, clip, found, backend)
    for index in strangers:
        del found[index]
    track = _track(clip.times_s, found, backend, settings.model, width_px=width, height_px=height)
    many = len(strangers) > _JUMP_SHARE * len(clip.times_s)
    return track, [float(clip.times_s[i]) for i in strangers] if many else []


def _strangers(
    chosen: people_in.Person, clip: Clip, found: dict[int, PersonPose], backend: PoseBackend
) -> list[int]:
    """Frames in which the pose lies where the chosen person can't be."""
    if not found:
        return []
    indices = np.array(list(found))
    hips = [backend.LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]
    middle = np.array([found[i].points_px[hips].mean(axis=0) for i in indices])
    return indices[people_in.off_track(chosen, clip.times_s[indices], middle)].tolist()


def _track(
    times_s: np.ndarray,
    found: dict[int, PersonPose],
    backend: PoseBackend,
    model: str,
    *,
    width_px: int,
    height_px: int,
) -> PoseTrack:
    """The poses by frame number as a track, NaN in the frames between."""
    shape = (len(times_s), len(backend.LANDMARKS))
    points = np.full((*shape, 2), np.nan)
    metres = np.full((*shape, 3), np.nan)
    scores = np.zeros(shape)
    for index, pose in found.items():
        points[index], scores[index] = pose.points_px, pose.scores
        if pose.points_m is not None:
            metres[index] = pose.points_m
    return PoseTrack(
        times_s=times_s,
        landmarks=backend.LANDMARKS,
        points_px=points,
        scores=scores,
        points_m=metres if np.isfinite(metres).any() else None,
        width_px=width_px,
        height_px=height_px,
        backend=f"{backend.NAME} {model}",
    )


def _looked_at(
    reader: Iterable[Frame], wanted: np.ndarray, squares: list[Region | None], numbers: list[int]
) -> Iterator[tuple[Frame, Region | None]]:
    """Frames in which the person can be, each with where to look; `numbers` records which."""
    for frame in reader:
        if wanted[frame.index]:
            numbers.append(frame.index)
            yield frame, squares[frame.index]


def _cache_path(clip: Clip, settings: Settings, version: str) -> Path:
    key = (CAPTURE_VERSION, clip.sha256, version, settings.person, clip.seconds_per_shown_second)
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
    record = json.loads(pose_attributes(path)["capture"])
    person = record["person"]
    person["box_px"] = tuple(person["box_px"])
    person["notes"] = tuple(_note(n) for n in person["notes"])
    return Capture(
        track=load_pose(path),
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
