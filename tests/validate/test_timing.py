"""Pairing of events."""

from __future__ import annotations

import pytest

from gaitkit.validate.timing import USUAL_HALF_STEP_S, half_step_s, match_events


def test_each_is_paired_once_with_the_nearest():
    matching = match_events([1.0, 2.0, 3.0], [1.1, 2.9, 3.05], within_s=0.25)
    assert matching.pairs == ((0, 0), (2, 2))
    assert matching.missed == (1,)
    assert matching.extra == (1,)


def test_nearer_pairs_come_first_whatever_the_order():
    matching = match_events([1.0, 1.3], [1.2], within_s=0.25)
    assert (matching.pairs, matching.missed, matching.extra) == (((1, 0),), (0,), ())


def test_farther_than_half_a_step_is_another_event():
    matching = match_events([1.0], [1.26], within_s=0.25)
    assert (matching.pairs, matching.missed) == ((), (0,))


def test_where_the_truth_is_silent_nothing_is_extra():
    matching = match_events([2.0, 3.0], [0.5, 2.0, 2.5, 3.0, 4.5], within_s=0.25)
    assert matching.extra == (2,)
    assert match_events([], [1.0, 2.0], within_s=0.25).extra == ()


def test_nothing_found():
    assert match_events([1.0, 2.0], [], within_s=0.2).missed == (0, 1)


def test_half_a_step_from_the_contacts_of_both_feet():
    assert half_step_s([1.0, 0.4, 1.6, 2.2]) == pytest.approx(0.3)
    assert half_step_s([1.0]) == USUAL_HALF_STEP_S
