"""What somebody set right or measured by hand, recorded with the analysis it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, atan2, cos, degrees, hypot, isfinite, radians, sqrt
from typing import Literal

from .gait import EventKind, Side

#: How far off a hand usually puts a point, in pixels of the picture (one standard error).
POINT_ERROR_PX = 1.5
#: Points that a drawing of each kind takes.
POINTS = {"line": 2, "angle": 3, "lines": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """One event moved (both times), added (`was_s` None) or removed (`now_s` None).

    Times are seconds of the clip as it is shown, so they hold when its slow motion is set right.
    """

    side: Side
    kind: EventKind
    was_s: float | None = None
    now_s: float | None = None

    def __post_init__(self) -> None:
        times = [t for t in (self.was_s, self.now_s) if t is not None]
        if not times or not all(isfinite(t) and t >= 0 for t in times):
            raise ValueError(
                f"event change: expected seconds from 0 on, got {self.was_s} and {self.now_s}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What was set right after the pose was found; none of it makes the pose be sought again.

    `trim_s` is the stretch of the clip that counts, in shown seconds.
    """

    trim_s: tuple[float, float] | None = None
    events: tuple[EventChange, ...] = ()

    def __post_init__(self) -> None:
        if self.trim_s is not None:
            start_s, end_s = self.trim_s
            if not (0 <= start_s < end_s and isfinite(end_s)):
                raise ValueError(f"trim_s: expected a start before its end, got {self.trim_s}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An angle measured by hand in one frame.

    `points_px` are two for a line against the horizontal, three for an angle at the middle one,
    four for one line against another; x to the right, y down, in upright pixels of the clip.
    """

    kind: Literal["line", "angle", "lines"]
    frame: int
    time_s: float
    points_px: tuple[tuple[float, float], ...]
    label: str = ""

    def __post_init__(self) -> None:
        if len(self.points_px) != POINTS[self.kind]:
            raise ValueError(
                f"drawing: expected {POINTS[self.kind]} points for {self.kind}, "
                f"got {len(self.points_px)}"
            )
        if any(length == 0 for length in self._lengths_px()):
            raise ValueError("drawing: expected points apart from one another, got the same twice")

    @property
    def angle_deg(self) -> float:
        """A line against the horizontal or another line: 0 to 90; at a point: 0 to 180."""
        if self.kind == "line":
            (x0, y0), (x1, y1) = self.points_px
            return degrees(atan2(abs(y1 - y0), abs(x1 - x0)))
        (ax, ay), (bx, by) = self._arms()
        cosine = (ax * bx + ay * by) / (hypot(ax, ay) * hypot(bx, by))
        between = degrees(acos(max(-1.0, min(1.0, cosine))))
        return between if self.kind == "angle" else min(between, 180 - between)

    @property
    def half_width_deg(self) -> float:
        """95 % half-width, were each point off by `POINT_ERROR_PX` to either side."""
        lengths_px = self._lengths_px()
        spread = sum(2 / length**2 for length in lengths_px)
        if self.kind == "angle":  # both arms turn with the point they share
            spread -= 2 * cos(radians(self.angle_deg)) / (lengths_px[0] * lengths_px[1])
        return min(90.0, degrees(1.96 * POINT_ERROR_PX * sqrt(spread)))

    def _arms(self) -> tuple[tuple[float, float], ...]:
        """Both lines as (x, y)."""
        pairs = ((1, 0), (1, 2)) if self.kind == "angle" else ((0, 1), (2, 3))
        return tuple(
            (
                self.points_px[b][0] - self.points_px[a][0],
                self.points_px[b][1] - self.points_px[a][1],
            )
            for a, b in pairs
        )

    def _lengths_px(self) -> tuple[float, ...]:
        if self.kind == "line":
            (x0, y0), (x1, y1) = self.points_px
            return (hypot(x1 - x0, y1 - y0),)
        return tuple(hypot(x, y) for x, y in self._arms())
