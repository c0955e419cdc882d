"""Every notebook runs from top to bottom, defines no function, and was stored without output."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: These take seconds where the first clip's pose is known; the others measure many clips.
QUICK = {"how_far_to_trust_the_numbers", "first_analysis"}
RUNS = [
    pytest.param(path, id=path.stem, marks=() if path.stem in QUICK else pytest.mark.slow)
    for path in NOTEBOOKS
]
#: Shows pictures only where the films lie beside the project.
ELSEWHERE = "poses_of_other_programs"


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", RUNS)
def test_the_notebook_runs(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(FOLDER)}}).execute()
    shown = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    assert path.stem == ELSEWHERE or any("image/png" in o.get("data", {}) for o in shown)
    assert not [o for o in shown if o.output_type == "error"]


@pytest.mark.slow
def test_two_pose_programs_agree_about_the_near_knee(monkeypatch):
    data = Path(os.environ.get("GAITKIT_TEST_DATA", FOLDER / "../../shared/data")).resolve()
    if not (data / "beam_walk_openpose").is_dir():
        pytest.skip("the notebook says where to get beam_walk_openpose")
    monkeypatch.setenv("GAITKIT_TEST_DATA", str(data))
    notebook = nbformat.read(FOLDER / f"{ELSEWHERE}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(FOLDER)}}).execute()
    said = "".join(o.get("text", "") for c in notebook.cells for o in c.get("outputs", []))
    found = re.search(r"near legs together: RMSE ([\d.]+)°", said)
    assert found and float(found[1]) < 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_notebook_is_lean(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            assert "def " not in cell.source
