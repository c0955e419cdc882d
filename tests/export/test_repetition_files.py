"""A movement test in files: repetitions.csv, analysis.json and back, the count in the overlay."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from performer import Performer

import gaitkit
from gaitkit.export.overlay_count import counts_at
from gaitkit.export.overlay_ink import Pen
from gaitkit.export.overlay_page import Page
from gaitkit.pose.files import save_pose

SQUATS = Performer(activity="squat", sides=("left", "right"), repetitions=3)
HOLD = Performer(activity="balance", sides=("right",), hold_s=6.0)


@pytest.fixture(scope="module")
def poses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("poses")
    save_pose(SQUATS.track("front"), folder / "squat.nc")
    save_pose(HOLD.track("rear"), folder / "hold.nc")
    return folder


@pytest.fixture(scope="module")
def squats(poses):
    return gaitkit.analyze(poses / "squat.nc", activity="squat")


@pytest.fixture(scope="module")
def hold(poses):
    return gaitkit.analyze(poses / "hold.nc", activity="balance")


def test_the_table_has_a_row_per_repetition(squats, tmp_path):
    folder = squats.save(tmp_path, formats=("csv",))
    table = pd.read_csv(folder / "repetitions.csv")
    assert list(table["side"]) == ["left"] * 3 + ["right"] * 3
    assert list(table["repetition"]) == [1, 2, 3, 1, 2, 3]
    assert set(table["activity"]) == {"squat"}
    assert (table["start_s"] < table["peak_s"]).all() and (table["peak_s"] < table["end_s"]).all()
    assert len(pd.read_csv(folder / "events.csv")) == len(pd.read_csv(folder / "curves.csv")) == 0


def test_gait_has_no_table_of_repetitions_and_an_old_one_goes(squats, tmp_path):
    from walker import Walker

    save_pose(Walker().track("side"), tmp_path / "clip.nc")
    (tmp_path / "out" / "clip").mkdir(parents=True)
    squats.save(tmp_path / "out", name="clip", formats=("csv",))
    folder = gaitkit.analyze(tmp_path / "clip.nc").save(tmp_path / "out", formats=("csv",))
    assert not (folder / "repetitions.csv").exists()
    assert len(pd.read_csv(folder / "events.csv"))


def test_an_analysis_comes_back_as_it_was(squats, hold, tmp_path):
    for name, result in (("squat", squats), ("hold", hold)):
        folder = result.save(tmp_path, name=name, formats=("json",))
        again = gaitkit.load(folder).record
        assert again.repetitions == result.record.repetitions
        assert again.bouts == result.record.bouts
        assert [t.name for t in again.traces] == [t.name for t in result.record.traces]
        for one, two in zip(again.traces, result.record.traces, strict=True):
            np.testing.assert_array_equal(one.values, two.values)
        plain = json.loads((folder / "analysis.json").read_text())
        assert len(plain["repetitions"]) == len(result.record.repetitions)


def test_the_count_runs_with_the_peaks(squats):
    first = squats.record.repetitions[0]
    assert [c.text for c in counts_at(squats.record, first.peak_s - 0.1, "en")] == ["L 0", "R 0"]
    assert [c.text for c in counts_at(squats.record, first.peak_s + 0.1, "en")] == ["L 1", "R 0"]
    assert [c.text for c in counts_at(squats.record, 99.0, "en")] == ["L 3", "R 3"]


def test_a_hold_shows_its_seconds(hold):
    (one,) = hold.record.repetitions
    assert counts_at(hold.record, one.start_s - 0.1, "en") == []
    assert [c.text for c in counts_at(hold.record, one.start_s + 3.0, "en")] == ["R 3.0 s"]
    assert [c.text for c in counts_at(hold.record, one.start_s + 3.0, "nl")] == ["R 3,0 s"]
    done = f"R {one.duration_s:.1f} s"
    assert [c.text for c in counts_at(hold.record, one.end_s + 5.0, "en")] == [done]


def test_the_count_and_the_repetitions_are_drawn(squats):
    record = squats.record
    page = Page(record, lang="en", width_px=640, height_px=360, blur_face=False)
    grey = np.full((360, 640, 3), 128, np.uint8)
    before = page.draw(grey, 0.0).copy()
    corner = (slice(0, 40), slice(0, 60))
    assert (before[corner] != 128).any()
    after = page.draw(grey, record.repetitions[0].peak_s + 0.2).copy()
    assert (before[corner] != after[corner]).any()
    band = slice(360 + 2 * Pen.for_size(640, 360).text_px, None)
    reds = (before[band][..., 0].astype(int) - before[band][..., 2]) > 60
    assert reds.sum() > 100  # the left leg's repetitions, before they are done


def test_what_python_users_hold_says_repetitions(squats):
    assert "6 repetitions" in repr(squats)
    assert len(squats.repetitions) == 6
    assert squats.cycles.empty and squats.events.empty and squats.curves.empty
