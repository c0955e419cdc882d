"""Cost of a batch against bare MediaPipe on the same clips one after the other, run by run.

    python tests/benchmarks/batch.py CLIP... [--runs 3] [--workers 1 2 3] [--times 1]

Bare: as in budgets.py, each clip in a process of its own, their times added up. Every run then
measures `gaitkit batch --no-video` of all clips with each number of workers, nothing cached.
Printed are the medians of the ratios of wall time, those of processor time (which a busy machine
distorts less: divided by the cores it is the least wall time that can be reached) and the most
memory that all processes held at once. `--times` repeats each clip's packets. Only a quiet machine
gives wall times worth keeping. Not collected by pytest.
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

from bare import bare_command, published_bundle, repeated


def measured(command: list[str], *, cache: Path) -> tuple[float, float, float]:
    """Wall and processor time in s and most memory in MB of a process and its children."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, "GAITKIT_CACHE": str(cache)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    most, ended = 0.0, 0
    while not ended:
        most = max(most, held_mb(process.pid))
        time.sleep(0.5)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    if status:
        raise SystemExit(f"{command[:5]} ended with {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, most


def held_mb(pid: int) -> float:
    """Memory of a process and its children."""
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
        bundle = published_bundle("heavy", folder)
        for clip in wanted.clips:
            shutil.copy(repeated(clip, wanted.times, folder), clips / clip.name)
        ratios: dict[int, list[tuple[float, float]]] = {count: [] for count in wanted.workers}
        for run in range(wanted.runs):
            bare = [
                measured(bare_command(bundle, clip), cache=folder / "none")
                for clip in sorted(clips.iterdir())
            ]
            bare_wall, bare_cpu = (sum(one[n] for one in bare) for n in (0, 1))
            print(f"run {run + 1}  bare       {bare_wall:6.1f} s, {bare_cpu:6.1f} s processor")
            for count in wanted.workers:
                command = [sys.executable, "-m", "gaitkit", "batch", str(clips), "--no-video"]
                command += ["--workers", str(count), "--out", str(folder / f"out {run} {count}")]
                wall, cpu, most = measured(command, cache=folder / f"poses {run} {count}")
                ratios[count].append((wall / bare_wall, cpu / bare_cpu))
                told = f"{wall:6.1f} s, {cpu:6.1f} s processor, {most:.0f} MB"
                print(f"run {run + 1}  {count} workers  {told}", flush=True)
        for count, found in ratios.items():
            wall, cpu = (statistics.median(one[n] for one in found) for n in (0, 1))
            print(f"{count} workers / bare: wall {wall:.2f}, processor {cpu:.2f}")


if __name__ == "__main__":
    main()
