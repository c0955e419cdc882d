"""The ten traps that break other gait programs: the right result, or the right refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import clips
import numpy as np
import pytest
from mocap import data_folder
from walker import Walker

from gaitkit import pipeline
from gaitkit.errors import InstallationError, NothingMeasuredError, UnreadableInputError
from gaitkit.metrics.measure import measure
from gaitkit.model import Analysis, Settings, Subject
from gaitkit.reference import note_text

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
ADULT = Subject(height_m=1.75)


@pytest.fixture(scope="session", autouse=True)
def poses_kept(tmp_path_factory):
    """One cache for the session, so that each clip is looked at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAITKIT_CACHE", str(tmp_path_factory.mktemp("poses")))
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A folder for clips made from others."""
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def look() -> Callable[..., Analysis]:
    """`look(path, model="heavy", ...)`: an analysis; skips where the weights can't be had."""

    def call(path: Path, *, model: str = "heavy", subject: Subject = ADULT, **choices) -> Analysis:
        from gaitkit.pose import models

        try:
            models.model_path(model)
        except InstallationError as error:
            pytest.skip(f"no weights of the {model} model here: {error}")
        settings = Settings(model=model, **choices)
        return pipeline.analyze(path, subject=subject, settings=settings)

    return call


@pytest.fixture(scope="session")
def walk_side() -> Path:
    return SAMPLES / "walk_side.mp4"


@pytest.fixture(scope="session")
def walk_cadence_spm() -> float:
    truth = json.loads((SAMPLES / "walk_side.truth.json").read_text(encoding="utf-8"))
    return next(m["value"] for m in truth["metrics"] if m["metric"] == "cadence_spm")


def recording(name: str) -> tuple[Path, dict]:
    """A real clip and its truth; skips where the open test data is absent."""
    folder = data_folder()
    if folder is None or not (folder / name / "video.mp4").is_file():
        pytest.skip(f"open test data {name} not found; set GAITKIT_TEST_DATA to its folder")
    truth = json.loads((folder / name / "truth.json").read_text(encoding="utf-8"))
    return folder / name / "video.mp4", truth


def keys(analysis: Analysis) -> set[str]:
    return {note.key for note in analysis.notes}


def cadence(analysis: Analysis) -> float:
    return analysis.metric("cadence_spm").value


def agree(a, b) -> bool:
    """Two measurements of one thing differ by no more than both errors together allow."""
    return abs(a.value - b.value) <= np.hypot(a.high - a.value, b.high - b.value)


def gait_of(track, **choices):
    """What the pipeline finds in a track, measured."""
    found = pipeline.find_gait(track, subject=ADULT, settings=Settings(**choices))
    return found, {(m.name, m.side): m for m in measure(found.walks)}


# --- 1: somebody jumps about in the background ----------------------------------------------


@pytest.fixture(scope="session")
def two_people(look):
    path, truth = recording("overground_walk_two_people")
    return look(path, model="heavy", subject=Subject(height_m=truth["height_m"])), truth


def test_the_walking_woman_is_measured_and_not_the_man_who_jumps(two_people):
    analysis, truth = two_people
    assert cadence(analysis) == pytest.approx(truth["cadence_spm"], abs=truth["tolerance_spm"])
    (bout,) = analysis.bouts
    assert (bout.activity, bout.surface, bout.view.plane) == ("walk", "overground", "side")
    assert bout.view.facing == "left"


def test_her_contacts_come_within_two_frames_of_the_eye(two_people):
    analysis, truth = two_people
    found = np.array([e.time_s for e in analysis.events if e.kind == "initial_contact"])
    true = np.array(truth["heel_strikes_frame"]) / truth["fps"]
    apart = np.abs(found[:, None] - true)
    covered = apart.min(axis=0) < 0.25
    assert covered.sum() >= 6
    assert apart.min(axis=0)[covered].mean() * truth["fps"] <= 2


def test_it_is_said_which_of_how_many_people(two_people):
    analysis, _ = two_people
    assert analysis.person.people >= 2
    assert keys(analysis) & {"several_people", "person_unsure"}
    said = " ".join(note_text(n, "en") for n in analysis.notes)
    assert f"{analysis.person.people} people" in said or f"of {analysis.person.people}" in said
    left, top, right, bottom = analysis.person.box_px
    assert 0.2 < (right - left) / (bottom - top) < 0.9  # somebody upright


