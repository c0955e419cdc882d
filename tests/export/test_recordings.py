"""TRC, MOT, C3D: what movement laboratories' tools read back is what was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import Walker

import gaitkit
from gaitkit.errors import InstallationError, UsageError
from gaitkit.export import to_c3d, to_mot, to_trc
from gaitkit.export.recorded import AngleKey, recorded
from gaitkit.model import SIDES
from gaitkit.pose.files import save_pose

WALKER = Walker(duration_s=5)
KNEE = AngleKey(curve="knee_flexion", side="left")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    path = tmp_path_factory.mktemp("walk") / "walk.nc"
    save_pose(WALKER.track("side"), path)
    return gaitkit.analyze(path, subject=gaitkit.Subject(height_m=WALKER.height_m, name="Zoë"))


@pytest.fixture(scope="module")
def body(result):
    return recorded(result.record)


def test_lengths_are_the_walkers(body):
    def place(name):
        return body.points_m[:, body.names.index(name)]

    thigh = np.linalg.norm(place("LHip") - place("LKnee"), axis=1)
    assert np.nanmedian(thigh) == pytest.approx(0.245 * WALKER.height_m, rel=0.05)
    feet = np.concatenate([place(f"{s}{p}")[:, 1] for s in "LR" for p in ("Heel", "BigToe")])
    assert abs(np.nanpercentile(feet, 2)) < 0.02
    assert np.nanmedian(place("LShoulder")[:, 1]) > 1.2


def test_angles_are_those_of_the_report(tmp_path):
    """MediaPipe's points lie beside the joints, which both allow for."""
    save_pose(replace(WALKER.track("side"), backend="mediapipe heavy"), tmp_path / "walk.nc")
    told = gaitkit.analyze(tmp_path / "walk.nc").record
    body = recorded(told)
    for side in SIDES:
        curve = next(c for c in told.curves if (c.name, c.side) == (KNEE.curve, side))
        cycle = next(c for c in told.cycles if c.usable and c.side == side)
        at_s = cycle.start_s + np.linspace(0, 1, 101) * cycle.duration_s - told.pose.times_s[0]
        angles_deg = body.angles_deg[AngleKey(curve=KNEE.curve, side=side)]
        shown = np.interp(at_s, body.times_s, angles_deg)
        np.testing.assert_allclose(shown, curve.cycles[0], atol=0.5)


def test_trc_is_read_back_by_gaitkit_with_the_same_numbers(tmp_path, result):
    (file,) = to_trc.write(result.record, tmp_path)
    again = gaitkit.analyze(file, subject=result.record.subject)
    for name in ("cadence_spm", "knee_flexion_swing_peak_deg", "speed_mps"):
        side = "left" if name.startswith("knee") else "both"
        expected = result.metric(name, side).value
        assert again.metric(name, side).value == pytest.approx(expected, rel=0.03)


def test_trc_opens_in_opensim(tmp_path, result, body):
    opensim = pytest.importorskip("opensim", reason="needs pip install opensim")
    (file,) = to_trc.write(result.record, tmp_path)
    table = opensim.TimeSeriesTableVec3(str(file))
    assert list(table.getColumnLabels()) == list(body.names)
    assert table.getNumRows() == len(body.times_s)
    assert table.getTableMetaDataString("Units") == "m"
    knee = table.getDependentColumn("LKnee")
    got = np.array([[v[0], v[1]] for v in (knee.getElt(i, 0) for i in range(knee.size()))])
    expected = body.points_m[:, body.names.index("LKnee")]
    np.testing.assert_allclose(got, expected, atol=1e-4)


def test_trc_opens_in_pose2sim(tmp_path, result, body):
    common = pytest.importorskip("Pose2Sim.common", reason="needs pip install pose2sim")
    (file,) = to_trc.write(result.record, tmp_path)
    table, frames, time_s, names, _ = common.read_trc(str(file))
    assert list(names) == list(body.names)
    assert frames.iloc[0] == 1
    np.testing.assert_allclose(time_s, body.times_s, atol=1e-6)
    expected = body.points_m[:, body.names.index("LKnee")]
    np.testing.assert_allclose(table["LKnee"].to_numpy()[:, :2], expected, atol=1e-4)


def test_mot_holds_the_angles_in_opensims_layout(tmp_path, result, body):
    (file,) = to_mot.write(result.record, tmp_path)
    head, _, rows = file.read_text(encoding="utf-8").partition("endheader\n")
    assert "inDegrees=yes" in head and "hip_flexion: Thigh against the vertical" in head
    names = rows.splitlines()[0].split("\t")
    values = np.array([[float(c) for c in row.split("\t")] for row in rows.splitlines()[1:]])
    assert f"nRows={len(values)}" in head and f"nColumns={len(names)}" in head
    inside = np.isfinite(body.angles_deg[KNEE])
    knee = values[:, names.index("knee_flexion_l")]
    np.testing.assert_allclose(knee, body.angles_deg[KNEE][inside], atol=1e-3)


