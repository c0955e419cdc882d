"""Truth files: what is known about a clip, and which clips have one.

`clip.truth.json` lies beside `clip.mp4` (or `clip.nc`, `clip.trc`, `clip.c3d`). All parts but one
of `events`, `metrics`, `curves`, `repetitions` and `markers` may be absent; other keys are ignored:

    {
      "events": {"left": {"initial_contact": [0.40, 1.47], "toe_off": [1.06]}, "right": {...}},
      "metrics": [{"metric": "cadence_spm", "side": "both", "value": 111.8}, ...],
      "curves": {"knee_flexion": {"left": [101 values], "right": [101 values]}, ...},
      "repetitions": [{"side": "left", "start_s": 2.6, "peak_s": 4.0, "end_s": 4.9}, ...],
      "subject": {"height_m": 1.78, "age_y": 34, "sex": "f"},
      "view": "side", "activity": "walk", "capture_fps": 240,
      "markers": "clip.c3d", "offset_s": 0.35
    }

Times are seconds in which the person moved, from the clip's first frame. Metrics, curves and
signs are those of metrics.csv and curves.csv; a curve is the mean over cycles at 0..100 % of the
gait cycle, degrees. `activity` may be a movement test, which is then measured as if named by
its user; `repetitions` are those of the standing leg, of a lunge the front leg, or "both".
`markers` names a C3D or TRC recording of the same gait that gives what the
file itself doesn't; `offset_s` is where in the clip that recording begins. A C3D or TRC file with
the clip's name is taken as its markers without any truth.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, get_args

import numpy as np

from gaitkit.clips import VIDEO_SUFFIXES
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.model import SIDES, EventKind, Side, Subject
from gaitkit.pose.files import POSE_SUFFIXES
from gaitkit.pose.markers import MARKER_SUFFIXES
from gaitkit.reference import curve_names, unit_of

from .repetitions import TrueRepetition

SUFFIX = ".truth.json"
VIEWS = ("side", "front", "rear", "oblique")
TrueEvent = tuple[Side, EventKind, float]
MetricKey = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truth:
    """What is known about one clip. `metrics` by (name, side), `curves` (101,) by (name, side)."""

    events: tuple[TrueEvent, ...] = ()
    metrics: Mapping[MetricKey, float] = field(default_factory=dict)
    repetitions: tuple[TrueRepetition, ...] = ()
    curves: Mapping[tuple[str, Side], np.ndarray] = field(default_factory=dict)
    subject: Subject = field(default_factory=Subject)
    view: str | None = None
    activity: str | None = None
    capture_fps: float | None = None
    markers: Path | None = None
    offset_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A clip (or None where it is gone) with where its truth lies; `name` is for tables."""

    name: str
    clip: Path | None
    truth: Path


def find_labelled(folder: Path) -> tuple[Labelled, ...]:
    """Every clip below `folder` that has a truth, and every truth that has no clip.

    Raises UnreadableInputError where the folder is missing, UsageError where it holds no truth.
    """
    if not folder.is_dir():
        raise UnreadableInputError(f"{folder}: no such folder. Check the name.")
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    found = tuple(_labelled(folder, files))
    if not found:
        raise UsageError(
            f"{folder}: no clip with a truth was found. Put beside each clip.mp4 what is known "
            f"about it as clip{SUFFIX}, or its motion capture as clip.c3d or clip.trc."
        )
    return found


def _labelled(folder: Path, files: list[Path]) -> Iterator[Labelled]:
    beside: dict[tuple[Path, str], list[Path]] = {}
    for path in files:
        if not path.name.endswith(SUFFIX):
            beside.setdefault((path.parent, path.stem), []).append(path)
    for truth in (p for p in files if p.name.endswith(SUFFIX)):
        clips = _clips(beside.pop((truth.parent, truth.name.removesuffix(SUFFIX)), []))
        for clip in clips or [None]:
            name = (clip or truth).relative_to(folder).as_posix()
            yield Labelled(name=name, clip=clip, truth=truth)
    for same_name in beside.values():
        markers = [p for p in same_name if p.suffix.lower() in MARKER_SUFFIXES]
        for clip in _clips(same_name) if markers else []:
            if clip not in markers:
                name = clip.relative_to(folder).as_posix()
                yield Labelled(name=name, clip=clip, truth=markers[0])


