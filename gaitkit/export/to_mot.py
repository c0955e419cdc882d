"""angles.mot: joint and segment angles over time, a motion file as OpenSim reads it.

The angles are gaitkit's (hip flexion is the thigh against the vertical), so they are curves to
draw and compare, not the coordinates of a skeleton model.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gaitkit.export.recorded import recorded
from gaitkit.model import Analysis
from gaitkit.reference import curve_words

NAME = "mot"
FILE = "angles.mot"


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write angles.mot into the folder `path`; `lang` is the language of the definitions."""
    body = recorded(analysis)
    known = np.isfinite(list(body.angles_deg.values())).any(axis=0)
    rows = np.flatnonzero(known)
    columns = [f"{key.curve}_{key.side[0]}" for key in body.angles_deg]
    words = {key.curve: curve_words(key.curve, lang) for key in body.angles_deg}
    lines = [
        "angles",
        "version=1",
        f"nRows={len(rows)}",
        f"nColumns={1 + len(columns)}",
        "inDegrees=yes",
        *(f"{name}: {w.definition} + = {w.positive}." for name, w in words.items()),
        "endheader",
        "\t".join(["time", *columns]),
    ]
    for row in rows:
        cells = (f"{values[row]:.4f}" for values in body.angles_deg.values())
        lines.append("\t".join([f"{body.times_s[row]:.6f}", *cells]))
    target = Path(path) / FILE
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return (target,)
