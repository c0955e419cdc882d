"""Where a pose model's points lie beside rendered people's joints, as gaitkit's table has it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gaitkit import video
from gaitkit.capture import capture
from gaitkit.model import SIDES, PoseTrack, Settings, View
from gaitkit.motion.joint_centres import MOVED, directions, legs_px
from gaitkit.motion.view import facing_sign

#: Farther off than this share of a leg, the model has taken one leg for the other.
_LARGEST = 0.15
#: How far down the ends of a foot lie depends on how high the camera stands; across it doesn't.
_FOOT = ("heel", "toe")
Offset = tuple[float, float]
_HEAD = """\
# Where joints lie beside the points of a pose model, in shares of leg length (hip to knee to
# ankle): along and ahead of the thigh (hip) and the shank (ankle) in a side view; down and away
# from the midline from the front and behind. Median over frames, mean over {clips} clips of
# {people} rendered people; sd is between clips. MediaPipe's points after the second look.
model,plane,leg,part,along,across,sd
"""


def table(study: Path) -> str:
    """The table as CSV, from a study rendered with every frame's joints."""
    found: dict[tuple[str, str, str], list[Offset]] = defaultdict(list)
    clips, people = 0, set()
    for path in sorted(study.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        clips += 1
        people.add(truth["parameters"]["person"]["body"])
        taken = capture(
            video.probe(path.with_name(path.name.replace(".truth.json", ".mp4"))),
            Settings(), on_progress=lambda stage, share: None,
        )  # fmt: skip
        for key, offset in offsets(taken.track, truth):
            found[key].append(offset)
    lines = [_row(key, np.array(values)) for key, values in sorted(found.items())]
    return _HEAD.format(clips=clips, people=len(people)) + "".join(lines)


def _row(key: tuple[str, str, str], offsets: np.ndarray) -> str:
    along, across = offsets.mean(axis=0)
    return f"mediapipe,{','.join(key)},{along:.4f},{across:.4f},{offsets.std(axis=0).mean():.4f}\n"


def offsets(
    track: PoseTrack, truth: dict[str, Any]
) -> Iterator[tuple[tuple[str, str, str], Offset]]:
    """For each plane, leg and part of a clip: how far along and across its joints lie."""
    plane, joints = truth["view"], truth["joints_px"]
    view = _view(track, plane)
    frames, leg_px = min(len(track), len(joints["left_hip"])), legs_px(track)
    for side in SIDES:
        for part in MOVED[plane]:
            name = f"{side}_{part}"
            apart = np.array(joints[name])[:frames] - track.px(name)[:frames]
            along, across = (
                (apart * axis[:frames]).sum(1) for axis in directions(track, side, view, part)
            )
            shares = np.column_stack([along, across]) / leg_px[:frames]
            near = np.hypot(*shares.T) < _LARGEST
            found = np.median(shares[near], axis=0)
            if part in _FOOT:
                found[0] = 0.0
            yield (plane, view.leg(side), part), tuple(found)


def _view(track: PoseTrack, plane: str) -> View:
    facing = "right" if facing_sign(track) > 0 else "left"
    return View(plane=plane, facing=facing if plane == "side" else None, roll_deg=0.0)
