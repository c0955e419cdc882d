"""Imports point one way, and importing gaitkit loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "gaitkit"
EVERYWHERE = {"errors", "model"}
STAGES = {"video", "pose", "motion", "events", "repetitions", "metrics", "findings"}
CONDUCTORS = {
    "pipeline", "capture", "detected", "follow", "crew", "functional",
}  # fmt: skip
#: What each room may import besides `EVERYWHERE` and itself; a room that isn't here is on top.
MAY_IMPORT = {
    "errors": set(),
    "model": set(),
    "registry": set(),
    "reference": set(),
    "disk": set(),
    "video": {"disk"},
    "motion": set(),
    "pose": {"registry", "disk"},
    "events": {"registry", "motion"},
    "repetitions": {"registry", "motion"},
    "metrics": {"registry", "motion"},
    "knowledge": {"reference"},
    "findings": {"registry", "reference", "knowledge"},
    "frames": {"reference"},
    "plot": {"reference", "frames", "report", "knowledge"},
    "report": {"reference", "frames", "knowledge"},
    "export": {"registry", "disk", "reference", "report", "video", "frames", "motion"},
    "machine": set(),
    "follow": {"video", "pose"},
    "workers": {"machine"},
    "crew": {"follow", "pose", "machine", "workers"},
    "capture": STAGES | {"registry", "machine", "follow", "crew"},
    "detected": {"motion", "pose"},
    "functional": STAGES | {"registry"},
    "pipeline": STAGES | {"registry", "capture", "detected", "functional"},
}
#: The package's root holds names and the version only, so anyone may ask it.
ROOT = "__init__"
FILES = sorted(PACKAGE.rglob("*.py"))


def room(parts: tuple[str, ...]) -> str:
    """The module or folder right below gaitkit/ that dotted `parts` lie in."""
    return parts[1].removesuffix(".py") if len(parts) > 1 else ROOT


def imported_rooms(path: Path) -> set[str]:
    """Rooms of gaitkit that a file imports anywhere in it, late imports included."""
    here = ("gaitkit", *path.relative_to(PACKAGE).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {room(tuple(a.name.split("."))) for a in node.names if _ours(a.name)}
        elif isinstance(node, ast.ImportFrom):
            start = here[: len(here) - node.level] if node.level else ()
            base = (*start, *(node.module or "").split(".")) if node.module else start
            if base[:1] == ("gaitkit",):
                targets = [base] if len(base) > 1 else [(*base, a.name) for a in node.names]
                found |= {room(target) for target in targets if _is_room(target)}
    return found


def _ours(name: str) -> bool:
    return name.split(".")[0] == "gaitkit"


def _is_room(target: tuple[str, ...]) -> bool:
    """A name taken from the package's root may be a value and not a module."""
    return (PACKAGE / target[1]).is_dir() or (PACKAGE / f"{target[1]}.py").is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    own = room(("gaitkit", *path.relative_to(PACKAGE).parts))
    got = imported_rooms(path) - {own, ROOT} - EVERYWHERE
    if own in MAY_IMPORT:
        assert got <= MAY_IMPORT[own], f"{own} must not import {sorted(got - MAY_IMPORT[own])}"


def test_every_stage_is_ruled():
    present = {p.stem for p in PACKAGE.iterdir() if p.is_dir() or p.suffix == ".py"}
    assert present >= STAGES
    assert set(MAY_IMPORT) >= STAGES | CONDUCTORS


def test_the_check_sees_every_way_to_import(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    for name in ("video", "plot", "report", "pose"):
        (tmp_path / f"{name}.py").touch()
    sneaky = tmp_path / "motion.py"
    lines = (
        "from . import video",
        "import gaitkit.plot",
        "from gaitkit.report import x",
        "def f():",
        "    from .pose.base import y",
        "    from . import __version__",
    )
    sneaky.write_text("\n".join(lines))
    assert imported_rooms(sneaky) == {"video", "plot", "report", "pose"}


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").glob("*.py")), ids=lambda p: p.name)
def test_the_model_is_plain_data(path):
    allowed = {*sys.stdlib_module_names, "numpy", "gaitkit"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {a.name.split(".")[0] for a in node.names} <= allowed
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert (node.module or "").split(".")[0] in allowed
    assert imported_rooms(path) <= EVERYWHERE


#: Each takes from a quarter of a second to one and a half.
HEAVY = ("mediapipe", "cv2", "av", "matplotlib", "pandas", "xarray", "scipy", "jinja2", "typst")


@pytest.mark.parametrize("name", ["gaitkit", "gaitkit.batch", "gaitkit.pose.backends"])
def test_importing_loads_nothing_heavy(name):
    """Whoever leads a batch has its workers wait until then."""
    code = f"import sys, {name}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
