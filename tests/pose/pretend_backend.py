"""A backend that finds a bright body in dark frames; its flaws can be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gaitkit.model import Frame
from gaitkit.pose.base import GAIT_LANDMARKS, PersonPose
from gaitkit.pose.mediapipe import cut

HEIGHT_PX, WIDTH_PX = 200, 300


def frames_with_a_body(count: int = 4) -> list[Frame]:
    """A light rectangle 100 px high that moves to the right."""
    return [_frame(n, body=True) for n in range(count)]


def empty_frames(count: int = 3) -> list[Frame]:
    """Dark pictures."""
    return [_frame(n, body=False) for n in range(count)]


def _frame(number: int, *, body: bool) -> Frame:
    rgb = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    if body:
        rgb[60:160, 100 + 4 * number : 140 + 4 * number] = 255
    return Frame(index=number, time_s=number / 30, rgb=rgb)


def box_of(picture: np.ndarray) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is bright."""
    rows, columns = np.nonzero(picture[..., 0] > 128)
    if not len(rows):
        return None
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@dataclass
class PretendBackend:
    """Honest, apart from the `flaw`."""

    flaw: str = ""
    NAME: str = "pretend"
    EXTRA: str = ""
    LANDMARKS: tuple[str, ...] = GAIT_LANDMARKS
    calls: int = field(default=0)

    def version(self, model):
        self.calls += self.flaw == "version"
        return f"pretend {model} {self.calls}"

    def detect(self, frames, *, model):
        if self.flaw == "greedy":
            frames = list(frames)
        for number, frame in enumerate(frames):
            if self.flaw != "skips" or number:
                pose = self._pose(frame.rgb)
                yield [] if pose is None else [pose]

    def estimate(self, frames, *, model):
        for frame, region in frames:
            part, corner = (frame.rgb, (0, 0)) if region is None else cut(frame.rgb, region)
            pose = self._pose(part)
            if pose is not None and self.flaw != "corner":
                pose = PersonPose(points_px=pose.points_px + corner, scores=pose.scores)
            yield pose

    def _pose(self, rgb):
        box = box_of(rgb)
        if box is None and self.flaw != "ghosts":
            return None
        left, top, right, bottom = box or (10, 10, 50, 100)
        height = np.linspace(top, bottom, len(self.LANDMARKS))
        points = np.column_stack([np.full(len(height), (left + right) / 2), height])
        if self.flaw == "shares":
            points = points / 1e4 - 1
        scores = np.full(len(points), 3.0 if self.flaw == "scores" else 0.9)
        return PersonPose(points_px=points[: -1 if self.flaw == "short" else None], scores=scores)
