"""`gaitkit batch`: what it prints, its exit codes, and how it shows that it goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from posed import put

from gaitkit.batch.bar import BatchBar
from gaitkit.batch.job import Measured
from gaitkit.batch.plan import planned
from gaitkit.model import Settings, Subject


@pytest.fixture
def clips(place) -> Path:
    return put(place / "clips", "anna/side.nc", "bo 50%.nc")


def test_a_folder_becomes_one_table_in_words_and_as_data(clips, gaitkit):
    (clips / "bad.mp4").write_text("hello")
    code, said, followed = gaitkit("batch", clips, "--no-video")
    assert code == 5
    assert "2 clips measured, 1 not." in said and "bad.mp4: expected a video" in said
    assert "index.html" in said and "gaitkit-batch" in said
    assert "3 clips, " in followed and "anna/side.nc: measured in" in followed
    assert "Traceback" not in followed

    code, said, followed = gaitkit(
        "batch", clips, "--no-video", "--json", "--lang", "en", "--only", "bo*"
    )
    content = json.loads(said)
    assert (code, followed, content["kept"]) == (0, "", 1)
    assert [clip["file"] for clip in content["measured"]] == ["bo 50%.nc"]


def test_a_blank_table_can_be_filled_in_and_given_back(clips, gaitkit):
    code, said, _ = gaitkit("batch", clips, "--blank")
    assert (code, said.splitlines()[1:]) == (0, ["anna/side.nc" + 9 * ",", "bo 50%.nc" + 9 * ","])
    (clips / "clips.csv").write_text(said.replace("side.nc,,", "side.nc,Anna,17"))
    code, said, errors = gaitkit("batch", clips, "--subjects", clips / "clips.csv")
    assert (code, said) == (2, "")
    assert "line 2: height_m: expected metres" in errors and "Traceback" not in errors
    assert not (clips.parent / "gaitkit-batch").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nowhere",), 3, "no such folder"),
        (("clips/anna/side.nc",), 3, "gaitkit analyze"),
        (("clips", "--only", "x*"), 2, "--only x*: fits none of the 2 clips"),
        (("clips", "--subjects", "none.csv"), 3, "none.csv: the table of subjects can't be read"),
        (("clips", "--out", "clips/anna/side.nc"), 2, "expected a folder that can be written"),
        (("clips", "--workers", "0"), 2, "--workers"),
    ],
)
def test_wrong_requests_are_refused_in_plain_words(clips, gaitkit, arguments, code, told):
    got, said, errors = gaitkit("batch", *arguments)
    assert (got, said) == (code, "")
    assert told in errors and "Traceback" not in errors


def test_a_wrong_model_is_told_once_and_not_for_every_clip(clips, gaitkit):
    for name in ("one.mp4", "two.mp4"):
        (clips / name).write_text("hello")
    code, said, errors = gaitkit("batch", clips, "--model", "huge", "--only", "*.mp4")
    assert (code, said) == (2, "")
    assert errors.count("'huge'") == 1


def test_a_batch_that_is_stopped_says_how_to_go_on(clips, gaitkit, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("gaitkit.batch.run.run_all", stopped)
    code, said, errors = gaitkit("batch", clips, "--lang", "nl")
    assert (code, said) == (130, "")
    assert "hetzelfde commando gaat verder" in errors


def test_bars_show_every_running_clip_and_the_whole(clips, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    jobs = planned(
        clips, out=clips / "out", only=(), subjects=None, subject=Subject(),
        settings=Settings(), lang="nl", video=False, blur_face=False,
    ).jobs  # fmt: skip
    outcome = Measured(
        file="", place="", person="", date="", sha256="", settled="", files=(), planes=(),
        activities=(), seen={}, warnings=(), wall_s=1.0,
    )  # fmt: skip
    with BatchBar(overlay=False, lang="nl") as bar:
        bar.begin(jobs, workers=2)
        bar.tell(jobs[0], "pose", 0.5)
        bar.tell(jobs[1], "measure", None)
        whole, first, _ = bar._bars.tasks
        assert "persoon volgen" in first.description and 0.4 < first.percentage / 100 < 0.7
        bar.done(jobs[1], replace(outcome, file=jobs[1].file))
        assert "1 van 2" in whole.description
        assert whole.percentage == pytest.approx(50 + first.percentage / 2)
        assert len(bar._bars.tasks) == 2
