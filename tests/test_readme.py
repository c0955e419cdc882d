"""What the README states can be checked, so it is."""

from __future__ import annotations

from pathlib import Path

from gaitkit.knowledge.patterns import patterns
from gaitkit.summary import patterns_markdown

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_table_of_patterns_is_that_of_the_files():
    assert patterns_markdown("en") in README
    assert f"against {len(patterns())} patterns" in README
