"""Of the people in the picture, who walks or runs: linked sightings, and a choice that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from ..model import PersonChoice
from ..model._arrays import FloatArray
from . import geometry

#: A sighting may lie this many body heights per second from where a person was expected:
#: a fast runner covers three.
_FASTEST_HEIGHTS_PER_S = 3.5
_SLACK_HEIGHTS = 0.35
#: After a longer gap someone is the same person only near where he or she left or was heading.
_SHORT_GAP_S = 1.2
_REACH_AFTER_GAP_HEIGHTS = 0.9
_LONGEST_FORECAST_S = 3.0
#: Below this margin over the next person the choice is reported as unsure.
UNSURE_BELOW = 0.6
#: Cut-out around the person, in body heights, and how large the body must already be to do without.
REGION_HEIGHTS = 1.8
LARGE_ENOUGH = 0.55


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sighting:
    """One person in one frame: `points` (name -> (2,) px) and the box around all landmarks."""

    time_s: float
    points: dict[str, FloatArray]
    box_px: tuple[float, float, float, float]

    @property
    def centre_px(self) -> FloatArray:
        """Middle of the box."""
        left, top, right, bottom = self.box_px
        return np.array([(left + right) / 2, (top + bottom) / 2])

    @property
    def height_px(self) -> float:
        """Length of the box's longer side: the person's apparent height, upright or lying."""
        left, top, right, bottom = self.box_px
        return max(right - left, bottom - top)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """The sightings of one person, in order of time, and how gait-like they are."""

    sightings: tuple[Sighting, ...]
    score: float

    @property
    def height_px(self) -> float:
        """Typical apparent height."""
        return float(np.median([s.height_px for s in self.sightings]))


def sighting(time_s: float, names: Sequence[str], points_px: FloatArray) -> Sighting:
    """Sighting from landmarks (K, 2) and their names."""
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    return Sighting(
        time_s=time_s,
        points=dict(zip(names, points_px, strict=True)),
        box_px=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
    )


def find_people(seen: Sequence[tuple[float, list[Sighting]]]) -> list[Person]:
    """Sightings linked to people, the most gait-like first.

    `seen` holds (time, everyone seen then), also for times at which nobody was.
    """
    tracks: list[list[Sighting]] = []
    for _, people in seen:
        _extend(tracks, people)
    kept = [t for t in tracks if len(t) >= 2] or tracks
    return sorted((_rated(t, frames=len(seen)) for t in kept), key=lambda p: -p.score)


def _extend(tracks: list[list[Sighting]], people: list[Sighting]) -> None:
    """Add each sighting to the person it most likely shows, or start a new one."""
    if tracks and people:
        costs = np.array([[_strangeness(track, s) for s in people] for track in tracks])
        rows, columns = scipy.optimize.linear_sum_assignment(np.minimum(costs, 1e3))
        taken = {c: r for r, c in zip(rows, columns, strict=True) if costs[r, c] < 1}
    else:
        taken = {}
    for number, one in enumerate(people):
        if number in taken:
            tracks[taken[number]].append(one)
        else:
            tracks.append([one])


def _strangeness(track: list[Sighting], one: Sighting) -> float:
    """Distance from where the person is expected over what is possible; below 1 is possible."""
    last = track[-1]
    passed_s = max(one.time_s - last.time_s, 1e-3)
    expected = last.centre_px + _velocity(track) * min(passed_s, _LONGEST_FORECAST_S)
    reach = _SLACK_HEIGHTS + _FASTEST_HEIGHTS_PER_S * min(passed_s, 0.5)
    if passed_s > _SHORT_GAP_S:
        reach = _REACH_AFTER_GAP_HEIGHTS
    apart_px = min(
        np.hypot(*(one.centre_px - expected)), np.hypot(*(one.centre_px - last.centre_px))
    )
    growth = abs(np.log(one.height_px / last.height_px)) / 0.7
    return max(float(apart_px) / (reach * last.height_px), float(growth))


def _velocity(track: list[Sighting]) -> FloatArray:
    """Pixels per second between the last two sightings."""
    if len(track) < 2:
        return np.zeros(2)
    before, last = track[-2:]
    return (last.centre_px - before.centre_px) / max(last.time_s - before.time_s, 1e-3)


def _rated(track: list[Sighting], *, frames: int) -> Person:
    """Gait-likeness: legs that do different things, a path, time in view and size."""
    legs = float(np.mean([_leg_difference(s) for s in track]))
    height = float(np.median([s.height_px for s in track]))
    share = len(track) / frames
    gait = min(legs / 0.25, 1.5) + min(_travel_per_s(track) / 0.5, 1.5)
    return Person(sightings=tuple(track), score=gait * np.sqrt(share) * np.sqrt(height))


def _travel_per_s(track: list[Sighting]) -> float:
    """Usual speed through the picture in body heights, with coming nearer counted as well."""
    if len(track) < 2:
        return 0.0
    passed_s = np.diff([s.time_s for s in track])
    height = np.array([s.height_px for s in track])
    moved = np.hypot(*np.diff([s.centre_px for s in track], axis=0).T) / height[:-1]
    growth_per_s = abs(np.polyfit([s.time_s for s in track], np.log(height), 1)[0])
    return float(np.median(moved / passed_s)) + 1.5 * float(growth_per_s)


def _leg_difference(one: Sighting) -> float:
    """How differently the legs are placed along the body, in leg lengths.

    Small in standing, jumping and squatting, where both legs do the same; large at most instants
    of gait, from every side.
    """
    p = one.points
    up = (p["left_shoulder"] + p["right_shoulder"]) - (p["left_hip"] + p["right_hip"])
    up = up / max(float(np.hypot(*up)), 1e-6)
    legs = {
        side: [float(p[f"{side}_{a}"] @ up) for a in ("hip", "knee", "ankle")]
        for side in ("left", "right")
    }
    length = max(
        float(geometry.length_px(p[f"{s}_hip"], p[f"{s}_knee"]))
        + float(geometry.length_px(p[f"{s}_knee"], p[f"{s}_ankle"]))
        for s in ("left", "right")
    )
    thigh, shank = (
        abs((legs["left"][i] - legs["left"][i + 1]) - (legs["right"][i] - legs["right"][i + 1]))
        for i in (0, 1)
    )
    return (thigh + shank) / max(length, 1e-6)


def choose(people: Sequence[Person], *, number: int | None = None) -> PersonChoice:
    """The most gait-like person, or the one that the user asks for (1 = most gait-like)."""
    chosen = people[(number or 1) - 1]
    others = [p.score for p in people if p is not chosen]
    rival = max(others, default=0.0)
    certainty = 1.0 if number or not others else chosen.score / (chosen.score + rival)
    shown = chosen.sightings[len(chosen.sightings) // 2]
    return PersonChoice(
        number=number or 1,
        people=len(people),
        certainty=float(certainty),
        chosen_by="user" if number else "machine",
        time_s=shown.time_s,
        box_px=shown.box_px,
    )


def upright_turn_deg(person: Person) -> int:
    """How far to turn the footage clockwise (0, 90, 180, 270) for the person to stand upright."""
    leans = []
    for one in person.sightings:
        p = one.points
        up = (p["left_shoulder"] + p["right_shoulder"]) - (p["left_ankle"] + p["right_ankle"])
        leans.append(np.arctan2(up[0], -up[1]))
    mean = np.angle(np.mean(np.exp(1j * np.array(leans))))
    return int(-90 * round(np.degrees(mean) / 90)) % 360


def regions(
    person: Person, times_s: FloatArray, *, width_px: int, height_px: int, alone: bool
) -> list[tuple[float, float, float, float] | None]:
    """For each time the square in which to look for the person; None = in the whole picture.

    Someone alone and large needs no square. Otherwise the square follows the sightings.
    """
    if alone and person.height_px >= LARGE_ENOUGH * height_px:
        return [None] * len(times_s)
    seen_s = np.array([s.time_s for s in person.sightings])
    middle = np.array([s.centre_px for s in person.sightings])
    side = REGION_HEIGHTS * _smooth([s.height_px for s in person.sightings])
    squares: list[tuple[float, float, float, float] | None] = []
    for time in times_s:
        half = float(np.interp(time, seen_s, side)) / 2
        x, y = (float(_extrapolated(time, seen_s, middle[:, axis])) for axis in (0, 1))
        x = _inside(x, half, width_px)
        y = _inside(y, half, height_px)
        squares.append((x - half, y - half, x + half, y + half))
    return squares


def _smooth(heights: list[float]) -> FloatArray:
    """Running median of three, so that one half-hidden sighting does not shrink the square."""
    padded = np.pad(np.array(heights), 1, mode="edge")
    return np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0)


def _extrapolated(time_s: float, known_s: FloatArray, values: FloatArray) -> float:
    """Linear between and, for half a second, beyond the known times."""
    if len(known_s) > 1 and time_s < known_s[0]:
        speed = (values[1] - values[0]) / (known_s[1] - known_s[0])
        return values[0] + speed * max(time_s - known_s[0], -0.5)
    if len(known_s) > 1 and time_s > known_s[-1]:
        speed = (values[-1] - values[-2]) / (known_s[-1] - known_s[-2])
        return values[-1] + speed * min(time_s - known_s[-1], 0.5)
    return float(np.interp(time_s, known_s, values))


def _inside(centre: float, half: float, length: float) -> float:
    """Centre moved so that the square lies within the picture where it fits."""
    return float(np.clip(centre, half, length - half)) if 2 * half < length else length / 2


def in_view(person: Person, times_s: FloatArray, *, margin_s: float = 0.6) -> np.ndarray:
    """Times near a sighting of the person; elsewhere he or she is not looked for."""
    seen_s = np.array([s.time_s for s in person.sightings])
    return (times_s >= seen_s[0] - margin_s) & (times_s <= seen_s[-1] + margin_s)


def off_track(person: Person, times_s: FloatArray, hips_px: FloatArray) -> np.ndarray:
    """Frames whose hips (T, 2) lie too far from the person's sightings to be the same person."""
    seen_s = np.array([s.time_s for s in person.sightings])
    middle = np.array([s.centre_px for s in person.sightings])
    expected = np.stack([np.interp(times_s, seen_s, middle[:, i]) for i in (0, 1)], axis=1)
    apart = np.hypot(*(hips_px - expected).T)
    beyond_s = np.maximum(seen_s[0] - times_s, times_s - seen_s[-1]).clip(min=0)
    allowed = (0.6 + _FASTEST_HEIGHTS_PER_S * beyond_s) * person.height_px
    return np.isfinite(apart) & (apart > allowed)
