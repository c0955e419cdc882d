"""A key moment as a drawing: the picture if there is one, the skeleton, the knee's angle."""

from __future__ import annotations

from html import escape

import numpy as np
import numpy.typing as npt

from gaitkit.model import PoseTrack, Side, other
from gaitkit.reference import number_text

from .moments import ASPECT, LEG, Moment
from .overlay_body import ACROSS, LIMBS
from .pictures import data_uri

Point = npt.NDArray[np.float64]

HEIGHT = 500
WIDTH = round(ASPECT * HEIGHT)
#: The dashed line that goes on beyond the knee, and the arc, over the shank's length.
_BEYOND, _ARC = 0.75, 0.5
_LABEL_AWAY = 78


def moment_svg(moment: Moment, track: PoseTrack, *, still: bytes | None, words: str) -> str:
    """The drawing, `words` saying what it shows; `track` is the pose with legs told apart."""
    points = _Points(moment, track)
    far = other(moment.side)
    lines, label = _angle(points, moment)
    body = [_picture(still, moment.frame), _limbs(points, far), _across(points), lines]
    body += [_limbs(points, moment.side), label]
    return (
        f'<svg class="moment {moment.side}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(words, quote=True)}">{"".join(body)}</svg>'
    )


class _Points:
    """Landmarks of one frame in the drawing's units."""

    def __init__(self, moment: Moment, track: PoseTrack) -> None:
        self._track, self._frame = track, moment.pose_frame
        self._corner = np.array(moment.box_px[:2])
        self._scale = HEIGHT / (moment.box_px[3] - moment.box_px[1])

    def at(self, name: str) -> Point | None:
        """Place of a landmark, None where it is unseen."""
        if name not in self._track.landmarks:
            return None
        point = (self._track.px(name)[self._frame] - self._corner) * self._scale
        return point if np.isfinite(point).all() else None


def _picture(still: bytes | None, frame: int) -> str:
    if still is None:
        return f'<rect class="empty" width="{WIDTH}" height="{HEIGHT}"/>'
    return (
        f'<image data-frame="{frame}" width="{WIDTH}" height="{HEIGHT}" '
        f'preserveAspectRatio="none" href="{data_uri(still)}"/>'
    )


def _limbs(points: _Points, side: Side) -> str:
    lines = [_line(points, f"{side}_{a}", f"{side}_{b}") for a, b in LIMBS]
    return _cased(f"limb {side}", "".join(lines))


def _across(points: _Points) -> str:
    return _cased("limb across", "".join(_line(points, a, b) for a, b in ACROSS))


def _line(points: _Points, first: str, last: str) -> str:
    a, b = points.at(first), points.at(last)
    return "" if a is None or b is None else f"M{_xy(a)}L{_xy(b)}"


def _cased(kind: str, path: str) -> str:
    """A line on a light casing, so that it shows on any picture."""
    return f'<path class="casing" d="{path}"/><path class="{kind}" d="{path}"/>' if path else ""


def _angle(points: _Points, moment: Moment) -> tuple[str, str]:
    """Thigh drawn on beyond the knee with the arc to the shank, and the number beside the knee."""
    joints = [points.at(f"{moment.side}_{part}") for part in LEG]
    if any(joint is None for joint in joints):
        return "", ""
    hip, knee, ankle = joints
    shank, thigh = ankle - knee, knee - hip
    length = float(np.hypot(*shank))
    on = thigh / (np.hypot(*thigh) or 1.0)
    start, end = knee + _ARC * length * on, knee + _ARC * shank
    turns_clockwise = on[0] * shank[1] - on[1] * shank[0] > 0
    arc = (
        f"M{_xy(start)}A{_ARC * length:.1f} {_ARC * length:.1f} 0 0 {int(turns_clockwise)} "
        f"{_xy(end)}"
    )
    dashed = f"M{_xy(knee)}L{_xy(knee + _BEYOND * length * on)}"
    label = f"{number_text(abs(moment.knee_deg), 'en')}°" if np.isfinite(moment.knee_deg) else "–"
    x = knee[0] + _LABEL_AWAY * _label_side(moment, knee, points, clockwise=turns_clockwise)
    lines = (
        f'<path class="casing" d="{dashed}{arc}"/><path class="goes-on" d="{dashed}"/>'
        f'<path class="arc" d="{arc}"/>'
    )
    place = f'x="{np.clip(x, 50, WIDTH - 50):.0f}" y="{knee[1] + 12:.0f}"'
    return lines, f"<text {place}>{label}</text>"


def _label_side(moment: Moment, knee: Point, points: _Points, *, clockwise: bool) -> int:
    """+1 right, -1 left of the knee: from the side away from the bend, else outside the legs."""
    beside = points.at(f"{other(moment.side)}_knee")
    if moment.bout.view.plane == "side" or beside is None:
        return 1 if clockwise else -1
    return 1 if knee[0] > beside[0] else -1


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
