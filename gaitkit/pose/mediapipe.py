"""Google's MediaPipe pose landmarker, 33 landmarks, on the processor of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InstallationError
from ..model import Frame, RgbImage
from .base import PersonPose, Region
from .download import Progress
from .models import model_path, weights_id
from .quiet import quiet_stderr

NAME = "mediapipe"
EXTRA = ""
#: MediaPipe's order; the side leads in every name and its foot index is the toe.
LANDMARKS = (
    "nose",
    *("left_eye_inner", "left_eye", "left_eye_outer"),
    *("right_eye_inner", "right_eye", "right_eye_outer"),
    *("left_ear", "right_ear", "left_mouth", "right_mouth"),
    *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist"),
    *("left_pinky", "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb"),
    *("left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"),
    *("left_heel", "right_heel", "left_toe", "right_toe"),
)

MOST_PEOPLE = 5
#: Its One-Euro filter lags by up to 0.7 frame. Frames that seem 1000 s apart pass it unchanged,
#: while tracking goes on (measured; pinned by a test).
MS_BETWEEN_FRAMES = 1_000_000
#: MediaPipe talks to stderr while it is created and sees its first frames.
TALKATIVE_FRAMES = 2
#: Frames after which a tracker that starts in the middle of a clip is as close to one that was
#: there from the start as it will ever be.
WARM_UP_FRAMES = 12
#: Its hips hardly follow the pelvis and its feet point too straight: see `second_look`.
SECOND_LOOK = True

Look = Callable[[RgbImage], list[PersonPose]]


def make_ready(model: str, *, on_progress: Progress | None = None) -> None:
    """Fetch the weights if they are not here. Nothing else in this module uses a network."""
    model_path(model, on_progress=on_progress)


def preload() -> None:
    """Import what takes a second to import, so that the first picture need not wait for it."""
    with suppress(ImportError, OSError):  # `_landmarker` says what is missing
        import mediapipe.tasks.python  # noqa: F401


def version(model: str) -> str:
    """Library and weights, exactly; whoever published the weights."""
    weights = weights_id(model_path(model, fetch=False))
    return f"mediapipe {installed_version('mediapipe')}, {model} {weights}"


def detect(frames: Iterable[Frame], *, model: str) -> Iterator[list[PersonPose]]:
    """Everyone in each frame, at most five, frames taken one by one.

    Points in pixels of the whole frame; metres are MediaPipe's world landmarks; scores are its
    visibility. Raises `InstallationError` without weights or system libraries.
    """
    with _landmarker(model, tracking=False) as look:
        for frame in frames:
            yield look(frame.rgb)


def estimate(
    frames: Iterable[tuple[Frame, Region | None]], *, model: str
) -> Iterator[PersonPose | None]:
    """One person followed through consecutive frames, unsmoothed; None = nobody found.

    A region is cut out, so a small person is found too; points stay in pixels of the whole
    frame. A region may follow the person: in it he or she moves less than in the whole picture,
    so tracking is not upset. Otherwise as `detect`.
    """
    with _landmarker(model, tracking=True) as look:
        for frame, region in frames:
            picture, corner_px = (frame.rgb, (0, 0)) if region is None else cut(frame.rgb, region)
            people = look(picture)
            yield people[0].moved(*corner_px) if people else None


def cut(rgb: RgbImage, region: Region) -> tuple[RgbImage, tuple[int, int]]:
    """The part of the picture inside the region and its corner; black where it sticks out."""
    left, top = int(np.floor(region[0])), int(np.floor(region[1]))
    right, bottom = int(np.ceil(region[2])), int(np.ceil(region[3]))
    part = np.zeros((bottom - top, right - left, 3), dtype=rgb.dtype)
    inner = rgb[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    down, across = max(-top, 0), max(-left, 0)
    part[down : down + inner.shape[0], across : across + inner.shape[1]] = inner
    return part, (left, top)


@contextmanager
def _landmarker(model: str, *, tracking: bool) -> Iterator[Look]:
    """A function from picture to people, closed at the end of the block."""
    path = model_path(model, fetch=False)
    with _explained(path), quiet_stderr():
        landmarker = _create(path, tracking=tracking)
    seen = 0

    def look(rgb: RgbImage) -> list[PersonPose]:
        nonlocal seen
        if seen < TALKATIVE_FRAMES:
            with quiet_stderr():
                result = _result(landmarker, rgb, number=seen, tracking=tracking)
        else:
            result = _result(landmarker, rgb, number=seen, tracking=tracking)
        seen += 1
        return _people(result, rgb)

    try:
        yield look
    finally:
        landmarker.close()


def _create(path: Path, *, tracking: bool) -> Any:
    from mediapipe.tasks.python import BaseOptions, vision

    mode = vision.RunningMode.VIDEO if tracking else vision.RunningMode.IMAGE
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(**_asset(path)),
        running_mode=mode,
        num_poses=1 if tracking else MOST_PEOPLE,
    )
    return vision.PoseLandmarker.create_from_options(options)


def _asset(path: Path) -> dict[str, Any]:
    """The file itself where its name can't be trusted to reach C++ unharmed (Windows)."""
    if os.name == "nt" and not str(path).isascii():
        return {"model_asset_buffer": path.read_bytes()}
    return {"model_asset_path": str(path)}


def _result(landmarker: Any, rgb: RgbImage, *, number: int, tracking: bool) -> Any:
    from mediapipe import Image, ImageFormat

    # MediaPipe reads the memory behind the array and knows nothing of strides.
    image = Image(ImageFormat.SRGB, np.ascontiguousarray(rgb))
    if tracking:
        return landmarker.detect_for_video(image, number * MS_BETWEEN_FRAMES)
    return landmarker.detect(image)


def _people(result: Any, rgb: RgbImage) -> list[PersonPose]:
    size_px = np.array([rgb.shape[1], rgb.shape[0]], dtype=float)
    return [
        PersonPose(
            points_px=np.array([(p.x, p.y) for p in points]) * size_px,
            scores=np.array([p.visibility for p in points]),
            points_m=np.array([(p.x, p.y, p.z) for p in world]),
        )
        for points, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    ]


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, ValueError, RuntimeError) as error:  # what it makes of a bad bundle
        raise InstallationError(
            f"{path}: MediaPipe refuses these weights: {error}. Delete the file and run "
            f"`gaitkit models fetch`."
        ) from error
    except (ImportError, OSError) as error:
        raise InstallationError(f"MediaPipe can't be loaded: {error}. {_cure(error)}") from error


def _cure(error: Exception) -> str:
    if any(library in str(error) for library in ("libGL", "libEGL")):
        return (
            "It needs the system's graphics libraries even without a screen. "
            "On Debian or Ubuntu: apt-get install libgl1 libegl1 libgles2"
        )
    return "Reinstall gaitkit in an environment of its own; `gaitkit doctor` says what is wrong."
