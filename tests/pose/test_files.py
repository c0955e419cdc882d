"""pose.nc: what goes in comes out, others can read it, damaged files are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import h5netcdf
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitkit.errors import InstallationError, UnreadableInputError, UsageError
from gaitkit.model import PoseTrack
from gaitkit.pose import files
from gaitkit.pose.base import GAIT_LANDMARKS
from gaitkit.pose.files import load_pose, load_pose_input, save_pose, to_xarray


def a_track(*, seed: int = 1, metres: bool = True, frames: int = 20) -> PoseTrack:
    random = np.random.default_rng(seed)
    count = len(GAIT_LANDMARKS)
    points_px = random.uniform(0, 3840, (frames, count, 2))
    points_px[3, 2] = np.nan
    return PoseTrack(
        times_s=np.cumsum(random.uniform(0.01, 0.05, frames)),
        landmarks=GAIT_LANDMARKS,
        points_px=points_px,
        scores=random.uniform(0, 1, (frames, count)),
        points_m=random.normal(0, 0.5, (frames, count, 3)) if metres else None,
        width_px=3840,
        height_px=2160,
        backend="mediapipe heavy",
        steps=("legs swapped back in 3 frames", "low-pass 6 Hz, zero phase"),
    )


@pytest.mark.parametrize("metres", [True, False])
@pytest.mark.parametrize("name", ["pose.nc", "gång – 歩行.nc"])
def test_what_is_saved_is_loaded(tmp_path, metres, name):
    track = a_track(metres=metres)
    save_pose(track, tmp_path / name)
    loaded = load_pose(tmp_path / name)
    assert loaded.times_s.tolist() == track.times_s.tolist()
    np.testing.assert_allclose(loaded.points_px, track.points_px, atol=1e-3, rtol=0)
    np.testing.assert_allclose(loaded.scores, track.scores, atol=1e-6, rtol=0)
    if metres:
        np.testing.assert_allclose(loaded.points_m, track.points_m, atol=1e-6, rtol=0)
    else:
        assert loaded.points_m is None
    for field in ("landmarks", "width_px", "height_px", "backend", "steps"):
        assert getattr(loaded, field) == getattr(track, field)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_which_frames_were_looked_at_is_kept(tmp_path):
    looked = np.arange(20) % 2 == 0
    save_pose(replace(a_track(), looked=looked), tmp_path / "pose.nc")
    assert load_pose(tmp_path / "pose.nc").looked.tolist() == looked.tolist()
    assert xr.load_dataset(tmp_path / "pose.nc")["looked"].values.tolist() == looked.tolist()
    save_pose(a_track(), tmp_path / "all.nc")
    assert load_pose(tmp_path / "all.nc").looked is None


@settings(deadline=None)  # the first call imports xarray
@given(st.floats(-1e4, 1e4))
def test_storage_keeps_pixels_to_a_thousandth(value):
    track = a_track(frames=4)
    points_px = np.full(track.points_px.shape, value)
    stored = to_xarray(replace(track, points_px=points_px))["position"].values
    assert np.abs(stored.astype(float) - value).max() < 1e-3


def test_layout_is_the_contract(tmp_path):
    track = a_track()
    save_pose(track, tmp_path / "pose.nc", extra_attrs={"source_file": "wälk.mp4"})
    with xr.open_dataset(tmp_path / "pose.nc", engine="h5netcdf") as dataset:
        assert dataset["position"].dims == ("time", "space", "keypoint", "individual")
        assert dataset["position_3d"].dims == ("time", "space_3d", "keypoint", "individual")
        assert dataset["confidence"].dims == ("time", "keypoint", "individual")
        assert dataset["space"].values.tolist() == ["x", "y"]
        assert dataset.attrs["time_unit"] == "seconds"
        assert dataset.attrs["source_software"] == "gaitkit"
        assert dataset.attrs["source_file"] == "wälk.mp4"
        assert dataset.attrs["fps"] == pytest.approx(track.frame_rate_hz)
        assert tuple(json.loads(dataset.attrs["steps"])) == track.steps
        knee = dataset["position"].sel(keypoint="left_knee", individual="person_1")
        np.testing.assert_allclose(knee, track.px("left_knee"), atol=1e-3)


def test_plural_names_of_older_movement_are_read(tmp_path):
    track = a_track(metres=False)
    old = to_xarray(track).rename(keypoint="keypoints", individual="individuals")
    old.attrs = {"source_software": "DeepLabCut", "time_unit": "seconds", "fps": 30.0}
    old.to_netcdf(tmp_path / "old.nc", engine="h5netcdf")
    loaded = load_pose(tmp_path / "old.nc")
    np.testing.assert_allclose(loaded.points_px, track.points_px, atol=1e-3)
    assert loaded.backend == "DeepLabCut"
    assert loaded.width_px >= np.nanmax(loaded.points_px[..., 0])


def test_a_track_of_one_frame_has_no_rate_but_is_kept(tmp_path):
    track = a_track().between(0, a_track().times_s[0])
    save_pose(track, tmp_path / "pose.nc")
    assert len(load_pose(tmp_path / "pose.nc")) == 1
    assert "fps" not in to_xarray(track).attrs


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop_vars("position"), "got nothing for position"),
        (lambda d: d.rename(keypoint="landmark"), "got nothing for keypoint"),
        (lambda d: xr.concat([d, d], "individual"), "expected one person, got 2"),
        (lambda d: d.isel(space=[0]), "expected 2 dimensions in space"),
        (lambda d: d.assign_attrs(time_unit="frames"), "expected time in seconds, got frames"),
        (lambda d: d.assign_attrs(steps="{not json"), "not a pose file that gaitkit can use"),
    ],
)
def test_other_layouts_are_refused_with_the_reason(tmp_path, change, message):
    change(to_xarray(a_track())).to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    with pytest.raises(UnreadableInputError, match=message):
        load_pose(tmp_path / "a.nc")


@pytest.mark.parametrize(
    "content", [b"", b"not a netCDF file at all", b"\x89HDF\r\n\x1a\n" + b"0" * 99]
)
def test_damaged_files_are_refused(tmp_path, content):
    (tmp_path / "a.nc").write_bytes(content)
    with pytest.raises(UnreadableInputError, match="expected a netCDF-4 file"):
        load_pose(tmp_path / "a.nc")


def test_a_file_cut_in_half_is_refused(tmp_path):
    save_pose(a_track(frames=500), tmp_path / "a.nc")
    whole = (tmp_path / "a.nc").read_bytes()
    (tmp_path / "a.nc").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableInputError):
        load_pose(tmp_path / "a.nc")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableInputError, match=r"gone\.nc: no such file"):
        load_pose(tmp_path / "gone.nc")


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    save_pose(a_track(), tmp_path / "pose.nc")
    before = (tmp_path / "pose.nc").read_bytes()

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(h5netcdf.File, "create_variable", fail)
    with pytest.raises(OSError, match="disk full"):
        save_pose(a_track(seed=2), tmp_path / "pose.nc")
    assert (tmp_path / "pose.nc").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["pose.nc"]


def test_missing_netcdf_support_is_no_damaged_file(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ImportError("No module named 'h5py'")

    (tmp_path / "pose.nc").write_bytes(b"x")
    monkeypatch.setattr(h5netcdf, "File", fail)
    with pytest.raises(InstallationError, match="h5py"):
        load_pose(tmp_path / "pose.nc")


def test_dispatch_by_ending(tmp_path, monkeypatch):
    save_pose(a_track(), tmp_path / "pose.NC")
    assert load_pose_input(tmp_path / "pose.NC").landmarks == GAIT_LANDMARKS
    with pytest.raises(UsageError, match=r"expected a pose file ending in \.nc"):
        load_pose_input(tmp_path / "walk.mp4", view="side")
    monkeypatch.setattr(files, "read_markers", lambda path: path.name)
    monkeypatch.setattr(files, "flat_axis", lambda markers: None)
    with pytest.raises(UsageError, match="choose --view"):
        load_pose_input(tmp_path / "walk.c3d")
    monkeypatch.setattr(files, "project_markers", lambda m, *, view, side: (m, view, side))
    got = load_pose_input(tmp_path / "walk.TRC", view="rear", side="right")
    assert got == ("walk.TRC", "rear", "right")
