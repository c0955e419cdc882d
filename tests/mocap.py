"""Marker recordings with measured truth, projected through a virtual camera.

    from mocap import load_case
    case = load_case("walk")               # or "treadmill", "run"
    track = case.track("front")            # PoseTrack; also "side", "rear", side="right", every=2
    case.events                            # (side, kind, time_s) in the track's time
    case.angles["pelvic_drop_left"]        # degrees per frame, CONTRACT's signs ("walk" only)

The data lies beside the repository (../shared/data) or where GAITKIT_TEST_DATA says.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gaitkit.model import PoseTrack
from gaitkit.pose.markers import MarkerEvent, Markers, read_markers
from gaitkit.pose.virtual_camera import project_markers

REPOSITORY = Path(__file__).resolve().parents[1]
CASES = {"walk": "walk_plugin_gait.c3d", "treadmill": "treadmill_walk.c3d", "run": "run.trc"}
_KINDS = {"HS": "initial_contact", "ON": "initial_contact", "TO": "toe_off", "OFF": "toe_off"}
_FORCE_ON_N = 20.0


def data_folder() -> Path | None:
    """The folder of open test data, or None where it is not at hand."""
    told = os.environ.get("GAITKIT_TEST_DATA")
    places = [Path(told)] if told else [REPOSITORY.parent / "shared" / "data"]
    return next((place for place in places if (place / "mocap").is_dir()), None)


def mocap_path(name: str) -> Path:
    """A file of the mocap folder; skips the running test where the data is absent."""
    folder = data_folder()
    if folder is None:
        import pytest

        pytest.skip("open test data not found; set GAITKIT_TEST_DATA to the folder that holds it")
    return folder / "mocap" / name


@dataclass(frozen=True)
class Case:
    """One recording with what the laboratory measured about it."""

    name: str
    activity: str
    surface: str
    markers: Markers
    events: tuple[MarkerEvent, ...]
    angles: dict[str, np.ndarray] = field(default_factory=dict)

    def track(self, view: str, *, side: str = "left", every: int = 1) -> PoseTrack:
        """What a camera sees; `every` keeps each nth frame only."""
        track = project_markers(self.markers, view=view, side=side)
        return PoseTrack(
            times_s=track.times_s[::every],
            landmarks=track.landmarks,
            points_px=track.points_px[::every],
            scores=track.scores[::every],
            points_m=track.points_m[::every],
            width_px=track.width_px,
            height_px=track.height_px,
            backend=track.backend,
            steps=track.steps,
        )

    def times(self, side: str, kind: str) -> np.ndarray:
        """True times in seconds of one kind of event."""
        return np.array([t for s, k, t in self.events if (s, k) == (side, kind)])


def load_case(name: str) -> Case:
    """The recording `walk`, `treadmill` or `run`."""
    truth = json.loads(mocap_path("truth.json").read_text())[CASES[name]]
    markers = read_markers(mocap_path(CASES[name]))
    if name == "walk":
        what = truth["what"]
        start_s = what["first_frame_header"] / what["rate"]
        events = _walk_events(what["events_s_absolute"], start_s)
        return Case(name, "walk", "overground", markers, events, plug_in_gait_angles())
    if name == "treadmill":
        return Case(name, "walk", "treadmill", markers, _treadmill_events(truth["events"]))
    return Case(name, "run", "overground", markers, _run_events(truth))


def _walk_events(rows: list, start_s: float) -> tuple[MarkerEvent, ...]:
    kinds = {"Foot Strike": "initial_contact", "Foot Off": "toe_off"}
    return tuple((s.lower(), kinds[what], round(t - start_s, 4)) for t, s, what in rows)


def _treadmill_events(rows: list) -> tuple[MarkerEvent, ...]:
    """Every event once; heel strike and belt contact of one step bear the same time."""
    sides = {"L": "left", "R": "right"}
    events = {(sides[label[0]], _KINDS[label[1:]], t) for t, _, label, *_ in rows}
    return tuple(sorted(events, key=lambda e: e[2]))


def _run_events(truth: dict) -> tuple[MarkerEvent, ...]:
    kinds = {"foot_strike_s": "initial_contact", "foot_off_s": "toe_off"}
    forces = truth["events_from_ground_reaction_force"]
    events = [
        (side, kind, t)
        for side in ("left", "right")
        for key, kind in kinds.items()
        for t in forces[side][key]
    ]
    return tuple(sorted(events, key=lambda e: e[2]))


def force_contacts(side: str) -> list[tuple[float, float]]:
    """(contact, off) seconds of the run, from the vertical ground reaction force."""
    lines = mocap_path("run_grf.mot").read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 1
    start += not lines[start].strip()
    column = lines[start].split().index(f"{side[0].upper()}_ground_force_vy")
    rows = [[float(cell) for cell in line.split()] for line in lines[start + 1 :] if line.strip()]
    table = np.array(rows)
    loaded = np.diff((table[:, column] > _FORCE_ON_N).astype(int), prepend=0, append=0)
    on, off = np.flatnonzero(loaded == 1), np.flatnonzero(loaded == -1)
    return [(table[a, 0], table[b - 1, 0]) for a, b in zip(on, off, strict=True)]


def plug_in_gait_angles() -> dict[str, np.ndarray]:
    """Plug-in Gait's own angles of the walk, degrees per frame, in CONTRACT's signs.

    Plug-in Gait gives a pelvis that is up on the named side, internal foot progression, varus and
    flexion as positive. CONTRACT counts the drop of the swing side in stance of the named side,
    so `pelvic_drop` is the obliquity as it stands; `foot_progression` (toe-out +) and
    `knee_valgus` are its negatives.
    """
    import ezc3d

    content = ezc3d.c3d(str(mocap_path(CASES["walk"])))
    labels = content["parameters"]["POINT"]["LABELS"]["value"]
    points = content["data"]["points"]
    angles = {}
    for side, letter in (("left", "L"), ("right", "R")):
        read = {n: points[:3, labels.index(letter + n)] for n in _PLUG_IN_GAIT}
        for name, (source, axis, sign) in _CONTRACT_ANGLES.items():
            angles[f"{name}_{side}"] = sign * read[source][axis]
    return angles


_PLUG_IN_GAIT = (
    "PelvisAngles", "FootProgressAngles", "KneeAngles", "HipAngles", "AnkleAngles",
)  # fmt: skip
_CONTRACT_ANGLES = {
    "pelvic_drop": ("PelvisAngles", 1, 1),
    "foot_progression": ("FootProgressAngles", 2, -1),
    "knee_flexion": ("KneeAngles", 0, 1),
    "knee_valgus": ("KneeAngles", 1, -1),
    "hip_flexion": ("HipAngles", 0, 1),
    "hip_adduction": ("HipAngles", 1, 1),
    "ankle_dorsiflexion": ("AnkleAngles", 0, 1),
}
