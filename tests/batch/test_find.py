"""Which files are clips, and where their results go."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitkit.batch.find import chosen, find_clips, places
from gaitkit.errors import UnreadableInputError, UsageError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_clips_in_all_folders_and_nothing_else(tmp_path):
    touch(tmp_path, "b.MOV", "a/run.mp4", "a/deep er/pose.nc", "a/m.c3d", "ü/50 % #1?.mp4")
    touch(tmp_path, "notes.txt", "a/run.truth.json", ".trash/x.mp4", "a/._run.mp4", "mp4")
    found = find_clips(tmp_path, out=tmp_path / "out")
    assert found.files == ("a/deep er/pose.nc", "a/m.c3d", "a/run.mp4", "b.MOV", "ü/50 % #1?.mp4")
    assert (found.ours, found.closed) == (0, {})


def test_what_gaitkit_wrote_is_no_input(tmp_path):
    touch(tmp_path, "a.mp4", "out/a/overlay.mp4", "out/a/pose.nc", "out/a/analysis.json")
    touch(tmp_path, "earlier/b/overlay.mp4", "earlier/b/pose.nc", "earlier/b/analysis.json")
    found = find_clips(tmp_path, out=tmp_path / "out")
    assert found.files == ("a.mp4",)
    assert found.ours == 2


def test_a_folder_that_is_none_is_told_apart(tmp_path):
    touch(tmp_path, "a.mp4")
    with pytest.raises(UnreadableInputError, match="gaitkit analyze"):
        find_clips(tmp_path / "a.mp4", out=tmp_path)
    with pytest.raises(UnreadableInputError, match="no such folder"):
        find_clips(tmp_path / "b*", out=tmp_path)


def test_a_closed_folder_is_named(tmp_path, monkeypatch):
    touch(tmp_path, "a.mp4", "closed/b.mp4")
    walk = __import__("os").walk

    def refused(top, onerror):
        for place, folders, names in walk(top):
            if place.endswith("closed"):
                onerror(PermissionError(13, "Permission denied", place))
            else:
                yield place, folders, names

    monkeypatch.setattr("gaitkit.batch.find.os.walk", refused)
    found = find_clips(tmp_path, out=tmp_path / "out")
    assert found.files == ("a.mp4",)
    assert found.closed == {"closed": "Permission denied"}


FILES = ("anna/Side 1.mp4", "anna/rear.mov", "bo/side 2.mp4", "top.mp4")


@pytest.mark.parametrize(
    ("patterns", "fitting"),
    [
        ([], FILES),
        (["anna/*"], FILES[:2]),
        (["*side*.mp4"], (FILES[0], FILES[2])),
        (["**/side*"], (FILES[0], FILES[2])),
        (["**/top.mp4", "BO/*"], (FILES[2], FILES[3])),
        (["./anna\\rear.*"], (FILES[1],)),
    ],
)
def test_patterns_choose_clips(patterns, fitting):
    assert chosen(FILES, patterns) == fitting


def test_a_pattern_that_fits_nothing_is_a_mistake():
    with pytest.raises(UsageError, match=r"--only carl/\*: fits none of the 4 clips"):
        chosen(FILES, ["anna/*", "carl/*"])


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        (["a/side.mp4", "b/side.mp4"], ["a/side", "b/side"]),
        (["side.mp4", "side.mov"], ["side.mp4", "side.mov"]),
        (["Side.mp4", "side.mov"], ["Side.mp4", "side.mov"]),
        (["anna.mp4", "anna/side.mp4"], ["anna.mp4", "anna/side"]),
        (["sessions.mp4", "metrics.csv.mp4"], ["sessions.mp4", "metrics.csv.mp4"]),
        (["v1.2 run.mp4"], ["v1.2 run"]),
        (["a.mp4", "a.mov", "a.mp4/b.nc"], ["a.mp4_", "a.mov", "a.mp4/b"]),
    ],
)
def test_no_two_clips_share_a_folder(files, folders):
    got = places(files, reserved=("sessions", "metrics.csv"))
    assert list(got.values()) == folders


def test_no_folder_of_results_lies_in_another():
    files = ["a.mp4", "a.mov", "a/b.mp4", "a/b/c.mp4", "A.mkv", "a.mp4/x.mp4", "a.mp4_/y.mp4"]
    got = [p.casefold() for p in places(files).values()]
    assert len(set(got)) == len(files)
    assert not [(a, b) for a in got for b in got if b.startswith(f"{a}/")]
