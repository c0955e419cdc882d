"""Movements up and back in a signal: what is one, what is not, where it begins and ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gaitkit.repetitions.base import LONGEST_S, excursions

RATE_HZ = 60.0


def signal(*bumps: tuple[float, float, float], length_s: float = 20.0):
    """Times and a signal with smooth bumps of (start, duration, height)."""
    times_s = np.arange(0, length_s, 1 / RATE_HZ)
    values = np.zeros_like(times_s)
    for start_s, duration_s, height in bumps:
        share = np.clip((times_s - start_s) / duration_s, 0, 1)
        values += height * np.sin(np.pi * share) ** 2
    return times_s, values


def test_each_bump_is_found_with_its_times_and_height():
    times_s, values = signal((2, 2, 10), (6, 3, 8))
    one, two = excursions(times_s, values, least=3)
    assert (one.start_s, one.peak_s, one.end_s) == pytest.approx((2.2, 3.0, 3.8), abs=0.1)
    assert (two.start_s, two.peak_s, two.end_s) == pytest.approx((6.3, 7.5, 8.7), abs=0.15)
    assert (one.height, two.height) == pytest.approx((10, 8), rel=0.05)


def test_what_is_small_of_itself_or_beside_the_others_is_none():
    assert excursions(*signal((2, 2, 2)), least=3) == []
    found = excursions(*signal((2, 2, 20), (6, 2, 20), (10, 2, 4), (14, 2, 20)), least=3)
    assert len(found) == 3


def test_a_dent_at_the_top_makes_no_second_one():
    times_s, values = signal((2, 4, 10))
    values -= signal((3.6, 0.8, 1.5))[1]
    assert len(excursions(times_s, values, least=3)) == 1


def test_a_held_top_has_its_peak_in_its_middle():
    times_s = np.arange(0, 10, 1 / RATE_HZ)
    values = np.interp(times_s, [0, 2, 3, 6, 7, 10], [0, 0, 10, 10, 0, 0])
    (one,) = excursions(times_s, values, least=3)
    assert one.peak_s == pytest.approx(4.5, abs=0.1)


def test_a_step_up_for_good_is_no_movement_up_and_back():
    times_s = np.arange(0, 10, 1 / RATE_HZ)
    assert excursions(times_s, np.interp(times_s, [4, 5], [0, 10]), least=3) == []


def test_touching_the_floor_between_two_is_enough():
    found = excursions(*signal(*((2 + 2 * n, 2.0, 10.0) for n in range(6))), least=3)
    assert len(found) == 6
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


def test_short_gaps_are_bridged_and_nothing_seen_is_nothing_found():
    times_s, values = signal((2, 2, 10))
    values[(times_s > 2.4) & (times_s < 2.5)] = np.nan
    assert len(excursions(times_s, values, least=3)) == 1
    assert excursions(times_s, np.full(len(times_s), np.nan), least=3) == []


def test_too_quick_and_too_long_are_no_repetitions():
    assert excursions(*signal((2, 0.3, 10)), least=3) == []
    long_s = 2 * LONGEST_S
    assert excursions(*signal((2, long_s, 10), length_s=long_s + 5), least=3) == []


def test_noise_adds_nothing():
    times_s, values = signal((2, 2, 10), (6, 2, 10), (10, 2, 10))
    noisy = values + np.random.default_rng(3).normal(0, 0.8, len(values))
    assert len(excursions(times_s, noisy, least=3)) == 3
