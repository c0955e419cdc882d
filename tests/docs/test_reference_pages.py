"""Nothing public is without words, and the reference pages hold all of it."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import gaitkit
from gaitkit import plot
from gaitkit.changes.compared import Compared
from gaitkit.docs.drawings import angle_svg
from gaitkit.docs.pages import TABLES, pages
from gaitkit.face import Plots, Pose, Result
from gaitkit.knowledge.patterns import patterns
from gaitkit.metrics.spec import all_metrics
from gaitkit.progress import ProgressBar
from gaitkit.reference import curve_names, metric_words
from gaitkit.registry import discover
from gaitkit.session import Session

CONFIG = Path(gaitkit.__file__).parent / "docs" / "mkdocs.yml"
NAMES = [name for name in gaitkit.__all__ if name != "__version__"]
HELD = (Result, Plots, Pose, Session, Compared, ProgressBar)


@pytest.fixture(scope="module")
def made():
    return pages()


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_says_what_it_is_and_has_a_place(name, made):
    value = getattr(gaitkit, name)
    assert (value.__doc__ or "").strip()
    assert f"::: {value.__module__}.{value.__qualname__}\n" in made["api.md"]


@pytest.mark.parametrize("kind", HELD, ids=lambda k: k.__name__)
def test_every_public_method_says_what_it_does(kind):
    for name, value in vars(kind).items():
        if not name.startswith("_") and (callable(value) or isinstance(value, property)):
            assert inspect.getdoc(value), f"{kind.__name__}.{name}"


def test_every_figure_says_what_it_shows():
    assert all(inspect.getdoc(getattr(plot, name)) for name in plot.__all__)


@pytest.mark.parametrize("name", sorted({spec.name for spec in all_metrics()}))
def test_every_metric_has_definition_views_error_and_source(name, made):
    entry = re.search(
        rf"### [^\n]*{{ #{name} }}\n(.*?)(?=\n### |\n## |\Z)", made["metrics.md"], re.S
    )
    assert entry, name
    text = entry[1]
    words = metric_words(name, "en")
    assert words.definition in text and f"`{name}`" in text and "| Views |" in text
    assert "| Standard error |" in text or "Error against truth: none is known" in text
    if words.positive:
        assert f"| Positive | {words.positive} |" in text


def test_every_angle_has_a_drawing():
    angles = {s.name for s in all_metrics() if s.unit == "deg"} | set(curve_names())
    assert not {name for name in angles if not angle_svg(name)}


@pytest.mark.parametrize("key", patterns())
def test_every_pattern_has_its_meaning_limits_and_sources(key, made):
    pattern = patterns()[key]
    entry = re.search(rf"## [^\n]*{{ #{key} }}\n(.*?)(?=\n## |\Z)", made["patterns.md"], re.S)
    assert entry and pattern.text("means", "en") in entry[1]
    for condition in pattern.when:
        assert f"metrics.md#{condition.metric}" in entry[1]
        assert all(source in entry[1] for source in condition.sources)


def test_every_exporter_and_column_is_on_the_page_of_files(made):
    for name in discover("gaitkit.export", prefix="to_"):
        assert f"### {name}\n" in made["files.md"]
    for table, columns in TABLES.items():
        assert f"`{table}`" in made["files.md"]
        assert all(f"`{column}`" in made["files.md"] for column in columns)


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="needs pip install --group docs")
@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(CONFIG)]
    done = subprocess.run([*command, "-d", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    page = (tmp_path / "metrics.html").read_text(encoding="utf-8")
    assert "Knee flexion at contact" in page and 'class="angle"' in page
    assert "on_progress" in (tmp_path / "api.html").read_text(encoding="utf-8")
