"""Truth files: found beside their clips, read with care."""

from __future__ import annotations

import json

import pytest

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.validate.truth import find_labelled, read_truth

CADENCE = {"metric": "cadence_spm", "side": "both", "value": 110}


def truth_file(folder, **content):
    path = folder / "clip.truth.json"
    path.write_text(json.dumps(content))
    return path


def test_everything_a_truth_may_hold(tmp_path):
    truth = read_truth(
        truth_file(
            tmp_path,
            events={"left": {"initial_contact": [0.4, 1.5], "toe_off": [1.1]}},
            metrics=[CADENCE, {"metric": "knee_valgus_deg", "side": "left", "value": -3.5}],
            curves={"knee_flexion": {"right": [10] * 101}},
            subject={"height_m": 1.2, "age_y": 7, "sex": "f", "shoes": "sandals"},
            view="rear",
            activity="run",
            capture_fps=240,
            markers="lab.c3d",
            offset_s=0.3,
            surface="treadmill",
            joints_px={},
        )
    )
    assert truth.events[1] == ("left", "initial_contact", 1.5)
    assert truth.events[2] == ("left", "toe_off", 1.1)
    assert truth.metrics == {("cadence_spm", "both"): 110.0, ("knee_valgus_deg", "left"): -3.5}
    assert truth.curves["knee_flexion", "right"].shape == (101,)
    assert (truth.subject.height_m, truth.subject.age_y, truth.subject.sex) == (1.2, 7, "f")
    assert (truth.view, truth.activity, truth.capture_fps) == ("rear", "run", 240)
    assert (truth.markers, truth.offset_s) == (tmp_path / "lab.c3d", 0.3)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"metrics": [{"metric": "cadence", "value": 1}]}, "'cadence' lacks a known unit"),
        ({"metrics": [{**CADENCE, "side": "middle"}]}, "expected one of left, right, both"),
        ({"metrics": [{**CADENCE, "value": "fast"}]}, "expected a number, got 'fast'"),
        ({"metrics": [{**CADENCE, "value": float("nan")}]}, "expected a number, got nan"),
        ({"metrics": [{"side": "left"}]}, "'metric'"),
        ({"events": {"left": {"landing": [1]}}}, "expected one of initial_contact, toe_off"),
        ({"events": {"links": {"toe_off": [1]}}}, "expected one of left, right"),
        ({"curves": {"knee_flexion": {"left": [1, 2]}}}, "expected 101 numbers"),
        ({"curves": {"knee": {"left": [1]}}}, "got 'knee'"),
        ({"metrics": [CADENCE], "view": "above"}, "got 'above'"),
        ({"metrics": [CADENCE], "subject": {"height_m": 178}}, "height_m"),
        ({"view": "side"}, "got none of them"),
        ([1, 2], "not a truth file"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, content, told):
    path = tmp_path / "clip.truth.json"
    path.write_text(json.dumps(content))
    with pytest.raises(UnreadableInputError) as error:
        read_truth(path)
    assert told in str(error.value) and str(path) in str(error.value)


def test_damaged_json_is_named(tmp_path):
    path = tmp_path / "clip.truth.json"
    path.write_text("{")
    with pytest.raises(UnreadableInputError, match=r"clip\.truth\.json"):
        read_truth(path)


def test_clips_are_found_in_every_folder_below(tmp_path):
    for name in (
        "a.mp4",
        "a.truth.json",
        "sub/b.MOV",
        "sub/b.truth.json",
        "alone.mp4",
        "notes.txt",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_labelled(tmp_path)
    assert [(one.name, one.clip) for one in found] == [
        ("a.mp4", tmp_path / "a.mp4"),
        ("sub/b.MOV", tmp_path / "sub" / "b.MOV"),
    ]


def test_a_truth_without_its_clip_is_listed(tmp_path):
    (tmp_path / "gone.truth.json").touch()
    (one,) = find_labelled(tmp_path)
    assert (one.name, one.clip) == ("gone.truth.json", None)


def test_a_marker_file_is_the_truth_of_a_video_and_a_clip_by_itself(tmp_path):
    for name in ("lab.mp4", "lab.c3d", "walk.trc", "walk.truth.json", "other.c3d"):
        (tmp_path / name).touch()
    found = {one.name: one.truth.name for one in find_labelled(tmp_path)}
    assert found == {"lab.mp4": "lab.c3d", "walk.trc": "walk.truth.json"}


def test_a_truth_file_comes_before_a_marker_file(tmp_path):
    for name in ("lab.mp4", "lab.c3d", "lab.truth.json"):
        (tmp_path / name).touch()
    (one,) = find_labelled(tmp_path)
    assert (one.name, one.truth.name) == ("lab.mp4", "lab.truth.json")


def test_nothing_to_compare_says_what_to_put_there(tmp_path):
    with pytest.raises(UsageError, match=r"clip\.truth\.json"):
        find_labelled(tmp_path)
    with pytest.raises(UnreadableInputError, match="no such folder"):
        find_labelled(tmp_path / "nowhere")
