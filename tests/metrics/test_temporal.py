"""Times and shares are those of the events, whatever the picture shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from exact import SPECS, exact_walk, of_cycle
from walker import Walker

from gaitkit.model import SIDES

WALKER = Walker(cadence_spm=100, stance_share=0.64, duration_s=8)
RUNNER = Walker.running(cadence_spm=160, stance_share=0.38, duration_s=6)


@pytest.fixture(scope="module")
def walk():
    return exact_walk(WALKER, "side")


@pytest.fixture(scope="module")
def run():
    return exact_walk(RUNNER, "side")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("name", "truth"),
    [("stride_time_s", 1.2), ("step_time_s", 0.6), ("stance_time_s", 0.768),
     ("swing_time_s", 0.432), ("stance_share_pct", 64.0), ("double_support_pct", 28.0)],
)  # fmt: skip
def test_walking(walk, side, name, truth):
    assert of_cycle(name, walk, side) == pytest.approx(truth)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("name", "truth"),
    [("stride_time_s", 0.75), ("step_time_s", 0.375), ("contact_time_s", 0.285),
     ("swing_time_s", 0.465), ("duty_factor_pct", 38.0), ("flight_time_s", 0.09)],
)  # fmt: skip
def test_running(run, side, name, truth):
    assert of_cycle(name, run, side) == pytest.approx(truth)


@pytest.mark.parametrize("walker", [WALKER, RUNNER])
def test_cadence_is_steps_per_minute(walker):
    estimate = SPECS["cadence_spm"].compute(exact_walk(walker, "side"))
    assert estimate.value == pytest.approx(walker.cadence_spm)
    assert 0 < estimate.error < 1
    assert estimate.cycles == len(exact_walk(walker, "side").cycles)


def test_cadence_averages_the_error_of_single_contacts(walk):
    shaken = np.random.default_rng(4).normal(0, 0.02, len(walk.cycles) + 2)
    contacts = {}
    for (side, start), shift in zip(
        sorted({(c.side, t) for c in walk.cycles for t in (c.start_s, c.end_s)}), [*shaken, *shaken],
        strict=False,
    ):  # fmt: skip
        contacts[side, start] = start + shift
    cycles = tuple(
        replace(c, start_s=contacts[c.side, c.start_s], end_s=contacts[c.side, c.end_s])
        for c in walk.cycles
    )
    estimate = SPECS["cadence_spm"].compute(replace(walk, cycles=cycles))
    assert abs(estimate.value - 100) < 3 * estimate.error
    assert estimate.value == pytest.approx(100, abs=0.8)


def test_a_lost_contact_does_not_change_the_cadence(walk):
    left = [c for c in walk.cycles if c.side == "left"]
    without = tuple(c for c in walk.cycles if c not in left[2:4])
    estimate = SPECS["cadence_spm"].compute(replace(walk, cycles=without))
    assert estimate.value == pytest.approx(100)


def test_one_stride_gives_a_cadence_with_a_wide_error(walk):
    one = SPECS["cadence_spm"].compute(replace(walk, cycles=walk.cycles[:1]))
    assert one.value == pytest.approx(100)
    assert one.error > SPECS["cadence_spm"].compute(walk).error


def test_no_usable_cycle_no_cadence(walk):
    unusable = tuple(replace(c, usable=False) for c in walk.cycles)
    assert SPECS["cadence_spm"].compute(replace(walk, cycles=unusable)) is None


def test_a_step_belongs_to_the_foot_that_lands():
    """The right foot lands late: its own step is long and the left one's short."""
    limping = exact_walk(WALKER, "side")
    late = tuple(
        replace(c, opposite_contact_s=c.opposite_contact_s + 0.1)
        if c.side == "left"
        else replace(c, start_s=c.start_s + 0.1, end_s=c.end_s + 0.1)
        for c in limping.cycles
    )
    walk = replace(limping, cycles=late)
    assert of_cycle("step_time_s", walk, "left") == pytest.approx(0.5)
    assert of_cycle("step_time_s", walk, "right") == pytest.approx(0.7)


def test_double_support_is_unknown_without_the_other_toe_off(walk):
    cycle = replace(walk.cycles[0], opposite_toe_off_s=None)
    assert np.isnan(SPECS["double_support_pct"].compute(walk, cycle))
