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
from gaitkit.pose.base import PersonPose, Region

SIDE, REAR, FASTER, NOBODY, FAULT = 40, 80, 120, 160, 200
#: Two people from behind: the walker of REAR on the left, that of FASTER on the right.
TWO = 240
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
            yield self._poses(frame)

    def estimate(self, frames, *, model: str) -> Iterator[PersonPose | None]:
        for frame, region in frames:
            yield next((p for p in self._poses(frame) if _in(region, p)), None)

    def _poses(self, frame) -> list[PersonPose]:
        grey = min((*_SEEN, NOBODY, FAULT, TWO), key=lambda g: abs(g - float(frame.rgb.mean())))
        if grey == FAULT:
            raise RuntimeError("the stage fell down")
        if grey == NOBODY:
            return []
        if grey == TWO:
            return [_moved(self._pose(frame, g), x) for g, x in ((REAR, -120), (FASTER, 120))]
        return [self._pose(frame, grey)]

    def _pose(self, frame, grey: int) -> PersonPose:
        track = self._tracks[grey]
        number = round(frame.time_s * FPS)
        body = track.points_px[number]
        neck, hip = track.px("mid_shoulder")[number], track.px("mid_hip")[number]
        head = np.tile(neck + 0.35 * (neck - hip), (len(FACE_LANDMARKS), 1))
        points = np.concatenate([body, head])
        return PersonPose(points_px=points, scores=np.ones(len(points)))


def _moved(pose: PersonPose, x_px: float) -> PersonPose:
    return PersonPose(points_px=pose.points_px + np.array([x_px, 0]), scores=pose.scores)


def _in(region: Region | None, pose: PersonPose) -> bool:
    """Whether most of the person is in the region."""
    if region is None:
        return True
    left, top, right, bottom = region
    x, y = np.median(pose.points_px, axis=0)
    return left < x < right and top < y < bottom


def stage(monkeypatch, folder: Path) -> None:
    """Every backend is the staged one; nothing of the user's is read or written."""
    backend = StagedBackend()
    monkeypatch.setattr("gaitkit.pose.backends.find_backend", lambda name: backend)
    monkeypatch.setenv("GAITKIT_CACHE", str(folder / "poses"))
