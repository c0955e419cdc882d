from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitkit.errors import InstallationError, UsageError
from gaitkit.pose import mediapipe as backend
from gaitkit.pose import models
from gaitkit.pose.base import GAIT_LANDMARKS, Frame, PersonPose

FORBIDDER = Path(__file__).parents[1] / "sockets_forbidden.py"


def everywhere(frames):
    return ((frame, None) for frame in frames)


@pytest.fixture(scope="session")
def tracked(real_model, walk_frames) -> list[PersonPose]:
    return list(backend.estimate(everywhere(walk_frames), model=real_model))


def points(poses) -> np.ndarray:
    return np.array([pose.points_px for pose in poses])


# --- what it gives --------------------------------------------------------------------------


def test_landmarks_are_mediapipes_in_its_order():
    from mediapipe.tasks.python.vision import PoseLandmark

    theirs = [mark.name.lower() for mark in sorted(PoseLandmark)]
    ours = [name.replace("_toe", "_foot_index") for name in backend.LANDMARKS]
    mouth = {"left_mouth": "mouth_left", "right_mouth": "mouth_right"}
    assert [mouth.get(name, name) for name in ours] == theirs
    assert set(GAIT_LANDMARKS) <= set(backend.LANDMARKS)


def test_walker_is_found_in_pixels_of_the_frame(tracked, walk_frames):
    assert len(tracked) == len(walk_frames) and None not in tracked
    height_px, width_px, _ = walk_frames[0].rgb.shape
    at = {name: points(tracked)[:, number] for number, name in enumerate(backend.LANDMARKS)}
    for name in GAIT_LANDMARKS:
        assert np.all((at[name] > 1) & (at[name] < (width_px, height_px)))
    for side in ("left", "right"):
        ordered = [at[f"{side}_{part}"][:, 1] for part in ("shoulder", "hip", "knee", "ankle")]
        assert np.all(np.diff(ordered, axis=0) > 0)


def test_shapes_and_scores(tracked):
    pose = tracked[0]
    assert pose.points_px.shape == (33, 2) and pose.points_m.shape == (33, 3)
    assert pose.scores.shape == (33,) and np.all((pose.scores >= 0) & (pose.scores <= 1))
    hips = [backend.LANDMARKS.index(f"{side}_hip") for side in ("left", "right")]
    np.testing.assert_allclose(pose.points_m[hips].mean(axis=0), 0, atol=0.02)


def test_nobody_is_none_or_an_empty_list(real_model, walk_frames):
    blank = [replace(frame, rgb=np.zeros_like(frame.rgb)) for frame in walk_frames[:2]]
    assert list(backend.estimate(everywhere(blank), model=real_model)) == [None, None]
    assert list(backend.detect(blank, model=real_model)) == [[], []]


def test_detection_agrees_with_tracking(tracked, real_model, walk_frames):
    (people,) = backend.detect(walk_frames[:1], model=real_model)
    assert len(people) == 1
    apart_px = np.linalg.norm(people[0].points_px - tracked[0].points_px, axis=1)
    assert np.median(apart_px) < 3


def test_two_people_are_both_detected(tracked, real_model, walk_frames):
    left, right = points(tracked[:1])[0, :, 0].min() - 150, points(tracked[:1])[0, :, 0].max() + 150
    walker = walk_frames[0].rgb[:, int(left) : int(right)]
    pair = np.concatenate([walker, walker[:, ::-1]], axis=1)
    (people,) = backend.detect([replace(walk_frames[0], rgb=pair)], model=real_model)
    halves = sorted(int(p.points_px[:, 0].mean() // walker.shape[1]) for p in people)
    assert halves == [0, 1]


def test_region_limits_the_view_but_not_the_coordinates(tracked, real_model, walk_frames):
    low, high = points(tracked).min(axis=(0, 1)) - 40, points(tracked).max(axis=(0, 1)) + 40
    around, beside = (*low, *high), (*(high * (1, 0)), high[0] + 300, high[1])
    inside = list(backend.estimate(((f, around) for f in walk_frames), model=real_model))
    assert np.median(np.abs(points(inside) - points(tracked))) < 2
    outside = list(backend.estimate(((f, beside) for f in walk_frames[:4]), model=real_model))
    assert outside == [None] * 4


def test_region_may_reach_over_the_border_which_is_black():
    rgb = np.full((4, 6, 3), 7, dtype=np.uint8)
    part, corner_px = backend.cut(rgb, (-2.0, 1.2, 2.1, 6.0))
    assert corner_px == (-2, 1) and part.shape == (5, 5, 3)
    assert part[:3, 2:].min() == 7 and part.sum() == 7 * 3 * 3 * 3
    assert backend.cut(rgb, (-9, -9, -1, -1))[0].sum() == 0


def test_picture_that_is_a_view_into_wider_memory_is_read_rightly(real_model, walk_frames):
    """PyAV pads the lines of some widths; MediaPipe alone would read a slanted picture."""
    rgb = walk_frames[0].rgb
    padded = np.zeros((rgb.shape[0], rgb.shape[1] + 8, 3), dtype=np.uint8)
    padded[:, :-8] = rgb
    views = [replace(walk_frames[0], rgb=picture) for picture in (rgb, padded[:, :-8])]
    assert not views[1].rgb.flags["C_CONTIGUOUS"]
    (whole,), (view,) = backend.detect(views, model=real_model)
    np.testing.assert_array_equal(whole.points_px, view.points_px)


def test_version_names_library_and_weights(real_model):
    text = backend.version(real_model)
    assert text == f"mediapipe 0.10.33, {real_model} {models.NETWORKS[real_model]}"


# --- facts that the code leans on -----------------------------------------------------------


def test_tracking_gives_the_same_numbers_every_time(tracked, real_model, walk_frames):
    again = list(backend.estimate(everywhere(walk_frames), model=real_model))
    np.testing.assert_array_equal(points(again), points(tracked))


def lag_frames(trace: np.ndarray, reference: np.ndarray) -> float:
    """How many frames `trace` runs behind `reference` (T, K, 2), by least squares."""
    speed = np.gradient(reference, axis=0)
    return float(-((trace - reference) * speed).sum() / (speed**2).sum())


def test_stretched_timestamps_switch_the_smoothing_off(
    tracked, real_model, walk_frames, monkeypatch
):
    feet = [backend.LANDMARKS.index(f"{s}_{p}") for s in ("left", "right") for p in ("knee", "toe")]

    def with_step(step_ms: int) -> np.ndarray:
        monkeypatch.setattr(backend, "MS_BETWEEN_FRAMES", step_ms)
        poses = backend.estimate(everywhere(walk_frames), model=real_model)
        return points(poses)[:, feet]

    reference = points(tracked)[:, feet]
    assert abs(lag_frames(with_step(8_000_000), reference)) < 0.01
    assert lag_frames(with_step(17), reference) > 0.05


def test_stderr_stays_empty_and_works_afterwards(real_model, walk_frames, capfd):
    list(backend.estimate(everywhere(walk_frames[:4]), model=real_model))
    list(backend.detect(walk_frames[:1], model=real_model))
    assert capfd.readouterr().err == ""
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


WITHOUT_NETWORK = """
import numpy as np
from gaitkit.pose import mediapipe
from gaitkit.pose.base import Frame
pictures = np.load({pictures!r})
frames = [Frame(index=i, time_s=i / 30, rgb=rgb) for i, rgb in enumerate(pictures)]
poses = list(mediapipe.estimate(((f, None) for f in frames), model={model!r}))
people = list(mediapipe.detect(frames[:2], model={model!r}))
print(sum(p is not None for p in poses), [len(p) for p in people])
"""


def without_sockets(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FORBIDDER), code]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=120)


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
def test_no_socket_is_opened(real_model, walk_frames, tmp_path):
    """Not even by C++ threads: the kernel would kill the process."""
    pictures = tmp_path / "pictures.npy"
    np.save(pictures, np.array([frame.rgb for frame in walk_frames[:8]]))
    done = without_sockets(WITHOUT_NETWORK.format(pictures=str(pictures), model=real_model))
    assert (done.returncode, done.stdout) == (0, "8 [1, 1]\n")
    guilty = without_sockets("import socket; socket.socket()")
    assert guilty.returncode == -signal.SIGSYS