# --- 2: the mirrored clip -------------------------------------------------------------------


@pytest.fixture(scope="session")
def as_filmed(look, walk_side):
    return look(walk_side)


@pytest.mark.slow
def test_a_mirrored_clip_exchanges_sides_and_keeps_values(look, walk_side, made, as_filmed):
    mirrored = look(clips.changed(walk_side, made / "mirrored.mp4", picture=lambda p: p[:, ::-1]))
    facing = {"left": "right", "right": "left"}
    assert mirrored.bouts[0].view.facing == facing[as_filmed.bouts[0].view.facing]
    assert cadence(mirrored) == pytest.approx(cadence(as_filmed), abs=1.5)
    swap = {"left": "right", "right": "left", "both": "both"}
    compared = 0
    for metric in as_filmed.metrics:
        if metric.value is None or metric.name.endswith("_asymmetry"):
            continue
        other = mirrored.metric(metric.name, swap[metric.side])
        if other.value is not None:
            assert agree(metric, other), metric.name
            compared += 1
    assert compared >= 15


# --- 3: frames dropped ----------------------------------------------------------------------


def test_dropped_frames_do_not_make_an_irregular_gait(look, walk_side, made, walk_cadence_spm):
    dropped = set(np.random.default_rng(3).choice(np.arange(5, 290), 75, replace=False).tolist())
    path = clips.changed(walk_side, made / "dropped.mp4", keep=lambda n: n not in dropped)
    analysis = look(path)
    assert len(analysis.clip.times_s) < 230
    assert cadence(analysis) == pytest.approx(walk_cadence_spm, abs=1.5)
    strides = [c.duration_s for c in analysis.cycles if c.usable]
    assert np.std(strides) / np.mean(strides) < 0.04


# --- 4: slow motion -------------------------------------------------------------------------


@pytest.mark.slow
def test_forgotten_slow_motion_makes_the_program_ask(look, walk_side, made):
    path = clips.changed(walk_side, made / "slow.mp4", slower=2)
    asked = look(path)
    assert "slow_motion_suspected" in keys(asked)
    assert any("--capture-fps" in note_text(n, "en") for n in asked.notes)


@pytest.mark.slow
def test_told_slow_motion_gives_true_times(look, walk_side, made, walk_cadence_spm):
    path = clips.changed(walk_side, made / "told.mp4", slower=2)
    told = look(path, capture_fps=60)
    assert "slow_motion_suspected" not in keys(told)
    assert cadence(told) == pytest.approx(walk_cadence_spm, abs=1)


@pytest.mark.parametrize("view", ["side", "front", "rear"])
@pytest.mark.parametrize("make", [Walker, Walker.running])
def test_half_speed_gait_is_doubted_in_every_view(make, view):
    track = make(duration_s=8).track(view, treadmill=True)
    slow = replace(track, times_s=2 * track.times_s)
    assert {n.key for n in gait_of(slow)[0].notes} == {"slow_motion_suspected"}
    assert gait_of(track)[0].notes == ()


def test_a_real_run_is_not_doubted(treadmill_run):
    assert not keys(treadmill_run[0]) & {"slow_motion_suspected", "fast_time_base_suspected"}


# --- 5: fast gait ---------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["side", "front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize(
    "walker",
    [Walker(cadence_spm=158, speed_mps=1.9), Walker.running(cadence_spm=200, speed_mps=3.2)],
    ids=["walk at 158", "run at 200"],
)
def test_fast_gait_has_all_its_cycles(walker, treadmill, view):
    found, metrics = gait_of(walker.track(view, treadmill=treadmill))
    (walk,) = found.walks
    assert walk.bout.activity == walker.activity
    expected = 2 * walker.duration_s / walker.stride_s - 5
    assert sum(c.usable for c in walk.cycles) >= expected
    assert metrics["cadence_spm", "both"].value == pytest.approx(walker.cadence_spm, abs=1)


# --- 6: sideways video ----------------------------------------------------------------------


