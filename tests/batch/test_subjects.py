"""The table of subjects: read as people save it, every fault told where it is."""

from __future__ import annotations

import unicodedata

import pytest

from gaitkit.batch.subjects import Row, blank, read_subjects, subject_of
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.model import Subject

FILES = ("anna/side.mp4", "anna/Zoë loopt.mp4", "bo/side.mp4", "bo/rear 50%.mov")


@pytest.fixture
def read(tmp_path):
    def of(content: str | bytes) -> dict[str, Row]:
        path = tmp_path / "clips.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_subjects(path, FILES)

    return of


def test_every_column_is_read(read):
    rows = read(
        "file,person,height_m,age_y,sex,activity,view,capture_fps,person_number,date\n"
        "anna/side.mp4,Anna,1.68,34,F,run,side,240,2,2026-03-14\n"
        "\n"
        "bo/rear 50%.mov,,,,,,,,,\n"
    )
    assert rows["anna/side.mp4"] == Row(
        person="Anna", height_m=1.68, age_y=34, sex="f", activity="run", view="side",
        capture_fps=240, person_number=2, date="2026-03-14",
    )  # fmt: skip
    assert rows["bo/rear 50%.mov"] == Row()


@pytest.mark.parametrize(
    "content",
    [
        "file;height_m\nanna/side.mp4;1,68\n",
        "file\theight_m\nanna\\side.mp4\t1.68\n",
        'file,height_m\n./ANNA/side.mp4,"1,68"\n',
        b"\xef\xbb\xbffile;height_m\r\nanna/side.mp4;1,68\r\n",
        "file,height_m\r\nanna/side.mp4,1.68\r\n".encode("utf-16"),
    ],
)
def test_tables_are_read_as_spreadsheets_save_them(read, content):
    assert read(content) == {"anna/side.mp4": Row(height_m=1.68)}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_names_are_found_however_they_are_written(read, encoding):
    rows = read("file,date\nZoë loopt.mp4,14-03-2026\n".encode(encoding))
    assert rows == {FILES[1]: Row(date="2026-03-14")}
    assert set(read(f"file\n{unicodedata.normalize('NFD', FILES[1])}\n")) == {FILES[1]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("file,heigth_m\n", r"line 1: there is no column 'heigth_m'. Is height_m meant"),
        ("file,person,file\n", "column 'file' is there twice"),
        ("person,height_m\nAnna,1.7\n", "the column file is missing"),
        ("file\nanna/sude.mp4\n", r"line 2: file: .*'anna/sude.mp4'. Is anna/side.mp4 meant"),
        ("file\nside.mp4\n", "can be anna/side.mp4 or bo/side.mp4"),
        ("file,height_m\nbo/side.mp4,178\n", "height_m: expected metres .* got '178'"),
        ("file,height_m\nbo/side.mp4,nan\n", "height_m: expected metres .* got 'nan'"),
        ("file,height_m\nbo/side.mp4,1,78\n", "3 cells under 2 columns. A decimal comma"),
        ("file,age_y\nbo/side.mp4,old\n", "age_y: expected years .* got 'old'"),
        ("file,sex\nbo/side.mp4,x\n", "sex: expected one of f, m, got 'x'"),
        ("file,view\nbo/side.mp4,left\n", "view: expected one of auto, side, front, rear"),
        ("file,activity\nbo/side.mp4,hop\n", "activity: expected one of .*heel-raise"),
        ("file,capture_fps\nbo/side.mp4,0\n", "capture_fps: expected frames per second"),
        ("file,person_number\nbo/side.mp4,1.5\n", "person_number: expected a whole number"),
        ("file,date\nbo/side.mp4,3/14/2026\n", "date: expected a date such as 2026-03-14"),
        ("file\nbo/side.mp4\nbo/side.mp4\n", "line 3: file: bo/side.mp4 has a row already"),
        ("file,person\n,Anna\n", "line 2: file: expected the name of a clip, got nothing"),
    ],
)
def test_a_fault_is_told_with_place_value_and_what_was_expected(read, content, told):
    with pytest.raises(UsageError, match=told):
        read(content)


def test_all_faults_are_told_at_once(read):
    with pytest.raises(UsageError) as error:
        read("file,height_m\nbo/side.mp4,x\nnowhere.mp4,1.7\nanna/side.mp4,9\n")
    told = str(error.value)
    assert "3 lines" in told and all(f"line {n}" in told for n in (2, 3, 4))


def test_what_is_no_table_is_told(read, tmp_path):
    with pytest.raises(UnreadableInputError, match="as text"):
        read(b"PK\x03\x04\x00\x00 a spreadsheet")
    with pytest.raises(UnreadableInputError, match="can't be read"):
        read_subjects(tmp_path / "none.csv", FILES)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_blank_table_reads_back(read, lang):
    assert read(blank(FILES, lang=lang)) == dict.fromkeys(FILES, Row())


def test_a_row_goes_before_the_defaults():
    default = Subject(height_m=1.8, age_y=40, sex="m")
    got = subject_of(Row(person="Anna", age_y=0), default)
    assert got == Subject(name="Anna", height_m=1.8, age_y=0, sex="m")
