"""Times and shares of the gait cycle; all but the cadence from events alone."""

from __future__ import annotations

import numpy as np

from ..model import Cycle, Walk
from ..motion.rhythm import stride_frequencies_hz
from .spec import Estimate, metric

#: Standard error of a cadence read from one stride, as a share of it.
_ERROR_OF_ONE_STRIDE = 0.023


@metric(unit="steps/min", per="bout")
def cadence_spm(walk: Walk) -> Estimate | None:
    """Steps per minute, from the rhythm of both legs' whole movement over the bout.

    The error of single contacts does not touch it. Its standard error falls with the strides seen
    to the power 1.5, as that of any frequency does, and is no less than the stretches differ.
    """
    strides = [c for c in walk.cycles if c.usable]
    if not strides:
        return None
    usual_hz = 1 / float(np.median([c.duration_s for c in strides]))
    found = stride_frequencies_hz(
        walk.track, start_s=walk.bout.start_s, end_s=walk.bout.end_s, expected_hz=usual_hz
    )
    found = found[np.isfinite(found)]
    if not len(found):
        return None
    value = 120 * float(np.mean(found))
    spread = 120 * float(np.std(found, ddof=1)) / np.sqrt(len(found)) if len(found) > 1 else 0.0
    seen = max(walk.bout.duration_s * usual_hz, 1.0)
    error = max(spread, _ERROR_OF_ONE_STRIDE * value / seen**1.5)
    return Estimate(value=value, error=error, cycles=len(strides))


@metric(unit="s", difference="percent")
def stride_time_s(walk: Walk, cycle: Cycle) -> float:
    """Contact to next contact of the same foot."""
    return cycle.duration_s


@metric(unit="s", difference="percent")
def step_time_s(walk: Walk, cycle: Cycle) -> float:
    """Contact of the other foot to the next contact of this one; it belongs to the foot landing."""
    return cycle.end_s - cycle.opposite_contact_s


@metric(unit="s", difference="percent", activities={"walk"})
def stance_time_s(walk: Walk, cycle: Cycle) -> float:
    """Contact to toe-off of the same foot."""
    return cycle.toe_off_s - cycle.start_s


@metric(unit="s", difference="percent")
def swing_time_s(walk: Walk, cycle: Cycle) -> float:
    """Toe-off to the next contact of the same foot."""
    return cycle.end_s - cycle.toe_off_s


@metric(unit="%", activities={"walk"})
def stance_share_pct(walk: Walk, cycle: Cycle) -> float:
    """Share of the cycle with the foot on the ground."""
    return cycle.toe_off_percent


@metric(unit="%", activities={"walk"}, sided=False)
def double_support_pct(walk: Walk, cycle: Cycle) -> float:
    """Share of the cycle with both feet on the ground."""
    if cycle.opposite_toe_off_s is None:
        return np.nan
    first = cycle.opposite_toe_off_s - cycle.start_s
    second = cycle.toe_off_s - cycle.opposite_contact_s
    return 100 * (first + second) / cycle.duration_s


@metric(unit="s", difference="percent", activities={"run"})
def contact_time_s(walk: Walk, cycle: Cycle) -> float:
    """Contact to toe-off of the same foot in running."""
    return cycle.toe_off_s - cycle.start_s


@metric(unit="s", activities={"run"}, sided=False)
def flight_time_s(walk: Walk, cycle: Cycle) -> float:
    """Toe-off of one foot to the contact of the other; negative would be double support."""
    return cycle.opposite_contact_s - cycle.toe_off_s


@metric(unit="%", activities={"run"})
def duty_factor_pct(walk: Walk, cycle: Cycle) -> float:
    """Share of the cycle with the foot on the ground in running."""
    return cycle.toe_off_percent
