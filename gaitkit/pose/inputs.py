"""What may stand in a video's place: which files, and how each is read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from ..disk import sha256_of
from ..errors import UnreadableInputError
from ..model import PoseTrack
from .detections import Detections
from .files import OWN_SOFTWARE, POSE_SUFFIXES, load_pose_input, open_dataset
from .json_poses import read_json_file, read_json_folder
from .tracker_files import from_dataset, read_tracker_file

if TYPE_CHECKING:
    from .virtual_camera import CameraView

#: Endings that mean poses only where somebody names the file: many other files have them.
TRACKER_SUFFIXES = (".csv", ".h5", ".slp")
#: What can be given, in words for errors and help.
KINDS = "netCDF, TRC, C3D, OpenPose or RTMPose JSON, DeepLabCut, SLEAP"


def is_pose_input(path: Path) -> bool:
    """Whether `path` holds poses and not pictures, as far as its name tells."""
    return path.is_dir() or path.suffix.lower() in (*POSE_SUFFIXES, ".json", *TRACKER_SUFFIXES)


def read_input(
    path: Path, *, view: CameraView | None = None, rate_hz: float | None = None
) -> PoseTrack | Detections:
    """One person's track, or everyone that another program found.

    `view` is needed for marker files in 3D, `rate_hz` for files that don't tell their frame rate.
    Raises UnreadableInputError, UsageError or InstallationError.
    """
    if not path.exists():
        raise UnreadableInputError(f"{path}: no such file. Check the name and the folder.")
    if path.is_dir():
        return read_json_folder(path, rate_hz=rate_hz)
    if path.suffix.lower() == ".json":
        return read_json_file(path, rate_hz=rate_hz)
    if path.suffix.lower() in TRACKER_SUFFIXES:
        return read_tracker_file(path, rate_hz=rate_hz)
    if path.suffix.lower() == ".nc":
        dataset = open_dataset(path)
        foreign = dataset.attrs.get("source_software") != OWN_SOFTWARE
        if foreign and "position" in dataset:
            return from_dataset(dataset, path=path, rate_hz=rate_hz)
    return load_pose_input(path, view=view)


def input_sha256(path: Path) -> str:
    """SHA-256 of a file, or of a folder's JSON files in order of their names."""
    if path.is_file():
        return sha256_of(path)
    digest = hashlib.sha256()
    for file in sorted(path.glob("*.json")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
