"""The bar: monotonous over a clip's stages, and silent where nobody sees it."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from gaitkit.progress import NotebookBar, ProgressBar

STAGES = ("scout", "pose", "measure", "overlay", "report")


@pytest.mark.parametrize("overlay", [True, False])
def test_a_clip_goes_from_nothing_to_all_without_going_back(overlay):
    bar = ProgressBar(clips=1, overlay=overlay, lang="en")
    stages = [stage for stage in STAGES if overlay or stage != "overlay"]
    shares = [bar.share_of(stage, part) for stage in stages for part in (None, 0.0, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, pytest.approx(1))


def test_fetching_weights_is_no_part_of_it():
    assert ProgressBar(clips=1, overlay=True, lang="en").share_of("weights:download", 0.7) == 0


def test_nothing_is_written_where_standard_error_is_no_terminal(capsys):
    with ProgressBar(clips=2, overlay=True, lang="en") as bar:
        follow = bar.clip(0, "a")
        for stage in STAGES:
            follow(stage, 0.5)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_a_terminal_sees_clip_and_stage_in_its_language(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with ProgressBar(clips=2, overlay=True, lang="nl") as bar:
        bar.clip(1, "clip [2]")("pose", 0.5)
    said = capsys.readouterr()
    assert said.out == "" and "clip [2]: persoon volgen" in said.err


@pytest.fixture
def notebook(monkeypatch):
    """A notebook's output cell: what was shown in it, in order."""
    shown: list[str] = []

    class Place:
        def update(self, html):
            shown.append(html)

    display = ModuleType("IPython.display")
    display.HTML = str
    display.display = lambda html, display_id: Place()
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.setattr("rich.console.Console.is_jupyter", True, raising=False)
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    monkeypatch.setattr(NotebookBar, "EVERY_S", 0.0)
    return shown


def test_a_notebook_shows_a_bar_that_leaves_nothing_behind(notebook):
    with ProgressBar() as bar:
        bar("pose", 0.5)
        bar("report", 1.0)
    assert '<progress value="0.' in notebook[0] and "following" in notebook[0]
    assert 'value="1.000"' in notebook[-2]
    assert notebook[-1] == ""


def test_a_notebook_is_not_flooded(notebook, monkeypatch):
    monkeypatch.setattr(NotebookBar, "EVERY_S", 3600.0)
    with ProgressBar() as bar:
        for frame in range(100):
            bar("pose", frame / 100)
    assert len(notebook) == 2
