"""`--also` and poses of other programs on the command line: files, exit codes, errors."""

from __future__ import annotations

import pytest
from walker import Walker

from gaitkit.cli import main
from gaitkit.pose.files import save_pose


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    path = tmp_path_factory.mktemp("walk") / "walk.nc"
    save_pose(Walker(duration_s=4).track("side"), path)
    return path


def run(*arguments) -> int:
    """The exit code of the command."""
    try:
        main([str(a) for a in arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_formats_are_written_beside_the_usual_files(tmp_path, walk, capsys):
    pytest.importorskip("openpyxl")
    code = run("analyze", walk, "--out", tmp_path, "--height-m", "1.75", "--also", "TRC, mot,xlsx")
    assert code == 0
    names = {path.name for path in (tmp_path / "walk").iterdir()}
    assert names >= {"points.trc", "angles.mot", "results.xlsx", "metrics.csv", "report.html"}
    assert "points.trc" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("also", "message"),
    [("trc", "--height-m 1.78"), ("gif", "expected some of c3d, csv"), ("c3d,gif", "c3d")],
)
def test_what_can_not_be_written_is_said_before_anything_is_measured(
    tmp_path, walk, capsys, also, message
):
    assert run("analyze", walk, "--out", tmp_path, "--also", also) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_without_poses_or_videos_is_unreadable(tmp_path, capsys):
    (tmp_path / "films").mkdir()
    assert run("analyze", tmp_path / "films", "--out", tmp_path / "out") == 3
    assert "a folder of OpenPose JSON files" in capsys.readouterr().err


def test_an_unknown_backend_lists_those_there_are(tmp_path, capsys):
    (tmp_path / "a.mp4").write_bytes(b"")
    run("analyze", tmp_path / "a.mp4", "--backend", "openpose", "--out", tmp_path / "out")
    assert capsys.readouterr().err
