"""The signs that mean the same thing on both sides, in every view, in both directions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from walker import FOOT, HIPS, Walker, mirrored

from gaitkit.model import SIDES, View
from gaitkit.motion import angles

#: Left and right differ, so that a wrong side can't pass.
CROOKED = {
    "toe_out_deg": (5.0, 18.0),
    "pelvic_drop_deg": (3.0, 8.0),
    "lateral_lean_deg": (2.0, 7.0),
    "knee_medial_m": (0.0, 0.05),
}


def mid_stance(walker: Walker, track, side: str) -> np.ndarray:
    """Frames at the middle of stance, give or take."""
    share = (walker.phase(side, track.times_s) % 1) / walker.stance_share
    return (share > 0.45) & (share < 0.55)


@pytest.fixture(scope="module")
def walker():
    return Walker(**CROOKED, duration_s=8)


@pytest.fixture(scope="module", params=["front", "rear"])
def frontal(request, walker):
    return walker.track(request.param, treadmill=True), View(plane=request.param)


@pytest.mark.parametrize(
    ("name", "left", "right", "tolerance"),
    [
        ("pelvic_drop", 3, 8, 0.7),
        ("trunk_lateral_lean", 2, 7, 0.7),
    ],
)
def test_frontal_angles_mean_the_same_on_both_sides_from_front_and_rear(
    walker, frontal, name, left, right, tolerance
):
    track, view = frontal
    for side, truth in zip(SIDES, (left, right), strict=True):
        values = getattr(angles, name)(track, side, view)[mid_stance(walker, track, side)]
        assert values.mean() == pytest.approx(truth, abs=tolerance), side


def test_a_knee_towards_the_midline_is_valgus_and_adduction(walker, frontal):
    track, view = frontal
    straight = Walker(**{**CROOKED, "knee_medial_m": (0.0, 0.0)}, duration_s=8)
    reference = straight.track(view.plane, treadmill=True)
    for side, least in (("left", -0.5), ("right", 4)):
        frames = mid_stance(walker, track, side)
        for name in ("knee_valgus", "hip_adduction"):
            angle = getattr(angles, name)
            gain = angle(track, side, view)[frames] - angle(reference, side, view)[frames]
            assert gain.mean() > least if least > 0 else abs(gain.mean()) < -least, (side, name)


def test_hip_adduction_counts_the_drop_of_the_pelvis(walker, frontal):
    track, view = frontal
    level = Walker(**{**CROOKED, "pelvic_drop_deg": (0.0, 0.0)}, duration_s=8)
    reference = level.track(view.plane, treadmill=True)
    frames = mid_stance(walker, track, "right")
    gain = angles.hip_adduction(track, "right", view) - angles.hip_adduction(
        reference, "right", view
    )
    assert gain[frames].mean() == pytest.approx(8, abs=1.5)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("side", SIDES)
def test_sagittal_angles_are_those_of_the_body(facing, side):
    walker = Walker(forward_lean_deg=6)
    track = walker.track("side", facing=facing, treadmill=True)
    view = View(plane="side", facing=facing)
    for name, truth_deg in sagittal_truth(walker, side).items():
        measured = getattr(angles, name)(track, side, view)
        assert np.abs(measured - truth_deg).mean() < 2.5, name
        assert np.corrcoef(measured, truth_deg)[0, 1] > 0.99, name
    lean = angles.trunk_forward_lean(track, side, view)
    assert lean.mean() == pytest.approx(6, abs=1)


def sagittal_truth(walker: Walker, side: str) -> dict[str, np.ndarray]:
    """Degrees from the joints in metres, by the contract's words."""
    joints = walker.joints_m(walker.times_s())
    hip, knee, ankle, heel, toe = (
        joints[f"{side}_{part}"][:, [0, 2]] for part in ("hip", "knee", "ankle", "heel", "toe")
    )

    def ahead(upper, lower):
        line = lower - upper
        return np.degrees(np.arctan2(line[:, 0], -line[:, 1]))

    foot = toe - heel
    pitch = np.degrees(np.arctan2(foot[:, 1], foot[:, 0]))
    return {
        "hip_flexion": ahead(hip, knee),
        "shank_angle": ahead(knee, ankle),
        "knee_flexion": ahead(hip, knee) - ahead(knee, ankle),
        "foot_angle": pitch,
        "ankle_dorsiflexion": pitch - ahead(knee, ankle),
    }


@pytest.mark.parametrize("name", sorted(angles.CURVES))
def test_a_mirrored_picture_exchanges_the_sides_and_nothing_else(name, walker):
    curve = angles.CURVES[name]
    for plane in curve.planes:
        track = walker.track(plane, treadmill=True)
        view = View(plane=plane, facing="left" if plane == "side" else None)
        there = replace(view, facing="right") if plane == "side" else view
        left = curve.values(track, "left", view)
        np.testing.assert_allclose(curve.values(mirrored(track), "right", there), left, atol=1e-9)


def test_the_arm_swings_forwards_as_positive():
    walker = Walker(arm_swing_deg=40)
    track = walker.track("side", treadmill=True)
    arm = angles.upper_arm(track, "left", View(plane="side", facing="left"))
    assert np.ptp(arm) == pytest.approx(40, abs=2)
    at_contact = walker.phase("left", track.times_s) % 1 < 0.05
    assert arm[at_contact].mean() < arm.mean()  # the arm is back when its own foot lands


def test_proportions_of_the_figure_are_those_of_the_literature():
    assert pytest.approx(FOOT / 0.491, rel=0.01) == angles.FOOT_OVER_LEG
    assert HIPS < 0.1
