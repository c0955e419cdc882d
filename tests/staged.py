"""Grey clips, and a pose backend that sees in each grey what the test wants it to see.

stage(monkeypatch, tmp_path)                 # the backend, and caches of its own
grey_clip(folder / "a.mp4", SIDE)            # a walker seen from the side
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from walker import Walker

from gaitkit.export.overlay_face import FACE_LANDMARKS
from gaitkit.pose.base import PersonPose

SIDE, REAR, FASTER, NOBODY, FAULT = 40, 80, 120, 160, 200
FPS, SECONDS, SIZE_PX = 30, 5, 480
_WALKER = Walker(duration_s=SECONDS + 1)
_SEEN = {
    SIDE: (_WALKER, "side"),
    REAR: (_WALKER, "rear"),
    FASTER: (Walker(duration_s=SECONDS + 1, cadence_spm=126.0), "rear"),
}


def grey_clip(path: Path, grey: int) -> Path:
    """A clip of one grey."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.full((SIZE_PX, SIZE_PX, 3), grey, np.uint8)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = SIZE_PX, SIZE_PX, "yuv420p"
        for number in range(FPS * SECONDS):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


class StagedBackend:
    """Finds a stick figure on a treadmill where the grey says so."""

    NAME, EXTRA = "staged", ""

    def __init__(self) -> None:
        self._tracks = {
            grey: walker.track(view, treadmill=True, fps=FPS, size_px=(SIZE_PX, SIZE_PX))
            for grey, (walker, view) in _SEEN.items()
        }
        self.LANDMARKS = (*self._tracks[SIDE].landmarks, *FACE_LANDMARKS)

    def version(self, model: str) -> str:
        return f"staged {model}"

    def detect(self, frames, *, model: str) -> Iterator[list[PersonPose]]:
        for frame in frames:
            yield [] if (pose := self._pose(frame)) is None else [pose]

    def estimate(self, frames, *, model: str) -> Iterator[PersonPose | None]:
        for frame, _ in frames:
            yield self._pose(frame)

    def _pose(self, frame) -> PersonPose | None:
        grey = min((*_SEEN, NOBODY, FAULT), key=lambda g: abs(g - float(frame.rgb.mean())))
        if grey == FAULT:
            raise RuntimeError("the stage fell down")
        if grey == NOBODY:
            return None
        track = self._tracks[grey]
        number = round(frame.time_s * FPS)
        body = track.points_px[number]
        neck, hip = track.px("mid_shoulder")[number], track.px("mid_hip")[number]
        head = np.tile(neck + 0.35 * (neck - hip), (len(FACE_LANDMARKS), 1))
        points = np.concatenate([body, head])
        return PersonPose(points_px=points, scores=np.ones(len(points)))


def stage(monkeypatch, folder: Path) -> None:
    """Every backend is the staged one; nothing of the user's is read or written."""
    backend = StagedBackend()
    monkeypatch.setattr("gaitkit.capture._backend", lambda name: backend)
    monkeypatch.setenv("GAITKIT_CACHE", str(folder / "poses"))
