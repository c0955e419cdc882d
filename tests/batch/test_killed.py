"""A batch that is killed loses nothing and does nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
from posed import put

from gaitkit.batch.folder import RECORD

CLIPS = tuple(f"{person}/side {n}.nc" for person in ("anna", "bo", "cé") for n in (1, 2))


def started(folder: Path, out: Path, *options: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "gaitkit", "batch", str(folder), "--out", str(out), *options],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def records(out: Path) -> dict[str, int]:
    """When each clip's results were put in place."""
    return {
        path.parent.relative_to(out).as_posix(): path.stat().st_mtime_ns
        for path in out.rglob(RECORD)
        if ".unfinished" not in path.parts
    }


def wait_for(count: int, out: Path, process: subprocess.Popen, *, within_s: float = 600) -> None:
    until_s = time.monotonic() + within_s
    while len(records(out)) < count:
        assert process.poll() is None and time.monotonic() < until_s, process.communicate()
        time.sleep(0.02)


def test_killed_in_the_middle_and_started_again(tmp_path):
    folder, out = put(tmp_path / "clips", *CLIPS), tmp_path / "out"
    with started(folder, out, "--workers", "2") as first:
        wait_for(2, out, first)
        first.send_signal(signal.SIGKILL)
    before = records(out)
    assert 2 <= len(before) < len(CLIPS)
    assert not (out / "metrics.csv").exists()
    for place in before:
        assert (out / place / "report.pdf").is_file() and (out / place / "analysis.json").is_file()

    with started(folder, out, "--workers", "2") as second:
        said, followed = second.communicate(timeout=600)
    assert second.returncode == 0, followed
    after = records(out)
    assert {place: after[place] for place in before} == before
    assert set(pd.read_csv(out / "metrics.csv").file) == set(CLIPS)
    assert f"{len(CLIPS)} clips measured. {len(before)} of them were done before." in said
    assert f"{len(CLIPS) - len(before)} clips, 2 at a time" in followed
    assert not (out / ".unfinished").exists()
