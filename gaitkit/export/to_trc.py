"""points.trc: points in metres over time, as OpenSim, Pose2Sim and Sports2D read them.

The points lie in the picture's plane: x to the picture's right, y up from the ground, z zero.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gaitkit.export.recorded import recorded
from gaitkit.model import Analysis

NAME = "trc"
FILE = "points.trc"
NEEDS_HEIGHT = True


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write points.trc into the folder `path`. Unseen points are empty cells; no words."""
    body = recorded(analysis)
    flat = body.lengths(wish=NAME)
    points = np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=2)
    points[np.isnan(flat).any(axis=2)] = np.nan
    count, rate = len(body.times_s), f"{body.rate_hz:.6g}"
    names = "\t\t\t".join(body.names)
    axes = "\t".join(f"{a}{n}" for n in range(1, len(body.names) + 1) for a in "XYZ")
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{FILE}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(body.names)}\tm\t{rate}\t1\t{count}",
        f"Frame#\tTime\t{names}\t\t",
        f"\t\t{axes}",
        "",
    ]
    for number, (time_s, frame) in enumerate(zip(body.times_s, points, strict=True), start=1):
        cells = ("" if np.isnan(value) else f"{value:.5f}" for value in frame.ravel())
        lines.append("\t".join([str(number), f"{time_s:.6f}", *cells]))
    target = Path(path) / FILE
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return (target,)
