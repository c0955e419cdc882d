"""Marker recordings of a motion laboratory: C3D and TRC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InstallationError, UnreadableInputError
from ..model import EventKind, Side
from .marker_sets import landmark_or_pelvis, landmark_points

FloatArray = npt.NDArray[np.float64]
MarkerEvent = tuple[Side, EventKind, float]

MARKER_SUFFIXES = (".c3d", ".trc")
_METRES_PER = {"m": 1.0, "meters": 1.0, "cm": 0.01, "mm": 0.001}
_CONTACT_LABELS = {"footstrike", "footcontact", "heelstrike", "initialcontact", "hs", "on", "ic"}
_TOE_OFF_LABELS = {"footoff", "toeoff", "to", "off", "fo"}
#: Some files mark one event under two labels; what lies closer than this is one event.
_SAME_EVENT_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Markers:
    """Markers of one recording in metres, whatever the file's units and axes: z is up here.

    Shapes: T frames, M markers. `times_s` (T,) starts at zero; `points_m` (T, M, 3), right-handed,
    NaN = unseen. `events` are (side, kind, seconds) as the laboratory marked them, in the same
    time. `up_axis` is the file's own axis that pointed up, for example "+y".
    """

    times_s: FloatArray
    names: tuple[str, ...]
    points_m: FloatArray
    rate_hz: float
    events: tuple[MarkerEvent, ...] = ()
    up_axis: str = "+z"
    source: str = ""

    def __post_init__(self) -> None:
        shape = (len(self.times_s), len(self.names), 3)
        for name in ("times_s", "points_m"):
            array = np.array(getattr(self, name), dtype=float)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.points_m.shape != shape:
            raise ValueError(f"points_m: expected shape {shape}, got {self.points_m.shape}")

    def landmarks(self) -> dict[str, FloatArray]:
        """Positions (T, 3) in metres of gaitkit's landmarks, those that the markers give."""
        return landmark_points(self.names, self.points_m)


