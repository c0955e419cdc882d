"""`gaitkit analyze`: what it writes, prints and returns."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
import pytest
from performer import Performer
from staged import FASTER, FAULT, NOBODY, REAR, SIDE, grey_clip
from walker import Walker
from written import REPORT_FILES, names, table

from gaitkit import cli
from gaitkit.export.to_overlay import FILE as OVERLAY
from gaitkit.pose.files import save_pose
from gaitkit.video import frames, probe

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
    found = table(folder / "out/metrics.csv")
    assert found["knee_flexion_swing_peak_deg", "left"]["clip"] == "side"
    assert found["knee_valgus_deg", "left"]["clip"] == "rear"
    session = json.loads((folder / "out/session.json").read_text("utf-8"))
    assert [c["name"] for c in session["clips"]] == ["side", "rear"]
    assert [Path(f["file"]).name for f in session["failed"]] == ["empty.mp4", "nowhere.mp4"]
    assert "out" in said


def test_disagreeing_clips_are_named(folder, gaitkit):
    slow, fast = grey_clip(folder / "slow.mp4", REAR), grey_clip(folder / "fast.mp4", FASTER)
    gaitkit("analyze", slow, fast, "--no-video", "--out", "out")
    cadence = table(folder / "out/metrics.csv")["cadence_spm", "both"]
    other = {"slow": "fast", "fast": "slow"}[cadence["clip"]]
    assert f"Clip {other} disagrees" in cadence["note"]


def test_two_clips_of_one_name_get_their_folders_name(folder, gaitkit):
    for place in ("monday", "friday"):
        grey_clip(folder / place / "side.mp4", SIDE)
    gaitkit("analyze", "monday/side.mp4", "friday/side.mp4", "--no-video", "--out", "out")
    assert {"monday-side", "friday-side"} < names(folder / "out")


def test_a_pose_of_its_own_numbers(folder, gaitkit):
    """What the files say is what the summary says."""
    gaitkit("analyze", grey_clip(folder / "a.mp4", SIDE), "--no-video", "--out", "out")
    _, said, _ = gaitkit("analyze", "a.mp4", "--no-video", "--json", "--out", "out")
    stored = table(folder / "out/a/metrics.csv")
    for metric in json.loads(said)["clips"][0]["metrics"]:
        row = stored[metric["metric"], metric["side"]]
        assert float(row["value"]) == pytest.approx(metric["value"], abs=1e-4)
        assert np.isfinite(metric["value"])


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
    found = table(folder / "gaitkit-out" / "metrics.csv")
    assert found["squat_depth_deg", "left"]["view"] == "side"
    assert found["knee_valgus_deg", "left"]["view"] == "front"
    assert float(found["repetitions", "right"]["value"]) == 3


def test_a_test_that_was_not_done_is_4(folder, gaitkit):
    save_pose(Performer(activity="stand").track("front"), folder / "stand.nc")
    code, _, errors = gaitkit("analyze", "stand.nc", "--activity", "heel-raise")
    assert code == 4 and "raise the heel" in errors


# --- the questionnaire ----------------------------------------------------------------------


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

    monkeypatch.setattr("typer.prompt", prompt)
    clip = grey_clip(folder / "a.mp4", SIDE)
    code, _, errors = gaitkit("analyze", clip, "--no-video", "--ask", "--json")
    assert code == 0 and "expected yes or no, got 'maybe'" in errors
    stored = json.loads((folder / "gaitkit-out/a/analysis.json").read_text("utf-8"))["answers"]
    assert stored["pain"] is True
    assert len(stored["pain_place"]) == 2
    assert len(put) > 10


# --- formats and poses of other programs ----------------------------------------------------


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    path = tmp_path_factory.mktemp("walk") / "walk.nc"
    save_pose(Walker(duration_s=4).track("side"), path)
    return path


def test_formats_are_written_beside_the_usual_files(folder, gaitkit, walk):
    pytest.importorskip("openpyxl")
    code, said, _ = gaitkit(
        "analyze", walk, "--out", "out", "--height-m", 1.75, "--also", "TRC, mot,xlsx"
    )
    assert code == 0 and "points.trc" in said
    assert names(folder / "out/walk") == REPORT_FILES | {
        "points.trc", "angles.mot", "results.xlsx",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("also", "message"),
    [("trc", "--height-m 1.78"), ("gif", "expected some of c3d, csv"), ("c3d,gif", "c3d")],
)
def test_what_can_not_be_written_is_said_before_anything_is_measured(
    folder, gaitkit, walk, also, message
):
    code, _, errors = gaitkit("analyze", walk, "--also", also)
    assert code == 2 and message in errors
    assert not list(folder.iterdir())


def test_a_folder_without_poses_or_videos_is_unreadable(folder, gaitkit):
    (folder / "films").mkdir()
    code, _, errors = gaitkit("analyze", "films")
    assert code == 3 and "a folder of OpenPose JSON files" in errors


def test_an_unknown_backend_lists_those_there_are(place, gaitkit):
    clip = grey_clip(place / "a.mp4", SIDE)
    code, _, errors = gaitkit("analyze", clip, "--backend", "openpose")
    assert code == 2 and "expected one of mediapipe, rtmpose, got 'openpose'" in errors
