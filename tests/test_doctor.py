from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gaitkit import doctor
from gaitkit.errors import InstallationError
from gaitkit.pose import mediapipe, models

NAMES = ["python", "identity", "packages", "opencv", "libraries", "models", "cache", "landmarker"]


def found(name: str) -> doctor.Check:
    return next(check for check in doctor.diagnose() if check.name == name)


@pytest.fixture(autouse=True)
def weightless(tmp_path, monkeypatch):
    """No weights, so that no test runs a landmarker unless it asks for one."""
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv(models.FOLDER_VARIABLE, raising=False)


def installed(monkeypatch, versions: dict[str, str | None]) -> None:
    """Make some distributions look installed in a version, or not installed (None)."""
    real = doctor._installed

    class Fake:
        def __init__(self, version: str) -> None:
            self.version = version

    def look(name: str):
        if name not in versions:
            return real(name)
        version = versions[name]
        return Fake(version) if version else None

    monkeypatch.setattr(doctor, "_installed", look)


def test_every_check_reports_in_order_and_only_troubles_have_a_remedy():
    checks = doctor.diagnose()
    assert [check.name for check in checks] == NAMES
    assert all(check.detail for check in checks)
    assert all(bool(check.remedy) != check.ok for check in checks)


def test_this_very_installation_is_well():
    for name in ("python", "packages", "opencv", "libraries", "cache"):
        check = found(name)
        assert check.ok, check


def test_nothing_is_printed(capfd):
    doctor.diagnose()
    assert tuple(capfd.readouterr()) == ("", "")


def test_old_python_is_seen(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    assert not found("python").ok


def test_namesake_beside_us_is_seen(monkeypatch):
    installed(monkeypatch, {"gaitkit": "1.2.3"})
    check = found("identity")
    assert not check.ok and "gaitkit 1.2.3" in check.detail


def test_other_package_imported_in_our_place_is_seen(monkeypatch, tmp_path):
    class Spec:
        origin = str(tmp_path / "gaitkit" / "__init__.py")

    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: Spec)
    check = found("identity")
    assert not check.ok and str(tmp_path) in check.detail


def test_other_mediapipe_than_the_pinned_one_is_seen(monkeypatch):
    installed(monkeypatch, {"mediapipe": "1.2.2", "scipy": None})
    check = found("packages")
    assert not check.ok
    assert "mediapipe: expected 0.10.33, got 1.2.2" in check.detail
    assert "scipy: expected any version, got not installed" in check.detail


def test_second_opencv_is_seen(monkeypatch):
    installed(monkeypatch, {"opencv-python": "4.10"})
    check = found("opencv")
    assert not check.ok and "opencv-python" in check.detail and "uninstall" in check.remedy


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks them")
def test_missing_library_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(doctor, "GRAPHICS_LIBRARIES", {"libNoSuchThing.so.9": "libnosuch9"})
    check = found("libraries")
    assert not check.ok and check.remedy.endswith("libnosuch9")


def test_absent_weights_are_seen():
    assert "gaitkit models fetch" in found("models").remedy
    assert not found("landmarker").ok


def test_useless_own_folder_is_a_finding_not_a_crash(monkeypatch, tmp_path):
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "gone"))
    check = found("models")
    assert not check.ok and models.FOLDER_VARIABLE in check.detail


def test_cache_that_cannot_be_made_is_seen(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path / "file" / "models")
    assert not found("cache").ok


def present(name: str, path: Path) -> tuple[models.ModelFile, ...]:
    return (models.ModelFile(name=name, present=True, path=path, origin="test"),)


def test_landmarker_that_fails_is_a_finding(monkeypatch, tmp_path):
    def broken(frames, *, model):
        raise InstallationError("libGL.so.1 is missing")

    monkeypatch.setattr(models, "list_models", lambda: present("full", tmp_path))
    monkeypatch.setattr(mediapipe, "detect", broken)
    check = found("landmarker")
    assert not check.ok and "libGL.so.1" in check.detail


def test_landmarker_really_runs(monkeypatch):
    monkeypatch.undo()
    try:
        models.model_path("full")
    except InstallationError as error:
        pytest.skip(f"no weights here: {error}")
    check = found("landmarker")
    assert check.ok, check
