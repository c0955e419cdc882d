"""The body itself: stick figures through a cycle, and a frame of the film with the skeleton."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gaitkit.errors import UsageError
from gaitkit.model import SIDES, Analysis, Cycle, PoseTrack, RgbImage, Side
from gaitkit.reference import text
from gaitkit.report.figures import COLOURS

from .canvas import LINES, blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEG = ("hip", "knee", "ankle", "heel", "toe", "ankle")
#: Space between stick figures, in parts of the body's height.
_STEP = 0.55


def stick_figures(
    analysis: Analysis, *, side: Side = "left", count: int = 8, lang: str = "en"
) -> Figure:
    """One typical gait cycle of `side` in `count` stick figures, from contact to contact.

    UsageError where no whole cycle of that side was measured.
    """
    cycle = _typical(analysis, side)
    times_s = np.linspace(cycle.start_s, cycle.end_s, count)
    track = analysis.pose
    frames = np.clip(np.searchsorted(track.times_s, times_s), 0, len(track) - 1)
    tall = _height_px(track, frames)
    figure, (axes,) = blank(width_in=1.25 * count, height_in=3.2)
    for place, frame in enumerate(frames):
        middle = track.px("mid_hip")[frame]
        _draw_figure(axes, track, int(frame), offset=(place * _STEP * tall - middle[0], 0.0))
    shares = [f"{share:.0f} %" for share in np.linspace(0, 100, count)]
    axes.set_xticks(np.arange(count) * _STEP * tall, shares)
    axes.set_xlabel(text("chart.axis", lang))
    axes.set(aspect="equal", yticks=[])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False)
    axes.invert_yaxis()
    return figure


def frame(picture: RgbImage) -> Figure:
    """A picture (height, width, 3) as a figure without axes."""
    height, width = picture.shape[:2]
    scale = min(8.0 / width, 5.5 / height)
    figure, (axes,) = blank(width_in=scale * width, height_in=scale * height)
    axes.imshow(picture)
    axes.set_axis_off()
    return figure


def _typical(analysis: Analysis, side: Side) -> Cycle:
    """The usable cycle of median duration."""
    usable = [c for c in analysis.cycles if c.side == side and c.usable]
    if not usable:
        raise UsageError(f"stick_figures: no whole cycle of the {side} side was measured.")
    return sorted(usable, key=lambda c: c.duration_s)[len(usable) // 2]


def _height_px(track: PoseTrack, frames: npt.NDArray[np.intp]) -> float:
    rows = track.points_px[frames, :, 1]
    return float(np.nanmedian(np.nanmax(rows, axis=1) - np.nanmin(rows, axis=1)))


def _draw_figure(axes: Axes, track: PoseTrack, number: int, *, offset: tuple[float, float]) -> None:
    def place(name: str) -> npt.NDArray[np.float64]:
        return track.px(name)[number] + offset

    axes.plot(*np.array([place("mid_shoulder"), place("mid_hip")]).T, color="0.3", linewidth=2)
    for side in SIDES:
        line = np.array([place(f"{side}_{part}") for part in _LEG])
        axes.plot(*line.T, LINES[side], color=COLOURS[side], linewidth=1.8)
