"""The commands that tell something, and what all commands have: help, version, identity."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from typer.main import get_command

from gaitkit import __version__, cli
from gaitkit.doctor import Check
from gaitkit.knowledge.patterns import patterns
from gaitkit.metrics.spec import all_metrics


def test_a_namesake_is_refused_but_the_doctor_may_look(gaitkit, monkeypatch):
    found = Check(name="identity", ok=False, detail="gaitkit 0.4", remedy="Own environment.")
    monkeypatch.setattr("gaitkit.doctor.check_identity", lambda: found)
    monkeypatch.setattr("gaitkit.doctor.diagnose", lambda: [found])
    code, _, errors = gaitkit("metrics")
    assert code == 1 and "gaitkit 0.4" in errors and "Own environment." in errors
    code, said, _ = gaitkit("doctor")
    assert code == 1 and "identity" in said and "Own environment." in said


def test_metrics_explains_every_metric(gaitkit):
    for lang in ("en", "nl"):
        code, said, _ = gaitkit("metrics", "--lang", lang)
        listed = set(re.findall(r"^([a-z_]+)(?: \[| [A-Z])", said, re.MULTILINE))
        assert (code, listed) == (0, {spec.name for spec in all_metrics()})


def test_models_lists_imports_and_refuses(folder, gaitkit, monkeypatch):
    monkeypatch.setattr("gaitkit.pose.models.cache_folder", lambda: folder / "models")
    monkeypatch.delenv("GAITKIT_MODELS", raising=False)
    code, said, _ = gaitkit("models")
    assert code == 0 and said.count("not here") == 3
    (folder / "wrong.task").write_bytes(b"no zip")
    assert gaitkit("models", "import", "wrong.task")[0] == 3
    assert gaitkit("models", "fetch", "gigantic")[0] == 2


def test_version(gaitkit):
    assert gaitkit("--version") == (0, f"gaitkit {__version__}\n", "")


def commands(command, path=()):
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize(("path", "command"), [*commands(get_command(cli.commands))], ids=str)
def test_every_command_and_option_has_help(path, command):
    assert command.help, path
    for option in command.params:
        assert getattr(option, "help", None), (path, option.name)


def test_help_is_quick():
    """Half a second is the aim; a busy machine gets three."""
    start_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gaitkit", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert time.monotonic() - start_s < 3
    assert "analyze" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"mediapipe", "cv2", "av", "scipy", "pandas", "matplotlib", "xarray"}


def test_patterns_are_listed_in_both_languages(gaitkit):
    for lang, word in (("en", "Pelvis drops while walking"), ("nl", "Bekken zakt bij het lopen")):
        code, said, _ = gaitkit("patterns", "--lang", lang)
        assert code == 0 and word in said
        assert set(re.findall(r"\[([A-Z]{2}\d\d)\]", said)) == set(patterns())
