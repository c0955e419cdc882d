"""Contact and toe-off from the front and the rear, against a figure whose events are exact."""

from __future__ import annotations

import numpy as np
import pytest
from prepared import invented, misses_s, prepared, whole_bout
from walker import Walker, mirrored

from gaitkit.events.walk_from_behind import _agreed_s
from gaitkit.pipeline import _detector

MAKERS = {"walk": Walker, "run": Walker.running}
#: The figure's foot stops dead at contact, which no foot does: its events seem so far off.
STIFF_S = 0.055


def found(walker, track, plane):
    steady = prepared(track)
    bout = whole_bout(steady, plane=plane, activity=walker.activity)
    return _detector(bout).detect(steady, bout)


@pytest.mark.parametrize("activity", MAKERS)
@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_every_event_is_found_in_time(activity, plane, treadmill):
    walker = MAKERS[activity]()
    events = found(walker, walker.track(plane, treadmill=treadmill), plane)
    for kind, miss in misses_s(events, walker.events(), edge_s=0.4, end_s=6).items():
        assert len(miss) >= 8, kind
        assert np.abs(miss).max() < STIFF_S, kind
        assert np.ptp(miss) < 0.02, kind
    assert invented(events, walker.events()) == []


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("fps", [30, 60, 120])
def test_the_frame_rate_matters_little(plane, fps):
    for make in MAKERS.values():
        walker = make()
        events = found(walker, walker.track(plane, fps=fps, treadmill=True), plane)
        miss = misses_s(events, walker.events(), edge_s=0.4, end_s=6)
        assert np.abs(miss["initial_contact"]).mean() < STIFF_S
        assert np.abs(miss["toe_off"]).mean() < STIFF_S


@pytest.mark.parametrize("plane", ["front", "rear"])
@pytest.mark.parametrize("cadence_spm", [85, 125, 158])
def test_slow_and_fast_walking(plane, cadence_spm):
    walker = Walker(cadence_spm=cadence_spm, speed_mps=1.25 * cadence_spm / 110, duration_s=8)
    events = found(walker, walker.track(plane, treadmill=True), plane)
    miss = misses_s(events, walker.events(), edge_s=0.6, end_s=8)
    assert np.abs(miss["initial_contact"]).max() < 0.08
    assert np.abs(miss["toe_off"]).max() < 0.08
    assert invented(events, walker.events()) == []


def test_from_behind_height_and_fall_that_agree_beat_a_usual_swing():
    assert _agreed_s([1.00, 0.80], 1.01, [0.90, 0.92]) == pytest.approx(1.005)
    assert _agreed_s([0.85, 0.86], 1.00, [0.99, 1.01]) == pytest.approx(0.99)


@pytest.mark.parametrize("activity", MAKERS)
@pytest.mark.parametrize("plane", ["front", "rear"])
def test_a_mirrored_clip_exchanges_feet_and_moves_no_event(activity, plane):
    walker = MAKERS[activity]()
    track = walker.track(plane, treadmill=True)
    swap = {"left": "right", "right": "left"}
    one = sorted((swap[e.side], e.kind, e.time_s) for e in found(walker, track, plane))
    two = sorted((e.side, e.kind, e.time_s) for e in found(walker, mirrored(track), plane))
    assert [e[:2] for e in one] == [e[:2] for e in two]
    assert [e[2] for e in one] == pytest.approx([e[2] for e in two], abs=1e-6)


@pytest.mark.parametrize("yaw_deg", [45, 135])
def test_from_a_corner_the_steps_are_counted(yaw_deg):
    walker = Walker(duration_s=8)
    events = found(walker, walker.track(yaw_deg=yaw_deg, treadmill=True), "oblique")
    miss = misses_s(events, walker.events(), edge_s=0.6, end_s=8)
    assert np.isfinite(miss["initial_contact"]).all()
    assert np.abs(miss["initial_contact"]).max() < 0.12
    assert invented(events, walker.events()) == []
