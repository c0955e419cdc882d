"""Poses of other programs in a video's place: the same walk, the same numbers."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pytest
import written_by_others as others
import xarray as xr
from written_by_others import FPS

import gaitkit
from gaitkit.errors import (
    InstallationError,
    NothingMeasuredError,
    UnreadableInputError,
    UsageError,
)
from gaitkit.pose.files import save_pose, to_xarray
from gaitkit.pose.inputs import input_sha256, is_pose_input, read_input

FORMATS = (
    "openpose", "body_25b", "halpe_26", "coco_133", "mmpose", "alphapose", "dlc", "sleap",
    "movement", "sports2d_px", "sports2d_m",
)  # fmt: skip
WITH_RATE = ("sports2d_px", "sports2d_m")


@pytest.fixture(scope="module")
def walk():
    return others.a_walk()


@pytest.fixture(scope="module")
def ours(walk, tmp_path_factory):
    """The numbers from the walk as gaitkit itself keeps it."""
    path = tmp_path_factory.mktemp("ours") / "pose.nc"
    save_pose(walk, path)
    return gaitkit.analyze(path, subject=gaitkit.Subject(height_m=1.75))


def written(folder, walk, kind):
    """The walk as the program `kind` writes it."""
    if kind in ("openpose", "body_25b", "coco_133", "halpe_26"):
        name = "body_25" if kind == "openpose" else kind
        return others.openpose_folder(folder / kind, others.keypoints(walk, name))
    halpe = others.keypoints(walk, "halpe_26")
    writers = {
        "mmpose": lambda: others.mmpose_file(folder / "results.json", halpe),
        "alphapose": lambda: others.alphapose_file(folder / "alphapose-results.json", halpe),
        "dlc": lambda: others.dlc_csv(folder / "walkDLC.csv", walk),
        "sleap": lambda: others.sleap_analysis(folder / "walk.analysis.h5", walk),
        "movement": lambda: in_frames(folder / "poses.nc", walk),
        "sports2d_px": lambda: others.sports2d_trc(folder / "px.trc", walk, unit="px"),
        "sports2d_m": lambda: others.sports2d_trc(folder / "m.trc", walk, unit="m"),
    }
    return writers[kind]()


def in_frames(path, walk):
    """A dataset of `movement` that knows no rate: time in frames, two individuals."""
    dataset = to_xarray(walk).drop_vars("position_3d", errors="ignore")
    dataset = dataset.assign_coords(time=np.arange(len(walk)))
    nobody = dataset.assign_coords(individual=["nobody"]) * np.nan
    both = xr.concat([nobody, dataset], "individual", combine_attrs="override", join="outer")
    both.attrs = {"source_software": "LightningPose", "time_unit": "frames"}
    both.to_netcdf(path, engine="h5netcdf")
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_the_numbers_are_those_of_the_walk_itself(tmp_path, walk, ours, kind):
    path = written(tmp_path, walk, kind)
    rate = None if kind in WITH_RATE else FPS
    got = gaitkit.analyze(path, capture_fps=rate, subject=gaitkit.Subject(height_m=1.75))
    for name, side in (
        ("cadence_spm", "both"),
        ("knee_flexion_swing_peak_deg", "left"),
        ("ankle_dorsiflexion_stance_peak_deg", "left"),
        ("speed_mps", "both"),
    ):
        expected = ours.metric(name, side).value
        assert got.metric(name, side).value == pytest.approx(expected, rel=0.01, abs=0.2), name
    assert got.record.bouts[0].view.plane == "side"
    assert got.record.bouts[0].view.facing == ours.record.bouts[0].view.facing


@pytest.mark.parametrize("kind", [k for k in FORMATS if k not in WITH_RATE])
def test_a_frame_rate_that_the_file_lacks_is_asked_for(tmp_path, walk, kind):
    with pytest.raises(UsageError, match="--capture-fps 60"):
        gaitkit.analyze(written(tmp_path, walk, kind))


def test_the_walker_is_measured_and_not_who_stands_beside(tmp_path, walk, ours):
    standing = np.repeat(others.keypoints(walk, "body_25")[:1], len(walk), axis=0)
    standing[..., 0] = np.where(standing[..., 2] > 0, standing[..., 0] + 300, 0)
    folder = others.openpose_folder(tmp_path / "two", others.keypoints(walk, "body_25"), standing)
    got = gaitkit.analyze(folder, capture_fps=FPS)
    assert got.record.person.people == 2
    cadence = ours.metric("cadence_spm").value
    assert got.metric("cadence_spm").value == pytest.approx(cadence, rel=0.01)
    with pytest.raises(NothingMeasuredError):
        gaitkit.analyze(folder, capture_fps=FPS, person=2, activity="walk")
    with pytest.raises(UsageError, match="only 2 were found"):
        gaitkit.analyze(folder, capture_fps=FPS, person=3)


def test_frames_that_are_missing_leave_their_time_empty(tmp_path, walk):
    folder = written(tmp_path, walk, "openpose")
    for file in sorted(folder.iterdir())[50:53]:
        file.unlink()
    found = read_input(folder, rate_hz=FPS)
    assert len(found.times_s) == len(walk) - 3
    assert found.times_s[[0, 49, 50]] == pytest.approx([0, 49 / FPS, 53 / FPS])


def test_points_that_were_not_found_are_unseen(tmp_path, walk):
    table = others.keypoints(walk, "halpe_26")
    table[10, 15] = 0  # left ankle
    found = read_input(others.mmpose_file(tmp_path / "a.json", table), rate_hz=FPS)
    ankle = found.landmarks.index("left_ankle")
    assert np.isnan(found.people[10][0].points_px[ankle]).all()
    assert found.people[10][0].scores[ankle] == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{not json", "damaged JSON"),
        ("a.json", '{"schema_version": 1, "clip": 2}', "got schema_version, clip"),
        ("a.json", "[1, 2]", "expected poses as MMPose or AlphaPose"),
        ("a.json", '[{"instances": [{"keypoints": 3}]}]', "entry 1 does not hold keypoints"),
        ("a.json", '[{"image_id": "x.jpg", "keypoints": [1, 2, 3]}]', "entry 1"),
        ("a.json", '[{"instances": []}]', "nobody is seen in any of 1 frames"),
        ("a.csv", "metric,side,value\ncadence_spm,both,100\n", "starts with 'metric'"),
        ("a.csv", "scorer,n,n\nbodyparts,knee,knee\ncoords,x,y\n0,a,b\n", "damaged table"),
        ("a.csv", "scorer,n,n\nbodyparts,knee,knee\ncoords,x,y\n0,1,2\n", "likelihood"),
        ("a.csv", "", "starts with ''"),
        ("a.h5", "no hdf5", "damaged one"),
    ],
)  # fmt: skip
def test_what_holds_no_poses_says_what_it_holds(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableInputError, match=message):
        read_input(tmp_path / name, rate_hz=FPS)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "expected a video or a folder of OpenPose JSON"),
        ({"metrics.json": "{}"}, "its own number"),
        ({"a_1.json": "{}"}, "expected people with pose_keypoints_2d"),
        ({"a_1.json": '{"people": []}'}, "nobody is seen"),
        (
            {"a_1.json": '{"people": [{"pose_keypoints_2d": [1, 2, 0.5]}]}'},
            "got 1. Use a pose model with heels and toes",
        ),
        ({"a1_b.json": "{}", "c1.json": "{}"}, "its own number"),
    ],
)
def test_folders_that_hold_something_else_are_refused(tmp_path, files, message):
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableInputError, match=message):
        read_input(tmp_path, rate_hz=FPS)


def test_keypoints_without_a_known_name_are_listed(tmp_path, walk):
    renamed = replace(walk, landmarks=tuple(f"point{n}" for n in range(len(walk.landmarks))))
    path = others.dlc_csv(tmp_path / "a.csv", renamed)
    with pytest.raises(UnreadableInputError, match="got point0, point1"):
        read_input(path, rate_hz=FPS)


def test_files_only_movement_reads_say_how_to_get_there(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "movement", None)
    monkeypatch.setitem(sys.modules, "movement.io", None)
    (tmp_path / "a.slp").write_bytes(b"x")
    with pytest.raises(InstallationError, match="environment of its own: pip install movement"):
        read_input(tmp_path / "a.slp", rate_hz=FPS)


def test_what_counts_as_poses_by_its_name(tmp_path):
    names = ("a.nc", "a.trc", "a.C3D", "a.json", "a.csv", "a.h5", "a.slp")
    assert all(is_pose_input(tmp_path / name) for name in names)
    assert is_pose_input(tmp_path)
    assert not any(is_pose_input(tmp_path / name) for name in ("a.mp4", "a.mov", "a"))


def test_a_folder_is_known_by_what_its_files_hold(tmp_path, walk):
    folder = others.openpose_folder(tmp_path / "a", others.keypoints(walk, "body_25")[:3])
    before = input_sha256(folder)
    assert before == input_sha256(folder)
    file = next(folder.iterdir())
    file.write_text(json.dumps({"people": []}))
    assert input_sha256(folder) != before


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableInputError, match=r"gone\.slp: no such file"):
        read_input(tmp_path / "gone.slp")
