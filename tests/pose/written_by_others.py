"""A walker's pose as other programs would have written it."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
from walker import Walker

from gaitkit.model import SIDES, PoseTrack
from gaitkit.pose.keypoint_sets import keypoint_sets

FPS = 60.0


def a_walk() -> PoseTrack:
    """Seen from the left, four seconds of level walking over ground."""
    return Walker(duration_s=4).track("side", fps=FPS)


def keypoints(track: PoseTrack, set_name: str) -> np.ndarray:
    """The track in the order of a keypoint set, (T, K, 3) with scores; 0 = not found."""
    counts, names = keypoint_sets()[set_name]
    table = np.zeros((len(track), counts[0], 3))
    for number, name in enumerate(names):
        points = _place(track, name)
        if points is not None:
            table[:, number, :2], table[:, number, 2] = points, 0.9
    table[~np.isfinite(table).all(axis=2)] = 0
    return table


def _place(track: PoseTrack, name: str) -> np.ndarray | None:
    if name == "MidHip":
        return track.px("mid_hip")
    if name == "Neck":
        return track.px("mid_shoulder")
    part = name[1:].removeprefix("Big").removeprefix("Small").lower()
    side = {"L": "left", "R": "right"}.get(name[0])
    full = f"{side}_{part}"
    return track.px(full) if full in track.landmarks else None


def openpose_folder(folder: Path, table: np.ndarray, *extra: np.ndarray) -> Path:
    """One file per frame; `extra` are further people, written first."""
    folder.mkdir()
    for number, frame in enumerate(table):
        people = [{"pose_keypoints_2d": e[number].ravel().tolist()} for e in extra]
        people.append({"pose_keypoints_2d": frame.ravel().tolist()})
        name = f"walk_{number + 7:012d}_keypoints.json"
        (folder / name).write_text(json.dumps({"version": 1.3, "people": people}))
    return folder


def mmpose_file(path: Path, table: np.ndarray) -> Path:
    """MMPose's predictions, its frames counted from 1."""
    frames = [
        {
            "frame_id": number,
            "instances": [
                {"keypoints": f[:, :2].tolist(), "keypoint_scores": f[:, 2].tolist(), "bbox": []}
            ],
        }
        for number, f in enumerate(table, start=1)
    ]
    path.write_text(json.dumps({"meta_info": {}, "instance_info": frames}))
    return path


def alphapose_file(path: Path, table: np.ndarray) -> Path:
    """AlphaPose's results: one entry per person and frame."""
    people = [
        {"image_id": f"{n}.jpg", "keypoints": f.ravel().tolist(), "score": 2.9, "category_id": 1}
        for n, f in enumerate(table)
    ]
    path.write_text(json.dumps(people))
    return path


def dlc_csv(path: Path, track: PoseTrack) -> Path:
    """DeepLabCut's table with three header rows."""
    columns = pd.MultiIndex.from_product(
        [["net"], track.landmarks, ["x", "y", "likelihood"]],
        names=["scorer", "bodyparts", "coords"],
    )
    values = np.concatenate([track.points_px, track.scores[..., np.newaxis]], axis=2)
    pd.DataFrame(values.reshape(len(track), -1), columns=columns).to_csv(path)
    return path


def sleap_analysis(path: Path, track: PoseTrack) -> Path:
    """SLEAP's analysis file with one track."""
    with h5py.File(path, "w") as file:
        file["tracks"] = track.points_px.transpose(2, 1, 0)[np.newaxis]
        file["node_names"] = [name.encode() for name in track.landmarks]
        file["point_scores"] = track.scores.T[np.newaxis]
    return path


def sports2d_trc(path: Path, track: PoseTrack, *, unit: str) -> Path:
    """Sports2D's flat table: pixels with y down, or metres with y up; both say `m`."""
    scale = np.array((1.0, 1.0)) if unit == "px" else np.array((0.004, -0.004))
    names = [f"{s[0].upper()}{n}" for s in SIDES for n in _TRC_PARTS]
    points = np.stack(
        [track.px(f"{s}_{p}") * scale for s in SIDES for p in _TRC_PARTS.values()], axis=1
    )
    depth = np.zeros((*points.shape[:2], 1)) if unit == "px" else _depth(points)
    table = np.concatenate([points, depth], axis=2)
    axes = "\t".join(f"{a}{n}" for n in range(1, len(names) + 1) for a in "XYZ")
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{FPS:g}\t{FPS:g}\t{len(table)}\t{len(names)}\tm\t{FPS:g}\t0\t{len(table)}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t\t",
        "\t\t" + axes,
    ]
    for number, frame in enumerate(table):
        lines.append("\t".join([str(number), str(number / FPS), *map(str, frame.ravel())]))
    path.write_text("\n".join(lines) + "\n")
    return path


_TRC_PARTS = {
    "Shoulder": "shoulder", "Hip": "hip", "Knee": "knee", "Ankle": "ankle", "Heel": "heel",
    "BigToe": "toe",
}  # fmt: skip


def _depth(points: np.ndarray) -> np.ndarray:
    """Sports2D gives each marker of a side view its usual place off the midline."""
    places = np.linspace(-0.1, 0.1, points.shape[1])[np.newaxis, :, np.newaxis]
    return np.broadcast_to(places, (len(points), points.shape[1], 1))
