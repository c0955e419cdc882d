"""A clip as the pages that set it right see it: every frame's time and picture, body and events."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from gaitkit import video
from gaitkit.export.overlay_body import skeleton
from gaitkit.export.overlay_page import pose_frame_at
from gaitkit.export.pictures import jpeg
from gaitkit.export.plain import to_plain
from gaitkit.face import load
from gaitkit.model import TESTS, Analysis, Clip, PoseTrack
from gaitkit.pose.files import POSE_SUFFIXES, load_pose_input

from .lab import Lab, Shown
from .rows import NothingThereError

#: Pictures are decoded in runs of this many: finding the first takes as long as the others do.
_RUN = 12
_LARGEST_SIDE_PX = 1600
_JPEG_QUALITY = 88
#: Pictures that are kept, about 40 MB.
_KEPT = 240
_KEPT_SCENES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What is known about a clip; `analysis` is None as long as nothing was measured in it."""

    clip: Clip
    analysis: Analysis | None
    turned_deg: int
    size_px: tuple[int, int]
    pictures: bool


class Scenes:
    """The scenes and pictures that were asked for last."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._lock = threading.Lock()
        self._scenes: OrderedDict[tuple[str, str | None], Scene] = OrderedDict()
        self._jpegs: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()

    def scene(self, shown: Shown) -> Scene:
        """The clip as it was measured last."""
        key = shown.clip.id, shown.clip.result_id
        with self._lock:
            if key not in self._scenes:
                self._scenes[key] = _scene(shown, self._lab)
                while len(self._scenes) > _KEPT_SCENES:
                    self._scenes.popitem(last=False)
            return self._scenes[key]

    def jpeg(self, shown: Shown, frame: int) -> bytes:
        """A frame of the clip, upright. NothingThereError if there is none of that number."""
        scene = self.scene(shown)
        if not (scene.pictures and 0 <= frame < len(scene.clip.times_s)):
            raise NothingThereError(frame)
        key = shown.clip.id, scene.turned_deg, frame
        with self._lock:
            if key not in self._jpegs:
                for number, data in _decoded(scene, frame // _RUN * _RUN):
                    self._jpegs[shown.clip.id, scene.turned_deg, number] = data
            while len(self._jpegs) > _KEPT:
                self._jpegs.popitem(last=False)
            return self._jpegs[key]

    def forget(self) -> None:
        """Keep nothing: something was deleted."""
        with self._lock:
            self._scenes.clear()
            self._jpegs.clear()


def _scene(shown: Shown, lab: Lab) -> Scene:
    path = lab.folders.clip(shown.person.id, shown.clip)
    pictures = shown.clip.suffix not in POSE_SUFFIXES
    if shown.folder is not None:
        analysis = load(shown.folder).record
        size_px = analysis.pose.width_px, analysis.pose.height_px
        clip = replace(analysis.clip, path=path)
        return Scene(
            clip=clip, analysis=analysis, turned_deg=analysis.turned_deg, size_px=size_px,
            pictures=pictures,
        )  # fmt: skip
    clip = video.probe(path) if pictures else _clip_of_pose(path, shown.clip.settings)
    size_px = clip.width_px, clip.height_px
    return Scene(clip=clip, analysis=None, turned_deg=0, size_px=size_px, pictures=pictures)


def _clip_of_pose(path: Path, settings: Any) -> Clip:
    track = load_pose_input(path, view=settings.get("view", "side"))
    return Clip(
        path=path, sha256="", width_px=track.width_px, height_px=track.height_px,
        times_s=track.times_s,
    )  # fmt: skip


def _decoded(scene: Scene, first: int) -> list[tuple[int, bytes]]:
    times_s = scene.clip.times_s
    last = min(first + _RUN, len(times_s)) - 1
    reader = video.frames(
        scene.clip, turned_deg=scene.turned_deg, start_s=float(times_s[first]),
        end_s=float(times_s[last]), max_side_px=_LARGEST_SIDE_PX,
    )  # fmt: skip
    with reader:
        return [(frame.index, jpeg(frame.rgb, quality=_JPEG_QUALITY)) for frame in reader]


def as_data(scene: Scene, shown: Shown) -> dict[str, Any]:
    """The scene for the pages' scripts; all times are shown seconds."""
    clip, analysis = scene.clip, scene.analysis
    data: dict[str, Any] = {
        "times": np.round(clip.times_s, 5).tolist(),
        "size": list(scene.size_px),
        "pictures": scene.pictures,
        "rate": clip.seconds_per_shown_second,
        "events": [],
        "bouts": [],
        "tested": False,
        "people": [],
        "person": 0,
        "body": None,
        "changes": to_plain(shown.clip.corrections.events),
        "trim": to_plain(shown.clip.corrections.trim_s),
        "drawings": [_drawing(d) for d in shown.clip.drawings],
    }
    if analysis is not None:
        data |= _measured(analysis)
    return data


def _drawing(drawing: Any) -> dict[str, Any]:
    return {
        **to_plain(drawing),
        "angle_deg": round(drawing.angle_deg, 1),
        "half_width_deg": round(drawing.half_width_deg, 1),
    }


def _measured(analysis: Analysis) -> dict[str, Any]:
    rate = analysis.clip.seconds_per_shown_second
    return {
        "events": [
            {
                "side": e.side, "kind": e.kind, "at": round(e.time_s / rate, 5),
                "hand": e.set_by == "user",
            }
            for e in analysis.events
        ],
        "bouts": [[b.start_s / rate, b.end_s / rate] for b in analysis.bouts],
        "tested": any(b.activity in TESTS for b in analysis.bouts),
        "people": to_plain(analysis.people),
        "person": analysis.person.number,
        "body": _body(analysis),
    }  # fmt: skip


def _body(analysis: Analysis) -> dict[str, Any]:
    """Points of the body in every frame as whole pixels, null where unseen, and lines between."""
    track = analysis.pose
    names, limbs = skeleton(track)
    return {
        "limbs": limbs,
        "frames": _frames(analysis, track, [track.landmarks.index(n) for n in names]),
    }


def _frames(analysis: Analysis, track: PoseTrack, columns: list[int]) -> list[Any]:
    points = track.points_px[:, columns].reshape(len(track), -1)
    rows: list[Any] = [None if np.isnan(row).all() else _whole(row) for row in points]
    rate = analysis.clip.seconds_per_shown_second
    at = [pose_frame_at(analysis, float(t) * rate) for t in analysis.clip.times_s]
    return [None if n is None else rows[n] for n in at]


def _whole(row: np.ndarray) -> list[int | None]:
    return [None if np.isnan(x) else round(float(x)) for x in row]
