"""The adapter to rtmlib, against a stand-in: the real weights need a network."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import ClassVar

import numpy as np
import pytest
from pretend_backend import box_of, empty_frames, frames_with_a_body

from gaitkit.errors import InstallationError, UsageError
from gaitkit.pose import rtmpose
from gaitkit.pose.base import GAIT_LANDMARKS
from gaitkit.pose.contract import check_backend


class Finder:
    """As rtmlib's YOLOX: boxes (N, 4); an empty list where nobody is."""

    looks = 0

    def __call__(self, image):
        Finder.looks += 1
        box = box_of(image)
        return [] if box is None else np.array([box], float)


class Points:
    """As rtmlib's RTMPose: without boxes it takes the whole picture for one person."""

    seen: ClassVar[list] = []

    def __call__(self, image, bboxes=()):
        Points.seen.append(image)
        if len(bboxes) == 0:
            bboxes = [[0, 0, image.shape[1], image.shape[0]]]
        there = box_of(image)
        poses, scores = [], []
        for left, top, right, bottom in bboxes:
            hit = there is not None and left <= there[0] and right >= there[2]
            x = (there[0] + there[2]) / 2 if hit else (left + right) / 2
            y = np.linspace(*(there[1::2] if hit else (top, bottom)), 26)
            poses.append(np.column_stack([np.full(26, x), y]))
            scores.append(np.full(26, 0.8 if hit else 0.1))
        return np.array(poses), np.array(scores)


class BodyWithFeet:
    """As rtmlib's solution of that name."""

    MODE: ClassVar = {
        mode: {"det": "d", "pose": "p", "det_input_size": (8, 8), "pose_input_size": (8, 8)}
        for mode in ("lightweight", "balanced", "performance")
    }

    def __init__(
        self, det, det_input_size, pose, pose_input_size, mode="balanced", to_openpose=False,
        backend="onnxruntime", device="cpu",
    ):  # fmt: skip
        assert det.endswith("d.onnx") and pose.endswith("p.onnx") and not to_openpose
        self.det_model, self.pose_model = Finder(), Points()


@pytest.fixture
def library(monkeypatch, tmp_path):
    for name in ("d", "p"):
        (tmp_path / f"{name}.onnx").write_bytes(name.encode())
    rtmlib, tools, file = (ModuleType(n) for n in ("rtmlib", "rtmlib.tools", "rtmlib.tools.file"))
    rtmlib.BodyWithFeet, rtmlib.__path__, tools.__path__ = BodyWithFeet, [], []
    file.download_checkpoint = lambda name: str(tmp_path / f"{name}.onnx")
    for module in (rtmlib, tools, file):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(rtmpose, "installed_version", lambda name: "0.0.16")
    Finder.looks, Points.seen = 0, []
    return file


def test_it_keeps_the_contract(library):
    check_backend(rtmpose, model="full", person=frames_with_a_body(), nobody=empty_frames())


def test_it_gives_every_landmark_of_gait():
    assert set(GAIT_LANDMARKS) <= set(rtmpose.LANDMARKS)


def test_the_person_is_followed_and_looked_for_again_when_lost(library):
    gone = [*frames_with_a_body(3), *empty_frames(1), *frames_with_a_body(3)]
    found = list(rtmpose.estimate(((f, None) for f in gone), model="full"))
    assert [pose is None for pose in found] == [False] * 3 + [True] + [False] * 3
    assert Finder.looks == 3  # at first, when lost, when back


def test_pictures_reach_it_with_blue_first(library):
    frames = frames_with_a_body(1)
    frames[0].rgb[60:160, 100:140] = (1, 2, 200)
    list(rtmpose.detect(frames, model="lite"))
    assert Points.seen[0][100, 120].tolist() == [200, 2, 1]


def test_the_version_follows_the_weights(library, tmp_path):
    before = rtmpose.version("heavy")
    (tmp_path / "p.onnx").write_bytes(b"other weights")
    assert before.startswith("rtmlib 0.0.16, heavy ") and rtmpose.version("heavy") != before


def test_an_unknown_size_lists_those_there_are(library):
    with pytest.raises(UsageError, match="lite, full, heavy, got 'giant'"):
        rtmpose.version("giant")


def test_without_a_network_the_error_says_so(library):
    def refuse(name):
        raise OSError("no route to host")

    library.download_checkpoint = refuse
    with pytest.raises(InstallationError, match="Go online once, or choose --backend mediapipe"):
        rtmpose.make_ready("full")


def test_without_the_library_the_error_names_its_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmlib", None)
    with pytest.raises(InstallationError, match="pip install --no-deps rtmlib onnxruntime tqdm"):
        rtmpose.make_ready("full")


@pytest.mark.skipif(find_spec("rtmlib") is None, reason="needs rtmlib")
def test_the_stand_in_has_the_interface_of_the_library():
    import inspect

    import rtmlib

    theirs = inspect.signature(rtmlib.BodyWithFeet.__init__).parameters
    assert list(inspect.signature(BodyWithFeet.__init__).parameters) == list(theirs) or set(
        inspect.signature(BodyWithFeet.__init__).parameters
    ) <= set(theirs)
    assert set(rtmlib.BodyWithFeet.MODE) >= set(rtmpose.MODES.values())
    assert {"det", "pose", "det_input_size", "pose_input_size"} <= set(
        rtmlib.BodyWithFeet.MODE["balanced"]
    )
