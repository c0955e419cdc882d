"""A camera askew changes no angle where the scene tells it; where nothing does, intervals widen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from walker import Walker

from gaitkit.metrics.measure import measure
from gaitkit.model import Settings, Subject
from gaitkit.pipeline import _level_notes, find_gait

ROLL_DEG = 3.0
AGAINST_VERTICAL = {
    "side": {"trunk_forward_lean_deg", "hip_flexion_peak_deg", "shank_angle_contact_deg"},
    "rear": {"pelvic_drop_deg", "pelvic_hike_deg", "trunk_lateral_lean_deg"},
}


def measured(plane: str, *, roll_deg: float, told: float | None):
    track = Walker().track(plane, treadmill=True, fps=120, roll_deg=roll_deg)
    gait = find_gait(
        replace(track, roll_deg=told), subject=Subject(), settings=Settings(view=plane)
    )
    return {
        (m.name, m.side): m
        for m in measure(gait.walks)
        if m.name in AGAINST_VERTICAL[plane] and m.value is not None
    }


@pytest.mark.parametrize("plane", ["side", "rear"])
def test_a_roll_that_the_scene_tells_changes_nothing(plane):
    level = measured(plane, roll_deg=0.0, told=0.0)
    askew = measured(plane, roll_deg=ROLL_DEG, told=ROLL_DEG)
    assert {name for name, _ in level} == AGAINST_VERTICAL[plane]
    for key, metric in level.items():
        assert askew[key].value == pytest.approx(metric.value, abs=0.3)
        assert askew[key].high - askew[key].low == pytest.approx(metric.high - metric.low, abs=0.3)


def test_from_the_side_a_roll_that_nobody_knows_is_in_the_interval_and_said():
    told, untold = (measured("side", roll_deg=ROLL_DEG, told=t) for t in (ROLL_DEG, None))
    for key, metric in untold.items():
        assert abs(metric.value - told[key].value) == pytest.approx(ROLL_DEG, abs=0.5)
        assert metric.high - metric.low > told[key].high - told[key].low
    keys = {note.key for metric in untold.values() for note in metric.notes}
    assert "roll_unknown_aside" in keys
    assert not any(n.key == "roll_unknown_aside" for metric in told.values() for n in metric.notes)


@pytest.mark.parametrize(("roll_deg", "said"), [(None, []), (1.0, []), (-4.0, ["camera_askew"])])
def test_who_filmed_askew_is_told(roll_deg, said):
    track = replace(Walker().track("side"), roll_deg=roll_deg)
    assert [note.key for note in _level_notes(track)] == said
