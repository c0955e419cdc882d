"""Spread between steps: known spreads are found, noise is taken off, few steps say nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from exact import exact_walk
from walker import Walker

from gaitkit.metrics import variability
from gaitkit.metrics.measure import measure


@pytest.mark.parametrize("true_sd", [1.0, 2.5, 4.0])
def test_a_known_spread_is_found(true_sd):
    rng = np.random.default_rng(3)
    noise = variability.STEP_WIDTH_NOISE_CM
    values = rng.normal(10, np.hypot(true_sd, noise), 4000)
    found = variability._spread([values], noise=noise)
    assert found.value == pytest.approx(true_sd, rel=0.05)
    assert found.cycles == 4000


def test_each_foot_has_its_own_mean():
    rng = np.random.default_rng(4)
    feet = [rng.normal(mean, 2.0, 3000) for mean in (-10, 15)]
    assert variability._spread(feet, noise=0.0).value == pytest.approx(2.0, rel=0.05)


def test_spread_below_the_noise_is_zero():
    rng = np.random.default_rng(5)
    assert variability._spread([rng.normal(0, 0.3, 50)], noise=0.4).value == 0.0


def test_few_steps_are_refused():
    walk = exact_walk(Walker(), "front")
    few = replace(walk, cycles=walk.cycles[:6])
    found = {m.name: m for m in measure([few])}["step_width_sd_cm"]
    assert found.value is None
    assert found.notes[0].key == "too_few_cycles"
