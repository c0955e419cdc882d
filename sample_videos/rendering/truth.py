"""The truth file of a clip, as `gaitkit validate` reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .cycles import contacts_s, cycles, toe_offs_s
from .metrics import true_curves, true_metrics
from .rotation import Array
from .sides import SIDES, Side
from .simulation import Simulation

_DECIMALS = 5


def truth(simulation: Simulation, *, per_frame: bool = False) -> dict[str, Any]:
    """Events, metrics and curves; with `per_frame` also every joint in pixels and metres."""
    parameters, person = simulation.parameters, simulation.person
    view = parameters.camera.view
    whole = cycles(person, (simulation.times_s[0], simulation.times_s[-1]))
    table = {
        "activity": parameters.motion.activity,
        "view": "side" if view in ("left", "right") else view,
        "surface": "treadmill" if parameters.motion.treadmill else "overground",
        "subject": {"height_m": _rounded(person.body.stature_m)},
        "events": {side: events(simulation, side) for side in SIDES},
        "metrics": [
            {"metric": m.metric, "side": m.side, "value": _rounded(m.value)}
            for m in true_metrics(person, whole)
        ],
        "curves": {
            name: {side: _rounded(values) for side, values in sides.items()}
            for name, sides in true_curves(person, whole).items()
        },
        "parameters": parameters.as_dict(),
    }
    return table | _frames(simulation) if per_frame else table


def events(simulation: Simulation, side: Side) -> dict[str, list[float]]:
    """Contacts and toe-offs of a side within the clip, in seconds from its first frame."""
    times, stride_s = simulation.times_s, simulation.person.plan.timing.stride_s
    strides = np.arange(np.floor(times[0] / stride_s) - 2, times[-1] / stride_s + 2)
    last = simulation.frame_times_s[-1] + 0.5 / simulation.parameters.picture.fps
    found = {
        "initial_contact": contacts_s(simulation.person, side, strides),
        "toe_off": toe_offs_s(simulation.person, side, strides),
    }
    clip = {kind: simulation.clip_s(at) for kind, at in found.items()}
    return {kind: _rounded(at[(at >= -1e-9) & (at <= last)]) for kind, at in clip.items()}


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
