"""`movement` reads our poses, and we read what it writes for DeepLabCut and SLEAP."""

from __future__ import annotations

import numpy as np
import pytest
import written_by_others as others
import xarray as xr
from written_by_others import FPS

from gaitkit.pose.files import save_pose
from gaitkit.pose.inputs import read_input

pytest.importorskip("movement", reason="needs pip install movement, in an own environment")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module")
def walk():
    return others.a_walk()


@pytest.fixture(scope="module")
def dataset(walk, tmp_path_factory):
    """Our pose.nc as `movement` has it: before 0.17 with dimensions in the plural."""
    from movement.validators.datasets import ValidPosesInputs

    path = tmp_path_factory.mktemp("ours") / "pose.nc"
    save_pose(walk, path)
    with xr.open_dataset(path, engine="h5netcdf") as opened:
        loaded = opened.load()
    plural = {d: f"{d}s" for d in loaded.dims if f"{d}s" in ValidPosesInputs.DIM_NAMES}
    return loaded.rename(plural)


def test_our_file_is_a_dataset_of_movement(dataset):
    from movement.kinematics import compute_speed
    from movement.validators.datasets import ValidPosesInputs

    ValidPosesInputs.validate(dataset)
    assert tuple(dataset["position"].dims) == tuple(ValidPosesInputs.DIM_NAMES)
    assert float(np.nanmedian(compute_speed(dataset["position"]))) > 0
    assert dataset.attrs["fps"] == pytest.approx(FPS)


@pytest.mark.parametrize(
    ("name", "writer"),
    [
        ("walk.csv", "to_dlc_file"),
        ("walk.h5", "to_dlc_file"),
        ("walk.analysis.h5", "to_sleap_analysis_file"),
    ],
)
def test_what_movement_writes_we_read(tmp_path, dataset, walk, name, writer):
    from movement.io import save_poses

    whole = {"split_individuals": False} if writer == "to_dlc_file" else {}
    getattr(save_poses, writer)(dataset, tmp_path / name, **whole)
    found = read_input(tmp_path / name, rate_hz=FPS)
    assert set(walk.landmarks) <= set(found.landmarks)
    assert found.times_s == pytest.approx(walk.times_s)
    knee = np.array([p[0].points_px[found.landmarks.index("left_knee")] for p in found.people])
    np.testing.assert_allclose(knee, walk.px("left_knee"), atol=0.01)


def test_what_movement_loaded_and_saved_we_read(tmp_path, dataset, walk):
    """Its own netCDF of a file without a rate counts frames; the rate is asked for."""
    from movement.io import load_poses, save_poses

    save_poses.to_dlc_file(dataset, tmp_path / "walk.csv", split_individuals=False)
    load_poses.from_dlc_file(tmp_path / "walk.csv").to_netcdf(
        tmp_path / "walk.nc", engine="h5netcdf"
    )
    found = read_input(tmp_path / "walk.nc", rate_hz=FPS)
    assert found.source == "DeepLabCut"
    assert found.times_s == pytest.approx(walk.times_s)