def test_mot_opens_in_opensim(tmp_path, result, body):
    opensim = pytest.importorskip("opensim", reason="needs pip install opensim")
    (file,) = to_mot.write(result.record, tmp_path)
    storage = opensim.Storage(str(file))
    assert storage.isInDegrees()
    table = opensim.TimeSeriesTable(str(file))
    assert table.getTableMetaDataString("inDegrees") == "yes"
    inside = np.isfinite(body.angles_deg[KNEE])
    knee = table.getDependentColumn("knee_flexion_l").to_numpy()
    np.testing.assert_allclose(knee, body.angles_deg[KNEE][inside], atol=1e-3)


def test_c3d_opens_in_ezc3d_with_events_angles_and_units(tmp_path, result, body):
    ezc3d = pytest.importorskip("ezc3d")
    (file,) = to_c3d.write(result.record, tmp_path)
    content = ezc3d.c3d(str(file))
    point, event = content["parameters"]["POINT"], content["parameters"]["EVENT"]
    labels = point["LABELS"]["value"]
    assert point["UNITS"]["value"] == ["mm"] and point["ANGLE_UNITS"]["value"] == ["deg"]
    assert content["header"]["points"]["frame_rate"] == pytest.approx(body.rate_hz)
    values = content["data"]["points"]
    knee_m = body.points_m[:, body.names.index("LKnee")]
    np.testing.assert_allclose(values[[0, 2], labels.index("LKnee")].T, 1000 * knee_m, atol=0.1)
    angle = values[0, labels.index("LKneeFlexion")]
    inside = np.isfinite(body.angles_deg[KNEE])
    np.testing.assert_allclose(angle[inside], body.angles_deg[KNEE][inside], atol=1e-3)
    assert "LKneeFlexion" in point["ANGLES"]["value"]
    assert event["USED"]["value"][0] == len(result.record.events)
    assert set(event["LABELS"]["value"]) == {"Foot Strike", "Foot Off"}
    times = event["TIMES"]["value"]
    np.testing.assert_allclose(times[0] * 60 + times[1], [e.time_s for e in body.events], atol=1e-4)
    assert event["CONTEXTS"]["value"] == [e.side.title() for e in body.events]


def test_c3d_is_read_back_by_gaitkit_with_events(tmp_path, result, body):
    pytest.importorskip("ezc3d")
    from gaitkit.pose.markers import read_markers

    (file,) = to_c3d.write(result.record, tmp_path)
    events = read_markers(file).events
    assert [e[:2] for e in events] == [(e.side, e.kind) for e in body.events]
    again = gaitkit.analyze(file, subject=result.record.subject)
    cadence = result.metric("cadence_spm").value
    assert again.metric("cadence_spm").value == pytest.approx(cadence, rel=0.01)


def test_a_point_that_is_unseen_stays_unseen(tmp_path, result):
    record = result.record
    points = record.pose.points_px.copy()
    knee = record.pose.landmarks.index("left_knee")
    points[100:160, knee] = np.nan
    gappy = replace(record, pose=record.pose.with_points(points, step="cut"))
    (trc,) = to_trc.write(gappy, tmp_path)
    from gaitkit.pose.markers import read_markers

    column = read_markers(trc).names.index("LKnee")
    unseen = np.isnan(read_markers(trc).points_m[:, column]).all(axis=1)
    assert 50 <= unseen.sum() <= 60
    ezc3d = pytest.importorskip("ezc3d")
    (c3d,) = to_c3d.write(gappy, tmp_path)
    residuals = ezc3d.c3d(str(c3d))["data"]["meta_points"]["residuals"][0, column]
    assert ((residuals < 0) == unseen).all()


@pytest.mark.parametrize("wish", ["trc", "c3d"])
def test_lengths_ask_for_the_height_before_anything_is_written(tmp_path, result, wish):
    nameless = replace(result, record=replace(result.record, subject=gaitkit.Subject()))
    with pytest.raises(UsageError, match=f"{wish}.*--height-m"):
        nameless.save(tmp_path / "out", also=[wish], formats=[])
    assert not (tmp_path / "out").exists()


def test_a_missing_package_names_the_extra(tmp_path, result, monkeypatch):
    import gaitkit.face

    monkeypatch.setattr(gaitkit.face, "find_spec", lambda name: None)
    with pytest.raises(InstallationError, match=r"gaitkit-video\[excel\]"):
        result.save(tmp_path, also=["xlsx"], formats=[])


def test_without_a_gait_there_are_no_events(tmp_path, result):
    ezc3d = pytest.importorskip("ezc3d")
    still = replace(result.record, events=())
    (file,) = to_c3d.write(still, tmp_path)
    assert ezc3d.c3d(str(file))["parameters"]["EVENT"]["USED"]["value"][0] == 0
