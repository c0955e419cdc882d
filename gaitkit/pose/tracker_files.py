"""Poses of DeepLabCut and SLEAP, and of any program that `movement` reads.

DeepLabCut's CSV and SLEAP's analysis file are read here; for the other files of the two
`movement` is asked, which is not among the requirements: it brings a second OpenCV.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import InstallationError, UnreadableInputError
from .detections import Detections, checked_rate_hz, detections

if TYPE_CHECKING:
    import xarray as xr

FloatArray = npt.NDArray[np.float64]

DLC, SLEAP = "a DeepLabCut file", "a SLEAP file"


def read_tracker_file(path: Path, *, rate_hz: float | None) -> Detections:
    """A .csv or .h5 of DeepLabCut, a .slp or analysis .h5 of SLEAP.

    Raises UnreadableInputError for anything else, UsageError without a frame rate,
    InstallationError where `movement` is needed and not there.
    """
    readers: dict[str, Callable[..., Detections]] = {
        ".csv": _read_dlc_csv, ".h5": _read_h5, ".slp": _read_slp,
    }  # fmt: skip
    return readers[path.suffix.lower()](path, rate_hz=rate_hz)


def from_dataset(dataset: xr.Dataset, *, path: Path, rate_hz: float | None) -> Detections:
    """Detections from a dataset laid out as in `movement`, any number of individuals."""
    one_name = {"keypoints": "keypoint", "individuals": "individual"}
    dataset = dataset.rename({old: new for old, new in one_name.items() if old in dataset.dims})
    points = dataset["position"].transpose("time", "individual", "keypoint", "space").values
    scores = np.ones(points.shape[:3])
    if "confidence" in dataset:
        scores = dataset["confidence"].transpose("time", "individual", "keypoint").values
    times_s = dataset["time"].values
    if dataset.attrs.get("time_unit", "seconds") != "seconds":
        times_s = times_s / checked_rate_hz(rate_hz, path, kind="this file")
    return detections(
        list(zip(points[..., :2], np.nan_to_num(scores), strict=True)),
        names=[str(name) for name in dataset["keypoint"].values],
        times_s=times_s.astype(float),
        path=path,
        source=str(dataset.attrs.get("source_software", "movement")),
    )


def _read_dlc_csv(path: Path, *, rate_hz: float | None) -> Detections:
    """Three header rows (scorer, bodyparts, coords), four with individuals."""
    import pandas as pd

    first = _first_cells(path)
    if first[:2] != ["scorer", "bodyparts"] and first[:3] != ["scorer", "individuals", "bodyparts"]:
        raise UnreadableInputError(
            f"{path}: expected poses of DeepLabCut (first rows scorer, bodyparts, coords), got a "
            f"table that starts with {first[0][:30]!r}."
        )
    rows = 4 if first[1] == "individuals" else 3
    try:
        table = pd.read_csv(path, header=list(range(rows)), index_col=0).astype(float)
    except (ValueError, pd.errors.ParserError) as error:
        raise UnreadableInputError(f"{path}: damaged table ({error}). Export it again.") from error
    table.columns = table.columns.droplevel(0)
    return _dlc_detections(table, path, rate_hz=checked_rate_hz(rate_hz, path, kind=DLC))


def _first_cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8", errors="replace") as file:
        return [file.readline().split(",")[0].strip() for _ in range(4)]


def _dlc_detections(table: Any, path: Path, *, rate_hz: float) -> Detections:
    """From columns (individual,) body part and x, y, likelihood."""
    parts = list(dict.fromkeys(table.columns.get_level_values(-2)))
    whose = list(dict.fromkeys(table.columns.get_level_values(0))) if _several(table) else [()]
    try:
        values = np.stack(
            [[[table[(*_key(who), part, c)] for c in _XYP] for part in parts] for who in whose]
        ).astype(float)
    except KeyError as error:
        raise UnreadableInputError(
            f"{path}: expected x, y and likelihood of every body part, got nothing for {error}."
        ) from error
    people = values.transpose(3, 0, 1, 2)  # frames, people, parts, x y likelihood
    frames = list(zip(people[..., :2], np.nan_to_num(people[..., 2]), strict=True))
    numbers = np.asarray(table.index, dtype=float)
    return detections(
        frames, names=parts, times_s=(numbers - numbers[0]) / rate_hz, path=path,
        source="DeepLabCut",
    )  # fmt: skip


_XYP = ("x", "y", "likelihood")


def _several(table: Any) -> bool:
    return bool(table.columns.nlevels == 3)


def _key(who: Any) -> tuple[Any, ...]:
    return () if who == () else (who,)


def _read_h5(path: Path, *, rate_hz: float | None) -> Detections:
    import h5py

    try:
        with h5py.File(path) as file:
            if "tracks" in file and "node_names" in file:
                return _sleap_analysis(file, path, rate_hz=rate_hz)
    except (OSError, KeyError) as error:
        raise UnreadableInputError(
            f"{path}: expected an .h5 of DeepLabCut or SLEAP, got something else or a damaged one "
            f"({error})."
        ) from error
    return _through_movement(path, "from_dlc_file", rate_hz=rate_hz, kind=DLC)


def _sleap_analysis(file: Any, path: Path, *, rate_hz: float | None) -> Detections:
    """Datasets tracks (people, 2, nodes, frames), point_scores (people, nodes, frames)."""
    points = np.array(file["tracks"], dtype=float).transpose(3, 0, 2, 1)
    scores = np.ones(points.shape[:3])
    if "point_scores" in file:
        scores = np.nan_to_num(np.array(file["point_scores"], dtype=float).transpose(2, 0, 1))
    rate_hz = checked_rate_hz(rate_hz, path, kind=SLEAP)
    return detections(
        list(zip(points, scores, strict=True)),
        names=[name.decode() for name in file["node_names"][:]],
        times_s=np.arange(len(points)) / rate_hz,
        path=path,
        source="SLEAP",
    )


def _read_slp(path: Path, *, rate_hz: float | None) -> Detections:
    return _through_movement(path, "from_sleap_file", rate_hz=rate_hz, kind=SLEAP)


def _through_movement(path: Path, loader: str, *, rate_hz: float | None, kind: str) -> Detections:
    rate_hz = checked_rate_hz(rate_hz, path, kind=kind)
    try:
        from movement.io import load_poses
    except ImportError:
        raise InstallationError(
            f"{path}: this kind of file is read by the package `movement`, which is not installed "
            "(beside gaitkit it would overwrite OpenCV). In an environment of its own: pip install "
            "movement, load the poses there, save them with dataset.to_netcdf('poses.nc') and give "
            "that file. DeepLabCut's CSV and SLEAP's analysis .h5 are read without it."
        ) from None
    try:
        dataset = getattr(load_poses, loader)(path, fps=rate_hz)
    except Exception as error:  # its readers raise whatever lies below them
        raise UnreadableInputError(f"{path}: `movement` can't read it ({error}).") from error
    return from_dataset(dataset, path=path, rate_hz=rate_hz)
