"""The written video: its times, its size, and that what is drawn lies where the points are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.export.overlay_angles import BoutAngles
from gaitkit.export.overlay_footer import read_outs, stances
from gaitkit.export.overlay_page import pose_frame_at
from gaitkit.export.to_overlay import write
from gaitkit.model import (
    Analysis,
    Bout,
    GaitEvent,
    PersonChoice,
    PoseTrack,
    Settings,
    Subject,
    View,
)
from gaitkit.reference import text
from gaitkit.video import frames, probe

WIDTH, HEIGHT, COUNT = 640, 480, 30
GREY = 128
PARTS = {"shoulder": 100, "hip": 220, "knee": 300, "ankle": 380, "heel": 390, "toe": 392}
TIMES_MS = np.cumsum(np.random.default_rng(3).choice([33, 34, 50], COUNT)) - 33
LIT_S = float(TIMES_MS[10] - TIMES_MS[0]) / 1000


def figure(side, number):
    """Points of one side: two straight legs 80 px apart that move to the right by 4 px a frame."""
    x = 150 + 4 * number + (80 if side == "right" else 0)
    return {part: (x + {"heel": -10, "toe": 30}.get(part, 0), y) for part, y in PARTS.items()}


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "grey.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        grey = np.full((HEIGHT, WIDTH, 3), GREY, np.uint8)
        for time_ms in TIMES_MS.tolist():
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return probe(path)


def analysis_of(clip, *, plane="front", facing=None, people=1, seen=slice(None)):
    names = tuple(f"{side}_{part}" for side in ("left", "right") for part in PARTS)
    points = np.full((COUNT, len(names), 2), np.nan)
    for number in range(COUNT):
        for column, name in enumerate(names):
            side, part = name.split("_")
            points[number, column] = figure(side, number)[part]
    blank = np.full_like(points, np.nan)
    blank[seen] = points[seen]
    times_s = clip.times_s * clip.seconds_per_shown_second
    pose = PoseTrack(
        times_s=times_s,
        landmarks=names,
        points_px=blank,
        scores=np.ones(blank.shape[:2]),
        width_px=clip.width_px,
        height_px=clip.height_px,
        backend="drawn",
    )
    view = View(plane=plane, facing=facing)
    lit_s = LIT_S * clip.seconds_per_shown_second
    return Analysis(
        clip=clip,
        subject=Subject(),
        settings=Settings(),
        person=PersonChoice(people=people),
        pose=pose,
        bouts=(
            Bout(
                number=1,
                start_s=0,
                end_s=float(times_s[-1]),
                view=view,
                activity="walk",
                surface="overground",
            ),
        ),
        events=(
            GaitEvent(side="left", kind="initial_contact", time_s=lit_s, uncertainty_s=0.02),
            GaitEvent(side="left", kind="toe_off", time_s=lit_s + 0.5, uncertainty_s=0.02),
        ),
        cycles=(),
        curves=(),
        metrics=(),
    )


def written(analysis, tmp_path, **options):
    (path,) = write(analysis, tmp_path, **options)
    assert path == tmp_path / "overlay.mp4"
    made = probe(path)
    return made, [f.rgb.astype(int) for f in frames(made)]


def redness(rgb, x, y):
    """Red minus blue about a point."""
    patch = rgb[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2]
    return patch[..., 0].mean() - patch[..., 2].mean()


def test_times_size_and_form(clip, tmp_path):
    made, pictures = written(analysis_of(clip), tmp_path)
    assert made.times_s == pytest.approx(clip.times_s, abs=2e-5)
    assert len(pictures) == COUNT and made.frames_missing == 0
    assert made.width_px == WIDTH and HEIGHT < made.height_px < 1.25 * HEIGHT
    data = made.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "not ready for streaming"
    with av.open(str(made.path)) as container:
        assert [s.type for s in container.streams] == ["video"]
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
    assert list(tmp_path.glob(".*")) == []


def test_left_is_red_and_right_is_blue_where_the_points_are(clip, tmp_path):
    _, pictures = written(analysis_of(clip), tmp_path)
    for number in (0, 7, COUNT - 1):
        for side, sign in (("left", 1), ("right", -1)):
            hip, knee = (figure(side, number)[part] for part in ("hip", "knee"))
            x, y = (np.array(hip) + knee) / 2
            assert sign * redness(pictures[number], x, y) > 60
            assert abs(redness(pictures[number], x - 20, y)) < 25


def test_nothing_is_drawn_where_nobody_was_seen(clip, tmp_path):
    _, pictures = written(analysis_of(clip, seen=slice(5, None)), tmp_path)
    assert np.abs(pictures[2][:HEIGHT] - GREY).max() < 12
    assert np.abs(pictures[6][:HEIGHT] - GREY).max() > 60


def test_the_far_leg_is_thinner(clip, tmp_path):
    _, pictures = written(analysis_of(clip, plane="side", facing="right"), tmp_path)
    widths = {}
    for side, sign in (("left", 1), ("right", -1)):
        x, y = figure(side, 3)["hip"][0], 260
        row = pictures[3][y, x - 15 : x + 15]
        widths[side] = (sign * (row[:, 0] - row[:, 2])).clip(0).sum()
    assert widths["left"] < 0.8 * widths["right"]


def test_a_contact_flashes_at_the_heel_and_fades(clip, tmp_path):
    _, pictures = written(analysis_of(clip), tmp_path)

    def red_about_heel(number):
        x, y = figure("left", number)["heel"]
        around = pictures[number][y + 8 : y + 60, x - 60 : x + 60]
        return int(((around[..., 0] - around[..., 2]) > 60).sum())

    assert red_about_heel(9) < 20
    assert red_about_heel(10) > 80
    assert red_about_heel(19) < 20


def test_the_cursor_runs_from_left_to_right(clip, tmp_path):
    _, pictures = written(analysis_of(clip), tmp_path)
    columns = [
        int((picture[HEIGHT + 30 :].min(axis=2) > 200).sum(axis=0).argmax()) for picture in pictures
    ]
    share = (np.array(columns) - columns[0]) / (columns[-1] - columns[0])
    assert share == pytest.approx(clip.times_s / clip.times_s[-1], abs=0.01)


def test_one_person_has_no_box_and_one_of_two_has(clip, tmp_path):
    x, y = figure("left", 5)["heel"][0] - 1, 200
    for people, bright in ((1, False), (2, True)):
        _, pictures = written(analysis_of(clip, people=people), tmp_path)
        left_of_body = pictures[5][y, x - 40 : x - 10].min(axis=1)
        assert (left_of_body.max() > 190) == bright


def test_slow_motion_finds_its_pose_frames(clip, tmp_path):
    slow = replace(clip, capture_fps=240.0, capture_fps_origin="user")
    made, pictures = written(analysis_of(slow), tmp_path)
    assert made.times_s == pytest.approx(clip.times_s, abs=2e-5)
    assert redness(pictures[20], figure("left", 20)["hip"][0], 260) > 60


def test_shrunk_and_turned(clip, tmp_path):
    analysis = analysis_of(clip)
    made, pictures = written(analysis, tmp_path, max_side_px=320)
    assert made.width_px == 320
    assert redness(pictures[4], figure("left", 4)["hip"][0] / 2, 130) > 40
    pose = replace(analysis.pose, width_px=HEIGHT, height_px=WIDTH)
    made, _ = written(replace(analysis, pose=pose, turned_deg=90), tmp_path)
    assert made.width_px == HEIGHT and made.height_px > WIDTH


def test_odd_sizes_become_even(clip, tmp_path):
    made, _ = written(analysis_of(clip), tmp_path, max_side_px=333)
    assert made.width_px % 2 == made.height_px % 2 == 0


def test_a_clip_that_moved_can_be_named(clip, tmp_path):
    analysis = analysis_of(clip)
    moved = clip.path.rename(tmp_path / "moved.mp4")
    with pytest.raises(UnreadableInputError, match="nothing there"):
        written(analysis, tmp_path)
    assert not (tmp_path / "overlay.mp4").exists()
    seen = []
    written(analysis, tmp_path, video=moved, on_progress=lambda *step: seen.append(step))
    assert seen == [(n, COUNT) for n in range(1, COUNT + 1)]


def test_an_interrupted_run_leaves_no_file(clip, tmp_path):
    def stop(done, _):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(analysis_of(clip), tmp_path, on_progress=stop)
    assert [p.name for p in tmp_path.iterdir()] == [clip.path.name]


def test_languages(clip, tmp_path):
    written(analysis_of(clip), tmp_path, lang="nl")
    with pytest.raises(UsageError, match="lang"):
        written(analysis_of(clip), tmp_path, lang="fr")


def pieces_of(analysis, lang="en", frame=3):
    bout = analysis.bouts[0]
    return [p.text for p in read_outs(BoutAngles(analysis.pose, bout), bout, frame, lang)]


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(("plane", "facing"), [("side", "left"), ("side", "right"), ("rear", None)])
def test_read_outs_name_what_the_view_can_show(clip, lang, plane, facing):
    texts = pieces_of(analysis_of(clip, plane=plane, facing=facing), lang)
    assert all(words.isascii() for words in texts)
    assert (text("overlay.knee_flexion", lang) in texts) == (plane == "side")
    assert (text("overlay.knee_projection", lang) in texts) == (plane == "rear")
    assert any(words.startswith("L 0") for words in texts)


def test_an_oblique_view_shows_no_angles(clip):
    assert pieces_of(analysis_of(clip, plane="oblique")) == []


def test_trunk_lean_is_forward_in_the_direction_of_travel(clip):
    leaning = analysis_of(clip, plane="side", facing="right")
    points = leaning.pose.points_px.copy()
    for side in ("left", "right"):
        points[:, leaning.pose.landmarks.index(f"{side}_shoulder"), 0] += 30
    assert "14 forward" in pieces_of(_with(leaning, points))
    away = analysis_of(clip, plane="side", facing="left")
    assert "14 back" in pieces_of(_with(away, points))


def _with(analysis, points_px):
    return replace(analysis, pose=analysis.pose.with_points(points_px, step="bent"))


def test_exchanged_legs_are_drawn_as_they_are_measured(clip, tmp_path):
    analysis = analysis_of(clip)
    points = analysis.pose.points_px.copy()
    half = points.shape[1] // 2
    legs = slice(1, half)
    left, right = points[14, legs].copy(), points[14, half:][legs].copy()
    points[14, legs], points[14, half:][legs] = right, left
    _, pictures = written(_with(analysis, points), tmp_path)
    x, y = figure("left", 14)["hip"][0], 260
    assert redness(pictures[14], x, y) > 60


def test_a_blurred_face_needs_a_pose_with_a_face(clip, tmp_path):
    with pytest.raises(UsageError, match="nose"):
        written(analysis_of(clip), tmp_path, blur_face=True)
    assert not (tmp_path / "overlay.mp4").exists()


def test_only_whole_stances_are_bars(clip):
    events = analysis_of(clip).events
    assert stances(events, "left") == [(LIT_S, LIT_S + 0.5)]
    assert stances(events, "right") == []
    assert stances(events[:1], "left") == []


def test_pose_frames_are_matched_by_time(clip):
    analysis = analysis_of(clip)
    thinned = replace(analysis, pose=analysis.pose.between(clip.times_s[5], clip.times_s[8]))
    assert pose_frame_at(thinned, clip.times_s[5]) == 0
    assert pose_frame_at(thinned, clip.times_s[8] + 0.001) == 3
    assert pose_frame_at(thinned, clip.times_s[2]) is None
    single = replace(analysis, pose=analysis.pose.between(clip.times_s[5], clip.times_s[5]))
    assert pose_frame_at(single, clip.times_s[5]) == 0
