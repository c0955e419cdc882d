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
    assert estimate.value == pytest.approx(walker.cadence_spm, rel=1e-4)
    assert 0 < estimate.error < 1
    assert estimate.cycles == len(exact_walk(walker, "side").cycles)


def test_the_error_of_single_contacts_does_not_touch_the_cadence(walk):
    dice = np.random.default_rng(4)
    shaken = tuple(replace(c, end_s=c.end_s + dice.normal(0, 0.03)) for c in walk.cycles[3:])
    estimate = SPECS["cadence_spm"].compute(replace(walk, cycles=shaken))
    assert estimate.value == pytest.approx(SPECS["cadence_spm"].compute(walk).value, abs=0.01)


def test_one_stride_gives_a_cadence_with_a_wide_error(walk):
    """The bout is cut down, so that there is no more to see than that."""
    cycle = walk.cycles[2]
    bout = replace(walk.bout, start_s=cycle.start_s, end_s=cycle.end_s)
    one = SPECS["cadence_spm"].compute(replace(walk, bout=bout, cycles=(cycle,)))
    assert one.value == pytest.approx(100, rel=0.02)
    assert one.error > 10 * SPECS["cadence_spm"].compute(walk).error


def test_a_cadence_that_drifts_is_its_mean(walk):
    """Twelve seconds from 96 to 104 steps per minute: one frequency would fit neither end."""
    times_s = walk.track.times_s
    quicker = times_s * (0.96 + 0.04 * times_s / times_s[-1])
    points = walk.track.points_px
    warped = np.stack(
        [
            [np.interp(quicker, times_s, points[:, n, axis]) for axis in (0, 1)]
            for n in range(points.shape[1])
        ]
    )
    track = walk.track.with_points(np.moveaxis(warped, -1, 0), step="quicker")
    estimate = SPECS["cadence_spm"].compute(replace(walk, track=track))
    assert estimate.value == pytest.approx(100, abs=0.5)


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
