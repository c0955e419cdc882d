"""Times and shares of the gait cycle, from events alone."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from ..model import Cycle, Walk
from .spec import Estimate, metric

#: A contact farther than this from the even rhythm of its foot is left out of the cadence.
LARGEST_CONTACT_ERROR_S = 0.10


@metric(unit="steps/min", per="bout")
def cadence_spm(walk: Walk) -> Estimate | None:
    """Steps per minute: slope of a line through the contacts of each foot.

    Both feet share one stride time; a line through all contacts averages the error of single
    events away, and a contact far off it is left out. The error is the slope's standard error.
    """
    strides = [(c.start_s, c.end_s, c.side) for c in walk.cycles if c.usable]
    if not strides:
        return None
    stride_s = float(np.median([end - start for start, end, _ in strides]))
    numbers, times, foot = _numbered_contacts(strides, stride_s)
    design = np.column_stack([numbers, foot == "left", foot == "right"]).astype(float)
    design = design[:, design.any(axis=0)]
    kept = np.abs(_residuals(design, times)) <= LARGEST_CONTACT_ERROR_S
    design, times = design[kept], times[kept]
    freedom = len(times) - design.shape[1]
    if np.ptp(design[:, 0]) == 0:
        return None
    slope = float(np.linalg.lstsq(design, times, rcond=None)[0][0])
    spread = np.sqrt(np.sum(_residuals(design, times) ** 2) / freedom) if freedom > 0 else 0.02
    lever = np.sum((design[:, 0] - design[:, 0].mean()) ** 2)
    error_s = max(float(spread), 0.004) / np.sqrt(max(lever, 0.5))
    return Estimate(value=120 / slope, error=120 / slope**2 * error_s, cycles=len(strides))


def _residuals(design: np.ndarray, times_s: np.ndarray) -> np.ndarray:
    """Distance of each contact from a line fitted by absolute deviations, which outliers spare."""
    fit = least_squares(
        lambda x: design @ x - times_s,
        np.linalg.lstsq(design, times_s, rcond=None)[0],
        loss="soft_l1",
        f_scale=0.01,
    )
    return times_s - design @ fit.x


def _numbered_contacts(strides: list, stride_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stride number, time and foot of every contact that begins or ends a usable stride."""
    contacts = sorted({(round(t, 6), side) for start, end, side in strides for t in (start, end)})
    times = np.array([t for t, _ in contacts])
    foot = np.array([side for _, side in contacts])
    numbers = np.zeros(len(times))
    for side in set(foot):
        own = times[foot == side]
        numbers[foot == side] = np.round((own - own[0]) / stride_s)
    return numbers, times, foot


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
    return 100 * (cycle.toe_off_s - cycle.start_s) / cycle.duration_s


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
    return 100 * (cycle.toe_off_s - cycle.start_s) / cycle.duration_s
