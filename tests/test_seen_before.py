"""A clip whose pose is known takes a second or two: nothing is loaded or done in vain."""

from __future__ import annotations

import subprocess
import sys

import pytest
from staged import SIDE, grey_clip, stage

import gaitkit
from gaitkit import cli, portrait
from gaitkit.report import build

#: Each takes a quarter of a second to import, or more.
SLOW = {"mediapipe", "matplotlib", "pandas", "xarray", "distributed", "pyarrow", "starlette"}
AGAIN = """
import sys
from types import SimpleNamespace
from gaitkit import cli
from gaitkit.pose import backends
staged = SimpleNamespace(version=lambda model: f"staged {model}")
backends.find_backend = lambda name: staged
try:
    cli.main(["analyze", "clip.mp4", "--no-video"])
finally:
    print("imported:", *sys.modules)
"""


@pytest.fixture
def clip(tmp_path, monkeypatch):
    stage(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    return grey_clip(tmp_path / "clip.mp4", SIDE)


def test_nothing_slow_is_imported_for_a_pose_that_is_known(clip):
    gaitkit.analyze(clip)
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True)
    written, _, imported = done.stdout.partition("imported:")
    assert "report.pdf" in written
    assert not SLOW & set(imported.split())


@pytest.mark.parametrize("options", [[], ["--blur-face"]])
def test_words_and_picture_are_made_once(clip, monkeypatch, options):
    """For page, PDF and terminal alike."""
    made = []
    for module, name in ((build, "_groups"), (portrait, "jpeg")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, real=real, name=name: made.append(name) or real(*a)
        )
    with pytest.raises(SystemExit) as end:
        cli.main(["analyze", str(clip), "--no-video", *options])
    assert not end.value.code
    assert sorted(made) == ["_groups", "jpeg"]
