"""The app with everything real: films, pose model, kill. Minutes; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_app import RunningApp, until

from gaitkit.face import load

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"
#: All three together on two busy cores.
WITHIN_S = 1500

pytestmark = pytest.mark.slow


def film(name: str) -> tuple[bytes, str]:
    return (SAMPLES / name).read_bytes(), name


def test_three_films_and_a_power_cut(tmp_path):
    names = ("walk_side.mp4", "walk_rear_level.mp4", "squat_front.mp4")
    with RunningApp(tmp_path, worker="real") as app:
        visit = app.new_visit(*map(film, names))
        until(lambda: any(c.result_id for c in app.store.clips(visit)), within_s=WITHIN_S)
        until(lambda: any(j.state == "running" for j in app.store.open_jobs()))
        app.kill()
        before = {c.title: c.result_id for c in app.store.clips(visit)}
        assert sorted(j.state for j in app.store.open_jobs()) == ["queued", "running"]
        app.start()
        until(lambda: not app.store.open_jobs(), within_s=WITHIN_S)
        clips = app.store.clips(visit)
        assert [c.title for c in clips] == list(names)
        assert clips[0].result_id == before[names[0]]  # what was done is not done again
        (person,) = app.store.people()
        results = app.folders.person(person.id) / "results"
        assert {p.name for p in results.iterdir()} == {c.result_id for c in clips}
        walk = load(results / clips[0].result_id)
        assert walk.metric("cadence_spm").low <= 111.8 <= walk.metric("cadence_spm").high
        _correct_without_a_new_pose(app, clips[0])
        merged = app.folders.visit(person.id, visit)
        assert (merged / "report.html").is_file() and (merged / "report.pdf").is_file()
        app.post(f"/people/{person.id}/delete", name="Ada")
        assert app.files() == []


def _correct_without_a_new_pose(app: RunningApp, clip) -> None:
    (person,) = app.store.people()
    poses = app.folders.poses(person.id)
    before = {p.name: p.stat().st_mtime_ns for p in poses.iterdir()}
    app.post(
        f"/clips/{clip.id}/correct", view="side", activity="walk", trim_start=1, trim_end="4,5"
    )
    until(lambda: not app.store.open_jobs(), within_s=WITHIN_S)
    record = load(app.folders.result(person.id, app.store.clip(clip.id).result_id)).record
    assert record.corrections.trim_s == (1.0, 4.5) and record.settings.view == "side"
    assert all(1.0 <= e.time_s <= 4.5 for e in record.events)
    assert {p.name: p.stat().st_mtime_ns for p in poses.iterdir()} == before