def read_markers(path: str | Path) -> Markers:
    """Read a C3D or TRC file.

    Raises UnreadableInputError if the file is missing, damaged or without markers that gaitkit
    knows, InstallationError if reading C3D lacks its package.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableInputError(f"{path}: no such file. Check the name and the folder.")
    readers = {".c3d": _read_c3d, ".trc": _read_trc}
    if path.suffix.lower() not in readers:
        expected = " or ".join(MARKER_SUFFIXES)
        raise UnreadableInputError(
            f"{path}: expected a marker file ending in {expected}, got {path.suffix or 'no ending'}"
        )
    return readers[path.suffix.lower()](path)


def _upright(points_m: FloatArray, names: Sequence[str], path: Path) -> tuple[FloatArray, str]:
    """Turn the axes so that z points from the feet to the pelvis; say which axis that was."""
    low = landmark_or_pelvis(names, points_m, "heel") or landmark_or_pelvis(names, points_m, "toe")
    high = landmark_or_pelvis(names, points_m, "pelvis_front") or landmark_or_pelvis(
        names, points_m, "hip"
    )
    if not low or not high:
        raise UnreadableInputError(
            f"{path}: expected markers on heels or toes and on the pelvis or hips under a name "
            f"that gaitkit knows (Plug-in Gait, OpenSim, IOR), got {', '.join(names[:12])}. "
            "Rename the markers to one of these sets."
        )
    upward = np.nanmean(np.concatenate(high), axis=0) - np.nanmean(np.concatenate(low), axis=0)
    axis = int(np.argmax(np.abs(upward)))
    sign = 1 if upward[axis] > 0 else -1
    turned = np.roll(points_m, 2 - axis, axis=2)
    if sign < 0:
        turned = turned[:, :, [1, 0, 2]] * (1, 1, -1)
    return turned, ("+" if sign > 0 else "-") + "xyz"[axis]


def _metres_per_unit(unit: str, path: Path) -> float:
    try:
        return _METRES_PER[unit.strip().lower()]
    except KeyError:
        raise UnreadableInputError(
            f"{path}: expected units m, cm or mm, got {unit!r}. Export the file in millimetres."
        ) from None


# --- C3D ------------------------------------------------------------------------------------


def _read_c3d(path: Path) -> Markers:
    content = _open_c3d(path)
    point = content["parameters"]["POINT"]
    angles = set(point["ANGLES"]["value"]) if "ANGLES" in point else set()
    kept = {n: i for i, n in enumerate(point["LABELS"]["value"]) if n not in angles}
    labels = list(kept)
    points = np.array(content["data"]["points"][:3], dtype=float).transpose(2, 1, 0)
    points = points[:, [i for i in kept.values() if i < points.shape[1]]]
    if points.size == 0:
        raise UnreadableInputError(f"{path}: expected markers, got a C3D file without any.")
    points[(points == 0).all(axis=2)] = np.nan
    points_m = points * _metres_per_unit(_first(point, "UNITS", "mm"), path)
    points_m, up_axis = _upright(points_m, labels, path)
    header = content["header"]["points"]
    rate_hz = float(header["frame_rate"])
    return Markers(
        times_s=np.arange(len(points_m)) / rate_hz,
        names=tuple(labels),
        points_m=points_m,
        rate_hz=rate_hz,
        events=_c3d_events(content["parameters"], start_s=header["first_frame"] / rate_hz),
        up_axis=up_axis,
        source=path.name,
    )


def _open_c3d(path: Path) -> Any:
    try:
        import ezc3d
    except ImportError:
        raise InstallationError(
            f"{path}: reading C3D needs a package that is not installed. "
            'Run: pip install "gaitkit-video[c3d]"'
        ) from None
    with path.open("rb") as file:
        start = file.read(2)
    if len(start) < 2 or start[1] != 0x50:  # the mark of every C3D file
        raise UnreadableInputError(f"{path}: not a C3D file (its second byte is not 0x50).")
    try:
        return ezc3d.c3d(str(path))
    except Exception as error:  # the reader raises many kinds, none of its own
        raise UnreadableInputError(
            f"{path}: damaged C3D file ({error}). Export it again."
        ) from error


def _first(group: Any, name: str, default: str) -> str:
    values = group[name]["value"] if name in group else []
    return values[0] if len(values) else default


def _c3d_events(parameters: Any, *, start_s: float) -> tuple[MarkerEvent, ...]:
    """Marked events; the file counts their time from frame 1, not from the first frame it holds."""
    event = parameters.get("EVENT", {})
    if "LABELS" not in event or "TIMES" not in event:
        return ()
    labels = list(event["LABELS"]["value"])
    contexts = list(event["CONTEXTS"]["value"]) if "CONTEXTS" in event else [""] * len(labels)
    minutes, seconds = np.asarray(event["TIMES"]["value"], dtype=float)
    marked = []
    for label, context, time_s in zip(labels, contexts, minutes * 60 + seconds, strict=False):
        what = _side_and_kind(label, context)
        if what:
            marked.append((*what, round(float(time_s) - start_s, 4)))
    return _merged(marked)


def _side_and_kind(label: str, context: str) -> tuple[Side, EventKind] | None:
    """What an event's label means, with the side in the context or as the label's first letter."""
    label = "".join(c for c in label.lower() if c.isalnum())
    side = context.strip().lower()
    if side not in ("left", "right"):
        side = {"l": "left", "r": "right"}.get(label[:1], "")
        label = label.removeprefix(side)[0 if label.startswith(side) else 1 :]
    for kind, known in (("initial_contact", _CONTACT_LABELS), ("toe_off", _TOE_OFF_LABELS)):
        if side and label in known:
            return side, kind
    return None


def _merged(events: list[MarkerEvent]) -> tuple[MarkerEvent, ...]:
    kept: list[MarkerEvent] = []
    for event in sorted(events, key=lambda e: e[2]):
        same = (e for e in kept if e[:2] == event[:2] and event[2] - e[2] < _SAME_EVENT_S)
        if not any(same):
            kept.append(event)
    return tuple(kept)


# --- TRC ------------------------------------------------------------------------------------


def _read_trc(path: Path) -> Markers:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) < 6 or not lines[0].startswith("PathFileType"):
        raise UnreadableInputError(
            f"{path}: expected a TRC file (first line PathFileType ..., five lines of header), "
            f"got {lines[0][:40] if lines else 'an empty file'!r}."
        )
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
    names = [name.strip() for name in lines[3].split("\t")[2:] if name.strip()]
    table = _trc_table(lines[5:], columns=2 + 3 * len(names), first_line=6, path=path)
    scale = _metres_per_unit(header.get("Units", ""), path)
    points_m, up_axis = _upright(table[:, 2:].reshape(len(table), -1, 3) * scale, names, path)
    times_s = table[:, 1] - table[0, 1]
    if not np.all(np.diff(times_s) > 0):
        raise UnreadableInputError(f"{path}: expected rising times in the second column.")
    return Markers(
        times_s=times_s,
        names=tuple(names),
        points_m=points_m,
        rate_hz=_trc_rate_hz(header, times_s),
        up_axis=up_axis,
        source=path.name,
    )


def _trc_rate_hz(header: dict[str, str], times_s: FloatArray) -> float:
    try:
        return float(header["DataRate"])
    except (KeyError, ValueError):
        return float(1 / np.median(np.diff(times_s))) if len(times_s) > 1 else np.nan


def _trc_table(lines: list[str], *, columns: int, first_line: int, path: Path) -> FloatArray:
    """Rows of frame number, time and coordinates; empty or missing cells are unseen markers."""
    rows = []
    for number, line in enumerate(lines, start=first_line):
        cells = line.rstrip("\r\n").split("\t")
        if not any(cell.strip() for cell in cells):
            continue
        try:
            values = [float(cell) if cell.strip() else np.nan for cell in cells[:columns]]
        except ValueError as error:
            raise UnreadableInputError(f"{path}, line {number}: {error}.") from None
        if len(values) < 2 or np.isnan(values[1]):
            raise UnreadableInputError(f"{path}, line {number}: expected a time, got nothing.")
        rows.append(values + [np.nan] * (columns - len(values)))
    if not rows:
        raise UnreadableInputError(f"{path}: expected rows of coordinates, got only a header.")
    return np.array(rows)
