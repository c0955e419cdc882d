"""Cost of an analysis against bare MediaPipe on the same frames, run by run.

    python tests/benchmarks/budgets.py CLIP [--times 10] [--runs 3] [--model heavy]

Bare: the bundle as published, one process, decode, RGB, detection. Each run measures bare,
`analyze --no-video`, the same again (its pose is known by then) and `analyze` (report and overlay)
one after the other in processes of their own; printed are the medians of the ratios of wall time,
those of processor time (which a busy machine distorts less: divided by the cores it is the least
wall time that can be reached) and the peak memory of a process. `--times` repeats the clip's
packets. Only a quiet machine gives wall times worth keeping. Not collected by pytest.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from bare import Cost, bare_command, measured, published_bundle, repeated


def main() -> None:
    """Print ratios and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", default="heavy")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bundle = published_bundle(wanted.model, folder)
        clip = repeated(wanted.clip, wanted.times, folder)
        costs: dict[str, list[Cost]] = {}
        for run in range(wanted.runs):
            analyze = [sys.executable, "-m", "gaitkit", "analyze", str(clip), "--height-m", "1.8"]
            analyze += ["--model", wanted.model, "--out", str(folder / "out")]
            fresh, other = folder / f"poses {run}", folder / f"other poses {run}"
            for name, command, cache in (
                ("bare", bare_command(bundle, clip), fresh),
                ("no video", [*analyze, "--no-video"], fresh),
                ("again", [*analyze, "--no-video"], fresh),
                ("all", analyze, other),
            ):
                cost = measured(command, cache=cache)
                costs.setdefault(name, []).append(cost)
                told = f"{cost.wall_s:6.1f} s, {cost.processor_s:6.1f} s processor"
                print(f"run {run + 1} {name:8} {told}, {cost.peak_mb:4.0f} MB", flush=True)
        for name, to in (("no video", "bare"), ("all", "bare"), ("again", "no video")):
            pairs = list(zip(costs[name], costs[to], strict=True))
            wall = statistics.median(a.wall_s / b.wall_s for a, b in pairs)
            processor = statistics.median(a.processor_s / b.processor_s for a, b in pairs)
            peak_mb = max(cost.peak_mb for cost in costs[name])
            print(f"{name:8} / {to}: wall {wall:.3f}, processor {processor:.3f}, {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
