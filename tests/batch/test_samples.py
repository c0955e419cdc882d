"""Real videos in a batch, from the folder to the table: slow."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from gaitkit.batch import batch
from gaitkit.model import Subject
from gaitkit.pose.models import model_path

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"
CLIPS = ("walk_side.mp4", "run_side.mp4", "walk_front_level.mp4")


@pytest.mark.slow
def test_a_folder_of_videos_follows_the_truth_and_is_resumed(tmp_path):
    model_path("heavy")
    folder = tmp_path / "clips 50% é"
    for name in CLIPS:
        (folder / name[:4]).mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / name, folder / name[:4] / name)
    (folder / "half.mp4").write_bytes((SAMPLES / CLIPS[0]).read_bytes()[:50_000])
    done = batch(folder, out=folder / "out", subject=Subject(height_m=1.75, name="Anna"))
    assert {clip.file for clip in done.measured} == {f"{name[:4]}/{name}" for name in CLIPS}
    assert [f.file for f in done.failures] == ["half.mp4"]
    table = pd.read_csv(done.out / "metrics.csv").set_index(["file", "metric", "side"])
    for clip in done.measured:
        assert (done.out / clip.place / "overlay.mp4").stat().st_size > 10_000
        truth = json.loads((SAMPLES / Path(clip.file).name).with_suffix(".truth.json").read_text())
        (cadence,) = (m["value"] for m in truth["metrics"] if m["metric"] == "cadence_spm")
        got = table.loc[(clip.file, "cadence_spm", "both")]
        assert got["value"] == pytest.approx(cadence, abs=3)
    assert [session.clips for session in done.sessions] == [
        ("walk/walk_front_level", "walk/walk_side")
    ]
    again = batch(folder, out=folder / "out", subject=Subject(height_m=1.75, name="Anna"))
    assert (again.kept, len(again.measured), len(again.failures)) == (3, 3, 1)
