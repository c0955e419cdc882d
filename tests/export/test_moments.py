"""Key moments: six pictures of typical steps, with the angle that the tables mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from example import example_analysis
from filmed import filmed

from gaitkit.export.moment_svg import HEIGHT, WIDTH, moment_svg
from gaitkit.export.moments import ASPECT, KNEE, key_moments
from gaitkit.motion.swaps import repair_leg_swaps


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker")).record


def test_contact_mid_stance_and_toe_off_of_each_side(record):
    moments = key_moments(record)
    kinds = ["contact", "mid_stance", "toe_off"]
    assert [(m.side, m.kind) for m in moments] == [(s, k) for s in ("left", "right") for k in kinds]
    for first, second, third in (moments[:3], moments[3:]):
        cycle = next(
            c for c in record.cycles
            if c.side == first.side and abs(c.start_s - first.time_s) < 0.02 and c.usable
        )  # fmt: skip
        assert third.time_s == pytest.approx(cycle.toe_off_s, abs=0.02)
        assert second.time_s == pytest.approx((cycle.start_s + cycle.toe_off_s) / 2, abs=0.02)


def test_a_step_whose_picture_is_missing_is_passed_over(record):
    """The most typical right step has a moment in a frame that the clip lacks."""
    curve = next(c for c in record.curves if (c.name, c.side) == ("knee_flexion", "right"))
    order = np.argsort(np.sum((curve.cycles - curve.mean) ** 2, axis=1))
    contact = next(m for m in key_moments(record) if (m.side, m.kind) == ("right", "contact"))
    assert contact.knee_deg == pytest.approx(curve.cycles[order[1], 0], abs=0.01)


def test_frames_of_clip_and_pose_are_those_of_the_moment(record):
    for moment in key_moments(record):
        assert record.clip.times_s[moment.frame] == pytest.approx(moment.time_s, abs=1e-3)
        assert record.pose.times_s[moment.pose_frame] == moment.time_s


def test_slow_motion_is_found_in_shown_time(record):
    slow = replace(
        record.clip, times_s=record.clip.times_s * 4, capture_fps=4 * record.clip.shown_fps / 4
    )
    rate = slow.seconds_per_shown_second
    assert rate == pytest.approx(0.25, rel=0.01)
    moments = key_moments(replace(record, clip=slow))
    assert len(moments) == 6
    for moment in moments:
        assert slow.times_s[moment.frame] * rate == pytest.approx(moment.time_s, abs=0.01)


def test_the_angle_is_that_of_the_most_typical_curve(record):
    curve = next(c for c in record.curves if (c.name, c.side) == ("knee_flexion", "left"))
    nearest = min(curve.cycles, key=lambda c: np.sum((c - curve.mean) ** 2))
    contact = next(m for m in key_moments(record) if (m.side, m.kind) == ("left", "contact"))
    assert contact.knee_deg == pytest.approx(nearest[0], abs=0.01)


def test_without_single_curves_the_angle_is_read_from_the_pose(record):
    moments = key_moments(replace(record, curves=()))
    assert len(moments) == 6
    smooth = {(m.side, m.kind): m.knee_deg for m in key_moments(record)}
    for moment in moments:
        assert moment.knee_deg == pytest.approx(smooth[moment.side, moment.kind], abs=12)


def test_the_box_holds_the_body_and_has_one_shape(record):
    for moment in key_moments(record):
        left, top, right, bottom = moment.box_px
        assert (right - left) / (bottom - top) == pytest.approx(ASPECT)
        for name in ("left_toe", "right_heel", "left_shoulder"):
            x, y = record.pose.px(name)[moment.pose_frame]
            assert left < x < right and top < y < bottom


@pytest.mark.parametrize(
    "change",
    [{"bouts": ()}, {"cycles": ()}],
    ids=["no bout", "no cycle"],
)
def test_where_nothing_was_walked_there_is_nothing_to_show(record, change):
    assert key_moments(replace(record, **change)) == ()


def test_a_leg_that_is_not_seen_is_left_out(record):
    points = record.pose.points_px.copy()
    points[:, record.pose.landmarks.index("left_knee")] = np.nan
    hidden = replace(record, pose=replace(record.pose, points_px=points))
    assert {m.side for m in key_moments(hidden)} == {"right"}


def test_a_pose_shorter_than_the_events_is_no_fault():
    assert key_moments(example_analysis()) == ()


def test_the_drawing_has_legs_angle_and_number(record):
    track = repair_leg_swaps(record.pose)
    for moment in key_moments(record):
        svg = moment_svg(moment, track, still=b"\xff\xd8\xffjpeg", words='knee & "angle"')
        assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in svg
        assert f">{abs(round(moment.knee_deg))}°</text>" in svg.replace("−", "")
        assert 'aria-label="knee &amp; &quot;angle&quot;"' in svg
        assert "data:image/jpeg;base64," in svg
        assert "limb left" in svg and "limb right" in svg and "goes-on" in svg


def test_without_a_picture_the_skeleton_stands_alone(record):
    moment = key_moments(record)[0]
    svg = moment_svg(moment, repair_leg_swaps(record.pose), still=None, words="")
    assert "<image" not in svg and 'class="empty"' in svg


def test_every_plane_that_shows_a_knee_has_its_angle():
    assert set(KNEE) == {"side", "front", "rear"}
