"""Poses in files: `pose.nc` written and read, and marker files taken in a video's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..disk import whole
from ..errors import InstallationError, UnreadableInputError, UsageError
from ..model import PoseTrack, Side
from .markers import MARKER_SUFFIXES, read_markers
from .netcdf import Attribute, Labelled, read_arrays, write_arrays
from .planar import flat_axis, in_picture
from .virtual_camera import CameraView, project_markers

if TYPE_CHECKING:
    import xarray as xr

Content = TypeVar("Content")

POSE_SUFFIXES = (".nc", *MARKER_SUFFIXES)
#: Who wrote a file of ours, as `movement` asks for it.
OWN_SOFTWARE = "gaitkit"
_INDIVIDUAL = "person_1"
#: `movement` before 0.17 wrote these dimensions in the plural.
_OLD_NAMES = {"keypoints": "keypoint", "individuals": "individual"}


def to_xarray(
    track: PoseTrack, *, extra_attrs: Mapping[str, Attribute] | None = None
) -> xr.Dataset:
    """The track as a labelled dataset, laid out as in `movement` 0.17 and later.

    `position` (time, space, keypoint, individual) in pixels, `confidence` (time, keypoint,
    individual) and, where the backend gives it, `position_3d` (time, space_3d, keypoint,
    individual) in metres. Time in seconds, double precision; positions in single precision.
    `looked` (time), where not all frames were looked at: 1 in those that were, 0 where points are
    interpolated.
    """
    import xarray as xr

    return xr.Dataset(_arrays(track), attrs=_attributes(track) | dict(extra_attrs or {}))


def _arrays(track: PoseTrack) -> dict[str, Labelled]:
    dims = ("time", "space", "keypoint", "individual")
    scores = track.scores[..., np.newaxis].astype("float32")
    arrays = {
        "position": Labelled(dims, _stored(track.points_px), {"units": "px"}),
        "confidence": Labelled(("time", *dims[2:]), scores),
        "time": Labelled(("time",), track.times_s),
        "space": _labels("space", "x", "y"),
        "keypoint": _labels("keypoint", *track.landmarks),
        "individual": _labels("individual", _INDIVIDUAL),
    }
    if track.looked is not None:
        arrays["looked"] = Labelled(("time",), track.looked.astype("int8"))
    if track.points_m is not None:
        dims_3d = ("time", "space_3d", "keypoint", "individual")
        arrays["position_3d"] = Labelled(dims_3d, _stored(track.points_m), {"units": "m"})
        arrays["space_3d"] = _labels("space_3d", "x", "y", "z")
    return arrays


def _labels(dim: str, *words: str) -> Labelled:
    return Labelled((dim,), np.array(words))


def _stored(points: np.ndarray) -> np.ndarray:
    return points.transpose(0, 2, 1)[..., np.newaxis].astype("float32")


def _attributes(track: PoseTrack) -> dict[str, Attribute]:
    told = {"fps": track.frame_rate_hz, "roll_deg": track.roll_deg}
    return {
        "ds_type": "poses",
        "source_software": OWN_SOFTWARE,
        "source_file": "",
        "time_unit": "seconds",
        "width_px": track.width_px,
        "height_px": track.height_px,
        "backend": track.backend,
        "steps": json.dumps(track.steps),
    } | {name: value for name, value in told.items() if value is not None and np.isfinite(value)}


def save_pose(
    track: PoseTrack, path: str | Path, *, extra_attrs: Mapping[str, Attribute] | None = None
) -> None:
    """Write `pose.nc`: netCDF-4, compressed. `extra_attrs` add to or replace the attributes.

    The file appears under its name only once it is whole.
    """
    path = Path(path)
    attrs = _attributes(track) | dict(extra_attrs or {})
    try:
        with whole(path) as part:
            write_arrays(part, _arrays(track), attrs=attrs)
    except ImportError as error:
        raise _incomplete(path, error) from error


def load_pose(path: str | Path) -> PoseTrack:
    """Read a `pose.nc` of gaitkit, or a single person's poses as `movement` writes them.

    Raises UnreadableInputError if the file is missing, damaged or holds something else.
    """
    return load_pose_and_attributes(path)[0]


def load_pose_and_attributes(path: str | Path) -> tuple[PoseTrack, dict[str, Any]]:
    """As `load_pose`, with all attributes of the file, `extra_attrs` of `save_pose` among them."""
    path = Path(path)
    if not path.is_file():
        raise UnreadableInputError(f"{path}: no such file. Check the name and the folder.")
    try:
        arrays, attrs = _opened(path, read_arrays)
        return _track_of(arrays, attrs, path), attrs
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableInputError(
            f"{path}: not a pose file that gaitkit can use ({error}). Expected the layout of "
            "gaitkit's own pose.nc; analyse the video again to get one."
        ) from error


def open_dataset(path: Path) -> xr.Dataset:
    """A netCDF file in memory. UnreadableInputError where it is none, or damaged."""

    def opened(path: Path) -> xr.Dataset:
        import xarray as xr

        with xr.open_dataset(path, engine="h5netcdf") as dataset:
            return dataset.load()

    return _opened(path, opened)


def _opened(path: Path, read: Callable[[Path], Content]) -> Content:
    """What `read` finds in the file, its errors explained."""
    try:
        return read(path)
    except ImportError as error:
        raise _incomplete(path, error) from error
    except Exception as error:  # a damaged file surfaces as whatever the HDF5 layers raise
        raise UnreadableInputError(
            f"{path}: expected a netCDF-4 file, got something else or a damaged one ({error})."
        ) from error


def _incomplete(path: Path, error: ImportError) -> InstallationError:
    return InstallationError(
        f"{path}: netCDF needs a package that is missing ({error}). "
        "Run: pip install --upgrade gaitkit-video"
    )


def _track_of(stored: dict[str, Labelled], attrs: dict[str, Any], path: Path) -> PoseTrack:
    arrays = {_OLD_NAMES.get(name, name): _renamed(array) for name, array in stored.items()}
    _check_layout(arrays, attrs, path)
    points_px = arrays["position"].along("time", "keypoint", "space")
    metres, looked = arrays.get("position_3d"), arrays.get("looked")
    return PoseTrack(
        times_s=arrays["time"].values,
        landmarks=tuple(str(name) for name in arrays["keypoint"].values),
        points_px=points_px,
        points_m=None if metres is None else metres.along("time", "keypoint", "space_3d"),
        scores=arrays["confidence"].along("time", "keypoint"),
        width_px=int(attrs.get("width_px", 0)) or _extent(points_px[..., 0]),
        height_px=int(attrs.get("height_px", 0)) or _extent(points_px[..., 1]),
        backend=str(attrs.get("backend", attrs.get("source_software", "unknown"))),
        steps=tuple(json.loads(attrs.get("steps", "[]"))),
        roll_deg=float(attrs["roll_deg"]) if "roll_deg" in attrs else None,
        looked=None if looked is None else looked.values.astype(bool),
    )


def _renamed(array: Labelled) -> Labelled:
    return array._replace(dims=tuple(_OLD_NAMES.get(dim, dim) for dim in array.dims))


def _extent(coordinates_px: np.ndarray) -> int:
    """The least picture that holds the points, for files that don't say how large theirs was."""
    return int(np.ceil(np.nanmax(coordinates_px))) + 1


