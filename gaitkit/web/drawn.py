"""What was measured by hand, put into results that are written already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gaitkit.export import to_html, to_json
from gaitkit.model import Drawing


def draw_in(folder: Path, drawings: Sequence[Drawing], lang: str) -> None:
    """Put these drawings, and no others, into a clip's analysis.json and report.html."""
    to_json.with_drawings(folder / to_json.FILE, drawings)
    if (folder / to_html.FILE).is_file():
        to_html.with_drawings(folder / to_html.FILE, drawings, lang)
