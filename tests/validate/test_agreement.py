"""Statistics of agreement, with exact numbers."""

from __future__ import annotations

import numpy as np
import pytest

from gaitkit.validate import agreement

#: Peak expiratory flow by two meters, l/min, from Bland & Altman 1986, table 1 (first readings).
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_the_example_of_bland_and_altman():
    errors = np.array(WRIGHT, float) - MINI
    assert agreement.bias(errors) == pytest.approx(-2.1, abs=0.05)
    assert agreement.spread(errors) == pytest.approx(38.8, abs=0.05)
    low, high = agreement.limits_of_agreement(errors)
    assert (low, high) == pytest.approx(
        (-2.1176 - 1.96 * 38.7651, -2.1176 + 1.96 * 38.7651), abs=0.01
    )


def test_sizes_of_errors():
    errors = np.array([3.0, -4.0, 0.0, 5.0])
    assert agreement.bias(errors) == 1.0
    assert agreement.mean_absolute_error(errors) == 3.0
    assert agreement.root_mean_square(errors) == pytest.approx(np.sqrt(12.5))


def test_too_few_for_spread():
    assert agreement.spread(np.array([1.0, 2.0])) is None
    assert agreement.limits_of_agreement(np.array([1.0, 2.0])) is None


def test_a_line_is_found_exactly():
    truths = np.array([0.0, 1.0, 2.0, 5.0])
    line = agreement.line_through(truths, 0.5 * truths + 3)
    assert (line.slope, line.intercept) == pytest.approx((0.5, 3))
    assert line.slope_error == pytest.approx(0, abs=1e-12)


def test_slope_and_its_error_by_hand():
    """x = 0 1 2 3, y = 0 1 1 2: slope 0.6, residual sum of squares 0.2."""
    line = agreement.line_through(np.arange(4.0), np.array([0.0, 1, 1, 2]))
    assert line.slope == pytest.approx(0.6)
    assert line.intercept == pytest.approx(0.1)
    assert line.slope_error == pytest.approx(np.sqrt(0.2 / 2 / 5))


def test_a_metric_that_never_moves_has_slope_zero():
    line = agreement.line_through(np.array([0.0, 4, 8, 12]), np.full(4, 6.0))
    assert (line.slope, line.intercept) == pytest.approx((0, 6))


@pytest.mark.parametrize(
    ("truths", "values"),
    [
        ([5.0, 5.0, 5.0, 5.0, 5.0], [4.0, 5.0, 6.0, 5.0, 4.5]),  # all alike
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),  # too few
        ([5.0, 5.1, 5.0, 5.1], [2.0, 9.0, 7.0, 1.0]),  # differences drown in error
    ],
)
def test_no_slope_where_truths_vary_too_little(truths, values):
    assert agreement.line_through(np.array(truths), np.array(values)) is None


def test_ends_of_an_interval_lie_inside_despite_rounding():
    truths = np.array([1.0, 2.0, 0.1 + 0.2, 3.1])
    inside = agreement.within(truths, np.array([1.0, 0, 0.3, 1]), np.array([2.0, 1.9, 0.3, 3.0]))
    assert inside.tolist() == [True, False, True, False]