# --- when things go wrong -------------------------------------------------------------------


class FakeLandmarker:
    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def fake(monkeypatch) -> FakeLandmarker:
    landmarker = FakeLandmarker()
    monkeypatch.setattr(backend, "model_path", lambda name, fetch: Path("weights.task"))
    monkeypatch.setattr(backend, "_create", lambda path, tracking: landmarker)
    monkeypatch.setattr(backend, "_result", lambda landmarker, rgb, number, tracking: None)
    monkeypatch.setattr(backend, "_people", lambda result, rgb: [])
    return landmarker


BLANK = Frame(index=0, time_s=0.0, rgb=np.zeros((8, 8, 3), dtype=np.uint8))


def test_landmarker_is_closed_at_the_end_and_when_given_up(fake):
    going = backend.estimate(everywhere([BLANK] * 3), model="full")
    next(going)
    assert not fake.closed
    going.close()
    assert fake.closed
    fake.closed = False
    list(backend.detect([BLANK], model="full"))
    assert fake.closed


def test_landmarker_is_closed_when_the_frames_fail(fake):
    def torn():
        yield BLANK
        raise OSError("torn tape")

    with pytest.raises(OSError, match="torn tape"):
        list(backend.detect(torn(), model="full"))
    assert fake.closed


@pytest.mark.parametrize("library", ["libGL.so.1", "libEGL.so.1", "libGLESv2.so.2"])
def test_missing_graphics_library_names_the_packages(fake, monkeypatch, library):
    def create(path, tracking):
        raise OSError(f"{library}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(backend, "_create", create)
    with pytest.raises(InstallationError, match="apt-get install libgl1 libegl1 libgles2"):
        list(backend.detect([BLANK], model="full"))


def test_refused_weights_are_named(tmp_path, monkeypatch):
    weights = tmp_path / "weights.task"
    weights.write_bytes(b"PK\x05\x06" + bytes(18))
    monkeypatch.setattr(backend, "model_path", lambda name, fetch: weights)
    with pytest.raises(InstallationError, match=r"weights\.task: MediaPipe refuses"):
        list(backend.detect([BLANK], model="full"))


def test_absent_weights_are_not_downloaded_unasked(cache, sources, tiny_networks):
    sources(("asked", lambda name, folder, tell: tiny_networks[name]))
    for use in (
        lambda: backend.version("lite"),
        lambda: list(backend.detect([BLANK], model="lite")),
        lambda: list(backend.estimate(everywhere([BLANK]), model="lite")),
    ):
        with pytest.raises(InstallationError, match="gaitkit models fetch lite"):
            use()
    told = []
    backend.make_ready("lite", on_progress=lambda *step: told.append(step))
    assert told and models.NETWORKS["lite"] in backend.version("lite")


def test_unknown_model_is_a_usage_error():
    with pytest.raises(UsageError, match="lite, full, heavy"):
        list(backend.estimate(everywhere([BLANK]), model="huge"))


def test_importing_the_backend_does_not_import_mediapipe():
    code = "import sys, gaitkit.pose.mediapipe, gaitkit.doctor; print('mediapipe' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert done.stdout == "False\n"
