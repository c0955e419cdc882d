"""gaitkit's table of measurement errors from a study and what `gaitkit validate` made of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import fields
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, get_type_hints

from gaitkit.validate.judge import Comparison
from gaitkit.validate.refit import Held, Observed, Row, held_out, observed, refit

_HEAD = """\
# Standard error of each metric against truth: sd + sd_per_frame_s / frames per second (60 at the
#   most), in its unit.
# leg: near or far from the camera in a side view, otherwise any. cycle_sd: usual spread of cycles.
# source: rendered = {clips} rendered walkers with exact truth and MediaPipe heavy (see
#   sample_videos/README.md); design = chosen, no clip shows it.
"""
_COLUMNS = (
    "metric", "plane", "activity", "leg", "sd", "sd_per_frame_s", "cycle_sd", "best_quality",
    "note", "source",
)  # fmt: skip


#: From this line on the table holds movement tests, which the study has no clips of.
_TESTS = "# Movement tests"


def table(study: Path, accuracy: Path) -> tuple[str, list[Held]]:
    """The new table as CSV, and how it does on people that it was not fitted to.

    Rows of movement tests stay as they are.
    """
    seen = _seen(study, accuracy)
    present = (files("gaitkit") / "data" / "measurement_error.csv").read_text(encoding="utf-8")
    kept = present[present.index(_TESTS) :]
    return _csv(refit(seen), clips=len({o.clip for o in seen})) + kept, held_out(seen)


def _seen(study: Path, accuracy: Path) -> list[Observed]:
    with (accuracy / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = [_comparison(row) for row in csv.DictReader(file)]
    asked = {row.clip: _asked(study, row.clip) for row in rows}
    return observed(
        rows,
        fps={clip: float(table["picture"]["fps"]) for clip, table in asked.items()},
        groups={clip: table["person"]["body"] for clip, table in asked.items()},
    )


def _asked(study: Path, clip: str) -> dict[str, Any]:
    """The clip's parameters, from its truth."""
    told = (study / clip).with_suffix(".truth.json")
    return json.loads(told.read_text(encoding="utf-8"))["parameters"]


def _comparison(row: dict[str, str]) -> Comparison:
    """A row of clips.csv as it was before it was written."""
    hints = get_type_hints(Comparison)
    numbers = {name for name, hint in hints.items() if "float" in str(hint)}
    kept = {f.name: row[f.name] for f in fields(Comparison) if row.get(f.name)}
    typed: dict[str, Any] = {k: float(v) if k in numbers else v for k, v in kept.items()}
    return Comparison(**typed | {"inside": row["inside"] == "True" if row["inside"] else None})


def _csv(rows: Sequence[Row], *, clips: int) -> str:
    out = StringIO(_HEAD.format(clips=clips))
    out.seek(0, 2)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        source = "rendered" if row.clips else "design"
        numbers = (f"{value:g}" for value in (row.sd, row.sd_per_frame_s, row.cycle_sd))
        key = (row.metric, row.plane, row.activity, row.leg)
        writer.writerow([*key, *numbers, row.best_quality, row.note, source])
    return out.getvalue()
