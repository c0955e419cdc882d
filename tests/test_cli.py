"""The command line: what it writes, prints and returns."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import time
from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
import pytest
from performer import Performer
from staged import FASTER, FAULT, NOBODY, REAR, SIDE, grey_clip, stage
from typer.main import get_command

from gaitkit import __version__, cli
from gaitkit.doctor import Check
from gaitkit.export.to_overlay import FILE as OVERLAY
from gaitkit.knowledge.patterns import patterns
from gaitkit.metrics.spec import all_metrics
from gaitkit.pose.files import save_pose
from gaitkit.video import frames, probe

REPORT_FILES = {
    "analysis.json", "pose.nc", "metrics.csv", "events.csv", "curves.csv", "findings.csv",
    "report.html", "report.pdf",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Where a test works, with the staged backend in place."""
    stage(monkeypatch, tmp_path)
    monkeypatch.delenv("GAITKIT_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gaitkit(folder, capsys):
    """`gaitkit("analyze", ...)` gives exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(a) for a in arguments])
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


# --- one clip -------------------------------------------------------------------------------


def test_a_clip_becomes_its_files_and_a_summary(folder, gaitkit):
    clip = grey_clip(folder / "Zoë loopt.mp4", SIDE)
    code, said, errors = gaitkit("analyze", clip, "--height-m", 1.75)
    assert (code, errors) == (0, "")
    assert names(folder / "gaitkit-out") == {clip.stem}
    assert names(folder / "gaitkit-out" / clip.stem) == REPORT_FILES | {OVERLAY}
    for words in ("Walking, filmed from the side", "Cadence", "110", "pelvic drop", "report.html"):
        assert words.lower() in said.lower()
    assert len(frames(probe(folder / "gaitkit-out" / clip.stem / OVERLAY)).__next__().rgb) > 400


def test_without_a_video_an_old_one_does_not_stay(folder, gaitkit):
    clip, out = grey_clip(folder / "a.mp4", SIDE), folder / "out"
    assert gaitkit("analyze", clip, "--out", out)[0] == 0
    assert gaitkit("analyze", clip, "--out", out, "--no-video")[0] == 0
    assert names(out / "a") == REPORT_FILES


def test_everything_said_is_dutch_if_asked(folder, gaitkit):
    clip = grey_clip(folder / "a.mp4", SIDE)
    _, said, _ = gaitkit("analyze", clip, "--lang", "nl", "--no-video")
    for words in ("Lopen, gefilmd van opzij", "Cadans", "stappen/min", "Geschreven naar"):
        assert words in said
    assert '<html lang="nl">' in (folder / "gaitkit-out/a/report.html").read_text("utf-8")


def test_json_is_all_that_is_on_standard_output(folder, gaitkit):
    clip = grey_clip(folder / "a.mp4", SIDE)
    code, said, errors = gaitkit("analyze", clip, "--json", "--no-video", "--height-m", 1.75)
    content = json.loads(said)
    assert (code, errors, content["errors"]) == (0, "", [])
    (summary,) = content["clips"]
    values = {(m["metric"], m["side"]): m for m in summary["metrics"]}
    cadence = values["cadence_spm", "both"]
    assert cadence["low"] <= 110 <= cadence["high"]
    assert all(m["value"] is None and m["note"] for m in summary["not_measured"])
    assert Path(summary["folder"], "report.html").is_file()


def test_a_face_is_blurred_in_every_picture(folder, gaitkit, monkeypatch):
    def paint(blur, rgb, frame):
        rgb[:] = 255

    monkeypatch.setattr("gaitkit.export.overlay_face.FaceBlur.apply", paint)
    clip = grey_clip(folder / "a.mp4", SIDE)
    for options, bright in (([], False), (["--blur-face"], True)):
        assert gaitkit("analyze", clip, "--out", "out", *options)[0] == 0
        overlay = next(frames(probe(folder / "out/a" / OVERLAY))).rgb[:400]
        assert (np.median(overlay) > 240) == bright
        assert (np.median(portrait_in(folder / "out/a/report.html")) > 240) == bright


def test_frames_without_a_face_are_told(folder, gaitkit, monkeypatch):
    monkeypatch.setattr("gaitkit.export.overlay_face.unseen_faces", lambda track: 7)
    clip = grey_clip(folder / "a.mp4", SIDE)
    _, said, _ = gaitkit("analyze", clip, "--blur-face")
    assert "In 7 of 150 pictures no face was found" in " ".join(said.split())
    _, said, _ = gaitkit("analyze", clip, "--blur-face", "--json")
    assert json.loads(said)["clips"][0]["faces_unseen"] == 7
    assert "no face was found" not in gaitkit("analyze", clip, "--blur-face", "--no-video")[1]


def test_the_overlay_is_slow_around_mid_stance_if_asked(folder, gaitkit):
    clip = grey_clip(folder / "a.mp4", SIDE)
    assert gaitkit("analyze", clip, "--slow-mid-stance")[0] == 0
    slow = probe(folder / "gaitkit-out/a" / OVERLAY)
    assert len(slow.times_s) == len(probe(clip).times_s)
    assert slow.duration_s > 1.5 * probe(clip).duration_s


def portrait_in(report: Path) -> np.ndarray:
    jpeg = re.search(r"data:image/jpeg;base64,([^\"]+)", report.read_text("utf-8"))
    return cv2.imdecode(np.frombuffer(b64decode(jpeg[1]), np.uint8), cv2.IMREAD_COLOR)


def test_a_pose_file_is_measured_and_has_no_video(folder, gaitkit):
    clip = grey_clip(folder / "a.mp4", SIDE)
    gaitkit("analyze", clip, "--no-video", "--out", "first")
    code, said, _ = gaitkit("analyze", "first/a/pose.nc", "--view", "side", "--out", "second")
    assert code == 0 and "no overlay video" in said
    assert names(folder / "second" / "pose") == REPORT_FILES


# --- several clips --------------------------------------------------------------------------


def merged(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (folder / "metrics.csv").open(encoding="utf-8") as file:
        return {(row["metric"], row["side"]): row for row in csv.DictReader(file)}


def test_clips_of_a_session_are_merged_and_a_bad_one_stops_nothing(folder, gaitkit):
    side, rear = grey_clip(folder / "side.mp4", SIDE), grey_clip(folder / "rear.mp4", REAR)
    empty = grey_clip(folder / "empty.mp4", NOBODY)
    code, said, errors = gaitkit(
        "analyze", side, empty, rear, "nowhere.mp4", "--no-video", "--out", "out"
    )
    assert code == 0
    assert "empty.mp4" in errors and "nowhere.mp4" in errors and "Traceback" not in errors
    assert names(folder / "out") == {
        "side", "rear", "metrics.csv", "findings.csv", "report.html", "report.pdf",
        "session.json",
    }  # fmt: skip
    table = merged(folder / "out")
    assert table["knee_flexion_swing_peak_deg", "left"]["clip"] == "side"
    assert table["knee_valgus_deg", "left"]["clip"] == "rear"
    session = json.loads((folder / "out/session.json").read_text("utf-8"))
    assert [c["name"] for c in session["clips"]] == ["side", "rear"]
    assert [Path(f["file"]).name for f in session["failed"]] == ["empty.mp4", "nowhere.mp4"]
    assert "out" in said


def test_disagreeing_clips_are_named(folder, gaitkit):
    slow, fast = grey_clip(folder / "slow.mp4", REAR), grey_clip(folder / "fast.mp4", FASTER)
    gaitkit("analyze", slow, fast, "--no-video", "--out", "out")
    cadence = merged(folder / "out")["cadence_spm", "both"]
    other = {"slow": "fast", "fast": "slow"}[cadence["clip"]]
    assert f"Clip {other} disagrees" in cadence["note"]


def test_two_clips_of_one_name_get_their_folders_name(folder, gaitkit):
    for place in ("monday", "friday"):
        grey_clip(folder / place / "side.mp4", SIDE)
    gaitkit("analyze", "monday/side.mp4", "friday/side.mp4", "--no-video", "--out", "out")
    assert {"monday-side", "friday-side"} < names(folder / "out")


# --- before and after -----------------------------------------------------------------------

COMPARE_FILES = {"changes.csv", "findings.csv", "compare.html"}


def changes(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8") as file:
        return {(row["metric"], row["side"]): row for row in csv.DictReader(file)}


def test_two_videos_are_measured_and_compared(folder, gaitkit):
    slow, fast = grey_clip(folder / "slow.mp4", REAR), grey_clip(folder / "fast.mp4", FASTER)
    code, said, errors = gaitkit("compare", slow, fast, "--what", "cadence", "--no-video")
    out = folder / "gaitkit-compare"
    assert (code, errors) == (0, "")
    assert names(out) == COMPARE_FILES | {"slow", "fast"}
    assert names(out / "slow") == REPORT_FILES
    cadence = changes(out)["cadence_spm", "both"]
    assert cadence["changed"] == "True"
    assert float(cadence["low"]) <= 16 <= float(cadence["high"])
    for words in ("Cadence: up from", "The step of 5 % was reached.", "compare.html"):
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
    found = changes(folder / "gaitkit-compare")
    assert found["knee_valgus_deg", "left"]["view"] == "rear"
    assert "tweede opname" in found["knee_flexion_swing_peak_deg", "left"]["note"]


def test_nothing_changes_between_a_clip_and_itself(folder, gaitkit):
    gaitkit("analyze", grey_clip(folder / "a.mp4", SIDE), "--no-video")
    code, said, _ = gaitkit("compare", "gaitkit-out/a", "gaitkit-out/a")
    assert code == 0 and "None of" in said and "same recording" in said
    assert "True" not in {row["changed"] for row in changes(folder / "gaitkit-compare").values()}


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


# --- exit codes -----------------------------------------------------------------------------


def test_what_cannot_be_read_is_3(folder, gaitkit):
    (folder / "text.mp4").write_text("not a video")
    (folder / "zero.mp4").write_bytes(b"")
    for name in ("nowhere.mp4", "text.mp4", "zero.mp4"):
        code, said, errors = gaitkit("analyze", name)
        assert (code, said) == (3, "")
        assert name in errors and "Traceback" not in errors and errors.count("\n") < 3
    assert not (folder / "gaitkit-out").exists()


def test_nobody_is_4_and_leaves_no_report(folder, gaitkit):
    code, said, errors = gaitkit("analyze", grey_clip(folder / "a.mp4", NOBODY))
    assert (code, said) == (4, "") and "no person" in errors
    assert not (folder / "gaitkit-out").exists()


def test_json_names_the_error_and_its_code(folder, gaitkit):
    code, said, _ = gaitkit("analyze", grey_clip(folder / "a.mp4", NOBODY), "--json")
    content = json.loads(said)
    assert (code, content["clips"]) == (4, [])
    (error,) = content["errors"]
    assert (error["exit_code"], Path(error["file"]).name) == (4, "a.mp4")


def test_the_first_error_counts_if_nothing_was_measured(folder, gaitkit):
    empty = grey_clip(folder / "a.mp4", NOBODY)
    assert gaitkit("analyze", empty, "nowhere.mp4")[0] == 4
    assert gaitkit("analyze", "nowhere.mp4", empty)[0] == 3
    assert not (folder / "gaitkit-out").exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--view", "above"],
        ["--height-m", "17.8"],
        ["--height-m", "nan"],
        ["--age", "-1"],
        ["--lang", "fr"],
        ["--person", "0"],
        ["--capture-fps", "nan"],
        ["--activity", "cartwheel"],
        ["--nonsense"],
        ["--person", "3"],
        ["--out", "a.mp4"],
        ["a.mp4"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(folder, gaitkit, options):
    grey_clip(folder / "a.mp4", SIDE)
    code, said, errors = gaitkit("analyze", "a.mp4", "--no-video", *options)
    assert (code, said) == (2, "")
    assert errors and "Traceback" not in errors


def test_a_fault_is_one_line_and_1_unless_debugging(folder, gaitkit, monkeypatch):
    clip = grey_clip(folder / "a.mp4", FAULT)
    code, _, errors = gaitkit("analyze", clip)
    assert code == 1 and errors.count("\n") == 1
    assert "the stage fell down" in errors and "gaitkit doctor" in errors
    monkeypatch.setenv("GAITKIT_DEBUG", "1")
    with pytest.raises(RuntimeError, match="the stage fell down"):
        cli.main(["analyze", str(clip)])


def test_a_namesake_is_refused_but_the_doctor_may_look(gaitkit, monkeypatch):
    found = Check(name="identity", ok=False, detail="gaitkit 0.4", remedy="Own environment.")
    monkeypatch.setattr("gaitkit.doctor.check_identity", lambda: found)
    monkeypatch.setattr("gaitkit.doctor.diagnose", lambda: [found])
    code, _, errors = gaitkit("metrics")
    assert code == 1 and "gaitkit 0.4" in errors and "Own environment." in errors
    code, said, _ = gaitkit("doctor")
    assert code == 1 and "identity" in said and "Own environment." in said


# --- movement tests -------------------------------------------------------------------------


def test_a_movement_test_is_measured_named_or_not(folder, gaitkit):
    figure = Performer(activity="squat", sides=("left", "right"), repetitions=3)
    save_pose(figure.track("front"), folder / "squat.nc")
    for options in (("--activity", "squat"), ()):
        code, said, _ = gaitkit("analyze", "squat.nc", "--json", *options)
        (clip,) = json.loads(said)["clips"]
        assert code == 0
        assert [r["side"] for r in clip["repetitions"]] == ["left"] * 3 + ["right"] * 3
        assert {b["activity"] for b in clip["bouts"]} == {"squat"}
    assert "repetitions.csv" in names(folder / "gaitkit-out" / "squat")
    _, said, _ = gaitkit("analyze", "squat.nc", "--activity", "squat", "--lang", "nl")
    assert "Herhalingen die meetellen" in said and "links 3, rechts 3" in said


def test_two_views_of_a_test_are_merged_into_one_table(folder, gaitkit):
    figure = Performer(activity="squat", sides=("left", "right"), repetitions=3)
    for view in ("side", "front"):
        save_pose(figure.track(view), folder / f"{view}.nc")
    assert gaitkit("analyze", "side.nc", "front.nc", "--activity", "squat")[0] == 0
    rows = csv.DictReader((folder / "gaitkit-out" / "metrics.csv").read_text().splitlines())
    found = {(row["metric"], row["side"]): row for row in rows}
    assert found["squat_depth_deg", "left"]["view"] == "side"
    assert found["knee_valgus_deg", "left"]["view"] == "front"
    assert float(found["repetitions", "right"]["value"]) == 3


def test_a_test_that_was_not_done_is_4(folder, gaitkit):
    save_pose(Performer(activity="stand").track("front"), folder / "stand.nc")
    code, _, errors = gaitkit("analyze", "stand.nc", "--activity", "heel-raise")
    assert code == 4 and "raise the heel" in errors


# --- the other commands ---------------------------------------------------------------------


def test_metrics_explains_every_metric(gaitkit):
    for lang in ("en", "nl"):
        code, said, _ = gaitkit("metrics", "--lang", lang)
        listed = set(re.findall(r"^([a-z_]+)(?: \[| [A-Z])", said, re.MULTILINE))
        assert (code, listed) == (0, {spec.name for spec in all_metrics()})


def test_models_lists_imports_and_refuses(folder, gaitkit, monkeypatch):
    monkeypatch.setattr("gaitkit.pose.models.cache_folder", lambda: folder / "models")
    monkeypatch.delenv("GAITKIT_MODELS", raising=False)
    code, said, _ = gaitkit("models")
    assert code == 0 and said.count("not here") == 3
    (folder / "wrong.task").write_bytes(b"no zip")
    assert gaitkit("models", "import", "wrong.task")[0] == 3
    assert gaitkit("models", "fetch", "gigantic")[0] == 2


def test_version(gaitkit):
    assert gaitkit("--version") == (0, f"gaitkit {__version__}\n", "")


def commands(command, path=()):
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.parametrize(("path", "command"), [*commands(get_command(cli.app))], ids=str)
def test_every_command_and_option_has_help(path, command):
    assert command.help, path
    for option in command.params:
        assert getattr(option, "help", None), (path, option.name)


def test_help_is_quick():
    """Half a second is the aim; a busy machine gets three."""
    start_s = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gaitkit", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert time.monotonic() - start_s < 3
    assert "analyze" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {"mediapipe", "cv2", "av", "scipy", "pandas", "matplotlib", "xarray"}


def test_a_pose_of_its_own_numbers(folder, gaitkit):
    """What the files say is what the summary says."""
    gaitkit("analyze", grey_clip(folder / "a.mp4", SIDE), "--no-video", "--out", "out")
    _, said, _ = gaitkit("analyze", "a.mp4", "--no-video", "--json", "--out", "out")
    stored = merged(folder / "out" / "a")
    for metric in json.loads(said)["clips"][0]["metrics"]:
        row = stored[metric["metric"], metric["side"]]
        assert float(row["value"]) == pytest.approx(metric["value"], abs=1e-4)
        assert np.isfinite(metric["value"])


def test_patterns_are_listed_in_both_languages(gaitkit):
    for lang, word in (("en", "Pelvis drops while walking"), ("nl", "Bekken zakt bij het lopen")):
        code, said, _ = gaitkit("patterns", "--lang", lang)
        assert code == 0 and word in said
        assert set(re.findall(r"\[([A-Z]{2}\d\d)\]", said)) == set(patterns())


def test_questions_are_answered_from_a_file(folder, gaitkit):
    code, blank, _ = gaitkit("patterns", "--questions")
    assert code == 0
    filled = blank.replace("\npain:", "\npain: yes").replace(
        "\npain_score_after:", "\npain_score_after: 6"
    )
    (folder / "answers.yaml").write_text(filled, encoding="utf-8")
    clip = grey_clip(folder / "a.mp4", SIDE)
    code, said, _ = gaitkit("analyze", clip, "--no-video", "--answers", "answers.yaml")
    assert code == 0 and "Rest first" in said
    (folder / "answers.yaml").write_text("pain: perhaps\n", encoding="utf-8")
    code, _, errors = gaitkit("analyze", clip, "--answers", "answers.yaml")
    assert code == 2 and "answer to pain: expected yes or no, got 'perhaps'" in errors


def test_questions_are_asked_until_they_are_answered_so(folder, gaitkit, monkeypatch):
    put, typed = [], {"Do you have pain or an": ["maybe", "yes"], "Where do you feel": ["2, 3"]}

    def prompt(words, **_):
        put.append(words)
        assert len(put) < 200, "asked without end"
        return next((typed[key].pop(0) for key in typed if words.startswith(key)), "")

    monkeypatch.setattr("gaitkit.cli.typer.prompt", prompt)
    clip = grey_clip(folder / "a.mp4", SIDE)
    code, _, errors = gaitkit("analyze", clip, "--no-video", "--ask", "--json")
    assert code == 0 and "expected yes or no, got 'maybe'" in errors
    stored = json.loads((folder / "gaitkit-out/a/analysis.json").read_text("utf-8"))["answers"]
    assert stored["pain"] is True
    assert len(stored["pain_place"]) == 2
    assert len(put) > 10