def _clips(same_name: list[Path]) -> list[Path]:
    """The files to analyse among those of one name: videos, else poses, else markers."""
    for suffixes in (VIDEO_SUFFIXES, (".nc",), POSE_SUFFIXES):
        clips = [p for p in same_name if p.suffix.lower() in suffixes]
        if clips:
            return clips
    return []


def read_truth(path: Path) -> Truth:
    """Read a truth file, or take a marker file as one.

    Raises UnreadableInputError naming the entry that is wrong and what was expected.
    """
    if path.suffix.lower() in MARKER_SUFFIXES:
        return Truth(markers=path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        truth = _truth_of(content, path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableInputError(
            f"{path}: not a truth file ({error}). Expected the layout that "
            f"`python -m pydoc gaitkit.validate.truth` shows."
        ) from error
    known = (truth.events, truth.metrics, truth.curves, truth.repetitions, truth.markers)
    if not any(known):
        raise UnreadableInputError(
            f"{path}: expected events, metrics, curves, repetitions or markers, got none of them."
        )
    return truth


def _truth_of(content: dict[str, Any], path: Path) -> Truth:
    markers = content.get("markers")
    return Truth(
        events=tuple(_events(content.get("events", {}))),
        metrics=dict(_metric(entry) for entry in content.get("metrics", [])),
        curves=dict(_curves(content.get("curves", {}))),
        repetitions=tuple(_repetition(entry) for entry in content.get("repetitions", [])),
        subject=Subject(**{k: content.get("subject", {}).get(k) for k in _SUBJECT}),
        view=_one_of(content.get("view"), VIEWS, "view"),
        activity=content.get("activity"),
        capture_fps=_number(content.get("capture_fps"), "capture_fps", optional=True),
        markers=path.parent / markers if markers else None,
        offset_s=_number(content.get("offset_s"), "offset_s", optional=True),
    )


_SUBJECT = ("height_m", "age_y", "sex")


def _events(sides: dict[str, dict[str, list[float]]]) -> Iterator[TrueEvent]:
    for side, kinds in sides.items():
        _one_of(side, SIDES, "events: side")
        for kind, times in kinds.items():
            _one_of(kind, get_args(EventKind), f"events.{side}")
            yield from ((side, kind, _number(t, f"events.{side}.{kind}")) for t in times)


def _metric(entry: dict[str, Any]) -> tuple[MetricKey, float]:
    name, side = entry["metric"], entry.get("side", "both")
    _one_of(side, (*SIDES, "both"), f"metrics: side of {name}")
    try:
        unit_of(name)
    except KeyError:
        raise ValueError(f"metrics: {name!r} lacks a known unit at its end, like _deg") from None
    return (name, side), _number(entry["value"], f"metrics: {name} {side}")


def _repetition(entry: dict[str, Any]) -> TrueRepetition:
    side = _one_of(entry["side"], (*SIDES, "both"), "repetitions: side")
    times = {n: _number(entry[n], f"repetitions: {n}") for n in ("start_s", "peak_s", "end_s")}
    if not times["start_s"] <= times["peak_s"] <= times["end_s"]:
        raise ValueError(f"repetitions: expected start <= peak <= end, got {times}")
    return TrueRepetition(side=side, **times)


def _curves(
    curves: dict[str, dict[str, list[float]]],
) -> Iterator[tuple[tuple[str, Side], np.ndarray]]:
    for name, sides in curves.items():
        _one_of(name, curve_names(), "curves")
        for side, values in sides.items():
            _one_of(side, SIDES, f"curves.{name}")
            array = np.array(values, dtype=float)
            if array.shape != (101,) or not np.isfinite(array).all():
                raise ValueError(f"curves.{name}.{side}: expected 101 numbers, got {array.shape}")
            yield (name, side), array


def _one_of(value: Any, known: tuple[str, ...], what: str) -> Any:
    if value is not None and value not in known:
        raise ValueError(f"{what}: expected one of {', '.join(known)}, got {value!r}")
    return value


def _number(value: Any, what: str, *, optional: bool = False) -> float:
    if value is None and optional:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{what}: expected a number, got {value!r}")
    return float(value)
