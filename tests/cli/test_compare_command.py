"""`gaitkit compare`: what it writes, prints and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from staged import FASTER, NOBODY, REAR, SIDE, grey_clip
from written import REPORT_FILES, names, table

COMPARE_FILES = {"changes.csv", "findings.csv", "compare.html"}


def test_two_videos_are_measured_and_compared(folder, gaitkit):
    slow, fast = grey_clip(folder / "slow.mp4", REAR), grey_clip(folder / "fast.mp4", FASTER)
    code, said, errors = gaitkit("compare", slow, fast, "--what", "cadence", "--no-video")
    out = folder / "gaitkit-compare"
    assert (code, errors) == (0, "")
    assert names(out) == COMPARE_FILES | {"slow", "fast"}
    assert names(out / "slow") == REPORT_FILES
    cadence = table(out / "changes.csv")["cadence_spm", "both"]
    assert cadence["changed"] == "True"
    assert float(cadence["low"]) <= 16 <= float(cadence["high"])
    for words in ("Cadence: up from", "The step of 10 % was reached.", "compare.html"):
        assert words in said, said


def test_a_comparison_as_json_plays_films_unless_there_are_none(folder, gaitkit):
    slow, fast = grey_clip(folder / "slow.mp4", REAR), grey_clip(folder / "fast.mp4", FASTER)
    code, said, errors = gaitkit("compare", slow, fast, "--json")
    content = json.loads(said)
    assert (code, errors) == (0, "")
    assert (content["before"], content["after"], content["what"]) == ("slow", "fast", "later")
    (cadence,) = (c for c in content["changes"] if c["metric"] == "cadence_spm")
    assert cadence["changed"] is True and cadence["low"] <= 16 <= cadence["high"]
    assert any(c["change"] is None and c["note"] for c in content["changes"])
    page = folder / "gaitkit-compare/compare.html"
    assert str(Path("gaitkit-compare/compare.html")) in content["files"]
    assert page.read_text("utf-8").count("<video") == 2
    gaitkit("compare", slow, fast, "--no-video")
    assert "<video" not in page.read_text("utf-8")
    assert page.read_text("utf-8").count("there is no film here") == 2


def test_folders_of_clips_and_sessions_are_compared(folder, gaitkit):
    for name, grey in (("monday", REAR), ("friday", FASTER)):
        rear, side = grey_clip(folder / name / "rear.mp4", grey), folder / name / "side.mp4"
        gaitkit("analyze", rear, grey_clip(side, SIDE), "--no-video", "--out", f"out/{name}")
    code, said, _ = gaitkit(
        "compare", "out/monday", "out/friday/rear", "--lang", "nl", "--months", "1.5"
    )
    assert code == 0 and "Cadans: omhoog van" in said
    page = (folder / "gaitkit-compare/compare.html").read_text("utf-8")
    assert '<html lang="nl">' in page and "1,5 maanden ertussen" in page
    assert page.count("data:image/jpeg") == 3, "both clips of the first, one of the second"
    found = table(folder / "gaitkit-compare/changes.csv")
    assert found["knee_valgus_deg", "left"]["view"] == "rear"
    assert "tweede opname" in found["knee_flexion_swing_peak_deg", "left"]["note"]


def test_nothing_changes_between_a_clip_and_itself(folder, gaitkit):
    gaitkit("analyze", grey_clip(folder / "a.mp4", SIDE), "--no-video")
    code, said, _ = gaitkit("compare", "gaitkit-out/a", "gaitkit-out/a")
    assert code == 0 and "None of" in said and "same recording" in said
    assert "True" not in {
        row["changed"] for row in table(folder / "gaitkit-compare/changes.csv").values()
    }


def test_a_comparison_that_cannot_be_leaves_no_page(folder, gaitkit):
    clip = grey_clip(folder / "a.mp4", REAR)
    gaitkit("analyze", clip, "--no-video")
    a, out = "gaitkit-out/a", folder / "gaitkit-compare"
    grey_clip(folder / "side.mp4", SIDE), grey_clip(folder / "empty.mp4", NOBODY)
    for code, other, said in (
        (3, "nowhere.mp4", "nowhere.mp4"),
        (3, "gaitkit-out", "Name one of these"),
        (4, "empty.mp4", "no person"),
    ):
        got, words, errors = gaitkit("compare", a, other, "--no-video")
        assert (got, words) == (code, "") and said in errors and "Traceback" not in errors
        assert not out.exists()


@pytest.mark.parametrize(
    "options",
    [["--what", "earlier"], ["--months", "0"], ["--out", "gaitkit-out/a"], ["--out", "a.mp4"]],
    ids=" ".join,
)
def test_wrong_usage_of_compare_is_2(folder, gaitkit, options):
    gaitkit("analyze", grey_clip(folder / "a.mp4", SIDE), "--no-video")
    before = names(folder / "gaitkit-out/a")
    code, said, errors = gaitkit("compare", "gaitkit-out/a", "gaitkit-out/a", *options)
    assert (code, said) == (2, "") and errors
    assert names(folder / "gaitkit-out/a") == before
