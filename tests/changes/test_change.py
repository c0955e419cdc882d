"""What changed, metric by metric: laws, and reasons where nothing can be compared."""

from __future__ import annotations

from math import hypot

import pytest
from altered import doing, filmed_from, recording, shifted, with_metric, withheld
from example import BOTH_SIDES, VALUES, example_analysis

from gaitkit.changes.change import changes_between
from gaitkit.model import Note


@pytest.fixture(scope="module")
def example():
    return example_analysis()


def between(before, after):
    found = changes_between(recording("a", clip=before), recording("b", clip=after))
    keys = [(c.metric, c.side, c.activity) for c in found]
    assert len(set(keys)) == len(keys)
    return {(c.metric, c.side): c for c in found}


def keys_of(change):
    return [note.key for note in change.notes]


def test_nothing_changes_against_itself(example):
    changes = between(example, example)
    measured = [c for c in changes.values() if c.compared]
    assert len(measured) == 2 * len(VALUES) - 1 + len(BOTH_SIDES) + len(VALUES) - 1
    assert not any(c.changed or c.told.value or c.shift.value for c in measured)


def test_the_other_way_round_mirrors_every_change(example):
    other = shifted(
        example, cadence_spm=9, overstride_pct=-8, overstride_pct_asymmetry=30, step_time_s=-0.02,
        knee_flexion_contact_deg_asymmetry=7,
    )  # fmt: skip
    there, back = between(example, other), between(other, example)
    assert there.keys() == back.keys()
    for key, change in there.items():
        mirror = back[key]
        assert (mirror.changed, mirror.compared) == (change.changed, change.compared)
        if change.compared:
            assert (mirror.told.value, mirror.told.low, mirror.told.high) == pytest.approx(
                (-change.told.value, -change.told.high, -change.told.low)
            )


def test_a_known_amount_is_told_only_beyond_both_errors(example):
    half = hypot(*[BOTH_SIDES["cadence_spm"][1]] * 2)
    for amount, told in ((half * 1.01, True), (half * 0.99, False)):
        change = between(example, shifted(example, cadence_spm=amount))["cadence_spm", "both"]
        assert change.changed == told
        assert change.told.value == pytest.approx(amount)
        assert change.told.mdc == pytest.approx(half)


def test_only_what_was_changed_changes(example):
    changes = between(example, shifted(example, foot_strike_angle_deg=-20))
    assert {key for key, c in changes.items() if c.changed} == {
        ("foot_strike_angle_deg", "left"), ("foot_strike_angle_deg", "right"),
    }  # fmt: skip
    assert changes["foot_strike_angle_deg", "left"].quality == "low"


def test_of_a_left_right_difference_the_size_counts(example):
    def uneven(value):
        return with_metric(
            example, "knee_flexion_contact_deg_asymmetry", "both", value=value, low=value - 2,
            high=value + 2,
        )  # fmt: skip

    def change(a, b):
        found = between(uneven(a), uneven(b))["knee_flexion_contact_deg_asymmetry", "both"]
        return found.changed, found.told.value

    assert change(-10, -3) == (True, -7)
    assert change(10, 3) == (True, -7)
    assert change(-1, 1) == (False, 0)
    assert change(-10, 10) == (True, 20), "the other side is the larger one now"
    assert change(-1.5, 8)[0] and change(8, -1.5)[0]


def test_views_are_never_compared(example):
    changes = between(example, filmed_from(example, "rear"))
    assert not any(c.compared for c in changes.values())
    cadence = changes["cadence_spm", "both"]
    assert cadence.notes == (Note.of("compare_other_view", before="side", after="rear"),)


def test_of_several_clips_the_view_that_both_share_counts(example):
    rear = filmed_from(shifted(example, cadence_spm=20), "rear")
    before = recording("a", side=example, rear=rear)
    after = recording("b", rear=shifted(rear, cadence_spm=5))
    change = next(c for c in changes_between(before, after) if c.metric == "cadence_spm")
    assert (change.view, change.told.value) == ("rear", pytest.approx(5))


def test_walking_is_never_compared_with_running(example):
    changes = between(example, doing(example, "walk"))
    assert not any(
        c.compared
        for c in changes_between(
            recording("a", clip=example), recording("b", clip=doing(example, "walk"))
        )
    )
    assert keys_of(changes["cadence_spm", "both"]) == ["compare_other_activity"]


@pytest.mark.parametrize(("first", "key"), [(True, "before"), (False, "after")])
def test_a_withheld_number_keeps_its_reason(example, first, key):
    less = withheld(example, "overstride_pct", "left", Note.of("hidden_leg"))
    changes = between(less, example) if first else between(example, less)
    change = changes["overstride_pct", "left"]
    assert not change.compared and not change.changed
    assert keys_of(change) == [f"compare_missing_{key}", "hidden_leg"]
    assert changes["overstride_pct", "right"].compared


def test_what_neither_has_needs_no_more_than_its_reason(example):
    change = between(example, example)["speed_mps", "left"]
    assert keys_of(change) == ["treadmill_speed_unknown"]
