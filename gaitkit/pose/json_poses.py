"""Poses as JSON: a folder of OpenPose files, or one file of MMPose (RTMPose) or AlphaPose."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import UnreadableInputError
from .detections import Detections, checked_rate_hz, detections
from .keypoint_sets import keypoint_names

FloatArray = npt.NDArray[np.float64]
#: Points (N, K, 2) and scores (N, K) of the people in one frame.
People = tuple[FloatArray, FloatArray]


def read_json_folder(folder: Path, *, rate_hz: float | None) -> Detections:
    """A folder with one OpenPose-style file per frame, numbered in the name.

    Pose2Sim and Sports2D write RTMPose's results so too. Raises UnreadableInputError for a folder
    without such files or a damaged one, UsageError without a frame rate.
    """
    numbered = _numbered(folder)
    frames = {number: _openpose_people(_content(file), file) for number, file in numbered.items()}
    return _built(frames, path=folder, source="OpenPose JSON", rate_hz=rate_hz)


def read_json_file(path: Path, *, rate_hz: float | None) -> Detections:
    """One file with all frames: MMPose's predictions or AlphaPose's results.

    Raises UnreadableInputError for any other JSON, UsageError without a frame rate.
    """
    content = _content(path)
    instances = content.get("instance_info") if isinstance(content, dict) else content
    if not isinstance(instances, list) or not all(isinstance(i, dict) for i in instances):
        raise _unknown(path, content)
    if instances and all("instances" in i for i in instances):
        return _built(_mmpose(instances, path), path=path, source="MMPose JSON", rate_hz=rate_hz)
    if instances and all("image_id" in i and "keypoints" in i for i in instances):
        frames = _alphapose(instances, path)
        return _built(frames, path=path, source="AlphaPose JSON", rate_hz=rate_hz)
    raise _unknown(path, content)


def _unknown(path: Path, content: Any) -> UnreadableInputError:
    got = ", ".join(list(content)[:6]) if isinstance(content, dict) else "a list of other things"
    return UnreadableInputError(
        f"{path}: expected poses as MMPose or AlphaPose write them, got {got}"
        ". Give OpenPose's files as the folder that holds them; a results folder of gaitkit is "
        "read with gaitkit.load()."
    )


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInputError(
            f"{path}: damaged JSON ({error}). Write the poses again."
        ) from error


def _numbered(folder: Path) -> dict[int, Path]:
    """The folder's JSON files by the last number in their names."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UnreadableInputError(
            f"{folder}: expected a video or a folder of OpenPose JSON files, got a folder without "
            "any. Give the clips of a folder by their names."
        )
    found: dict[int, Path] = {}
    for file in files:
        number = re.findall(r"\d+", file.stem.removesuffix("_keypoints"))
        if not number or int(number[-1]) in found:
            raise UnreadableInputError(
                f"{file}: expected one file per frame, each with its own number at the end of the "
                "name, such as walk_000000000012_keypoints.json. Put each video's files in a "
                "folder of its own."
            )
        found[int(number[-1])] = file
    return dict(sorted(found.items()))


def _openpose_people(content: Any, file: Path) -> People:
    try:
        people = [p["pose_keypoints_2d"] for p in content["people"]]
        flat = [np.array(p, dtype=float).reshape(-1, 3) for p in people if len(p)]
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableInputError(
            f"{file}: expected people with pose_keypoints_2d (x, y, score for each), "
            f"got something else ({type(error).__name__}: {error})."
        ) from error
    return _seen(flat, file)


def _mmpose(instances: list[dict[str, Any]], path: Path) -> dict[int, People]:
    frames = {}
    for order, frame in enumerate(instances):
        try:
            flat = [
                np.column_stack([np.array(i["keypoints"], float)[:, :2], i["keypoint_scores"]])
                for i in frame["instances"]
            ]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise _damaged(path, order, error) from error
        frames[int(frame.get("frame_id", order))] = _seen(flat, path)
    return frames


def _alphapose(instances: list[dict[str, Any]], path: Path) -> dict[int, People]:
    by_frame: defaultdict[int, list[FloatArray]] = defaultdict(list)
    for order, person in enumerate(instances):
        number = re.findall(r"\d+", Path(str(person["image_id"])).stem)
        try:
            by_frame[int(number[-1])].append(np.array(person["keypoints"], float).reshape(-1, 3))
        except (TypeError, ValueError, IndexError) as error:
            raise _damaged(path, order, error) from error
    return {number: _seen(flat, path) for number, flat in by_frame.items()}


def _damaged(path: Path, order: int, error: Exception) -> UnreadableInputError:
    return UnreadableInputError(
        f"{path}: entry {order + 1} does not hold keypoints with scores "
        f"({type(error).__name__}: {error}). Write the poses again."
    )


def _seen(flat: list[FloatArray], file: Path) -> People:
    """Points and scores of people given as (K, 3); what was not found (score 0) becomes NaN."""
    if not flat:
        return np.empty((0, 0, 2)), np.empty((0, 0))
    if len({len(person) for person in flat}) > 1:
        raise UnreadableInputError(f"{file}: expected one count of keypoints, got several.")
    stacked = np.array(flat)
    points = np.where(stacked[..., 2:] > 0, stacked[..., :2], np.nan)
    return points, np.clip(stacked[..., 2], 0, 1)


def _built(
    frames: dict[int, People], *, path: Path, source: str, rate_hz: float | None
) -> Detections:
    """Detections in order of frame numbers; the first number is time zero."""
    present = [points for points, _ in frames.values() if len(points)]
    if not present:
        raise UnreadableInputError(f"{path}: nobody is seen in any of {len(frames)} frames.")
    counts = sorted({points.shape[1] for points in present})
    if len(counts) > 1:
        raise UnreadableInputError(f"{path}: expected one count of keypoints, got {counts}.")
    try:
        names = keypoint_names(np.concatenate(present))
    except ValueError as error:
        raise UnreadableInputError(
            f"{path}: {error}. Use a pose model with heels and toes: Halpe 26, BODY_25 or COCO "
            "whole body."
        ) from error
    rate_hz = checked_rate_hz(rate_hz, path, kind=source)
    empty = np.empty((0, counts[0], 2)), np.empty((0, counts[0]))
    whole = {n: people if len(people[0]) else empty for n, people in sorted(frames.items())}
    numbers = np.array(list(whole))
    return detections(
        list(whole.values()), names=names, times_s=(numbers - numbers[0]) / rate_hz, path=path,
        source=source,
    )  # fmt: skip
