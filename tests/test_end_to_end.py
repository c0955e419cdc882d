"""The whole way on a real clip: MediaPipe, the default model, every file, and no network at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sockets_forbidden

from gaitkit.errors import InstallationError
from gaitkit.pose.models import model_path

SAMPLE_VIDEOS = Path(__file__).parents[1] / "sample_videos"
RUN = "from gaitkit.cli import main; main({arguments!r})"
#: A contact or toe-off of the truth further from its measurement than this was missed.
SAME_EVENT_S = 0.2


def truth(clip: str) -> dict:
    return json.loads((SAMPLE_VIDEOS / f"{clip}.truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def summary(tmp_path_factory) -> dict:
    """The summary of the sample walk, measured by a process that dies at its first socket."""
    try:
        model_path("heavy")
    except InstallationError as error:
        if "no source" in str(error):
            pytest.skip(f"no weights and no network here: {error}")
        raise
    folder = tmp_path_factory.mktemp("whole")
    clip = SAMPLE_VIDEOS / "walk_treadmill.mp4"
    height_m = truth("walk_treadmill")["subject"]["height_m"]
    arguments = ["analyze", str(clip), "--json", "--out", str(folder / "out")]
    code = RUN.format(arguments=[*arguments, "--height-m", str(height_m)])
    python = [sys.executable]
    if sockets_forbidden.supported():
        python.append(sockets_forbidden.__file__)
    else:
        python.append("-c")
    done = subprocess.run(
        [*python, code], capture_output=True, text=True, timeout=300,
        env={**os.environ, "GAITKIT_CACHE": str(folder / "poses")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["clips"][0]


def test_every_file_is_there_and_the_report_names_the_view(summary):
    assert set(summary["files"]) == {
        "analysis.json", "pose.nc", "metrics.csv", "events.csv", "curves.csv", "findings.csv",
        "report.html", "report.pdf", "overlay.mp4",
    }  # fmt: skip
    (bout,) = summary["bouts"]
    assert (bout["activity"], bout["surface"]) == ("walk", "treadmill")
    assert (bout["view"]["plane"], bout["view"]["facing"]) == ("side", "right")
    report = (Path(summary["folder"]) / "report.html").read_text("utf-8")
    assert "From the side, travelling to the right" in report


def test_numbers_agree_with_the_truth_within_their_own_intervals(summary):
    known = {(m["metric"], m["side"]): m["value"] for m in truth("walk_treadmill")["metrics"]}
    found = {(m["metric"], m["side"]): m for m in summary["metrics"]}
    shared = known.keys() & found.keys()
    assert len(shared) >= 25
    outside = [k for k in shared if not found[k]["low"] <= known[k] <= found[k]["high"]]
    assert len(outside) <= 0.1 * len(shared), outside
    cadence = found["cadence_spm", "both"]
    assert cadence["value"] == pytest.approx(known["cadence_spm", "both"], abs=1.0)


def test_events_are_where_they_were(summary):
    table = np.genfromtxt(
        Path(summary["folder"]) / "events.csv", delimiter=",", names=True, dtype=None,
        encoding="utf-8",
    )  # fmt: skip
    for kind, limit_s in (("initial_contact", 0.025), ("toe_off", 0.035)):
        late_s = []
        for side, times in truth("walk_treadmill")["events"].items():
            of_foot = table["time_s"][(table["side"] == side) & (table["event"] == kind)]
            late_s += [of_foot[np.abs(of_foot - t).argmin()] - t for t in times[kind]]
        hits = [abs(late) for late in late_s if abs(late) < SAME_EVENT_S]
        assert len(hits) >= len(late_s) - 2, "more than the clip's ends were missed"
        assert np.mean(hits) < limit_s, kind


def test_what_forbids_sockets_does():
    if not sockets_forbidden.supported():
        pytest.skip("the filter is Linux's")
    guilty = [sys.executable, sockets_forbidden.__file__, "import socket; socket.socket()"]
    assert subprocess.run(guilty, check=False).returncode < 0
