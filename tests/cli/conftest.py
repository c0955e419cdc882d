"""The command line in a folder of its own, run as a user would."""

from __future__ import annotations

from pathlib import Path

import pytest
from staged import stage

from gaitkit import cli


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """Where a test works."""
    monkeypatch.delenv("GAITKIT_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def folder(place, monkeypatch) -> Path:
    """Where a test works, with the staged backend in place."""
    stage(monkeypatch, place)
    return place


@pytest.fixture
def gaitkit(place, capsys):
    """`gaitkit("analyze", ...)` gives exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(a) for a in arguments])
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run
