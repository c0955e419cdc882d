"""Slow motion around mid-stance: when pictures are shown, and that the overlay says so."""

from __future__ import annotations

from dataclasses import replace

import clips
import numpy as np
import pytest
from filmed import filmed

from gaitkit.export import to_overlay
from gaitkit.export.overlay_slow import TIMES_SLOWER, SlowMotion, around_mid_stance
from gaitkit.video import probe


def test_time_goes_on_and_only_the_spans_are_stretched():
    slow = SlowMotion([(3.0, 3.5), (1.0, 2.0)])
    assert slow.shown_s(0.4) == 0.4
    assert slow.shown_s(2.0) - slow.shown_s(1.0) == pytest.approx(TIMES_SLOWER)
    assert slow.shown_s(2.9) - slow.shown_s(2.0) == pytest.approx(0.9)
    assert slow.shown_s(5.0) == pytest.approx(5.0 + (TIMES_SLOWER - 1) * 1.5)
    assert [slow.is_slow(t) for t in (0.9, 1.0, 1.9, 2.0, 3.2)] == [False, True, True, False, True]
    shown = [slow.shown_s(t) for t in np.linspace(0, 6, 200)]
    assert np.all(np.diff(shown) > 0)


def test_spans_that_overlap_are_stretched_once():
    slow = SlowMotion([(1.0, 2.0), (1.5, 2.5)])
    assert slow.shown_s(3.0) == pytest.approx(3.0 + (TIMES_SLOWER - 1) * 1.5)


def test_without_spans_nothing_changes():
    assert SlowMotion([]).shown_s(1.7) == 1.7


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker")).record


def test_the_middle_of_each_stance_is_slow(record):
    slow = around_mid_stance(record)
    used = [c for c in record.cycles if c.usable]
    assert len(used) > 4
    for cycle in used:
        assert slow.is_slow((cycle.start_s + cycle.toe_off_s) / 2)
    rejected = tuple(replace(c, usable=False) for c in record.cycles)
    assert not around_mid_stance(replace(record, cycles=rejected)).is_slow(used[0].start_s + 0.3)


def test_slow_motion_is_met_in_the_times_of_its_file(record):
    rate = 0.25
    clip = replace(record.clip, capture_fps=record.clip.shown_fps / rate)
    cycle = next(c for c in record.cycles if c.usable)
    middle_s = (cycle.start_s + cycle.toe_off_s) / 2
    assert around_mid_stance(replace(record, clip=clip)).is_slow(middle_s / rate)


def test_the_overlay_keeps_every_picture_and_says_that_it_is_slow(record, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (plain,) = to_overlay.write(record, tmp_path / "a")
    (slow,) = to_overlay.write(record, tmp_path / "b", slow_mid_stance=True)
    expected = [around_mid_stance(record).shown_s(float(t)) for t in record.clip.times_s]
    np.testing.assert_allclose(probe(slow).times_s, expected, atol=1e-4)
    pairs = zip(clips.pictures(plain), clips.pictures(slow), strict=True)
    corner = (slice(0, 24), slice(-60, None))
    differs = [float(np.abs(a[1][corner].astype(int) - b[1][corner]).mean()) > 8 for a, b in pairs]
    stretched = [around_mid_stance(record).is_slow(float(t)) for t in record.clip.times_s]
    assert differs == stretched
