from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from rendering.parameters import Parameters, Picture
from rendering.simulation import Simulation, simulate

av = pytest.importorskip("av")
moderngl = pytest.importorskip("moderngl", reason="the dependency group render is not installed")

from rendering import render, surroundings, video  # noqa: E402
from rendering.camera import Camera  # noqa: E402
from rendering.film import exposures_s, frames, scene  # noqa: E402

needs_opengl = pytest.mark.skipif(
    render.available() is not None, reason=f"no OpenGL off screen here: {render.available()}"
)


def small(**motion) -> Simulation:
    asked = {
        "motion": motion,
        "camera": {"view": "rear", "roll_deg": 4},
        "picture": {"width_px": 180, "height_px": 320, "fps": 5, "duration_s": 0.6},
    }
    return simulate(Parameters.of(asked))


def test_a_loose_shirt_stands_off_most_at_its_hem_and_moves_nothing_else():
    usual = small()
    worn = Parameters.of(
        usual.parameters.as_dict() | {"clothes": {"shirt_hem_share": 0.2, "shirt_loose_m": 0.05}}
    )
    off_m = np.linalg.norm(scene(simulate(worn), 0.2).vertices - scene(usual, 0.2).vertices, axis=1)
    down = usual.person.body.cloth[:, 0]
    moved = np.flatnonzero(off_m > 1e-9)
    assert off_m.max() == pytest.approx(0.05, abs=0.002)
    assert down[moved].min() > -0.81 and down[moved].max() <= 0.2
    near_hem, near_chest = (off_m[moved[np.abs(down[moved] - at) < 0.1]] for at in (0.15, -0.6))
    assert near_hem.mean() > 3 * near_chest.mean() > 0


@needs_opengl
def test_the_body_is_where_the_projection_says():
    clip = small(treadmill=True, activity="run")
    away = simulate(Parameters.of(clip.parameters.as_dict()))
    with render.Renderer(clip.person.body, clip.parameters, clip.camera) as renderer:
        for i, time_s in enumerate(clip.times_s):
            here = scene(clip, time_s)
            drawn = renderer.draw(here).astype(int)
            empty = renderer.draw(without_person(here)).astype(int)
            painted = np.abs(drawn - empty).max(2) > 6
            for name in ("nose", "left_hip", "right_hip", "left_knee", "right_wrist"):
                x, y = np.floor(away.joints_px[name][i]).astype(int)
                assert painted[y - 1 : y + 2, x - 1 : x + 2].any(), name
            rows = np.flatnonzero(painted[:200].any(1))
            top = clip.camera.project(here.vertices[:13380])[:, 1].min()
            assert rows[0] == pytest.approx(top, abs=2)


def without_person(here: render.Scene) -> render.Scene:
    """The same place with the body behind the camera, far off."""
    gone = np.array([-500.0, 0, 0])
    return render.Scene(
        vertices=here.vertices + gone,
        normals=here.normals,
        feet=here.feet + gone,
        centre=here.centre,
        belt_m=here.belt_m,
    )


@needs_opengl
@pytest.mark.parametrize("treadmill", [True, False])
def test_drawing_only_what_changes_leaves_the_picture_as_it_was(treadmill: bool, monkeypatch):
    clip = small(treadmill=treadmill)
    places = [scene(clip, time_s) for time_s in clip.times_s]
    with render.Renderer(clip.person.body, clip.parameters, clip.camera) as renderer:
        parts = [renderer.draw(here) for here in places]
        columns, rows = clip.camera.bounds(surroundings.touched(places[0], np.array([0, 0, 1.0])))
        assert (columns.stop - columns.start) * (rows.stop - rows.start) < 180 * 320
        whole = slice(0, 180), slice(0, 320)
        monkeypatch.setattr(Camera, "bounds", lambda camera, points: whole)
        for part, here in zip(parts, places, strict=True):
            assert np.abs(part.astype(int) - renderer.draw(here)).max() <= 1


@needs_opengl
def test_frames_come_at_the_asked_size_and_move():
    clip = small()
    pictures = list(frames(clip))
    assert [p.shape for p in pictures] == [(320, 180, 3)] * 3
    assert np.abs(pictures[0].astype(int) - pictures[2]).max() > 40


@needs_opengl
def test_a_step_hides_the_floor_and_what_is_behind_it():
    """From behind, the foot that taps the floor in front of the step cannot be seen."""
    asked = {
        "exercise": {"test": "step-down", "repetitions": 1, "step_m": 0.3},
        "camera": {"view": "rear"},
        "picture": {"width_px": 180, "height_px": 320, "fps": 10},
    }
    clip = simulate(Parameters.of(asked))
    done = clip.person.move.done[0]
    here = scene(clip, (done.there_s + done.back_s) / 2)
    x, y = clip.camera.project(clip.person.pose(done.there_s).legs["left"].toe[0]).astype(int)
    where = (clip.person.body, clip.parameters, clip.camera)
    with render.Renderer(*where, step=clip.person.step) as renderer:
        drawn = renderer.draw(here).astype(int)
        empty = renderer.draw(without_person(here)).astype(int)
    with render.Renderer(*where) as renderer:
        floor = renderer.draw(without_person(here)).astype(int)
    spot = np.s_[y - 2 : y + 3, x - 2 : x + 3]
    assert np.abs(drawn - empty)[spot].max() < 8
    assert np.abs(empty - floor)[spot].max() > 20


@needs_opengl
def test_opengl_gives_its_memory_back():
    """Ten renderers one after another: a forgotten context would keep some 8 MB each."""
    clip = small()

    def resident_mb() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

    next(iter(frames(clip)))
    sizes = []
    for _ in range(12):
        list(itertools.islice(frames(clip), 1))
        sizes.append(resident_mb())
    assert sizes[-1] - sizes[2] < 30


def test_motion_blur_spans_half_the_frame():
    moments = exposures_s(2.0, Picture(fps=50, motion_blur_samples=4))
    np.testing.assert_allclose(moments, 2.0 + np.array([-3, -1, 1, 3]) / 8 * 0.01)


@pytest.mark.parametrize("fps", [30, 29.97, 60])
def test_the_video_keeps_every_frame_and_its_time(tmp_path, fps):
    picture = Picture(width_px=64, height_px=48, fps=fps, crf=18)
    shades = [np.full((48, 64, 3), 20 * i, np.uint8) for i in range(10)]
    video.write(shades, tmp_path / "clip.mp4", picture)
    with av.open(tmp_path / "clip.mp4") as container:
        found = [(f.time, f.to_ndarray(format="rgb24").mean()) for f in container.decode(video=0)]
    np.testing.assert_allclose([t for t, _ in found], np.arange(10) / fps, atol=1e-4)
    np.testing.assert_allclose([shade for _, shade in found], np.arange(10) * 20, atol=4)