def _check_layout(arrays: dict[str, Labelled], attrs: dict[str, Any], path: Path) -> None:
    missing = {"position", "confidence", "time", "space", "keypoint", "individual"} - set(arrays)
    if missing:
        raise UnreadableInputError(
            f"{path}: expected position and confidence over time, space, keypoint and "
            f"individual, got nothing for {', '.join(sorted(missing))}."
        )
    coordinates, people = len(arrays["space"].values), len(arrays["individual"].values)
    if coordinates != 2:
        raise UnreadableInputError(
            f"{path}: expected 2 dimensions in space (pixels), got {coordinates}."
        )
    if people != 1:
        raise UnreadableInputError(
            f"{path}: expected one person, got {people}. Save the one to "
            "measure with dataset.sel(individual=[...]).to_netcdf(...)."
        )
    if attrs.get("time_unit", "seconds") != "seconds":
        raise UnreadableInputError(
            f"{path}: expected time in seconds, got {attrs['time_unit']}. Load the poses "
            "with their frame rate (fps=...) and save them again."
        )


def load_pose_input(
    path: str | Path, *, view: CameraView | None = None, side: Side = "left"
) -> PoseTrack:
    """A pose from any file that may stand in a video's place: .nc, .c3d or .trc.

    Marker files in 3D are seen through a virtual camera and need `view`; `side` is the side of
    the person that a side view shows. Flat ones and a `.nc` keep the view they were filmed in.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".nc":
        return load_pose(path)
    if suffix not in MARKER_SUFFIXES:
        raise UsageError(f"{path}: expected a pose file ending in {', '.join(POSE_SUFFIXES)}.")
    markers = read_markers(path)
    flat = flat_axis(markers)
    if flat is not None:
        return in_picture(markers, flat=flat)
    if view not in ("side", "front", "rear"):
        raise UsageError(f"{path}: a marker file has no camera; choose --view side, front or rear.")
    return project_markers(markers, view=view, side=side)
