"""Names of marker sets, and joint centres worked out from the skin."""

from __future__ import annotations

import numpy as np
import pytest

from gaitkit.pose.marker_sets import landmark_points, plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("LHEE", "LHEE"), ("L.Heel", "LHEEL"), ("R.MT5", "RMT5"), ("anto:RANK", "RANK"),
        ("left_heel", "LHEEL"), ("RightKnee", "RKNEE"), ("knee_r", "RKNEE"), ("RLFCv", "RLFCV"),
        ("L.Iliac.Crest", "LILIACCREST"), ("RIGHT HIP", "RHIP"),
    ],
)  # fmt: skip
def test_names_are_compared_in_one_spelling(name, plain):
    assert plain_name(name) == plain


def marks(**places):
    names = list(places)
    return landmark_points(names, np.array([[places[name] for name in names]], dtype=float))


def test_harrington_hips_by_hand():
    """Level, 240 mm wide, 150 mm deep: 45.9 mm back, 82.9 down, 86.5 outwards."""
    found = marks(
        LASI=(0.15, 0.12, 1.0), RASI=(0.15, -0.12, 1.0), LPSI=(0, 0.05, 1.0), RPSI=(0, -0.05, 1.0)
    )
    assert found["left_hip"][0] == pytest.approx([0.15 - 0.0459, 0.0865, 1 - 0.0829])
    assert found["right_hip"][0] == pytest.approx([0.15 - 0.0459, -0.0865, 1 - 0.0829])


def test_harrington_with_one_sacral_marker_is_the_same():
    pelvis = {"LASI": (0.15, 0.12, 1.0), "RASI": (0.15, -0.12, 1.0)}
    both = marks(**pelvis, LPSI=(0, 0.05, 1.0), RPSI=(0, -0.05, 1.0))
    single = marks(**pelvis, SACR=(0, 0, 1.0))
    assert single["left_hip"] == pytest.approx(both["left_hip"])


def test_inner_and_outer_markers_are_averaged():
    found = marks(LKNE=(0, 0.15, 0.5), LKNEM=(0, 0.05, 0.5))
    assert found["left_knee"][0] == pytest.approx([0, 0.1, 0.5])


@pytest.mark.parametrize("letter", ["L", "R"])
def test_outer_markers_move_towards_the_midline(letter):
    out = 1 if letter == "L" else -1
    places = {
        "LHJC": (0, 0.1, 0.9), "RHJC": (0, -0.1, 0.9),
        f"{letter}KNE": (0, out * 0.16, 0.5), f"{letter}ANK": (0, out * 0.14, 0.1),
        f"{letter}HEE": (-0.05, out * 0.1, 0.05), f"{letter}TOE": (0.15, out * 0.1, 0.05),
    }  # fmt: skip
    found = marks(**places)
    side = "left" if letter == "L" else "right"
    shank_m = np.hypot(0.4, 0.02)
    knee, ankle = found[f"{side}_knee"][0], found[f"{side}_ankle"][0]
    assert np.linalg.norm(knee - places[f"{letter}KNE"]) == pytest.approx(0.136 * shank_m)
    assert np.linalg.norm(ankle - places[f"{letter}ANK"]) == pytest.approx(0.105 * shank_m)
    assert out * knee[1] < 0.16 and out * ankle[1] < 0.14


def test_knee_is_a_joint_centre_only_beside_a_hip():
    body = {"left_hip": (0, 0.1, 0.9), "right_hip": (0, -0.1, 0.9), "left_knee": (0, 0.1, 0.5)}
    assert marks(**body)["left_knee"][0] == pytest.approx([0, 0.1, 0.5])
    assert "left_knee" not in marks(left_knee=(0, 0.1, 0.5))


def test_a_marker_that_is_never_seen_counts_as_absent():
    nowhere = (np.nan,) * 3
    found = marks(LLFC=nowhere, LMFC=nowhere, LLFCv=(0, 0.15, 0.5), LMFCv=(0, 0.05, 0.5))
    assert found["left_knee"][0] == pytest.approx([0, 0.1, 0.5])


def test_exchanged_ball_markers_do_not_move_the_toe():
    first, fifth = (0.2, 0.05, 0.05), (0.15, 0.15, 0.05)
    straight, exchanged = marks(LTOE=first, LMT5=fifth), marks(LTOE=fifth, LMT5=first)
    assert straight["left_toe"] == pytest.approx(exchanged["left_toe"])
