"""A batch on a Dask cluster: a real scheduler, two workers, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from posed import put
from test_killed import CLIPS, records, started, wait_for

from gaitkit import __version__
from gaitkit.batch.cluster import cluster, trouble
from gaitkit.batch.measure import measure_clip
from gaitkit.batch.run import planned
from gaitkit.errors import InstallationError, UsageError
from gaitkit.model import Settings, Subject


@contextmanager
def dask(kind: str, *options: str) -> Iterator[subprocess.Popen]:
    """`dask scheduler` or `dask worker` on this computer alone."""
    pytest.importorskip("distributed", reason="needs Dask: pip install .[dask]")
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(tmp_path) -> Iterator[str]:
    """The address of a scheduler."""
    file = tmp_path / "scheduler.json"
    with dask(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file),
    ) as process:  # fmt: skip
        until_s = time.monotonic() + 60
        while not file.exists():
            assert process.poll() is None and time.monotonic() < until_s
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]


def worker(scheduler: str):
    return dask(
        "worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard",
        "--host", "127.0.0.1", "--local-directory", os.environ.get("TMPDIR", "/tmp"),
    )  # fmt: skip


def children(process: subprocess.Popen) -> list[str]:
    """Its processes that measure a clip."""
    return subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()


def test_one_worker_is_killed_and_every_clip_is_done_once(tmp_path, scheduler):
    folder, out = put(tmp_path / "clips", *CLIPS), tmp_path / "out"
    with worker(scheduler) as one, worker(scheduler) as two:
        with started(folder, out, "--scheduler", scheduler) as batch:
            wait_for(1, out, batch)
            victim = two if children(two) else one
            victim.send_signal(signal.SIGKILL)
            before = records(out)
            said, followed = batch.communicate(timeout=600)
        assert batch.returncode == 0, followed
    after = records(out)
    assert {place: after[place] for place in before} == before
    assert sorted(after) == sorted(str(Path(clip).with_suffix("")) for clip in CLIPS)
    rows = pd.read_csv(out / "metrics.csv")
    assert set(rows.file) == set(CLIPS)
    assert not rows.duplicated(["file", "metric", "side", "activity", "bout"]).any()
    assert f"{len(CLIPS)} clips measured." in said
    assert f"{len(CLIPS)} clips on the cluster" in followed


def test_a_worker_that_cannot_do_it_is_told_before_any_work(tmp_path):
    here, gone = str(tmp_path), str(tmp_path / "gone")
    assert trouble(here, here, __version__) == ""
    assert "no folder" in trouble(gone, here, __version__)
    assert "can't write" in trouble(here, gone, __version__)
    assert "9.9" in trouble(here, here, "9.9")


def test_no_scheduler_no_batch(tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="needs Dask: pip install .[dask]")
    monkeypatch.setattr("gaitkit.batch.cluster._CONNECT_S", 0.3)
    with (
        pytest.raises(UsageError, match="no answer"),
        cluster("tcp://127.0.0.1:9", folder=tmp_path, out=tmp_path),
    ):
        pass


def test_without_dask_its_installation_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(InstallationError, match=r"gaitkit-video\[dask\]"),
        cluster("tcp://127.0.0.1:9", folder=tmp_path, out=tmp_path),
    ):
        pass


def test_a_worker_that_joins_late_is_checked_with_every_clip(tmp_path):
    folder = put(tmp_path / "clips", "a.nc")
    (job,) = planned(
        folder, out=tmp_path / "out", only=(), subjects=None, subject=Subject(),
        settings=Settings(), lang="en", video=False, blur_face=False,
    ).jobs  # fmt: skip
    old = measure_clip(replace(job, gaitkit="9.9"), lambda stage, share: None)
    assert old.exit_code == 1 and "9.9" in old.reason
    away = measure_clip(replace(job, path=tmp_path / "gone.nc"), lambda stage, share: None)
    assert away.exit_code == 3 and "sees no such file" in away.reason
