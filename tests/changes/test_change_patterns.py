"""What the articles say about a change, and how far the cadence rose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from altered import doing, recording, shifted, with_metric
from example import example_analysis

from gaitkit.changes.change import changes_between
from gaitkit.changes.patterns import cadence_rises, findings_of
from gaitkit.model import COMPARISONS, Subject


@pytest.fixture(scope="module")
def example():
    return example_analysis(name=None)


def findings(before, after, what, *, years=None):
    a, b = recording("a", clip=before), recording("b", clip=after)
    found = findings_of(a, b, changes_between(a, b), what=what, years_apart=years)
    return {(f.pattern, f.side): f for f in found}


@pytest.mark.parametrize(
    ("what", "pattern"), [("later", "IB10"), ("tired", "SJ13"), ("cadence", "IB11")]
)
def test_only_patterns_about_this_kind_of_change(example, what, pattern):
    found = findings(example, shifted(example, cadence_spm=9), what)
    assert {p for p, _ in found} == {pattern}
    assert what in COMPARISONS


def test_a_change_beyond_its_error_is_seen_and_one_within_it_never(example):
    moved = shifted(example, cadence_spm=6)
    assert any(f.status == "seen" for f in findings(example, moved, "later").values())
    unsure = with_metric(moved, "cadence_spm", "both", low=150, high=190)
    found = findings(example, unsure, "later")
    assert not any(f.status == "seen" for f in found.values())
    assert any(n.key == "compare_within_error" for f in found.values() for n in f.notes)


def test_nothing_is_seen_against_itself(example):
    for what in COMPARISONS:
        assert not any(f.status == "seen" for f in findings(example, example, what).values())


def test_what_quicker_steps_do_is_open_unless_they_are_quicker(example):
    def shank(cadence):
        after = shifted(example, cadence_spm=cadence, shank_angle_contact_deg=-9)
        return findings(example, after, "cadence")["IB11", "left"]

    assert shank(9).status == "seen"
    for cadence in (0.5, -9):
        assert shank(cadence).status == "cannot_tell"
        assert shank(cadence).notes[0].key == "compare_not_quicker"


@pytest.mark.parametrize(
    ("cadence", "rose", "reached"),
    [
        (0.5, None, [False, False]),
        (-9, False, [False, False]),
        (5, True, [False, False]),
        (8.5, True, [None, False]),
        (12, True, [True, False]),
        (20, True, [True, True]),
    ],
)
def test_five_and_ten_percent(example, cadence, rose, reached):
    a, b = recording("a", clip=example), recording("b", clip=shifted(example, cadence_spm=cadence))
    (rise,) = cadence_rises(changes_between(a, b))
    assert rise.percent.value == pytest.approx(100 * cadence / 169.4)
    assert (rise.rose, [rise.reached(goal) for goal in (5, 10)]) == (rose, reached)


def test_growth_needs_the_time_between(example):
    child = replace(doing(example, "walk"), subject=Subject(age_y=7))
    for side in ("left", "right"):
        child = with_metric(
            child, "foot_progression_deg", side, value=5.0, low=4.0, high=6.0, quality="good",
            view="front", notes=(),
        )  # fmt: skip
    turned = shifted(child, foot_progression_deg=-8)
    open_ = findings(child, turned, "later")["IT04", "left"]
    assert (open_.status, open_.notes[0].key) == ("cannot_tell", "compare_time_unknown")
    assert findings(child, turned, "later", years=1.0)["IT04", "left"].status == "seen"
    slow = findings(child, turned, "later", years=8.0)["IT04", "left"]
    assert slow.status == "not_seen"
