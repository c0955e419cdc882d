"""Angles from the side, each by the contract's words, from the figure's own joints."""

from __future__ import annotations

import numpy as np
import pytest
from exact import exact_walk, of_cycle
from walker import Walker

from gaitkit.metrics.sample import flat_foot_deg, series, stance, value_at
from gaitkit.model import SIDES
from gaitkit.motion.angles import foot_angle
from gaitkit.motion.geometry import sole_pitch_deg

WALKER = Walker(forward_lean_deg=5, duration_s=5)
RUNNER = Walker.running(duration_s=4)


def ahead_deg(upper, lower):
    line = lower - upper
    return np.degrees(np.arctan2(line[:, 0], -line[:, 1]))


def truth(walker: Walker, side: str) -> dict[str, float]:
    """The contract's numbers from joints in metres, in one cycle from contact to contact."""
    start = walker.times_of(side, "initial_contact")[1]
    times = np.linspace(start, start + walker.stride_s, 401)
    share = np.linspace(0, 1, 401)
    joints = walker.joints_m(times)
    hip, knee, ankle, heel, toe = (
        joints[f"{side}_{part}"][:, [0, 2]] for part in ("hip", "knee", "ankle", "heel", "toe")
    )
    thigh, shank = ahead_deg(hip, knee), ahead_deg(knee, ankle)
    flexion = thigh - shank
    pitch = np.degrees(np.arctan2((toe - heel)[:, 1], (toe - heel)[:, 0]))
    stance = share <= walker.stance_share
    leg_m = 0.491 * walker.height_m
    return {
        "knee_flexion_contact_deg": flexion[0],
        "knee_flexion_stance_peak_deg": flexion[share <= 0.6 * walker.stance_share].max(),
        "knee_flexion_swing_peak_deg": flexion[~stance].max(),
        "hip_flexion_peak_deg": thigh.max(),
        "ankle_dorsiflexion_stance_peak_deg": (pitch - shank)[stance].max(),
        "shank_angle_contact_deg": shank[0],
        "overstride_pct": 100 * (ankle - hip)[0, 0] / leg_m,
        "foot_strike_angle_deg": walker.contact_pitch_deg,
    }


@pytest.mark.parametrize("walker", [WALKER, RUNNER], ids=["walk", "run"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("name", sorted(truth(WALKER, "left")))
def test_angle_is_that_of_the_body(walker, side, facing, name):
    measured = of_cycle(name, exact_walk(walker, "side", facing=facing), side)
    assert measured == pytest.approx(truth(walker, side)[name], abs=4 if "ankle" in name else 3)


@pytest.mark.parametrize("lean_deg", [-5, 0, 12])
@pytest.mark.parametrize("facing", ["left", "right"])
def test_leaning_forward_is_positive(lean_deg, facing):
    walk = exact_walk(Walker(forward_lean_deg=lean_deg, duration_s=4), "side", facing=facing)
    assert of_cycle("trunk_forward_lean_deg", walk, "left") == pytest.approx(lean_deg, abs=1)


@pytest.mark.parametrize("swing_deg", [10, 50])
def test_arm_swing_is_its_range(swing_deg):
    walk = exact_walk(Walker(arm_swing_deg=swing_deg, duration_s=4), "side")
    assert of_cycle("arm_swing_deg", walk, "left") == pytest.approx(swing_deg, abs=3)


@pytest.mark.parametrize("pitch_deg", [-6, 2, 18])
def test_heel_first_is_positive_and_toes_first_negative(pitch_deg):
    walk = exact_walk(Walker(contact_pitch_deg=pitch_deg, duration_s=4), "side")
    measured = of_cycle("foot_strike_angle_deg", walk, "left")
    assert measured == pytest.approx(pitch_deg, abs=2.5)


def test_the_foot_strike_angle_is_taken_against_the_flat_foot():
    """A tilted camera or a sloping belt changes both and must cancel."""
    walker = Walker(duration_s=4)
    tilted = walker.track("side", treadmill=True, fps=120, roll_deg=5)
    level = of_cycle("foot_strike_angle_deg", exact_walk(walker, "side"), "left")
    measured = of_cycle("foot_strike_angle_deg", exact_walk(walker, "side", track=tilted), "left")
    assert measured == pytest.approx(level, abs=0.5)


def test_a_foot_that_lands_farther_ahead_overstrides_more():
    near, far = (
        of_cycle("overstride_pct", exact_walk(Walker.running(ahead_at_contact=a), "side"), "left")
        for a in (0.05, 0.11)
    )
    assert far - near == pytest.approx(100 * 0.06 / 0.491, abs=1.5)


@pytest.mark.parametrize("side", SIDES)
def test_hip_extension_is_negative_with_the_knee_behind(side):
    """The contract and the metric's own words: thigh against vertical, + = knee ahead."""
    walker = WALKER
    joints = walker.joints_m(np.linspace(0, 2 * walker.stride_s, 400))
    hip, knee = (joints[f"{side}_{part}"][:, [0, 2]] for part in ("hip", "knee"))
    furthest_back = ahead_deg(hip, knee).min()
    assert furthest_back < 0
    measured = of_cycle("hip_extension_peak_deg", exact_walk(walker, "side"), side)
    assert measured == pytest.approx(furthest_back, abs=3)


def test_the_sole_is_level_where_the_foot_lies_flat_however_its_line_looks():
    """Toe-out seen from above, or a landmark high on the heel, pitches the line."""
    found = WALKER.track("side", treadmill=True, fps=120)
    points = found.points_px.copy()
    points[:, found.landmarks.index("left_heel"), 1] -= 6
    walk = exact_walk(WALKER, "side", track=found.with_points(points, step="heel seen higher"))
    assert flat_foot_deg(walk, "left") < flat_foot_deg(walk, "right") - 2
    for side in SIDES:
        flat = stance(
            walk, series(walk, "foot_angle", side), walk.cycles_of(side)[0], start=0.3, end=0.4
        )
        assert np.abs(flat).max() < 1


def test_toes_bend_from_mid_stance_on_and_straighten_in_swing():
    walk = exact_walk(WALKER, "side")
    (cycle, *_) = walk.cycles_of("left")
    line = foot_angle(walk.track, "left", walk.bout.view) - flat_foot_deg(walk, "left")
    sole = series(walk, "foot_angle", "left")
    late_swing_s = cycle.toe_off_s + 0.8 * (cycle.end_s - cycle.toe_off_s)
    before_toe_off_s = cycle.toe_off_s - 0.03
    assert value_at(walk, sole - line, late_swing_s) == pytest.approx(0)
    lifted = value_at(walk, line, before_toe_off_s)
    assert lifted < -15
    assert value_at(walk, sole, before_toe_off_s) == pytest.approx(
        sole_pitch_deg(np.array(lifted)), abs=1
    )
