"""What all event detectors share."""

from __future__ import annotations

import numpy as np
import pytest

from gaitkit.events.base import combined, lowest_near_s

TIMES_S = np.arange(0, 2, 0.01)


def dip(at_s: float, depth: float) -> np.ndarray:
    return -depth * np.exp(-0.5 * ((TIMES_S - at_s) / 0.02) ** 2)


def test_estimates_that_agree_are_averaged():
    time_s, half_s = combined([1.00, 1.02, np.nan], base_s=0.01)
    assert time_s == pytest.approx(1.01)
    assert half_s > 1.96 * 0.01


def test_an_estimate_of_another_moment_is_left_out_but_widens_the_interval():
    agreed = combined([1.00, 1.01, 1.02], base_s=0.01)
    time_s, half_s = combined([1.00, 1.01, 1.02, 1.30], base_s=0.01)
    assert time_s == pytest.approx(agreed[0], abs=0.01)
    assert half_s > 2 * agreed[1]


def test_two_that_disagree_are_both_kept():
    assert combined([1.0, 1.2], base_s=0.01)[0] == pytest.approx(1.1)


def test_where_none_is_near_what_is_expected_that_is_told_and_wide():
    agreed = combined([1.00, 1.01], base_s=0.01, about_s=1.0)
    time_s, half_s = combined([0.85, 1.12], base_s=0.01, about_s=1.0)
    assert time_s == 1.0
    assert half_s > 3 * agreed[1]


def test_nothing_known_is_nothing_told():
    assert np.isnan(combined([np.nan], base_s=0.01)).all()


def test_the_nearer_dip_is_found_where_a_deeper_one_lies_out_of_reach():
    values = dip(1.0, 1.0) + dip(1.5, 3.0)
    assert lowest_near_s(TIMES_S, values, 1.05, reach_s=0.1) == pytest.approx(1.0, abs=0.002)


def test_a_slope_has_no_lowest_place_in_it():
    assert np.isnan(lowest_near_s(TIMES_S, -TIMES_S, 1.0, reach_s=0.1))
    assert np.isnan(lowest_near_s(TIMES_S, dip(1.0, 1.0), np.nan, reach_s=0.1))
