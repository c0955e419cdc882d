"""How well two ways to measure the same thing agree: pure statistics on arrays.

Limits of agreement: Bland & Altman (1986), doi:10.1016/S0140-6736(86)90837-8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Fewer pairs than this say nothing about spread.
FEWEST_FOR_SPREAD = 3
FEWEST_FOR_LINE = 4
#: A slope is stated where its standard error is at most this: below, truths vary too little.
LARGEST_SLOPE_ERROR = 0.2
_NORMAL_95 = 1.96
#: Rounding in files must not push a truth out of its interval.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Least-squares line of measured values against truths."""

    slope: float
    intercept: float
    slope_error: float


def bias(errors: FloatArray) -> float:
    """Mean of errors (n,), measured minus truth."""
    return float(np.mean(errors))


def mean_absolute_error(errors: FloatArray) -> float:
    """Mean size of errors (n,)."""
    return float(np.mean(np.abs(errors)))


def root_mean_square(errors: FloatArray) -> float:
    """Root mean square of errors (n,)."""
    return float(np.sqrt(np.mean(np.square(errors))))


def spread(errors: FloatArray) -> float | None:
    """Standard deviation of errors (n,), or None for fewer than three."""
    return float(np.std(errors, ddof=1)) if len(errors) >= FEWEST_FOR_SPREAD else None


def limits_of_agreement(errors: FloatArray) -> tuple[float, float] | None:
    """Bias -/+ 1.96 SD: between these lie 95 % of errors (n,); None for fewer than three.

    Left and right of one clip are taken as independent, as in the plain method of
    Bland & Altman (1986), doi:10.1016/S0140-6736(86)90837-8.
    """
    sd = spread(errors)
    if sd is None:
        return None
    middle = bias(errors)
    return middle - _NORMAL_95 * sd, middle + _NORMAL_95 * sd


def line_through(truths: FloatArray, values: FloatArray) -> Line | None:
    """Line of `values` (n,) on `truths` (n,); None where the truths vary too little to tell.

    "Too little" is a slope whose standard error exceeds `LARGEST_SLOPE_ERROR`, or fewer than
    four pairs. A metric that stays the same whatever the truth gets its slope of 0.
    """
    count = len(truths)
    around = truths - np.mean(truths)
    scatter = float(around @ around)
    if count < FEWEST_FOR_LINE or scatter <= 1e-12 * float(truths @ truths):
        return None
    slope = float(around @ values) / scatter
    intercept = float(np.mean(values) - slope * np.mean(truths))
    rest = values - intercept - slope * truths
    slope_error = float(np.sqrt(rest @ rest / (count - 2) / scatter))
    if slope_error > LARGEST_SLOPE_ERROR:
        return None
    return Line(slope=slope, intercept=intercept, slope_error=slope_error)


def within(truths: FloatArray, lows: FloatArray, highs: FloatArray) -> npt.NDArray[np.bool_]:
    """Which truths (n,) lie in their intervals, ends included; NaN where there is none."""
    slack = _ROUNDING * np.maximum(1.0, np.abs(truths))
    return (lows - slack <= truths) & (truths <= highs + slack)
