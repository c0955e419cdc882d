"""What a command wrote."""

from __future__ import annotations

import csv
from pathlib import Path

REPORT_FILES = {
    "analysis.json", "pose.nc", "metrics.csv", "events.csv", "curves.csv", "findings.csv",
    "report.html", "report.pdf",
}  # fmt: skip


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def table(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of a CSV file by metric and side."""
    with path.open(encoding="utf-8") as file:
        return {(row["metric"], row["side"]): row for row in csv.DictReader(file)}
