"""Events set right by hand take the place of the machine's, and numbers follow."""

from __future__ import annotations

import pytest
from walker import Walker

from gaitkit import Corrections, EventChange, UsageError, analyze
from gaitkit.events.corrected import corrected, in_persons_time
from gaitkit.model import Bout, GaitEvent, View
from gaitkit.pose.files import save_pose

BOUT = Bout(
    number=2, start_s=1.0, end_s=5.0, view=View(plane="side", facing="left"), activity="walk",
    surface="treadmill",
)  # fmt: skip


def contact(time_s: float, side: str = "left", kind: str = "initial_contact") -> GaitEvent:
    return GaitEvent(side=side, kind=kind, time_s=time_s, uncertainty_s=0.02, bout=2)


def change(**times: float) -> EventChange:
    return EventChange(side="left", kind="initial_contact", **times)


EVENTS = [contact(1.5), contact(1.52, "right"), contact(2.1, kind="toe_off"), contact(2.6)]


def times_after(*changes: EventChange) -> list[float]:
    found = corrected(EVENTS, changes, BOUT, filmed_fps=50.0)
    assert found == sorted(found, key=lambda e: e.time_s)
    return [e.time_s for e in found if (e.side, e.kind) == ("left", "initial_contact")]


def test_moved_added_removed():
    assert times_after(change(was_s=1.5, now_s=1.58)) == [1.58, 2.6]
    assert times_after(change(now_s=3.7)) == [1.5, 2.6, 3.7]
    assert times_after(change(was_s=2.6)) == [1.5]


def test_other_feet_and_kinds_stay():
    found = corrected(EVENTS, [change(was_s=1.5), change(was_s=2.1)], BOUT, filmed_fps=50.0)
    assert found == EVENTS[1:]


def test_the_machine_may_have_found_it_a_little_elsewhere():
    assert times_after(change(was_s=1.55, now_s=1.6)) == [1.6, 2.6]
    assert times_after(change(was_s=1.2, now_s=1.25)) == [1.25, 1.5, 2.6]


def test_what_is_put_beside_another_replaces_it():
    assert times_after(change(now_s=1.53)) == [1.53, 2.6]


def test_a_change_outside_the_bout_is_not_its_own():
    assert times_after(change(now_s=6.0), change(now_s=0.5)) == [1.5, 2.6]


def test_an_event_by_hand_says_so_and_is_as_sure_as_a_frame():
    (found,) = corrected([], [change(now_s=2.0)], BOUT, filmed_fps=50.0)
    assert (found.set_by, found.uncertainty_s, found.bout) == ("user", 0.02, 2)


def test_slow_motion_is_undone():
    (found,) = in_persons_time([change(was_s=8.0)], seconds_per_shown_second=0.125)
    assert (found.was_s, found.now_s) == (1.0, None)


@pytest.fixture(scope="module")
def pose(tmp_path_factory):
    path = tmp_path_factory.mktemp("pose") / "walk.nc"
    save_pose(Walker(duration_s=7).track("side", treadmill=True), path)
    return path


def test_numbers_follow_an_event(pose):
    before = analyze(pose)
    late = [e for e in before.record.events if (e.side, e.kind) == ("left", "toe_off")]
    changes = [
        EventChange(side="left", kind="toe_off", was_s=e.time_s, now_s=e.time_s + 0.06)
        for e in late
    ]
    after = analyze(pose, corrections=Corrections(events=tuple(changes)))
    longer = (
        after.metric("stance_time_s", "left").value - before.metric("stance_time_s", "left").value
    )
    assert longer == pytest.approx(0.06, abs=0.002)
    same = [r.metric("stance_time_s", "right").value for r in (before, after)]
    assert same[0] == same[1]
    assert {e.set_by for e in after.record.events if e.kind == "toe_off" and e.side == "left"} == {
        "user"
    }
    assert after.record.corrections.events == tuple(changes)
    assert any("set right by hand" in note for note in after.notes)


def test_a_stretch_alone_counts(pose):
    whole, part = analyze(pose), analyze(pose, corrections=Corrections(trim_s=(1.0, 4.5)))
    assert all(1.0 <= e.time_s <= 4.5 for e in part.record.events)
    assert 0 < len(part.record.cycles) < len(whole.record.cycles)
    assert len(part.record.pose) == len(whole.record.pose)
    assert "Only 1.0 to 4.5 s of the clip count: chosen by hand." in part.notes
    with pytest.raises(UsageError, match="stretch inside the clip"):
        analyze(pose, corrections=Corrections(trim_s=(90.0, 95.0)))


def test_a_contact_far_from_every_step_is_named(pose):
    lost = EventChange(side="left", kind="initial_contact", now_s=99.0)
    notes = analyze(pose, corrections=Corrections(events=(lost,))).notes
    assert any("do not count" in note for note in notes)
