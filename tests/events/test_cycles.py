"""From events to cycles, each usable or with the reason why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from prepared import whole_bout
from walker import Walker

from gaitkit.events import cycles
from gaitkit.model import SIDES, GaitEvent
from gaitkit.reference import note_text

WALKER = Walker()
TRACK = WALKER.track("side", fps=120)
BOUT = whole_bout(TRACK, plane="side", activity="walk")


def true_events(walker=WALKER):
    return [GaitEvent(side=s, kind=k, time_s=t, uncertainty_s=0.02) for s, k, t in walker.events()]


def reasons(found):
    return [c.reason.key for c in found if not c.usable]


def test_a_steady_walk_makes_whole_cycles():
    found = cycles.find_cycles(true_events(), TRACK, BOUT)
    assert reasons(found) == []
    for side in SIDES:
        own = [c for c in found if c.side == side]
        assert [c.number for c in own] == list(range(1, len(own) + 1))
        contacts = WALKER.times_of(side, "initial_contact")
        assert [c.start_s for c in own] == pytest.approx(contacts[:-1])
        assert [c.end_s for c in own] == pytest.approx(contacts[1:])
    first = found[0]
    assert first.toe_off_s == pytest.approx(first.start_s + 0.62 * WALKER.stride_s)
    assert first.opposite_contact_s == pytest.approx(first.start_s + 0.5 * WALKER.stride_s)
    assert first.opposite_toe_off_s == pytest.approx(first.start_s + 0.12 * WALKER.stride_s)
    assert [c.start_s for c in found] == sorted(c.start_s for c in found)


def test_runners_have_cycles_without_double_support():
    runner = Walker.running()
    bout = replace(BOUT, activity="run")
    events = cycles.in_sequence(true_events(runner), bout)
    assert len(events) == len(true_events(runner))
    found = cycles.find_cycles(events, runner.track("side", fps=120), bout)
    assert reasons(found) == []
    assert all(c.toe_off_s < c.opposite_contact_s for c in found)


def without(number: int, *, side="left", kind="initial_contact"):
    times = WALKER.times_of(side, kind)
    return [e for e in true_events() if (e.side, e.kind, e.time_s) != (side, kind, times[number])]


@pytest.mark.parametrize(
    ("events", "bad", "reason"),
    [
        (without(2, kind="toe_off"), 1, "cycle_incomplete"),
        (without(2), 1, "cycle_outlier"),
        (without(2, side="right"), 1, "cycle_outlier"),
    ],
)
def test_a_lost_event_costs_its_cycle_and_says_why(events, bad, reason):
    found = cycles.find_cycles(events, TRACK, BOUT)
    assert reasons(found).count(reason) == bad
    assert sum(c.usable for c in found) >= 5


def test_every_reason_has_words():
    keys = ("cycle_incomplete", "cycle_outlier", "cycle_not_alternating", "cycle_gap",
            "cycle_implausible")  # fmt: skip
    source = Path(cycles.__file__).read_text(encoding="utf-8")
    for key in keys:
        assert f'"{key}"' in source
    for cycle in cycles.find_cycles(without(2), TRACK, BOUT):
        if not cycle.usable:
            assert note_text(cycle.reason, "en") != note_text(cycle.reason, "nl")


def test_feet_that_land_together_make_no_cycle():
    jumps = [
        GaitEvent(side=side, kind=kind, time_s=t + 0.03 * (side == "right"), uncertainty_s=0.02)
        for number in range(5)
        for kind, t in (("initial_contact", 1.1 * number + 0.2), ("toe_off", 1.1 * number + 0.85))
        for side in SIDES
    ]
    found = cycles.find_cycles(sorted(jumps, key=lambda e: e.time_s), TRACK, BOUT)
    assert found
    assert set(reasons(found)) <= {"cycle_not_alternating", "cycle_incomplete"}
    assert not any(c.usable for c in found)


def test_a_cycle_in_which_the_leg_was_out_of_sight_is_left_out():
    points = TRACK.points_px.copy()
    hidden = (TRACK.times_s > 2.0) & (TRACK.times_s < 2.4)
    points[hidden, TRACK.landmarks.index("left_ankle")] = np.nan
    found = cycles.find_cycles(true_events(), replace(TRACK, points_px=points), BOUT)
    touched = [c for c in found if c.start_s < 2.4 and c.end_s > 2.0]
    assert touched and all(c.reason and c.reason.key == "cycle_gap" for c in touched)
    assert all(c.usable for c in found if c not in touched)


def test_an_implausible_stride_is_no_cycle():
    slow = Walker(cadence_spm=40, duration_s=14)
    found = cycles.find_cycles(true_events(slow), slow.track("side"), BOUT)
    assert found and set(reasons(found)) == {"cycle_implausible"}


def test_two_contacts_of_one_foot_in_quick_succession_are_the_surer_one():
    extra = GaitEvent(
        side="left", kind="initial_contact", time_s=WALKER.left_contact_s + 0.2, uncertainty_s=0.2
    )
    kept = cycles.in_sequence([*true_events(), extra], BOUT)
    assert extra not in kept
    sure = replace(extra, uncertainty_s=0.001)
    kept = cycles.in_sequence([*true_events(), sure], BOUT)
    assert sure in kept
    first = min(e.time_s for e in kept if (e.side, e.kind) == ("left", "initial_contact"))
    assert first == sure.time_s


@pytest.mark.parametrize("share", [0.2, 0.95])
def test_a_toe_off_at_an_implausible_share_does_not_count(share):
    start = WALKER.times_of("left", "initial_contact")[1]
    wrong = GaitEvent(
        side="left", kind="toe_off", time_s=start + share * WALKER.stride_s, uncertainty_s=0.01
    )
    kept = cycles.in_sequence([*without(1, kind="toe_off"), wrong], BOUT)
    assert wrong not in kept


def test_no_events_no_cycles():
    assert cycles.find_cycles([], TRACK, BOUT) == []
    assert cycles.in_sequence([], BOUT) == []
