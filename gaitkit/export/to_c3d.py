"""recording.c3d: points in millimetres, angles in degrees and labelled events, for Visual3D & co.

The points lie in the picture's plane: x to the picture's right, y away from the camera (always
zero), z up from the ground. Each angle is a point of its own whose first coordinate is the angle;
POINT:ANGLES names them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gaitkit.export.recorded import AngleKey, Recorded, recorded
from gaitkit.model import Analysis
from gaitkit.reference import curve_words

NAME = "c3d"
FILE = "recording.c3d"
NEEDS_HEIGHT = True
#: Imported name, then the extra that installs it.
PACKAGE = ("ezc3d", "c3d")
#: Labels of events as Vicon's and Visual3D's files use them.
_EVENTS = {"initial_contact": ("Foot Strike", 1), "toe_off": ("Foot Off", 2)}
_MM_PER_M = 1000.0
_UNSEEN = -1.0


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write recording.c3d into the folder `path`; `lang` is the language of the descriptions."""
    import ezc3d

    body = recorded(analysis)
    content = ezc3d.c3d()
    _add_points(content, body, lang)
    _add_events(content, body, subject=analysis.subject.name or "")
    target = Path(path) / FILE
    content.write(str(target))
    return (target,)


def _add_points(content: Any, body: Recorded, lang: str) -> None:
    flat = body.lengths(wish=NAME)
    points_mm = np.stack([flat[..., 0], np.zeros(flat.shape[:2]), flat[..., 1]]) * _MM_PER_M
    angles = np.array(list(body.angles_deg.values())).reshape(-1, len(flat)).T
    degrees = np.stack([angles, np.zeros_like(angles), np.zeros_like(angles)])
    values = np.concatenate([points_mm, degrees], axis=2).transpose(0, 2, 1)
    seen = np.isfinite(values).all(axis=0)
    labels = [*body.names, *(label(key) for key in body.angles_deg)]
    said = [*("" for _ in body.names), *(_definition(key, lang) for key in body.angles_deg)]
    content["data"]["points"] = np.concatenate(
        [np.where(seen, values, 0.0), np.ones((1, *seen.shape))]
    )
    content["data"]["meta_points"]["residuals"] = np.where(seen, 0.0, _UNSEEN)[np.newaxis]
    content.add_parameter("POINT", "RATE", [body.rate_hz])
    content.add_parameter("POINT", "UNITS", ["mm"])
    content.add_parameter("POINT", "LABELS", labels)
    content.add_parameter("POINT", "DESCRIPTIONS", said)
    content.add_parameter("POINT", "ANGLES", labels[len(body.names) :])
    content.add_parameter("POINT", "ANGLE_UNITS", ["deg"])


def label(key: AngleKey) -> str:
    """`knee_flexion` of the left side as LKneeFlexion."""
    return key.side[0].upper() + "".join(part.title() for part in key.curve.split("_"))


def _definition(key: AngleKey, lang: str) -> str:
    # The format keeps 127 bytes of a description.
    return _cut(curve_words(key.curve, lang).definition)


def _cut(text: str) -> str:
    return text.encode()[:127].decode(errors="ignore")


def _add_events(content: Any, body: Recorded, *, subject: str) -> None:
    names = [_EVENTS[e.kind] for e in body.events]
    times: npt.NDArray[np.float64] = np.array([divmod(e.time_s, 60) for e in body.events]).T
    content.add_parameter("EVENT", "USED", [len(names)])
    if not names:
        return
    content.add_parameter("EVENT", "CONTEXTS", [e.side.title() for e in body.events])
    content.add_parameter("EVENT", "LABELS", [name for name, _ in names])
    content.add_parameter("EVENT", "ICON_IDS", [icon for _, icon in names])
    content.add_parameter("EVENT", "SUBJECTS", [_cut(subject)] * len(names))
    content.add_parameter("EVENT", "TIMES", times)
