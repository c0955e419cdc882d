"""The queue: nothing lost, nothing twice, whatever dies."""

from __future__ import annotations

from collections import Counter

import pytest
from running_app import RunningApp, until

from gaitkit.web.jobs import MOST_ATTEMPTS

FILM = b"the stub looks at nothing"


@pytest.fixture
def app(tmp_path):
    with RunningApp(tmp_path, worker="stub") as running:
        yield running


def log(app: RunningApp) -> list[str]:
    file = app.data / "stub.log"
    return file.read_text("utf-8").splitlines() if file.is_file() else []


def all_done(app: RunningApp) -> bool:
    return not app.store.open_jobs()


def test_three_clips_survive_a_kill_and_each_is_finished_once(app):
    visit = app.new_visit((FILM, "a.mp4"), (FILM, "b.mp4"), (FILM, "c.mp4"))
    until(lambda: "begun b.mp4" in log(app))
    app.kill()
    assert [job.state for job in app.store.open_jobs()] == ["running", "queued"]
    app.start()
    until(lambda: all_done(app))
    assert Counter(line for line in log(app) if line.startswith("done")) == {
        "done a.mp4": 1, "done b.mp4": 1, "done c.mp4": 1,
    }  # fmt: skip
    assert log(app).count("begun a.mp4") == 1
    clips = app.store.clips(visit)
    (person,) = app.store.people()
    results = app.folders.person(person.id) / "results"
    assert {p.name for p in results.iterdir()} == {clip.result_id for clip in clips}
    assert list(app.folders.work.iterdir()) == []
    assert len(app.store.numbers(visit)) == 1


def test_a_crash_takes_neither_the_app_nor_the_queue_down(app):
    visit = app.new_visit((FILM, "crash.mp4"), (FILM, "b.mp4"))
    until(lambda: all_done(app))
    crashed, fine = app.store.clips(visit)
    assert log(app).count("begun crash.mp4") == MOST_ATTEMPTS
    assert app.store.latest_job(crashed.id).state == "failed"
    assert crashed.result_id is None and fine.result_id
    status, _, page = app.ask("GET", f"/visits/{visit}")
    assert status == 200 and b"broke off several times" in page


def test_a_worker_that_stays_when_all_is_said_holds_nobody_up(app):
    visit = app.new_visit((FILM, "linger.mp4"), (FILM, "b.mp4"))
    until(lambda: all_done(app), within_s=30)
    assert all(clip.result_id for clip in app.store.clips(visit))


def test_who_is_deleted_while_being_measured_leaves_nothing(app):
    app.new_visit((FILM, "a.mp4"), (FILM, "b.mp4"))
    until(lambda: "begun a.mp4" in log(app))
    (person,) = app.store.people()
    assert app.post(f"/people/{person.id}/delete", name="somebody else")[0] == 400
    assert app.post(f"/people/{person.id}/delete", name="Ada") == (303, "/")
    until(lambda: list(app.folders.work.iterdir()) == [])
    assert app.files() == ["stub.log"]
    assert app.store.people() == [] and app.store.open_jobs() == []
    app.new_visit((FILM, "c.mp4"), name="Bea")
    until(lambda: "done c.mp4" in log(app))
    assert "done a.mp4" not in log(app) and "begun b.mp4" not in log(app)


def test_a_second_app_on_the_same_folder_is_refused(app, tmp_path):
    with pytest.raises(AssertionError, match="ended at once"):
        RunningApp(tmp_path, worker="stub").start()
