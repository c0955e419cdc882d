"""C3D and TRC: units, axes, events, gaps, and what happens to damaged files."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from gaitkit.errors import InstallationError, UnreadableInputError
from gaitkit.pose.markers import read_markers

PLACES_M = {
    "LASI": (0.1, 0.12, 1.0), "RASI": (0.1, -0.12, 1.0), "LHEE": (-0.05, 0.1, 0.05),
    "RHEE": (-0.05, -0.1, 0.05), "LTOE": (0.15, 0.1, 0.04), "RTOE": (0.15, -0.1, 0.04),
}  # fmt: skip
TURNS = {
    "+z": np.eye(3),
    "+y": np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]),  # x ahead, y up, z right: OpenSim
    "-z": np.array([[1, 0, 0], [0, -1, 0], [0, 0, -1]]),
    "-y": np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]]),
    "+x": np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]]),
}


def points(unit_per_m: float = 1.0, turn: np.ndarray = TURNS["+z"], frames: int = 4) -> np.ndarray:
    """Frames of the standing body that moves 0.1 m along its x per frame."""
    body = np.array(list(PLACES_M.values())) + np.arange(frames)[:, None, None] * (0.1, 0, 0)
    return body @ turn.T * unit_per_m


def write_trc(path, table, *, units="mm", first_time_s=2.0, rows=None):
    names = list(PLACES_M)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate",
        f"100.00\t100.00\t{len(table)}\t{len(names)}\t{units}\t100.00",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"{a}{i}" for i in range(1, len(names) + 1) for a in "XYZ"),
        "",
    ]
    for i, frame in enumerate(table):
        cells = ["" if np.isnan(v) else f"{v:.6f}" for v in frame.ravel()]
        lines.append("\t".join([str(i + 1), f"{first_time_s + i / 100:.3f}", *cells]))
    path.write_text("\n".join(lines if rows is None else lines[:6] + rows) + "\n")
    return path


def write_c3d(path, table, *, units="mm", parameters=()):
    ezc3d = pytest.importorskip("ezc3d")
    content = ezc3d.c3d()
    content["parameters"]["POINT"]["RATE"]["value"] = [100]
    content["parameters"]["POINT"]["UNITS"]["value"] = [units]
    content["parameters"]["POINT"]["LABELS"]["value"] = tuple(PLACES_M)
    content["data"]["points"] = np.ones((4, len(PLACES_M), len(table)))
    content["data"]["points"][:3] = np.nan_to_num(table).transpose(2, 1, 0)
    for name, value in parameters:
        content.add_parameter("EVENT", name, value)
    content.write(str(path))
    return path


@pytest.mark.parametrize(("units", "unit_per_m"), [("mm", 1000), ("cm", 100), ("m", 1)])
@pytest.mark.parametrize(("suffix", "write"), [(".trc", write_trc), (".c3d", write_c3d)])
def test_units_become_metres(tmp_path, units, unit_per_m, suffix, write):
    markers = read_markers(write(tmp_path / f"a{suffix}", points(unit_per_m), units=units))
    assert markers.points_m == pytest.approx(points(), abs=1e-5)
    assert markers.names == tuple(PLACES_M)
    assert markers.rate_hz == 100
    assert markers.times_s == pytest.approx([0, 0.01, 0.02, 0.03])


@pytest.mark.parametrize("up_axis", TURNS)
def test_axes_are_turned_until_z_is_up_without_mirroring(tmp_path, up_axis):
    markers = read_markers(write_trc(tmp_path / "a.trc", points(1000, TURNS[up_axis])))
    assert markers.up_axis == up_axis
    true, got = points()[0], markers.points_m[0]
    assert got[:, 2] == pytest.approx(true[:, 2])
    ahead, leftward = got[4] - got[2], got[0] - got[1]
    assert np.cross(ahead, leftward)[2] > 0  # heel to toe, then right to left: up


def test_empty_cells_and_short_rows_are_unseen_markers(tmp_path):
    table = points(1000)
    table[1, 2] = np.nan
    path = write_trc(tmp_path / "a.trc", table)
    lines = path.read_text().splitlines()
    lines[-1] = "\t".join(lines[-1].split("\t")[:-3])
    path.write_text("\n".join(lines))
    unseen = np.isnan(read_markers(path).points_m).all(axis=2)
    assert np.argwhere(unseen).tolist() == [[1, 2], [3, 5]]


def test_c3d_zeros_are_unseen_markers(tmp_path):
    table = points(1000)
    table[1, 2] = np.nan
    unseen = np.isnan(read_markers(write_c3d(tmp_path / "a.c3d", table)).points_m).all(axis=2)
    assert np.argwhere(unseen).tolist() == [[1, 2]]


def test_events_by_context_or_by_letter_each_once(tmp_path):
    parameters = [
        ("CONTEXTS", ["Left", "Right", "", "", "General"]),
        ("LABELS", ["Foot Strike", "Foot Off", "LON", "RHS", "Event"]),
        ("TIMES", np.array([[0, 0, 0, 1, 0], [0.5, 0.6, 0.51, 2.0, 0.7]])),
    ]
    path = write_c3d(tmp_path / "a.c3d", points(1000), parameters=parameters)
    expected = [("left", "initial_contact"), ("right", "toe_off"), ("right", "initial_contact")]
    events = read_markers(path).events
    assert [event[:2] for event in events] == expected
    assert [event[2] for event in events] == pytest.approx([0.5, 0.6, 62.0])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.trc", "", "an empty file"),
        ("a.trc", "a,b,c\n" * 10, "expected a TRC file"),
        ("a.c3d", "", "not a C3D file"),
        ("a.c3d", "plain text " * 60, "not a C3D file"),
        ("a.c3d", "\x02P" + "junk" * 400, "damaged C3D file|without any"),
        ("a.csv", "x", "got .csv"),
    ],
)
def test_what_is_no_marker_file_is_refused(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableInputError, match=message):
        read_markers(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableInputError, match=r"gone\.trc: no such file"):
        read_markers(tmp_path / "gone.trc")


def test_a_cut_off_c3d_is_refused(tmp_path):
    path = write_c3d(tmp_path / "a.c3d", points(1000, frames=200))
    path.write_bytes(path.read_bytes()[:1100])
    with pytest.raises(UnreadableInputError):
        read_markers(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "only a header"),
        (["1\t0.0\tabc"], "line 7: could not convert"),
        (["1\t\t1"], "line 7: expected a time"),
        (["1\t0.1\t1", "2\t0.1\t1"], "rising times"),
    ],
)
def test_malformed_trc_rows_are_named(tmp_path, rows, message):
    good = "\t".join(f"{v:.3f}" for v in points(1000)[0].ravel())
    rows = [row.removesuffix("1") + good if row.count("\t") == 2 else row for row in rows]
    path = write_trc(tmp_path / "a.trc", points(1000), rows=rows)
    with pytest.raises(UnreadableInputError, match=message):
        read_markers(path)


def test_unknown_units_are_refused(tmp_path):
    with pytest.raises(UnreadableInputError, match="expected units m, cm or mm, got 'inch'"):
        read_markers(write_trc(tmp_path / "a.trc", points(), units="inch"))


def test_unknown_marker_names_are_listed(tmp_path):
    path = write_trc(tmp_path / "a.trc", points(1000))
    for name in PLACES_M:
        path.write_text(path.read_text().replace(name, f"X{name}"))
    with pytest.raises(UnreadableInputError, match="got XLASI, XRASI"):
        read_markers(path)


def test_a_missing_package_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    (tmp_path / "a.c3d").write_bytes(b"\x02\x50")
    with pytest.raises(InstallationError, match=r'pip install "gaitkit-video\[c3d\]"'):
        read_markers(tmp_path / "a.c3d")
