"""Marker files through a virtual camera, against the laboratory's own truth."""

from __future__ import annotations

import ezc3d
import numpy as np
import pytest
from mocap import CASES, force_contacts, load_case, mocap_path

from gaitkit.model import SIDES
from gaitkit.pose.base import GAIT_LANDMARKS
from gaitkit.pose.marker_sets import landmark_points
from gaitkit.pose.virtual_camera import travel_direction


@pytest.fixture(scope="module")
def walk():
    return load_case("walk")


@pytest.mark.parametrize("name", CASES)
def test_every_recording_gives_gait_landmarks_in_all_views(name):
    case = load_case(name)
    for view in ("side", "front", "rear"):
        track = case.track(view)
        assert track.has(GAIT_LANDMARKS)
        legs = [n for n in GAIT_LANDMARKS if "shoulder" not in n]
        inside = np.stack([track.px(n) for n in legs])
        assert np.isfinite(inside).all()
        assert (inside >= 0).all() and (inside <= (track.width_px, track.height_px)).all()


def test_a_lower_body_set_keeps_its_shoulders_unseen():
    track = load_case("treadmill").track("side")
    shoulder = track.landmarks.index("left_shoulder")
    assert np.isnan(track.points_px[:, shoulder]).all()
    assert (track.scores[:, shoulder] == 0).all()


@pytest.mark.parametrize("name", ["walk", "treadmill"])
def test_events_stored_in_the_c3d_are_the_true_ones(name):
    case = load_case(name)
    assert [e[:2] for e in case.markers.events] == [e[:2] for e in case.events]
    stored, true = ([e[2] for e in events] for events in (case.markers.events, case.events))
    assert stored == pytest.approx(true, abs=0.001)


@pytest.mark.parametrize("name", CASES)
def test_heels_rest_on_floor_or_belt_in_true_stance(name):
    """Events share the track's time base, and lengths are metres."""
    case = load_case(name)
    ahead = travel_direction(case.markers)
    times_s = case.markers.times_s
    for side in SIDES:
        heel_mps = np.gradient(case.markers.landmarks()[f"{side}_heel"] @ ahead, times_s)
        offs_s = case.times(side, "toe_off")
        for start_s in case.times(side, "initial_contact"):
            if not (offs_s > start_s).any():
                continue
            length_s = offs_s[offs_s > start_s][0] - start_s
            share = (times_s - start_s) / length_s
            stance = heel_mps[(share > 0.25) & (share < 0.5)]
            belt_mps = 0.488 if case.surface == "treadmill" else 0.0
            slack_mps = 0.1 if name == "run" else 0.05  # a runner's heel lifts early
            assert np.median(stance) == pytest.approx(-belt_mps, abs=slack_mps)


def test_the_plate_feels_the_left_foot_when_the_walk_says_so(walk):
    """The C3D's own force signal, 1000 Hz from the first frame, against its events."""
    content = ezc3d.c3d(str(mocap_path("walk_plugin_gait.c3d")))
    channel = content["parameters"]["ANALOG"]["LABELS"]["value"].index("Fz1")
    force_n = content["data"]["analogs"][0, channel]
    loaded = np.flatnonzero(np.abs(force_n - np.median(force_n)) > 30)
    contact_s, off_s = walk.times("left", "initial_contact")[1], walk.times("left", "toe_off")[1]
    assert loaded[0] / 1000 == pytest.approx(contact_s, abs=0.01)
    assert loaded[-1] / 1000 == pytest.approx(off_s, abs=0.015)


def test_force_plates_agree_with_the_truth_of_the_run():
    case = load_case("run")
    for side in SIDES:
        ((on_s, off_s),) = force_contacts(side)
        assert case.times(side, "initial_contact") == pytest.approx([on_s], abs=0.005)
        assert case.times(side, "toe_off") == pytest.approx([off_s], abs=0.005)


def test_plug_in_gait_obliquity_has_the_sign_of_pelvic_drop(walk):
    """In left stance a dropped right side is positive: left front spine above the right one."""
    place = dict(zip(walk.markers.names, walk.markers.points_m.transpose(1, 0, 2), strict=True))
    line = place["LASI"] - place["RASI"]
    slope_deg = np.degrees(np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1])))
    assert walk.angles["pelvic_drop_left"] == pytest.approx(slope_deg, abs=1.5)
    assert walk.angles["pelvic_drop_right"] == pytest.approx(-slope_deg, abs=1.5)


@pytest.mark.parametrize("side", SIDES)
def test_plug_in_gait_foot_progression_has_the_sign_of_toe_out(walk, side):
    marks, ahead = walk.markers.landmarks(), travel_direction(walk.markers)
    outward = np.cross((0, 0, 1), ahead) * (1 if side == "left" else -1)
    foot = marks[f"{side}_toe"] - marks[f"{side}_heel"]
    toe_out_deg = np.degrees(np.arctan2(foot @ outward, foot @ ahead))
    for start_s in walk.times(side, "initial_contact")[:2]:
        off_s = min(t for t in walk.times(side, "toe_off") if t > start_s)
        share = (walk.markers.times_s - start_s) / (off_s - start_s)
        stance = (share > 0.2) & (share < 0.8)
        truth_deg = walk.angles[f"foot_progression_{side}"][stance].mean()
        assert toe_out_deg[stance].mean() == pytest.approx(truth_deg, abs=2.5)


@pytest.mark.parametrize("side", SIDES)
def test_knees_from_outer_markers_alone_come_close_to_plug_in_gait(walk, side):
    """The file's own joint centres hidden: Harrington's hips, knees and ankles moved inwards."""
    skin = [i for i, name in enumerate(walk.markers.names[:35])]
    names = [walk.markers.names[i] for i in skin]
    marks = landmark_points(names, walk.markers.points_m[:, skin])
    flexion_deg = _flexion_deg(*(marks[f"{side}_{part}"] for part in ("hip", "knee", "ankle")))
    error_deg = flexion_deg - walk.angles[f"knee_flexion_{side}"]
    assert np.sqrt(np.mean(error_deg**2)) < 5
    for part, limit_m in (("knee", 0.025), ("ankle", 0.015)):
        gap_m = marks[f"{side}_{part}"] - walk.markers.landmarks()[f"{side}_{part}"]
        assert np.linalg.norm(gap_m, axis=1).mean() < limit_m


def _flexion_deg(hip, knee, ankle):
    thigh, shank = hip - knee, ankle - knee
    lengths = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    return 180 - np.degrees(np.arccos(np.sum(thigh * shank, axis=1) / lengths))
