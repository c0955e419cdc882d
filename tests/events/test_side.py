"""Contact and toe-off from the side, against a figure whose events are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from prepared import invented, misses_s, prepared, whole_bout
from walker import Walker, mirrored

from gaitkit.events import side as detector

MAKERS = {"walk": Walker, "run": Walker.running}
#: The figure's foot stops dead at contact, which no foot does, so its contact seems late.
TOLERANCE_S = 0.036
#: By how much four contacts come after foot and pelvis sank, seconds.
LATE_S = (0.010, 0.014, 0.002, 0.030)
#: Its running events lie so far off by its own stiffness, without any noise.
OF_THE_FIGURE_S = 0.02


def found(walker, track):
    steady = prepared(track)
    return detector.detect(steady, whole_bout(steady, plane="side", activity=walker.activity))


@pytest.mark.parametrize("activity", MAKERS)
@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("treadmill", [True, False])
def test_every_event_is_found_in_time(activity, facing, treadmill):
    walker = MAKERS[activity]()
    events = found(walker, walker.track("side", facing=facing, treadmill=treadmill))
    for kind, miss in misses_s(events, walker.events(), edge_s=0.3, end_s=6).items():
        assert len(miss) >= 9, kind
        assert np.abs(miss).max() < TOLERANCE_S, kind
        assert np.ptp(miss) < 0.01, kind  # a steady gait is found steadily
    assert invented(events, walker.events()) == []


@pytest.mark.parametrize("fps", [25, 30, 60, 240])
def test_the_frame_rate_matters_little(fps):
    for activity, make in MAKERS.items():
        walker = make()
        miss = misses_s(
            found(walker, walker.track("side", fps=fps)), walker.events(), edge_s=0.3, end_s=6
        )
        assert np.abs(miss["initial_contact"]).mean() < TOLERANCE_S, activity
        assert np.abs(miss["toe_off"]).mean() < TOLERANCE_S, activity


@pytest.mark.parametrize("cadence_spm", [75, 95, 125, 158])
def test_slow_and_fast_walking(cadence_spm):
    walker = Walker(cadence_spm=cadence_spm, speed_mps=1.25 * cadence_spm / 110, duration_s=8)
    events = found(walker, walker.track("side"))
    miss = misses_s(events, walker.events(), edge_s=0.8 * walker.stride_s, end_s=8)
    assert np.abs(miss["initial_contact"]).max() < 0.06
    assert np.abs(miss["toe_off"]).max() < 0.06
    assert invented(events, walker.events()) == []


@pytest.mark.parametrize("cadence_spm", [150, 180, 200])
def test_slow_and_fast_running(cadence_spm):
    runner = Walker.running(cadence_spm=cadence_spm, duration_s=6)
    miss = misses_s(found(runner, runner.track("side")), runner.events(), edge_s=0.3, end_s=6)
    assert np.abs(miss["initial_contact"]).max() < 0.035
    assert np.abs(miss["toe_off"]).max() < 0.052


def test_a_runners_habit_shifts_all_contacts_alike_if_enough_of_them_tell_it():
    late = [detector._Contact((n + late_s, 0.01), float(n)) for n, late_s in enumerate(LATE_S)]
    unknown = detector._Contact((9.0, 0.01))
    assert detector._late_s([*late, unknown]) == pytest.approx(0.012)
    assert detector._late_s([*late[:3], unknown]) == 0.0


@pytest.mark.parametrize("activity", MAKERS)
def test_jittering_points_shift_events_little(activity):
    walker = MAKERS[activity]()
    events = found(walker, walker.track("side", noise_px=1.5))
    miss = misses_s(events, walker.events(), edge_s=0.3, end_s=6)
    assert np.abs(miss["initial_contact"]).mean() < TOLERANCE_S + 0.005
    assert np.nanmax(np.abs(miss["toe_off"])) < 0.08


def test_a_mirrored_clip_exchanges_feet_and_moves_no_event():
    walker = Walker()
    track = walker.track("side")
    swap = {"left": "right", "right": "left"}
    one = [(swap[e.side], e.kind, e.time_s) for e in found(walker, track)]
    two = [(e.side, e.kind, e.time_s) for e in found(walker, mirrored(track))]
    assert [e[:2] for e in one] == [e[:2] for e in two]
    assert [e[2] for e in one] == pytest.approx([e[2] for e in two], abs=1e-6)


def test_uncertainty_covers_the_error_of_a_noisy_walk():
    walker = Walker.running()
    events = found(walker, walker.track("side", treadmill=True, noise_px=1.0))
    assert all(0 < e.uncertainty_s < 0.12 for e in events)
    true = walker.events()
    gaps = [
        min(abs(t - e.time_s) for s, k, t in true if (s, k) == (e.side, e.kind)) for e in events
    ]
    covered = [gap < e.uncertainty_s + OF_THE_FIGURE_S for gap, e in zip(gaps, events, strict=True)]
    assert np.mean(covered) > 0.85


def test_an_unseen_leg_has_no_events():
    walker = Walker()
    track = walker.track("side")
    points = track.points_px.copy()
    for part in ("knee", "ankle", "heel", "toe"):
        points[:, track.landmarks.index(f"right_{part}")] = np.nan
    events = found(walker, replace(track, points_px=points))
    assert {e.side for e in events} == {"left"}
