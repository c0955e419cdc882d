"""Clips of one session: names, and the best value of each metric."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from example import example_analysis, walking
from filmed import filmed

import gaitkit
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.export.film import LARGEST_BYTES
from gaitkit.face import Result
from gaitkit.model import Metric, Note
from gaitkit.report.build import build
from gaitkit.session import Session, clip_names, merge


def clip_with(*metrics):
    return replace(example_analysis(), metrics=metrics)


def metric(value, low=None, high=None, *, notes=(), name="cadence_spm"):
    return Metric(
        name=name, side="both", value=value, unit="steps/min", low=low, high=high, notes=notes,
        bout=1,
    )  # fmt: skip


def test_the_smallest_interval_wins_and_nothing_is_averaged():
    (row,) = merge({"a": clip_with(metric(100, 90, 110)), "b": clip_with(metric(104, 102, 106))})
    assert (row.clip, row.metric.value, row.metric.notes) == ("b", 104, ())


def test_a_measured_value_beats_a_refused_one_and_one_with_an_interval_one_without():
    refused = metric(None, notes=(Note.of("no_cycles"),))
    (row,) = merge({"a": clip_with(refused), "b": clip_with(metric(100))})
    assert (row.clip, row.metric.value) == ("b", 100)
    (row,) = merge({"a": clip_with(metric(100)), "b": clip_with(metric(90, 50, 150))})
    assert row.clip == "b"


def test_disagreement_is_noted_only_where_intervals_are_apart():
    clips = {
        "a": clip_with(metric(100, 99, 101)),
        "near": clip_with(metric(102, 100.5, 104)),
        "far": clip_with(metric(120, 118, 122)),
        "vague": clip_with(metric(150)),
    }
    (row,) = merge(clips)
    assert row.metric.notes == (Note.of("clips_disagree", clip="far", low=118, high=122),)


def test_what_no_clip_measured_keeps_every_reason():
    one, two = Note.of("no_cycles"), Note.of("wrong_view", view="side", needed="front,rear")
    (row,) = merge(
        {"a": clip_with(metric(None, notes=(one,))), "b": clip_with(metric(None, notes=(two, one)))}
    )
    assert (row.clip, row.metric.value, row.metric.notes) == ("", None, (one, two))


def test_walking_is_never_compared_with_running():
    run = clip_with(metric(170, 169, 171))
    walking = tuple(replace(bout, activity="walk") for bout in run.bouts)
    walk = replace(run, bouts=walking, metrics=(metric(110, 100, 120),))
    rows = merge({"run": run, "walk": walk})
    assert {(r.condition, r.metric.value) for r in rows} == {("run", 170), ("walk", 110)}
    assert all(not r.metric.notes for r in rows)


def test_the_saved_table_names_the_clip(tmp_path):
    results = {
        "a": Result(record=clip_with(metric(100, 99, 101)), lang="nl"),
        "b": Result(record=clip_with(metric(120, 110, 130)), lang="nl"),
    }
    Session(results=results, failed={}, lang="nl").save(tmp_path / "out", clips=False)
    text = (tmp_path / "out/metrics.csv").read_text(encoding="utf-8")
    header, row = text.splitlines()
    assert header.endswith("view,bout,condition,clip")
    assert "Clip b spreekt dit tegen" in row and row.endswith(",run,a")


def test_names():
    def of(*paths):
        return clip_names([Path(p) for p in paths])

    assert of("a/x.mp4", "b/y.mp4") == ("x", "y")
    assert of("a/x.mp4", "b/x.mp4", "y.mp4") == ("a-x", "b-x", "y")
    assert of("p/a/x.mp4", "q/a/x.mp4") == ("a-x", "a-x-2")
    assert of("a/x.mp4", "a/x.mov") == ("a-x", "a-x-2")
    with pytest.raises(UsageError, match="twice"):
        of("a/x.mp4", "a/../a/x.mp4")


def test_analyze_session_keeps_what_could_be_measured(tmp_path, monkeypatch):
    record = example_analysis()

    def one(path, **_):
        if path.suffix == ".txt":
            raise UnreadableInputError(f"{path}: not a video")
        return Result(record=record)

    monkeypatch.setattr("gaitkit.session.analyze", one)
    session = gaitkit.analyze_session([tmp_path / "side.mp4", tmp_path / "notes.txt"])
    assert list(session.results) == ["side"]
    assert session.failed == {str(tmp_path / "notes.txt"): f"{tmp_path / 'notes.txt'}: not a video"}
    session.save(tmp_path / "out")
    assert {"metrics.csv", "findings.csv", "report.html", "report.pdf", "session.json", "side"} == {
        p.name for p in (tmp_path / "out").iterdir()
    }
    assert (tmp_path / "out" / "side" / "metrics.csv").is_file()
    with pytest.raises(UnreadableInputError):
        gaitkit.analyze_session([tmp_path / "notes.txt"])


def session_of_two_activities():
    run = example_analysis()
    walk = walking(example_analysis(seed=8))
    return Session(results={"run": Result(record=run), "walk": Result(record=walk)}, failed={})


def test_the_sessions_report_keeps_activities_apart():
    session = session_of_two_activities()
    record = session.record
    assert {b.number: b.activity for b in record.bouts} == {1: "run", 2: "walk"}
    cadences = [m for m in record.metrics if m.name == "cadence_spm"]
    assert [m.bout for m in cadences] == [1, 2]
    report = build(record, "en", stretch_names={1: "Running", 2: "Walking"})
    rows = [row for group in report.groups for row in group.rows if row.name == "cadence_spm"]
    assert sorted(row.detail for row in rows) == ["Running", "Walking"]
    assert all(set(row.cells) == {"both"} for row in rows)


def test_of_every_curve_the_fullest_clip_is_shown():
    record = session_of_two_activities().record
    shown = [(curve.name, curve.side) for curve in record.curves]
    assert len(shown) == len(set(shown))


def test_the_sessions_report_names_every_clip(tmp_path):
    session_of_two_activities().save(tmp_path, clips=False)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count(example_analysis().clip.path.name) >= 2


def test_a_session_has_findings_with_their_clip():
    table = session_of_two_activities().findings
    assert {"pattern", "status", "clip"} <= set(table.columns)
    assert set(table["clip"]) <= {"", "run", "walk"}
    assert (table["clip"] != "").any()


def test_the_sessions_report_plays_the_films_of_its_clips(tmp_path):
    result = filmed(tmp_path)
    still = Result(record=example_analysis())
    session = Session(results={"side": result, "other": still}, failed={})
    session.save(tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert page.count("<video") == 1 and 'class="shelf"' not in page
    clip = (tmp_path / "out/side/report.html").read_text(encoding="utf-8")
    film = '<script type="text/plain" class="film">'
    assert page.split(film)[1].split("</script>")[0] == clip.split(film)[1].split("</script>")[0]
    session.save(tmp_path / "none", video=False)
    assert "<video" not in (tmp_path / "none/report.html").read_text(encoding="utf-8")


def test_films_of_a_session_share_the_room_of_one(tmp_path, monkeypatch):
    result = filmed(tmp_path)
    asked = []

    def shrunk(film, largest_bytes):
        asked.append(largest_bytes)
        return film

    monkeypatch.setattr("gaitkit.session.smaller", shrunk)
    Session(results={"one": result, "two": result}, failed={}).save(tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert asked == [LARGEST_BYTES // 2] * 2
    assert page.count("<video") == 2 and page.count('class="shelf"') == 1
    shown = re.findall(r'<figure data-view="side" data-clip="(\w+)"', page)
    assert shown and set(shown) == {"one"}, "of two equally full clips the first"


def test_the_sessions_report_leads_to_those_of_its_clips(tmp_path):
    session = session_of_two_activities()
    session.save(tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for name in session.results:
        assert f'href="{name}/report.html"' in page
        assert (tmp_path / name / "report.html").is_file()
