"""The truth file of a clip, as `gaitkit validate` reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .cycles import contacts_s, cycles, toe_offs_s
from .exercises import truth as exercise_truth
from .metrics import TrueMetric, true_curves, true_metrics
from .rotation import Array
from .sides import SIDES, Side
from .simulation import Simulation
from .turning import Returner

_DECIMALS = 5


def truth(simulation: Simulation, *, per_frame: bool = False) -> dict[str, Any]:
    """Events, metrics and curves; with `per_frame` also every joint in pixels and metres."""
    parameters, view = simulation.parameters, simulation.parameters.camera.view
    table = {
        "view": "side" if view in ("left", "right") else view,
        "subject": {"height_m": _rounded(simulation.person.body.stature_m)},
    }
    table |= _gait(simulation) if parameters.exercise is None else _exercise(simulation)
    table["parameters"] = parameters.as_dict()
    return table | _frames(simulation) if per_frame else table


def _gait(simulation: Simulation) -> dict[str, Any]:
    motion, person = simulation.parameters.motion, simulation.person
    bouts = {"bouts": _bouts(simulation)} if isinstance(person, Returner) else {}
    person = person.walker if isinstance(person, Returner) else person
    whole = cycles(person, (simulation.times_s[0], simulation.times_s[-1]))
    return bouts | {
        "activity": motion.activity,
        "surface": "treadmill" if motion.treadmill else "overground",
        "events": {side: events(simulation, side) for side in SIDES},
        "metrics": _metrics(true_metrics(person, whole)),
        "curves": {
            name: {side: _rounded(values) for side, values in sides.items()}
            for name, sides in true_curves(person, whole).items()
        },
    }


def _bouts(simulation: Simulation) -> list[dict[str, float]]:
    """The straight parts of a walk there and back, in seconds of the clip."""
    times = simulation.times_s
    knots = np.clip(simulation.person.straight_s, times[0], times[-1]) - times[0]
    return [{"start_s": _rounded(start), "end_s": _rounded(end)} for start, end in knots]


def _exercise(simulation: Simulation) -> dict[str, Any]:
    asked, start_s = simulation.parameters.exercise, simulation.times_s[0]
    recording = exercise_truth.record(simulation.person, asked)
    times = ("start_s", "peak_s", "end_s")
    return {
        "activity": asked.test,
        "surface": "overground",
        "repetitions": [
            {"side": one.side} | {at: _rounded(getattr(one, at) - start_s) for at in times}
            for one in exercise_truth.repetitions(recording)
        ],
        "metrics": _metrics(exercise_truth.true_metrics(recording)),
    }


def _metrics(found: list[TrueMetric]) -> list[dict[str, Any]]:
    return [{"metric": m.metric, "side": m.side, "value": _rounded(m.value)} for m in found]


def events(simulation: Simulation, side: Side) -> dict[str, list[float]]:
    """Contacts and toe-offs of a side within the clip, in seconds from its first frame.

    Of a walk there and back only those of its two straight parts.
    """
    times, person = simulation.times_s, simulation.person
    walks = person.walker if isinstance(person, Returner) else person
    stride_s = walks.plan.timing.stride_s
    strides = np.arange(np.floor(times[0] / stride_s) - 2, times[-1] / stride_s + 2)
    last = simulation.frame_times_s[-1] + 0.5 / simulation.parameters.picture.fps
    found = {
        "initial_contact": contacts_s(walks, side, strides),
        "toe_off": toe_offs_s(walks, side, strides),
    }
    if isinstance(person, Returner):
        found = {kind: _straight(person, at) for kind, at in found.items()}
    clip = {kind: simulation.clip_s(at) for kind, at in found.items()}
    return {kind: _rounded(at[(at >= -1e-9) & (at <= last)]) for kind, at in clip.items()}


def _straight(person: Returner, at: Array) -> Array:
    """Those that are not of the turn."""
    return at[np.any([(at >= start) & (at <= end) for start, end in person.straight_s], axis=0)]


def write(simulation: Simulation, path: Path, *, per_frame: bool = False) -> None:
    """The truth file beside its clip."""
    text = json.dumps(truth(simulation, per_frame=per_frame), allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _frames(simulation: Simulation) -> dict[str, Any]:
    """Per frame: times, joints and the camera that links metres to pixels."""
    camera = simulation.camera
    return {
        "times_s": _rounded(simulation.frame_times_s),
        "joints_px": {k: _rounded(v, 2) for k, v in simulation.joints_px.items()},
        "joints_m": {k: _rounded(v) for k, v in simulation.joints_m.items()},
        "camera": {
            "intrinsics": _rounded(camera.intrinsics),
            "rotation": _rounded(camera.rotation, 8),
            "translation_m": _rounded(camera.translation, 6),
        },
    }


def _rounded(values: Array | float, decimals: int = _DECIMALS) -> Any:
    return np.round(np.asarray(values, float), decimals).tolist()
