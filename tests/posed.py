"""A folder of short clips that are measured in a second: poses of figures by the book."""

from __future__ import annotations

from pathlib import Path

from walker import Walker

from gaitkit.pose.files import save_pose


def put(folder: Path, *names: str, cadence_spm: float = 110.0) -> Path:
    """Clips of these names, each seen from where its name says."""
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        view = next((v for v in ("front", "rear") if v in path.name), "side")
        figure = Walker(cadence_spm=cadence_spm + number, duration_s=4.0)
        save_pose(figure.track(view, treadmill=view != "side"), path)
    return folder
