"""analysis.json comes back as it went, and damaged files are named."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from example import example_analysis

from gaitkit.errors import UnreadableInputError
from gaitkit.export import to_json
from gaitkit.export.plain import from_plain, to_plain
from gaitkit.model import Note, Scale, Subject, View


@pytest.fixture(scope="module")
def analysis():
    return example_analysis()


@pytest.fixture
def folder(analysis, tmp_path):
    to_json.write(analysis, tmp_path)
    return tmp_path


def test_every_field_comes_back(analysis, folder):
    assert_same(analysis, to_json.load_json(folder, pose=analysis.pose))
    assert_same(analysis, to_json.load_json(folder / "analysis.json", pose=analysis.pose))


def test_the_file_is_strict_json_without_the_pose(folder):
    content = json.loads(
        (folder / "analysis.json").read_text(encoding="utf-8"),
        parse_constant=lambda word: pytest.fail(f"{word} is no JSON"),
    )
    assert content["schema_version"] == 1
    assert "pose" not in content
    assert content["clip"]["sha256"].startswith("c0ffee")
    assert content["subject"]["name"].startswith("Zoë <b>")


def test_nan_and_none_stay_apart(analysis, tmp_path):
    bout = replace(analysis.bouts[0], view=View(plane="rear", yaw_deg=np.nan, roll_deg=None))
    curve = replace(analysis.curves[0], sd=np.full(101, np.nan))
    odd = replace(
        analysis,
        bouts=(bout,),
        curves=(curve,),
        notes=(Note.of("filter_cutoff", hz=float("nan")),),
    )
    to_json.write(odd, tmp_path)
    assert_same(odd, to_json.load_json(tmp_path, pose=odd.pose))


def test_numpy_numbers_are_written_as_numbers():
    note = Note.of("low_frame_rate", fps=np.float64(30.0), needed=np.int64(60))
    assert to_plain(note)["values"] == [["fps", 30.0], ["needed", 60]]


def test_a_newer_file_with_more_fields_can_be_read(analysis, folder):
    path = folder / "analysis.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["invented_later"] = [1, 2]
    del content["turned_deg"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert to_json.load_json(path, pose=analysis.pose).turned_deg == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected an analysis.json"),
        ("[1]", "got a list"),
        ('{"schema_version": 99}', "expected schema_version 1, got 99"),
        ('{"schema_version": 1}', "does not hold an analysis"),
        ('{"schema_version": 1, "subject": {"height_m": 17}}', "height_m"),
        ('{"schema_version": 1, "subject": {"sex": "x"}}', "does not hold an analysis"),
        ('{"schema_version": 1, "clip": 3}', "does not hold an analysis"),
    ],
)
def test_files_that_hold_something_else_are_named(content, message, analysis, tmp_path):
    path = tmp_path / "analysis.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInputError, match=message) as caught:
        to_json.load_json(path, pose=analysis.pose)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(analysis, tmp_path):
    with pytest.raises(UnreadableInputError, match="elsewhere"):
        to_json.load_json(tmp_path / "elsewhere.json", pose=analysis.pose)


def test_plain_values_know_their_type():
    scale = Scale(m_per_px=0.002, relative_spread=0.03, origin="height")
    assert from_plain(Scale, json.loads(json.dumps(to_plain(scale)))) == scale
    assert from_plain(Subject, {}) == Subject()
    with pytest.raises(ValueError, match="expected"):
        from_plain(Scale, {"m_per_px": 1.0, "relative_spread": 0.1, "origin": 5})


def assert_same(a, b, where="analysis"):
    """Field by field, exactly; NaN equals NaN."""
    assert type(a) is type(b), where
    if is_dataclass(a):
        for f in fields(a):
            assert_same(getattr(a, f.name), getattr(b, f.name), f"{where}.{f.name}")
    elif isinstance(a, np.ndarray):
        np.testing.assert_array_equal(a, b, err_msg=where)
    elif isinstance(a, tuple):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            assert_same(x, y, f"{where}[{i}]")
    elif isinstance(a, float) and np.isnan(a):
        assert np.isnan(b), where
    else:
        assert a == b, where
