"""Differences, ratios and sizes of values with intervals."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitkit.changes.interval import Interval, difference, percent_change, size


def interval(value, below, above):
    return Interval(value=value, low=value - below, high=value + above)


numbers = st.floats(-100, 100)
widths = st.floats(0, 50)
intervals = st.builds(interval, numbers, widths, widths)


def test_symmetric_errors_add_as_squares():
    change = difference(interval(12, 3, 3), interval(7, 4, 4))
    assert (change.value, change.low, change.high) == pytest.approx((5, 0, 10))
    assert change.mdc == pytest.approx(5)


def test_of_uneven_intervals_the_ends_that_face_each_other_count():
    change = difference(interval(10, 1, 8), interval(2, 6, 3))
    assert change.low == pytest.approx(8 - hypot(1, 3))
    assert change.high == pytest.approx(8 + hypot(8, 6))


@given(intervals, intervals)
def test_the_other_way_round_is_the_mirror_image(a, b):
    there, back = difference(a, b), difference(b, a)
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low)
    )
    assert back.mdc == pytest.approx(there.mdc)


@given(intervals, intervals)
def test_a_change_is_told_where_it_exceeds_what_is_detectable(a, b):
    change = difference(a, b)
    if not change.holds_zero:
        assert abs(change.value) > change.mdc
    elif change.value:
        assert abs(change.value) <= change.mdc + 1e-9


@given(intervals)
def test_nothing_changes_against_itself(a):
    change = difference(a, a)
    assert change.value == 0 and change.holds_zero


def test_a_size_reaches_down_to_zero_where_the_sign_is_unsure():
    assert size(interval(-3, 2, 2)) == Interval(value=3, low=1, high=5)
    assert size(interval(1, 2, 2)) == Interval(value=1, low=0, high=3)


def test_percent_of_a_ratio_and_none_without_one():
    rise = percent_change(interval(110, 1.1, 1.1), interval(100, 1, 1))
    assert rise.value == pytest.approx(10)
    assert rise.low == pytest.approx(10 - 1.1 * 2**0.5, abs=0.05)
    assert percent_change(interval(1, 2, 2), interval(5, 1, 1)) is None
