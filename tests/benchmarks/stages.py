"""Where the time of an analysis goes, and how it grows: a table, each column another clip.

    python tests/benchmarks/stages.py CLIP [--times 1 3 10] [--heights 540 1080] [--runs 3]

Stages follow each other in one process, each timed alone: what starts gaitkit, decoding all
pictures and nothing else, the pose (the person found and followed, which decodes again), measuring,
the files without pictures, overlay and film. Bare is MediaPipe on the same clip (see budgets.py).
Printed are medians in milliseconds per picture. Not collected by pytest.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bare import bare_command, measured, published_bundle, repeated, resized

STAGES = """
import json, sys, time
laps, last = {}, time.perf_counter()
def lap(name):
    global last
    laps[name], last = time.perf_counter() - last, time.perf_counter()
clip, model, out = sys.argv[1:]
import gaitkit
from gaitkit import capture, pipeline, video
lap("start")
seen = video.probe(clip)
with video.frames(seen) as pictures:
    count = sum(1 for _ in pictures)
lap("decode")
settings = gaitkit.model.Settings(model=model)
capture.capture(seen, settings, on_progress=lambda stage, share: None)
lap("pose")
result = gaitkit.analyze(clip, subject=gaitkit.Subject(height_m=1.8), model=model)
lap("measure")
result.save(out, video=False)
lap("report")
result.save(out, formats=("overlay", "html"))
lap("overlay")
print(json.dumps({name: 1000 * s / count for name, s in laps.items()} | {"pictures": count}))
"""
NAMES = ("start", "decode", "pose", "measure", "report", "overlay")


def laps_ms(clip: Path, model: str, folder: Path) -> dict[str, float]:
    """Milliseconds per picture of each stage in a fresh process; `bare` among them."""
    command = [sys.executable, "-c", STAGES, str(clip), model, str(folder / "out")]
    with tempfile.TemporaryDirectory() as poses:
        env = {**os.environ, "GAITKIT_CACHE": poses}
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--times", type=int, nargs="+", default=[1])
    parser.add_argument("--heights", type=int, nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", default="heavy")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bundle = published_bundle(wanted.model, folder)
        clips = {f"x {n}": repeated(wanted.clip, n, folder) for n in wanted.times}
        clips |= {f"{h} px": resized(wanted.clip, h, folder) for h in wanted.heights}
        rows: dict[str, list[float]] = {name: [] for name in ("pictures", "bare", *NAMES)}
        for clip in clips.values():
            runs = []
            for _ in range(wanted.runs):
                bare_s = measured(bare_command(bundle, clip), cache=folder).wall_s
                laps = laps_ms(clip, wanted.model, folder)
                runs.append(laps | {"bare": 1000 * bare_s / laps["pictures"]})
                print({name: round(value, 1) for name, value in runs[-1].items()}, flush=True)
            for name, row in rows.items():
                row.append(statistics.median(run[name] for run in runs))
    print(f"{'ms per picture':15}" + "".join(f"{name:>10}" for name in clips))
    for name, row in rows.items():
        print(f"{name:15}" + "".join(f"{value:10.1f}" for value in row))


if __name__ == "__main__":
    main()
