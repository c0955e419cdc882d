"""Files that are whole or not there, and told apart by what is in them."""

from __future__ import annotations

import hashlib

import pytest

from gaitkit.disk import sha256_of, whole


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "metrics.csv"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), whole(target) as path:
        path.write_text("ha")
        1 / 0  # noqa: B018
    assert target.read_text() == "old"
    with whole(target) as path:
        path.write_text("new")
    assert target.read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_is_known_by_its_content_even_after_it_changed(tmp_path):
    path = tmp_path / "clip.mp4"
    for content in (b"one", b"one and more"):
        path.write_bytes(content)
        assert sha256_of(path) == hashlib.sha256(content).hexdigest()
