"""A folder of clips into one table: whole, resumable, whatever lies in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
import work
from posed import put

from gaitkit.batch import batch
from gaitkit.batch.folder import OURS, RECORD
from gaitkit.batch.page import render
from gaitkit.batch.panels import Panels
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.model import Settings, Subject

CLIPS = ("anna/front.nc", "anna/side.nc", "bo/side.nc", "ü 50% #1/what side?.nc")
FILES = {
    "analysis.json", "pose.nc", "metrics.csv", "events.csv", "curves.csv", "findings.csv",
    "report.html", "report.pdf",
}  # fmt: skip
SUBJECTS = "file;person;height_m;date\nanna/front.nc;Anna;1,75;\nanna/side.nc;Anna;1,75;\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = put(tmp_path_factory.mktemp("clips") / "2026-03-14", *CLIPS)
    (place / "bad.mp4").write_text("hello")
    (place / "empty.mov").touch()
    (place / "subjects.csv").write_text(SUBJECTS, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def done(folder):
    """OUT lies in the folder itself."""
    return run(folder)


def run(folder: Path, **options):
    options = {"subjects": folder / "subjects.csv", "workers": 2} | options
    return batch(folder, out=folder / "out", **options)


def table(done, name: str) -> pd.DataFrame:
    return pd.read_csv(done.out / name, keep_default_na=False, na_values={"value": ""})


def stamps(done) -> dict[str, int]:
    return {c.file: (done.out / c.place / RECORD).stat().st_mtime_ns for c in done.measured}


def test_every_clip_is_measured_or_named_with_the_reason(done):
    assert [clip.file for clip in done.measured] == list(CLIPS)
    assert {f.file: f.exit_code for f in done.failures} == {"bad.mp4": 3, "empty.mov": 3}
    assert (done.exit_code, done.kept) == (5, 0)
    failures = table(done, "failures.csv").set_index("file")
    assert "0 bytes" in failures.loc["empty.mov", "reason"]
    assert str(done.folder) not in failures.loc["bad.mp4", "reason"]


def test_a_clips_folder_holds_what_analyze_writes(done):
    for clip in done.measured:
        assert {p.name for p in (done.out / clip.place).iterdir()} == FILES | {RECORD}
    assert FILES | {RECORD} <= OURS
    assert (done.out / "ü 50% #1" / "what side?" / "report.html").is_file()


def test_the_table_holds_the_rows_of_every_clip(done):
    whole = table(done, "metrics.csv")
    assert list(whole.columns[:6]) == ["file", "person", "date", "view", "activity", "metric"]
    for clip in done.measured:
        own = pd.read_csv(done.out / clip.place / "metrics.csv", keep_default_na=False)
        rows = whole[whole.file == clip.file]
        assert list(rows.metric) == list(own.metric)
        pd.testing.assert_series_equal(
            rows.value.reset_index(drop=True), pd.to_numeric(own.value), check_names=False
        )
        assert set(rows.person) == {"Anna" if "anna" in clip.file else ""}
    assert set(whole.view) == {"side", "front"} and set(whole.activity) == {"walk"}


def test_the_parquet_table_is_the_same_with_its_types(done):
    csv, parquet = table(done, "metrics.csv"), pd.read_parquet(done.out / "metrics.parquet")
    assert list(parquet.columns) == list(csv.columns)
    assert parquet.dtypes["value"] == "float64"
    pd.testing.assert_series_equal(parquet.value, csv.value)
    assert list(parquet.note) == list(csv.note)


def test_findings_of_all_clips_stand_together(done):
    findings = table(done, "findings.csv")
    assert set(findings.file) == set(CLIPS)
    assert {"pattern", "status", "level", "person", "date", "view"} <= set(findings.columns)


def test_clips_of_one_person_and_day_make_a_session(done):
    (session,) = done.sessions
    assert session.clips == ("anna/front", "anna/side")
    place = done.out / session.place
    assert {p.name for p in place.iterdir()} == {
        "metrics.csv", "findings.csv", "report.html", "report.pdf", "session.json", RECORD,
    }  # fmt: skip
    assert links(place / "report.html") >= {done.out / c / "report.html" for c in session.clips}
    rows = table(done, "sessions.csv").set_index(["metric", "side"])
    assert rows.loc[("knee_flexion_swing_peak_deg", "left"), "clip"] == "anna/side"
    assert rows.loc[("knee_valgus_deg", "left"), "clip"] == "anna/front"
    assert set(rows.person) == {"Anna"}


def links(page: Path) -> set[Path]:
    """Files that a page leads to; each must be there."""
    hrefs = re.findall(r'href="([^"#:]+)"', page.read_text("utf-8"))
    found = {(page.parent / unquote(href)).resolve() for href in hrefs}
    assert all(path.is_file() for path in found), [p for p in found if not p.is_file()]
    return found


def test_the_page_leads_to_every_report_and_names_what_failed(done):
    page = done.out / "index.html"
    reports = {done.out / clip.place / "report.html" for clip in done.measured}
    assert links(page) >= reports | {done.out / "metrics.csv", done.out / "metrics.parquet"}
    words = page.read_text("utf-8")
    for told in ("4 clips measured, 2 not.", "empty.mov", "0 bytes", "Anna", "Cadence"):
        assert told in words


def test_the_page_speaks_dutch(done):
    words = render(done, Panels(), lang="nl")
    assert '<html lang="nl">' in words
    assert "4 clips gemeten, 2 niet." in words and "Alle clips" in words


def test_what_is_done_is_left_alone(folder, done):
    before = stamps(done)
    again = run(folder)
    assert (again.kept, stamps(again)) == (4, before)
    assert again.sessions == done.sessions and len(again.failures) == 2


@pytest.fixture
def small(tmp_path) -> Path:
    return put(tmp_path / "clips", "a/side.nc", "b.nc")


def plain(folder: Path, **options):
    return batch(folder, out=folder.parent / "out", **({"workers": 1} | options))


def test_what_has_changed_is_done_again_and_nothing_else(small):
    before = stamps(plain(small))
    put(small, "b.nc", cadence_spm=125)
    second = plain(small)
    assert {file for file, when in stamps(second).items() if when == before[file]} == {"a/side.nc"}
    assert second.kept == 1
    cadence = table(second, "metrics.csv").query("metric == 'cadence_spm'").set_index("file")
    assert cadence.loc["b.nc", "value"] == pytest.approx(125, abs=2)
    subjects = small / "subjects.csv"
    subjects.write_text("file,height_m\nb.nc,1.75\n")
    assert plain(small, subjects=subjects).kept == 1
    assert plain(small, subjects=subjects).kept == 2
    assert plain(small, subjects=subjects, lang="nl").kept == 0


def test_a_date_alone_changes_the_table_but_measures_nothing_again(small):
    plain(small)
    subjects = small / "subjects.csv"
    subjects.write_text("file,date\nb.nc,2026-03-14\n")
    again = plain(small, subjects=subjects)
    assert [(c.file, c.date) for c in again.measured] == [("a/side.nc", ""), ("b.nc", "2026-03-14")]
    assert again.kept == 2


def test_results_that_no_longer_hold_are_taken_away(small):
    plain(small)
    (small / "b.nc").write_text("damaged")
    done = plain(small)
    assert not (done.out / "b").exists()
    assert set(table(done, "metrics.csv").file) == {"a/side.nc"}


def test_a_clip_that_kills_its_process_stops_no_other(tmp_path, monkeypatch):
    folder = put(tmp_path / "clips", "deadly.nc", "fine.nc")
    monkeypatch.setattr("gaitkit.batch.run.measure_clip", work.measured_or_not)
    done = plain(folder, workers=2)
    assert [clip.file for clip in done.measured] == ["fine.nc"]
    ((file, reason),) = ((f.file, f.reason) for f in done.failures)
    assert file == "deadly.nc" and "memory" in reason
    assert done.exit_code == 5


def test_a_clip_that_hangs_is_given_up(tmp_path, monkeypatch):
    folder = put(tmp_path / "clips", "hanging.nc")
    monkeypatch.setattr("gaitkit.batch.run.measure_clip", work.measured_or_not)
    (failure,) = plain(folder, silent_min=0.03).failures
    assert failure.file == "hanging.nc" and "given up" in failure.reason


def test_when_every_clip_fails_the_tables_say_so(tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "bad.mp4").write_text("hello")
    done = plain(tmp_path / "clips")
    assert (done.exit_code, len(table(done, "metrics.csv"))) == (5, 0)
    assert pd.read_parquet(done.out / "metrics.parquet").columns[0] == "file"
    assert "0 clips measured, 1 not." in (done.out / "index.html").read_text("utf-8")


def test_settings_and_subject_are_those_of_analyze(tmp_path):
    folder = put(tmp_path / "clips", "rear.nc")
    done = plain(folder, settings=Settings(view="front"), subject=Subject(height_m=1.75))
    (clip,) = done.measured
    assert clip.planes == ("front",)
    rows = table(done, "metrics.csv").set_index("metric")
    assert pd.notna(rows.loc["step_width_cm", "value"])


def test_a_table_that_can_not_be_replaced_is_told_and_nothing_is_lost(small):
    done = plain(small)
    (done.out / "metrics.csv").unlink()
    (done.out / "metrics.csv" / "open in a spreadsheet").mkdir(parents=True)
    with pytest.raises(UsageError, match="open in another program"):
        plain(small)
    shutil.rmtree(done.out / "metrics.csv")
    assert plain(small).kept == 2


@pytest.mark.parametrize("names", [(), ("notes.txt",), ("x/analysis.json", "x/overlay.mp4")])
def test_a_folder_without_clips_is_refused_before_anything_is_written(tmp_path, names):
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    with pytest.raises(UsageError, match="found none"):
        plain(folder)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableInputError, match="no such folder"):
        plain(tmp_path / "clips")


def test_a_fault_in_the_table_is_told_before_any_work(small):
    (small / "subjects.csv").write_text("file,height_m\nb.nc,175\n")
    with pytest.raises(UsageError, match="line 2: height_m"):
        plain(small, subjects=small / "subjects.csv")
    assert not (small.parent / "out").exists()