@pytest.mark.parametrize("quarter_turns", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_sideways_footage_is_set_upright(look, walk_side, made, as_filmed, quarter_turns):
    path = made / f"turned{quarter_turns}.mp4"
    clips.changed(walk_side, path, picture=lambda p: np.rot90(p, quarter_turns))
    analysis = look(path)
    assert analysis.turned_deg == 90 * quarter_turns
    assert "turned_footage" in keys(analysis)
    assert analysis.bouts[0].view.facing == as_filmed.bouts[0].view.facing
    assert cadence(analysis) == pytest.approx(cadence(as_filmed), abs=1.5)
    compared = 0
    for metric in as_filmed.metrics:
        turned = analysis.metric(metric.name, metric.side)
        if metric.value is not None and turned.value is not None:
            assert agree(metric, turned), metric.name
            compared += 1
    assert compared >= 10


# --- 7: nobody ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["gradient", "noise"])
def test_a_video_without_anyone_is_refused(look, made, kind):
    path = clips.write(made / f"{kind}.mp4", clips.nobody(kind), fps=30)
    with pytest.raises(NothingMeasuredError, match="no person was found") as refused:
        look(path)
    assert refused.value.exit_code == 4
    assert "Film" in str(refused.value)


# --- 8: too short, or no video at all -------------------------------------------------------


def test_five_frames_are_refused(look, walk_side, made):
    path = clips.changed(walk_side, made / "five.mp4", keep=lambda n: 100 <= n < 105)
    with pytest.raises(NothingMeasuredError, match=r"five\.mp4") as refused:
        look(path)
    assert refused.value.exit_code == 4


@pytest.mark.parametrize("content", [None, b"", b"left,right\n1,2\n" * 50])
def test_what_is_no_video_is_refused(tmp_path, content):
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInputError, match=r"clip\.mp4") as refused:
        pipeline.analyze(path)
    assert refused.value.exit_code == 3


# --- 9: a camera on a tripod ----------------------------------------------------------------


def test_a_still_camera_is_not_said_to_move(as_filmed, treadmill_run):
    for analysis in (as_filmed, treadmill_run[0]):
        assert "moving_camera" not in keys(analysis)


# --- 10: a view that cannot carry the metric ------------------------------------------------

SAGITTAL = {"knee_flexion_contact_deg", "hip_flexion_peak_deg", "foot_strike_angle_deg"}
FRONTAL = {"pelvic_drop_deg", "knee_valgus_deg", "foot_progression_deg", "hip_adduction_peak_deg"}


@pytest.mark.parametrize(
    ("view", "refused", "given"),
    [("side", FRONTAL, SAGITTAL), ("front", SAGITTAL, FRONTAL), ("rear", SAGITTAL, FRONTAL)],
)
def test_each_view_gives_its_own_metrics_and_refuses_the_others(view, refused, given):
    _, metrics = gait_of(Walker().track(view))
    for side in ("left", "right"):
        for name in refused:
            metric = metrics[name, side]
            assert metric.value is None
            assert metric.notes[0].key == "wrong_view"
        assert all(metrics[name, side].value is not None for name in given)


def test_from_a_corner_only_times_are_given():
    _, metrics = gait_of(Walker(duration_s=9).track(yaw_deg=45, treadmill=True))
    measured = {name for (name, _), m in metrics.items() if m.value is not None}
    assert "cadence_spm" in measured
    assert not any(name.endswith("_deg") for name in measured)


def test_a_view_forced_upon_a_clip_is_never_good():
    _, metrics = gait_of(Walker(duration_s=9).track("side", treadmill=True), view="rear")
    assert all(m.quality != "good" for m in metrics.values())


# --- the clip on which all ten meet ---------------------------------------------------------


@pytest.fixture(scope="session")
def treadmill_run(look):
    path, truth = recording("treadmill_run_side")
    return look(path, model="full", subject=Subject(height_m=1.78)), truth


def check_treadmill_run(analysis: Analysis, truth: dict) -> None:
    (bout,) = analysis.bouts
    assert (bout.activity, bout.surface) == ("run", "treadmill")
    assert (bout.view.plane, bout.view.facing, bout.view.near_side) == ("side", "left", "left")
    assert cadence(analysis) == pytest.approx(truth["cadence_spm"], abs=1.0)
    assert not keys(analysis) & {"slow_motion_suspected", "fast_time_base_suspected"}
    assert all(analysis.metric(name, "left").value is None for name in FRONTAL)


def test_a_real_treadmill_run(treadmill_run):
    check_treadmill_run(*treadmill_run)


@pytest.mark.slow
def test_the_whole_treadmill_run_with_the_heavy_model(look):
    path, truth = recording("treadmill_run_side")
    check_treadmill_run(look(path, model="heavy", subject=Subject(height_m=1.78)), truth)
