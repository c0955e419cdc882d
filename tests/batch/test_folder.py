"""Folders of results are whole or not there, and what the user put beside them stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitkit.batch.folder import (
    NEW,
    RECORD,
    UNFINISHED,
    locked,
    put_in_place,
    record_in,
    take_away,
    tidy,
    workplace,
)
from gaitkit.errors import UsageError

RECORDED = {"files": ["metrics.csv"], "n": 1}


def put(out: Path, place: str, text: str, **record) -> Path:
    with workplace(out) as work:
        (work / NEW).mkdir()
        (work / NEW / "metrics.csv").write_text(text)
        put_in_place(work, out / place, {**RECORDED, **record})
    return out / place


def test_a_folder_is_put_in_place_with_its_record(tmp_path):
    place = put(tmp_path, "a/b", "1")
    assert (place / "metrics.csv").read_text() == "1"
    assert record_in(place) == RECORDED
    tidy(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"a"}


def test_newer_results_replace_older_ones_but_not_the_users_notes(tmp_path):
    place = put(tmp_path, "a", "1")
    (place / "overlay.mp4").touch()
    (place / "notes.txt").write_text("mine")
    put(tmp_path, "a", "2", n=2)
    assert {p.name for p in place.iterdir()} == {RECORD, "metrics.csv", "notes.txt"}
    assert record_in(place)["n"] == 2


def test_what_gaitkit_did_not_write_is_never_replaced(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.docx").touch()
    with pytest.raises(UsageError, match="did not write"):
        put(tmp_path, "a", "1")
    take_away(tmp_path / "a")
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_change_of_folders_survives_a_kill_at_any_step(tmp_path, monkeypatch, steps):
    place = put(tmp_path, "a", "1")
    (place / "notes.txt").write_text("mine")
    rename, done = Path.rename, []

    def killed(self, target):
        if len(done) == steps:
            raise KeyboardInterrupt
        done.append(self)
        return rename(self, target)

    work = tmp_path / UNFINISHED / "x"
    (work / NEW).mkdir(parents=True)
    (work / NEW / "metrics.csv").write_text("2")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "rename", killed)
        put_in_place(work, place, {**RECORDED, "n": 2})
    tidy(tmp_path)
    assert (place / "metrics.csv").read_text() == ("1" if steps == 0 else "2")
    assert (place / "notes.txt").read_text() == "mine"
    assert record_in(place)["n"] == (1 if steps == 0 else 2)
    assert not (tmp_path / UNFINISHED).exists()


def test_unfinished_results_of_a_killed_run_are_cleared_away(tmp_path):
    (tmp_path / UNFINISHED / "x" / "new").mkdir(parents=True)
    tidy(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_lost_a_file_is_not_done(tmp_path):
    place = put(tmp_path, "a", "1")
    (place / "metrics.csv").unlink()
    assert record_in(place) is None
    assert record_in(tmp_path / "nowhere") is None
    (place / RECORD).write_text("{")
    assert record_in(place) is None


def test_results_are_taken_away_with_their_folder(tmp_path):
    place = put(tmp_path, "a/b", "1")
    take_away(place)
    assert not place.exists()
    put(tmp_path, "a/b", "1")
    (place / "notes.txt").touch()
    take_away(place)
    assert [p.name for p in place.iterdir()] == ["notes.txt"]


def test_only_one_batch_works_in_a_folder(tmp_path):
    refused = pytest.raises(UsageError, match="another gaitkit batch")
    with locked(tmp_path / "out"), refused, locked(tmp_path / "out"):
        pass
    with locked(tmp_path / "out"):
        pass
