"""The face that users hold: tables, figures, files, and back from the files."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from example import PICTURE, example_analysis
from filmed import filmed

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.export.pictures import jpeg
from gaitkit.face import Result, analyze, load
from gaitkit.frames import metrics_frame


@pytest.fixture(scope="module")
def result() -> Result:
    return Result(record=example_analysis(), pictures=(PICTURE,), lang="nl")


@pytest.fixture(scope="module")
def saved(result, tmp_path_factory):
    return result.save(tmp_path_factory.mktemp("out"))


def test_tables_are_those_of_frames_in_the_language(result):
    assert result.metrics.equals(metrics_frame(result.record, "nl"))
    assert {"time_s", "cycle"} <= set(result.events.columns)
    assert {"percent", "mean"} <= set(result.curves.columns)
    assert {"usable", "reason"} <= set(result.cycles.columns)


def test_figures_in_the_language(result):
    assert result.plot.curves("knee_flexion").axes[0].get_title() == "Knieflexie"
    assert result.plot.events().axes[0].get_title() == "Gangmomenten"


def test_pose_opens_as_a_labelled_dataset(result):
    dataset = result.pose.to_xarray()
    assert set(dataset.sizes) >= {"time", "space", "keypoint", "individual"}
    assert dataset.sizes["time"] == len(result.record.pose)


def test_save_writes_the_files_of_the_contract(saved):
    assert saved.name == "Zoë zijaanzicht"
    assert {p.name for p in saved.iterdir()} == {
        "analysis.json",
        "pose.nc",
        "metrics.csv",
        "findings.csv",
        "events.csv",
        "curves.csv",
        "report.html",
        "report.pdf",
    }
    html = (saved / "report.html").read_text(encoding="utf-8")
    assert '<html lang="nl">' in html
    assert "data:image/png;base64," in html


def test_save_films_a_clip_that_still_lies_there(tmp_path):
    walker = filmed(tmp_path)
    stages = []
    folder = walker.save(tmp_path / "all", on_progress=lambda stage, share: stages.append(stage))
    assert (folder / "overlay.mp4").is_file()
    assert "<video" in (folder / "report.html").read_text("utf-8")
    assert list(dict.fromkeys(stages)) == ["overlay", "report"]
    bare = walker.save(tmp_path / "bare", video=False)
    assert not (bare / "overlay.mp4").exists()
    assert "<video" not in (bare / "report.html").read_text("utf-8")
    page = walker.save(tmp_path / "page", formats=("html",))
    assert {p.name for p in page.iterdir()} == {"report.html", "pose.nc"}
    assert "<video" in (page / "report.html").read_text("utf-8")


def test_a_blurred_report_has_no_picture_with_a_face(tmp_path, monkeypatch):
    hidden = jpeg(np.zeros((8, 8, 3), np.uint8))
    monkeypatch.setattr("gaitkit.portrait.portrait", lambda _, blur_face: (hidden,))
    walker = filmed(tmp_path)
    shown = replace(walker, pictures=(PICTURE,))

    def pictures(result, **options) -> set[str]:
        folder = result.save(tmp_path / "out", formats=("html",), video=False, **options)
        return set(re.findall(r"data:image/[^\"]+", (folder / "report.html").read_text("utf-8")))

    blurred = pictures(replace(walker, pictures=(hidden,)))
    assert pictures(shown, blur_face=True) == blurred != pictures(shown)
    walker.record.clip.path.unlink()
    without = pictures(replace(walker, pictures=()))
    assert pictures(shown, blur_face=True) == without != blurred


def test_what_was_saved_comes_back(result, saved):
    for place in (saved, saved / "analysis.json"):
        back = load(place, lang="nl")
        assert back.metrics.equals(result.metrics)
        assert back.cycles.equals(result.cycles)
        old, new = result.record.pose, back.record.pose
        assert (new.landmarks, new.backend, new.steps) == (old.landmarks, old.backend, old.steps)
        np.testing.assert_array_equal(new.times_s, old.times_s)
        np.testing.assert_allclose(new.points_px, old.points_px, rtol=1e-6)


def test_load_without_a_pose_says_which_file_is_missing(saved, tmp_path):
    (tmp_path / "analysis.json").write_bytes((saved / "analysis.json").read_bytes())
    with pytest.raises(UnreadableInputError, match=r"pose\.nc"):
        load(tmp_path)


def test_only_the_wanted_formats_are_written(result, tmp_path):
    folder = result.save(tmp_path, name="anders", formats=("json",))
    assert {p.name for p in folder.iterdir()} == {"analysis.json", "pose.nc"}
    with pytest.raises(UsageError, match="got 'docx'"):
        result.save(tmp_path, formats=("docx",))


def test_notebook_display_escapes_and_warns(result):
    html = result._repr_html_()
    assert "Grondcontacttijd" in html
    assert "3 personen in beeld" in html
    hostile = example_analysis()
    object.__setattr__(hostile.clip, "path", hostile.clip.path.with_name("<img src=x>.mp4"))
    assert "<img src=x" not in Result(record=hostile)._repr_html_()


def test_repr_is_one_line(result):
    assert "metrics measured over 24 gait cycles" in repr(result)


def test_notes_are_words(result):
    assert any("7,5 Hz" in note for note in result.notes)


def test_an_unknown_language_is_refused_at_once(result):
    with pytest.raises(UsageError, match="'de'"):
        Result(record=result.record, lang="de")


def test_answers_add_to_the_findings_and_are_kept(result):
    asked = {f.pattern: f.status for f in result.answered({}).record.findings}
    answered = result.answered({"pain": "yes", "complaint_weeks": 5})
    told = {f.pattern: f.status for f in answered.record.findings}
    assert (asked["SJ14"], told["SJ14"]) == ("asked", "seen")
    assert answered.record.answers == {"pain": True, "complaint_weeks": 5.0}
    assert set(answered.findings.columns) >= {"pattern", "side", "status", "level", "limit"}
    assert answered.record.metrics == result.record.metrics


def test_an_answer_that_does_not_fit_is_told(result):
    with pytest.raises(UsageError, match="pain"):
        result.answered({"pain": "sometimes"})


def test_findings_and_answers_come_back_from_a_folder(result, tmp_path):
    answered = result.answered({"pain": True, "pain_place": ["heel", "calf"]})
    back = load(answered.save(tmp_path))
    assert back.record.findings == answered.record.findings
    assert back.record.answers == answered.record.answers


@pytest.mark.parametrize("asked", [{"view": "above"}, {"activity": "hop"}], ids=str)
def test_a_view_or_an_activity_that_there_is_not_is_refused_before_the_file_is_read(asked):
    (name,) = asked
    with pytest.raises(UsageError, match=f"{name}: expected one of auto, .*, got"):
        analyze("nowhere.mp4", **asked)
