"""What can be compared is read back from the folders that gaitkit wrote."""

from __future__ import annotations

import shutil

import pytest
from example import PICTURE, example_analysis
from filmed import filmed

from gaitkit.changes import recording
from gaitkit.errors import UnreadableInputError
from gaitkit.face import Result
from gaitkit.session import Session

JPEG = PICTURE


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A clip in `one`, a session of two clips in `two`."""
    folder = tmp_path_factory.mktemp("written")
    result = Result(record=example_analysis(), pictures=(JPEG,), lang="nl")
    result.save(folder, name="one")
    Session(results={"side": result, "rear": result}, failed={}).save(folder / "two")
    return folder


@pytest.mark.parametrize("name", ["one", "one/analysis.json"])
def test_a_clip(written, name):
    found = recording.read(written / name)
    assert (found.name, list(found.analyses)) == ("one", ["one"])
    assert (found.activities, found.views) == (("run",), ("side",))
    assert found.pictures == (JPEG,), "of the report, as blurred there"


@pytest.mark.parametrize("name", ["two", "two/session.json"])
def test_a_session(written, name):
    found = recording.read(written / name)
    assert (found.name, list(found.analyses)) == ("two", ["side", "rear"])
    assert found.pictures == (JPEG, JPEG)


def test_without_a_report_there_are_no_pictures(written, tmp_path):
    shutil.copytree(written / "one", tmp_path / "one")
    (tmp_path / "one/report.html").unlink()
    assert recording.read(tmp_path / "one").pictures == ()


def test_films_are_those_of_the_reports_even_if_the_clip_is_gone(tmp_path):
    result = filmed(tmp_path)
    result.save(tmp_path, name="shown", formats=("json", "html"))
    result.save(tmp_path, name="bare", formats=("json", "html"), video=False)
    live = recording.of_result(result, name="live")
    made = recording.filmed(live).films["live"]
    result.record.clip.path.unlink()
    assert recording.read(tmp_path / "shown").films["shown"].mp4 == made.mp4
    assert recording.read(tmp_path / "bare").films == {}
    assert recording.filmed(live).films == {}, "of a clip that has moved there is none"


def test_who_wanted_no_film_in_a_folder_gets_none(tmp_path):
    result = filmed(tmp_path)
    result.save(tmp_path, name="bare", formats=("json", "html"), video=False)
    found = recording.read(tmp_path / "bare")
    assert recording.filmed(found).films == {}


def test_a_folder_of_neither_names_what_is_in_it(written, tmp_path):
    with pytest.raises(UnreadableInputError, match=r"folders of clips \(one\).*such as"):
        recording.read(written)
    with pytest.raises(UnreadableInputError, match="got neither"):
        recording.read(tmp_path)


def test_a_session_without_its_clips_is_refused(written, tmp_path):
    shutil.copytree(written / "two", tmp_path / "two")
    shutil.rmtree(tmp_path / "two/rear")
    with pytest.raises(UnreadableInputError, match="got none for rear"):
        recording.read(tmp_path / "two")
    (tmp_path / "two/session.json").write_text("{}")
    with pytest.raises(UnreadableInputError, match=r"session\.json that gaitkit wrote"):
        recording.read(tmp_path / "two")


def test_what_is_no_folder_is_measured(written):
    assert recording.is_written(written / "one")
    assert recording.is_written(written / "one/analysis.json")
    assert not recording.is_written(written / "one/pose.nc")
