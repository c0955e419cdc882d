"""From everyone that another program found to the one person who is measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .errors import NothingMeasuredError, UsageError
from .model import PersonChoice, PoseTrack
from .motion import person as people_in
from .pose.base import PersonPose
from .pose.detections import Detections

#: People are told apart by looks this far apart; in between each is followed.
_LOOK_EVERY_S = 0.2
#: A pose this many body heights from where the person must be is somebody else's.
_ANOTHER_PERSON = 0.6
#: Points without which nobody can tell how gait-like somebody is.
_NEEDED = tuple(
    f"{side}_{part}" for side in ("left", "right") for part in ("shoulder", "hip", "knee", "ankle")
)


def follow(found: Detections, *, number: int | None, path: Path) -> tuple[PoseTrack, PersonChoice]:
    """The track of the most gait-like person, or of the one asked for by `number`.

    Raises NothingMeasuredError where nobody is seen whole, UsageError for a number beyond those.
    """
    people = people_in.find_people(_looks(found))
    if not people:
        raise NothingMeasuredError(
            f"{path}: nobody is seen with shoulders, hips, knees and ankles at once in "
            f"{len(found.times_s)} frames, so there is no gait to measure."
        )
    if number and number > len(people):
        raise UsageError(
            f"{path}: person {number} was asked for, but only {len(people)} were found. Give a "
            f"number from 1 to {len(people)}."
        )
    choice = people_in.choose(people, number=number)
    return _track(found, people[choice.number - 1]), choice


def _looks(found: Detections) -> list[tuple[float, list[people_in.Sighting]]]:
    """Everyone seen whole, about every `_LOOK_EVERY_S`."""
    looks, due_s = [], -np.inf
    for time_s, poses in zip(found.times_s, found.people, strict=True):
        if time_s >= due_s:
            sightings = [_sighting(time_s, found.landmarks, pose) for pose in poses]
            whole = [s for s in sightings if s.points.keys() >= set(_NEEDED)]
            looks.append((time_s, whole))
            due_s = time_s + _LOOK_EVERY_S if whole else time_s
    return looks


def _sighting(time_s: float, landmarks: tuple[str, ...], pose: PersonPose) -> people_in.Sighting:
    seen = np.isfinite(pose.points_px).all(axis=1)
    names = [name for name, is_seen in zip(landmarks, seen, strict=True) if is_seen]
    return people_in.sighting(float(time_s), names, pose.points_px[seen])


def _track(found: Detections, person: people_in.Person) -> PoseTrack:
    """In every frame the pose nearest to where the person must be, NaN where none is near."""
    shape = (len(found.times_s), len(found.landmarks))
    points, scores = np.full((*shape, 2), np.nan), np.zeros(shape)
    wanted = people_in.in_view(person, found.times_s)
    expected = _expected(person, found.times_s)
    for frame in np.flatnonzero(wanted):
        pose = _nearest(found.people[frame], expected[frame], height_px=person.height_px)
        if pose is not None:
            points[frame], scores[frame] = pose.points_px, pose.scores
    return PoseTrack(
        times_s=found.times_s, landmarks=found.landmarks, points_px=points, scores=scores,
        width_px=found.width_px, height_px=found.height_px, backend=found.source,
    )  # fmt: skip


def _expected(person: people_in.Person, times_s: np.ndarray) -> np.ndarray:
    """Middle of the person (T, 2), straight between sightings and on beyond them."""
    seen_s = np.array([s.time_s for s in person.sightings])
    middle = np.array([s.centre_px for s in person.sightings])
    return np.stack([np.interp(times_s, seen_s, middle[:, i]) for i in (0, 1)], axis=1)


def _nearest(
    poses: tuple[PersonPose, ...], expected_px: np.ndarray, *, height_px: float
) -> PersonPose | None:
    away = [float(np.hypot(*(_middle(pose) - expected_px))) for pose in poses]
    if not away or min(away) > _ANOTHER_PERSON * height_px:
        return None
    return poses[int(np.argmin(away))]


def _middle(pose: PersonPose) -> np.ndarray:
    return (np.nanmin(pose.points_px, axis=0) + np.nanmax(pose.points_px, axis=0)) / 2
