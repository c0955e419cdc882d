from __future__ import annotations

import sys

import pytest

from gaitkit.disk import sha256_of
from gaitkit.errors import InstallationError
from gaitkit.pose import store


def put(path, data: bytes = b"weights") -> None:
    with store.locked(path.parent, on_wait=lambda: None):
        store.put(path, data, network="abc", origin="test")


def test_stored_file_counts_and_says_where_it_came_from(tmp_path):
    path = tmp_path / "deep" / "model.task"
    put(path)
    note = store.intact(path)
    assert (note.origin, note.network, note.size_bytes) == ("test", "abc", 7)
    assert note.sha256 == sha256_of(path)


@pytest.mark.parametrize("damage", [b"weight", b"Weights", b"weights and more", b""])
def test_damaged_file_does_not_count(tmp_path, damage):
    path = tmp_path / "model.task"
    put(path)
    path.write_bytes(damage)
    assert store.intact(path) is None


@pytest.mark.parametrize("note", [None, "", "{}", "[1]", '{"sha256": "x", "size_bytes": 7}'])
def test_file_without_a_proper_note_does_not_count(tmp_path, note):
    path = tmp_path / "model.task"
    put(path)
    note_file = path.with_suffix(".json")
    note_file.unlink() if note is None else note_file.write_text(note)
    assert store.intact(path) is None


def test_failing_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "model.task"
    put(path, b"old")

    def full_disk(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full_disk)
    with pytest.raises(InstallationError, match="No space left"):
        put(path, b"new")
    assert store.intact(path) and path.read_bytes() == b"old"
    assert not list(tmp_path.glob(f"{store.UNFINISHED}*"))


def test_folder_that_cannot_be_made_is_an_installation_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InstallationError, match="GAITKIT_MODELS"):
        put(tmp_path / "file" / "model.task")


def test_lock_is_free_again_after_an_error(tmp_path):
    for _ in range(2):
        with (
            pytest.raises(ZeroDivisionError),
            store.locked(tmp_path, on_wait=lambda: pytest.fail("locked for good")),
        ):
            _ = 1 / 0


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be replaced there")
def test_reader_of_the_old_file_is_not_disturbed(tmp_path):
    path = tmp_path / "model.task"
    put(path, b"old")
    with path.open("rb") as reading:
        put(path, b"new")
        assert reading.read() == b"old"
    assert path.read_bytes() == b"new"
