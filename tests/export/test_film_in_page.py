"""The film that a report holds is read back as it was written, or not at all."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from filmed import filmed

from gaitkit.export.film import film_of
from gaitkit.export.film_in_page import film_in, read_page


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker"))


@pytest.fixture(scope="module")
def report(result, tmp_path_factory):
    return result.save(tmp_path_factory.mktemp("out"), formats=("html",)) / "report.html"


def test_the_film_and_its_stills_come_back(result, report):
    film = film_in(read_page(report), result.record)
    made = film_of(result.record)
    assert film.mp4 == made.mp4
    assert film.size_px == made.size_px
    assert len(film.stills) == 6
    assert all(still.startswith(b"\xff\xd8\xff") for still in film.stills.values())
    assert film.faces_unseen is None


def test_a_blurred_film_is_known_to_be(result, tmp_path):
    folder = result.save(tmp_path, formats=("html",), blur_face=True)
    film = film_in(read_page(folder / "report.html"), result.record)
    assert film.faces == len(result.record.pose)
    assert film.faces_unseen == 0


def test_a_report_without_a_film_has_none(result, tmp_path):
    folder = result.save(tmp_path, formats=("html",), video=False)
    assert film_in(read_page(folder / "report.html"), result.record) is None
    assert film_in(read_page(tmp_path / "nowhere.html"), result.record) is None


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r'(class="film">).{40}', r"\1<b>"),
        (r'(class="film">)\S{40}', r"\1" + "QUJD" * 10),
        (r'(class="data">).', r"\1["),
        (r'"faces":', '"heads":'),
    ],
)
def test_a_damaged_or_foreign_page_has_none(result, report, tmp_path, pattern, instead):
    page, count = re.subn(pattern, instead, report.read_text("utf-8"), count=1)
    assert count == 1
    (tmp_path / "report.html").write_text(page, "utf-8")
    assert film_in(read_page(tmp_path / "report.html"), result.record) is None


def test_the_film_of_another_clip_is_left_alone(result, report):
    """As where a clip was replaced by another of the same name."""
    clip = replace(result.record.clip, times_s=result.record.clip.times_s * 1.5)
    assert film_in(read_page(report), replace(result.record, clip=clip)) is None
