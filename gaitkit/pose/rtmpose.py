"""RTMPose with feet (Halpe 26) through `rtmlib`: a more accurate, slower choice for some clips.

    pip install --no-deps rtmlib onnxruntime tqdm      # not its OpenCV: ours would be overwritten
    gaitkit analyze walk.mp4 --backend rtmpose --model full

Also the example of a backend: a module with these names is all that a plug-in needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..disk import sha256_of
from ..errors import InstallationError, UsageError
from ..model import Frame, RgbImage
from .base import PersonPose, Region
from .keypoint_sets import keypoint_sets, landmark_columns, on_landmarks
from .mediapipe import cut

NAME = "rtmpose"
EXTRA = ""
_COLUMNS = landmark_columns(keypoint_sets()["halpe_26"][1])
LANDMARKS = tuple(_COLUMNS)
#: gaitkit's names of sizes in rtmlib's words.
MODES = {"lite": "lightweight", "full": "balanced", "heavy": "performance"}
#: Below this mean score the person is looked for again instead of followed.
_LOST_BELOW = 0.35
#: The next frame's box: the last pose's, larger by this share of its longer side all around.
_MARGIN = 0.25
_LEAST_SCORE = 0.05

FloatArray = npt.NDArray[np.float64]


def make_ready(
    model: str, *, on_progress: Callable[[str, float | None], None] | None = None
) -> None:
    """Have rtmlib fetch its two networks if they are not here. The only use of a network."""
    if on_progress:
        on_progress("fetch", None)
    _weights(model)


def version(model: str) -> str:
    """Library and weights, exactly."""
    networks = " ".join(sha256_of(path)[:12] for path in _weights(model))
    return f"rtmlib {installed_version('rtmlib')}, {model} {networks}"


def detect(frames: Iterable[Frame], *, model: str) -> Iterator[list[PersonPose]]:
    """Everyone in each frame, frames taken one by one."""
    boxes_in, poses_in = _networks(model)
    for frame in frames:
        picture = _bgr(frame.rgb)
        yield _people(poses_in, picture, boxes_in(picture))


def estimate(
    frames: Iterable[tuple[Frame, Region | None]], *, model: str
) -> Iterator[PersonPose | None]:
    """One person followed by the box of the last pose, looked for again when lost."""
    boxes_in, poses_in = _networks(model)
    box: FloatArray | None = None
    for frame, region in frames:
        part, corner_px = (frame.rgb, (0, 0)) if region is None else cut(frame.rgb, region)
        picture, corner = _bgr(part), np.array(corner_px, dtype=float)
        pose = _followed(poses_in, picture, box, corner)
        if pose is None:
            pose = _largest(_people(poses_in, picture, boxes_in(picture)))
        found = None if pose is None else pose.moved(*corner)
        box = None if found is None else _box_of(found)
        yield found


def _followed(
    poses_in: Callable[..., Any], picture: RgbImage, box: FloatArray | None, corner: FloatArray
) -> PersonPose | None:
    if box is None:
        return None
    inside = box - np.tile(corner, 2)
    people = _people(poses_in, picture, inside[np.newaxis])
    sure = people and float(people[0].scores.mean()) >= _LOST_BELOW
    return people[0] if sure else None


def _people(
    poses_in: Callable[..., Any], picture: RgbImage, boxes: FloatArray | list[Any]
) -> list[PersonPose]:
    """Poses in the boxes; without any rtmlib would take the whole picture for a person."""
    if len(boxes) == 0:
        return []
    points, scores = poses_in(picture, bboxes=boxes)
    points, sure = on_landmarks(np.asarray(points, float), np.asarray(scores, float), _COLUMNS)
    points = np.where((sure > _LEAST_SCORE)[..., np.newaxis], points, np.nan)
    return [
        PersonPose(points_px=p, scores=np.clip(s, 0, 1))
        for p, s in zip(points, sure, strict=True)
        if np.isfinite(p).any()
    ]


def _largest(people: list[PersonPose]) -> PersonPose | None:
    def height_px(pose: PersonPose) -> float:
        rows = pose.points_px[:, 1]
        return float(np.nanmax(rows) - np.nanmin(rows))

    return max(people, key=height_px, default=None)


def _box_of(pose: PersonPose) -> FloatArray:
    low, high = np.nanmin(pose.points_px, axis=0), np.nanmax(pose.points_px, axis=0)
    margin = _MARGIN * float((high - low).max())
    return np.concatenate([low - margin, high + margin])


def _bgr(rgb: RgbImage) -> RgbImage:
    """rtmlib takes pictures as OpenCV has them."""
    return np.ascontiguousarray(rgb[..., ::-1])


def _networks(model: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Finder of people and finder of points, from files that are here."""
    finder, pose = _weights(model)
    library, mode = _rtmlib(), _mode(model)
    sizes = library.BodyWithFeet.MODE[mode]
    solution = library.BodyWithFeet(
        det=str(finder), det_input_size=sizes["det_input_size"], pose=str(pose),
        pose_input_size=sizes["pose_input_size"], to_openpose=False, backend="onnxruntime",
        device="cpu",
    )  # fmt: skip
    return solution.det_model, solution.pose_model


def _weights(model: str) -> tuple[Path, Path]:
    """The files of the two networks, fetched by rtmlib the first time."""
    names = _rtmlib().BodyWithFeet.MODE[_mode(model)]
    from rtmlib.tools.file import download_checkpoint

    try:
        finder, pose = (Path(download_checkpoint(names[which])) for which in ("det", "pose"))
    except OSError as error:
        raise InstallationError(
            f"rtmlib can't fetch the weights of {model} ({error}). Go online once, or choose "
            "--backend mediapipe."
        ) from error
    return finder, pose


def _mode(model: str) -> str:
    if model not in MODES:
        raise UsageError(f"model: expected one of {', '.join(MODES)}, got {model!r}.")
    return MODES[model]


def _rtmlib() -> Any:
    try:
        import rtmlib
    except ImportError as error:
        raise InstallationError(
            "backend rtmpose needs the package rtmlib, without the OpenCV that it asks for. Run: "
            f"pip install --no-deps rtmlib onnxruntime tqdm ({error})"
        ) from error
    return rtmlib
