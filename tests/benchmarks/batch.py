"""Cost of a batch against bare MediaPipe on the same clips one after the other, run by run.

    python tests/benchmarks/batch.py CLIP... [--runs 3] [--workers 1 2 3] [--times 1]

Bare: as in budgets.py, each clip in a process of its own, their times added up. Every run then
measures `gaitkit batch --no-video` of all clips with each number of workers, nothing cached;
printed are the medians of the ratios and the largest memory of all processes together. `--times`
repeats each clip's packets. Only a quiet machine gives figures worth keeping. Not collected by
pytest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from budgets import BARE, measured, official_bundle, repeated


def with_memory(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall time in s, and the most memory in MB that the process and its children held at once."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, _held_mb(process.pid))
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"{command[:5]} ended with {process.returncode}")
    return time.perf_counter() - start, most


def _held_mb(pid: int) -> float:
    listed = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(pid), "-p", str(pid)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return sum(map(int, listed.stdout.split())) / 1024


def main() -> None:
    """Print ratios and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--times", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, clips = Path(place), Path(place) / "clips"
        clips.mkdir()
        bundle = official_bundle(folder)
        for clip in wanted.clips:
            shutil.copy(repeated(clip, wanted.times, folder), clips / clip.name)
        ratios: dict[int, list[float]] = {count: [] for count in wanted.workers}
        for run in range(wanted.runs):
            bare = sum(
                measured([sys.executable, "-c", BARE, str(bundle), str(clip)], dict(os.environ))[0]
                for clip in sorted(clips.iterdir())
            )
            print(f"run {run + 1}: bare, {len(wanted.clips)} clips: {bare:.1f} s", flush=True)
            for count in wanted.workers:
                env = {**os.environ, "GAITKIT_CACHE": str(folder / f"poses {run} {count}")}
                out = str(folder / f"out {run} {count}")
                command = [sys.executable, "-m", "gaitkit", "batch", str(clips), "--no-video"]
                wall, most = with_memory([*command, "--workers", str(count), "--out", out], env)
                ratios[count].append(wall / bare)
                print(f"  {count} workers: {wall:.1f} s, {most:.0f} MB", flush=True)
        for count, found in ratios.items():
            print(f"{count} workers / bare: {statistics.median(found):.2f}")


if __name__ == "__main__":
    main()
