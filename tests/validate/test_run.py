"""A folder of clips with truth, from files to tables and a page."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from labelled import put
from mocap import load_case, mocap_path
from walker import Walker

from gaitkit.errors import InstallationError, UsageError
from gaitkit.model import Settings
from gaitkit.pose.files import save_pose
from gaitkit.pose.models import model_path
from gaitkit.validate import summary, validate
from gaitkit.validate.run import settings_for
from gaitkit.validate.truth import Truth

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


@pytest.fixture(scope="module")
def validated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    put(folder, "slow", Walker(cadence_spm=96))
    put(folder, "usual", Walker())
    put(folder / "sub", "quick", Walker(cadence_spm=124))
    put(folder, "runner", Walker.running())
    put(folder, "front", Walker(speed_mps=1.0), view="front")
    (folder / "damaged.nc").write_bytes(b"no pose")
    (folder / "damaged.truth.json").write_text((folder / "usual.truth.json").read_text())
    put(folder, "typo", Walker(), metrics=[{"metric": "cadense", "value": 1}])
    (folder / "gone.truth.json").write_text("{}")
    heard = []
    validation = validate(
        folder, out=folder / "out", workers=1, on_progress=lambda *told: heard.append(told)
    )
    return validation, heard


def read(validation, name):
    return pd.read_csv(validation.out / name)


def test_clips_that_fail_stop_no_other_and_say_why(validated):
    validation, _ = validated
    assert [c.clip for c in validation.clips] == [
        "front.nc", "runner.nc", "slow.nc", "sub/quick.nc", "usual.nc",
    ]  # fmt: skip
    failed = {f.clip: f.reason for f in validation.failures if f.kind == "failed"}
    assert set(failed) == {"damaged.nc", "typo.nc", "gone.truth.json"}
    assert "'cadense'" in failed["typo.nc"]
    assert "no clip" in failed["gone.truth.json"]
    assert validation.exit_code == 5


def test_progress_reaches_the_end(validated):
    _, heard = validated
    assert len(heard) == 8
    assert heard[-1][1] == 1.0
    assert [share for _, share in heard] == sorted(share for _, share in heard)


def test_cadence_of_known_figures_follows_the_truth(validated):
    table = read(validated[0], "accuracy.csv").set_index(["metric", "view"])
    cadence = table.loc["cadence_spm", "all"]
    assert (cadence["n"], cadence["clips"]) == (5, 5)
    assert cadence["slope"] == pytest.approx(1, abs=0.05)
    assert cadence["mae"] < 1.5
    assert table.loc["cadence_spm", "side"]["n"] == 4


def test_the_single_comparisons_add_up_to_the_table(validated):
    clips = read(validated[0], "clips.csv")
    assert list(clips.columns[:9]) == [
        "clip", "metric", "side", "truth", "value", "low", "high", "quality", "inside",
    ]  # fmt: skip
    row = (
        read(validated[0], "accuracy.csv")
        .set_index(["metric", "view"])
        .loc[("foot_strike_angle_deg", "side")]
    )
    some = clips[(clips.metric == "foot_strike_angle_deg") & (clips.status == "measured")]
    errors = some.value - some.truth
    assert row["n"] == len(some)
    assert row["bias"] == pytest.approx(errors.mean(), abs=2e-4)
    assert row["rmse"] == pytest.approx((errors**2).mean() ** 0.5, abs=2e-4)
    worst = some.loc[errors.abs().idxmax()]
    assert (row["worst_clip"], row["worst_side"]) == (worst["clip"], worst["side"])


def test_events_by_kind_view_and_gait(validated):
    events = read(validated[0], "events.csv")
    groups = set(zip(events.event, events.activity, events.view, strict=True))
    assert ("initial_contact", "run", "side") in groups
    assert ("toe_off", "walk", "front") in groups
    pairs = read(validated[0], "event_pairs.csv")
    assert events.matched.sum() == (pairs.truth_s.notna() & pairs.found_s.notna()).sum()


def test_the_page_stands_alone_and_names_what_failed(validated):
    page = (validated[0].out / "index.html").read_text(encoding="utf-8")
    assert "cadense" in page and "10.1016/S0140-6736(86)90837-8" in page
    assert page.count("<svg") >= 10
    assert "http://" not in page and "https://" not in page and "<script" not in page


def test_the_summary_is_plain_words(validated):
    headline, tables = summary(validated[0], lang="nl")
    assert headline.startswith("5 clips vergeleken, 3 niet")
    assert [t.title for t in tables][:2] == ["Maat voor maat", "Gangmomenten"]
    for table in tables:
        assert all(len(row.cells) == len(table.head) for row in table.rows)
        assert all(isinstance(cell, str) for row in table.rows for cell in row.cells)
    cadence = next(r for r in tables[0].rows if r.cells[0].startswith("Cadans"))
    assert cadence.cells[1:3] == ("alle opnamen", "5")


def test_when_every_clip_fails_the_tables_say_so(tmp_path):
    (tmp_path / "gone.truth.json").write_text("{}")
    validation = validate(tmp_path, out=tmp_path / "out", workers=1)
    assert (validation.clips, validation.exit_code) == ((), 4)
    assert len(read(validation, "failures.csv")) == 1
    assert list(read(validation, "accuracy.csv").columns)[:2] == ["metric", "view"]
    assert "No clip could be compared" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_several_processes_give_the_same_tables(tmp_path):
    folder = tmp_path / "clips"
    put(folder, "usual", Walker(duration_s=3.0))
    put(folder, "runner", Walker.running(duration_s=3.0))
    one, two = (validate(folder, out=tmp_path / str(n), workers=n) for n in (1, 2))
    for name in ("accuracy.csv", "clips.csv", "events.csv"):
        assert (two.out / name).read_text() == (one.out / name).read_text()


def test_an_unknown_language_is_refused_before_the_work(tmp_path):
    with pytest.raises(UsageError, match="'de'"):
        validate(tmp_path, out=tmp_path, lang="de")


def test_only_what_the_machine_cannot_know_is_taken_from_the_truth():
    truth = Truth(view="rear", activity="run", capture_fps=240)
    asked = Settings(model="full")
    video = settings_for(Path("a.mp4"), truth, asked)
    assert (video.view, video.activity, video.capture_fps) == ("auto", "auto", 240)
    assert settings_for(Path("a.c3d"), truth, asked).view == "rear"
    assert settings_for(Path("a.mp4"), Truth(activity="squat"), asked).activity == "squat"
    assert settings_for(Path("a.mp4"), Truth(), Settings(capture_fps=120)).capture_fps == 120


def test_motion_capture_beside_a_clip_is_its_truth(tmp_path):
    case = load_case("walk")
    save_pose(case.track("side", every=4), tmp_path / "lab.nc")
    shutil.copy(mocap_path("walk_plugin_gait.c3d"), tmp_path / "lab.c3d")
    validation = validate(tmp_path, out=tmp_path / "out", workers=1)
    assert validation.failures == ()
    got = {(c.metric, c.side): c for c in validation.comparisons if c.status == "measured"}
    # Fewer frames of the same markers: angles agree, and times come from the laboratory's events.
    assert abs(got["knee_flexion_swing_peak_deg", "left"].error) < 2
    landed_s, left_s = case.times("right", "initial_contact")[1], case.times("right", "toe_off")[1]
    assert got["stance_time_s", "right"].truth == pytest.approx(left_s - landed_s, abs=1e-3)
    assert abs(got["stance_time_s", "right"].error) < 0.03
    assert not {m for m, _ in got} & {"speed_mps", "stride_length_m"}
    assert validation.events == ()  # nobody said where in the clip the recording begins
    assert {c.curve for c in validation.curves} >= {"knee_flexion", "hip_flexion"}


def test_with_its_offset_motion_capture_times_the_events(tmp_path):
    case = load_case("walk")
    save_pose(case.track("side"), tmp_path / "clip.nc")
    shutil.copy(mocap_path("walk_plugin_gait.c3d"), tmp_path / "lab.c3d")
    truth = {"markers": "lab.c3d", "offset_s": 0.0}
    (tmp_path / "clip.truth.json").write_text(json.dumps(truth))
    validation = validate(tmp_path, out=tmp_path / "out", workers=1)
    assert sum(e.matched for e in validation.events) >= 6
    assert max(e.mae_ms for e in validation.events) < 80


@pytest.fixture
def weights():
    try:
        model_path("heavy")
    except InstallationError as error:
        pytest.skip(f"no weights and no network here: {error}")


@pytest.mark.slow
def test_a_subset_of_the_study_holds(tmp_path, weights):
    """Three real clips with truth, one of them a movement test, through the whole comparison."""
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in ("run_side_short_steps", "walk_front_child", "lunge_side"):
        for suffix in (".mp4", ".truth.json"):
            shutil.copy(SAMPLES / f"{name}{suffix}", folder)
    validation = validate(folder, out=tmp_path / "out", workers=1)
    assert validation.exit_code == 0
    rows = {(r.metric, r.view): r for r in validation.metrics}
    assert rows["cadence_spm", "side"].mae < 1
    assert rows["cadence_spm", "front"].mae < 2
    assert rows["repetitions", "side"].mae == 0
    assert all(event.mae_ms < 40 for event in validation.events)
    known = [r for r in validation.metrics if r.view != "all" and r.inside_pct is not None]
    assert np.average([r.inside_pct for r in known], weights=[r.n for r in known]) > 90


@pytest.mark.slow
def test_the_sample_videos(tmp_path):
    """Real pictures, real landmarks: what the short table of the README rests on."""
    validation = validate(SAMPLES, out=tmp_path)
    assert validation.exit_code == 0
    rows = {(r.metric, r.view): r for r in validation.metrics}
    cadence = rows.get(("cadence_spm", "all")) or rows["cadence_spm", "side"]
    gaits = [clip for clip in validation.clips if clip.activity in ("walk", "run")]
    assert cadence.n == len(gaits) >= 2
    assert cadence.mae < 3
    assert all(e.mae_ms < 60 for e in validation.events)
