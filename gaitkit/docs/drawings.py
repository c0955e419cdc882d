"""A stick figure from the side or from behind with one angle marked, as SVG."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from math import atan2, cos, degrees, hypot, sin

Point = tuple[float, float]

#: One moment of a step, x to the right, y down, for a figure of 200 x 260.
SAGITTAL: dict[str, Point] = {
    "head": (104, 26), "neck": (102, 50), "elbow": (84, 88), "wrist": (92, 120), "hip": (94, 124),
    "knee": (122, 174), "ankle": (126, 228), "heel": (116, 240), "toe": (148, 236),
    "back_knee": (82, 180), "back_ankle": (48, 222), "back_heel": (38, 222), "back_toe": (66, 240),
}  # fmt: skip
FRONTAL: dict[str, Point] = {
    "head": (106, 26), "neck": (104, 50), "mid_hip": (98, 124), "stance_hip": (82, 118),
    "swing_hip": (114, 130), "stance_knee": (92, 176), "stance_ankle": (86, 230),
    "stance_heel": (86, 232), "stance_toe": (74, 252), "swing_knee": (118, 184),
    "swing_ankle": (116, 216), "far_shoulder": (82, 60),
    "square_to_hips": (65, 163), "near_shoulder": (126, 54),
}  # fmt: skip
_BODIES: dict[str, tuple[dict[str, Point], str]] = {
    "sagittal": (
        SAGITTAL,
        "neck-hip neck-elbow elbow-wrist hip-knee knee-ankle ankle-heel heel-toe ankle-toe "
        "hip-back_knee back_knee-back_ankle back_ankle-back_heel back_heel-back_toe",
    ),
    "frontal": (
        FRONTAL,
        "neck-mid_hip far_shoulder-near_shoulder stance_hip-swing_hip stance_hip-stance_knee "
        "stance_knee-stance_ankle stance_heel-stance_toe swing_hip-swing_knee "
        "swing_knee-swing_ankle",
    ),
}
_REACH, _ARC = 46.0, 26.0


def angle_svg(metric: str) -> str:
    """The drawing for a metric whose name begins like an entry of angles.toml; else nothing."""
    for plane, entries in _entries().items():
        for name, entry in entries.items():
            if metric.startswith(name):
                return _drawn(plane, entry["line"], entry["against"])
    return ""


@cache
def _entries() -> dict[str, dict[str, dict]]:
    text = files("gaitkit.docs").joinpath("angles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _drawn(plane: str, line: list[str], against: list[str] | str) -> str:
    points, segments = _BODIES[plane]
    pairs = (segment.split("-") for segment in segments.split())
    body = "".join(_path(points[a], points[b], "body") for a, b in pairs)
    head = points["head"]
    start, end = (points[name] for name in line)
    pivot, towards = _reference(points, start, end, against)
    return (
        '<svg class="angle" viewBox="0 0 200 270" role="img" aria-label="drawing of the angle">'
        f'{body}<circle class="body" cx="{head[0]}" cy="{head[1]}" r="15"/>'
        f"{_path(pivot, towards, 'reference')}{_arc(start, end, towards, pivot)}"
        f"{_path(start, end, 'segment')}</svg>"
    )


def _reference(
    points: dict[str, Point], start: Point, end: Point, against: list[str] | str
) -> tuple[Point, Point]:
    """Where the reference line begins, and a point on it on the side of the angle."""
    if against == "vertical":
        return start, (start[0], start[1] + (_REACH if end[1] > start[1] else -_REACH))
    if against == "horizontal":
        return start, (start[0] + (_REACH if end[0] > start[0] else -_REACH), start[1])
    first, second = (points[name] for name in against)
    if second == start:  # the segment before, carried on beyond the joint
        ahead = (second[0] - first[0], second[1] - first[1])
        length = hypot(*ahead)
        return start, (start[0] + ahead[0] / length * _REACH, start[1] + ahead[1] / length * _REACH)
    return first, second


def _arc(start: Point, end: Point, towards: Point, pivot: Point) -> str:
    a, b = (atan2(p[1] - start[1], p[0] - start[0]) for p in (end, towards))
    turn = (degrees(b - a) + 180) % 360 - 180
    (ax, ay), (bx, by) = (
        (start[0] + _ARC * cos(angle), start[1] + _ARC * sin(angle)) for angle in (a, b)
    )
    return (
        f'<path class="arc" d="M{start[0]} {start[1]}L{ax:.1f} {ay:.1f}'
        f'A{_ARC} {_ARC} 0 0 {int(turn > 0)} {bx:.1f} {by:.1f}Z"/>'
    )


def _path(a: Point, b: Point, css: str) -> str:
    return f'<path class="{css}" d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"/>'
