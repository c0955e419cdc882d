"""From cycles to metrics: intervals, quality, refusals, sides compared, bouts pooled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from exact import SPECS, exact_walk
from hypothesis import given
from hypothesis import strategies as st
from walker import Walker

from gaitkit.metrics.curves import measure_curves
from gaitkit.metrics.error import MeasurementError
from gaitkit.metrics.measure import interval_half_width, measure
from gaitkit.model import QUALITIES, SIDES
from gaitkit.motion.angles import CURVES
from gaitkit.reference import note_level, note_parts

ERROR = MeasurementError(
    sd=1.0, sd_per_frame_s=0, cycle_sd=2.0, best_quality="good", note=None, source="design"
)
WALKER = Walker(duration_s=14)


@pytest.fixture(scope="module", params=["side", "front", "rear"])
def walk(request):
    return exact_walk(WALKER, request.param)


def by_name(metrics):
    return {(m.name, m.side): m for m in metrics}


def test_every_metric_of_the_gait_is_answered_once(walk):
    found = measure([walk])
    names = {n for n, s in SPECS.items() if "walk" in s.activities}
    assert {m.name for m in found if not m.name.endswith("_asymmetry")} == names
    assert len(by_name(found)) == len(found)
    for metric in found:
        sides = {m.side for m in found if m.name == metric.name}
        assert sides in ({"both"}, {"left", "right"})


def test_intervals_contain_the_value_and_are_at_least_the_methods_own(walk):
    for metric in measure([walk]):
        if metric.value is not None:
            assert metric.low <= metric.value < metric.high, metric.name
            assert metric.cycles >= 1
            assert metric.quality != "none"
            assert metric.view == walk.bout.view.plane


def test_refusals_carry_no_number_and_say_how_to_film(walk):
    refused = [m for m in measure([walk]) if m.value is None]
    assert refused
    for metric in refused:
        assert (metric.low, metric.high, metric.quality) == (None, None, "none")
        assert note_level(metric.notes[0]) == "refusal"
        for lang in ("en", "nl"):
            what, film = note_parts(metric.notes[0], lang)
            assert what and film, metric.name


def test_views_that_cannot_carry_a_metric_refuse_it(walk):
    plane = walk.bout.view.plane
    found = by_name(measure([walk]))
    for name, spec in SPECS.items():
        if "walk" not in spec.activities:
            continue
        side = "left" if spec.sided else "both"
        metric = found[name, side]
        if plane in spec.planes:
            assert metric.value is not None, name
        else:
            assert metric.value is None
            assert metric.notes[0].key == "wrong_view"


def test_scale_is_asked_for_where_it_is_missing():
    found = by_name(measure([exact_walk(WALKER, "side", height_known=False)]))
    for name, spec in SPECS.items():
        side = "left" if spec.sided else "both"
        if spec.needs_scale and "side" in spec.planes and "walk" in spec.activities:
            assert found[name, side].notes[0].key == "no_scale", name
    assert found["cadence_spm", "both"].value is not None


def test_unseen_shoulders_withhold_the_trunk_and_nothing_else():
    walk = exact_walk(WALKER, "side")
    points = walk.track.points_px.copy()
    for side in SIDES:
        points[:, walk.track.landmarks.index(f"{side}_shoulder")] = np.nan
    blind = replace(walk, track=replace(walk.track, points_px=points))
    found = by_name(measure([blind]))
    assert found["trunk_forward_lean_deg", "both"].notes[0].key == "few_landmarks"
    assert found["knee_flexion_contact_deg", "left"].value is not None


def test_no_usable_cycle_withholds_everything_visible(walk):
    unusable = replace(walk, cycles=tuple(replace(c, usable=False) for c in walk.cycles))
    assert all(m.value is None for m in measure([unusable]))


@pytest.mark.parametrize("kept", [2, 4, 8])
def test_fewer_cycles_never_narrow_the_interval_or_raise_quality(walk, kept):
    whole = by_name(measure([walk]))
    part = by_name(measure([replace(walk, cycles=walk.cycles[:kept])]))
    for key, metric in part.items():
        if metric.value is None or whole[key].value is None:
            continue
        assert QUALITIES.index(metric.quality) <= QUALITIES.index(whole[key].quality), key
        assert metric.high - metric.low >= 0.999 * (whole[key].high - whole[key].low), key


def test_a_doubtful_view_is_never_good():
    sure, unsure = (
        by_name(measure([exact_walk(WALKER, "side", confidence=c)])) for c in (1.0, 0.5)
    )
    assert sure["cadence_spm", "both"].quality == "good"
    assert all(m.quality != "good" for m in unsure.values())


def test_right_minus_left():
    crooked = Walker(toe_out_deg=(2, 14), pelvic_drop_deg=(6, 2), duration_s=8)
    found = by_name(measure([exact_walk(crooked, "front")]))
    feet = found["foot_progression_deg_asymmetry", "both"]
    left, right = (found["foot_progression_deg", side] for side in SIDES)
    assert feet.value == pytest.approx(right.value - left.value)
    assert feet.value == pytest.approx(12, abs=4)
    half = np.hypot(left.high - left.value, right.high - right.value)
    assert feet.high - feet.value == pytest.approx(half)
    assert found["pelvic_drop_deg_asymmetry", "both"].value < 0


def test_an_unknown_roll_moves_the_sides_apart():
    """One up and one down: in the difference it counts twice, other errors as independent ones."""
    walk = exact_walk(WALKER, "front")
    view = walk.bout.view
    known, unknown = (
        by_name(
            measure([replace(walk, bout=replace(walk.bout, view=replace(view, roll_sd_deg=sd)))])
        )
        for sd in (0.0, 2.0)
    )
    drop, feet = ("pelvic_drop_deg_asymmetry", "both"), ("foot_progression_deg_asymmetry", "both")
    half = {sd: found[drop].high - found[drop].value for sd, found in ((0, known), (2, unknown))}
    assert half[2] == pytest.approx(np.hypot(half[0], 2 * 1.96 * 2.0))
    assert unknown[feet].high == known[feet].high


def test_symmetry_index_of_times():
    walk = exact_walk(WALKER, "side")
    late = tuple(
        replace(c, toe_off_s=c.toe_off_s + 0.05) if c.side == "right" else c for c in walk.cycles
    )
    found = by_name(measure([replace(walk, cycles=late)]))
    left, right = (found["stance_time_s", side].value for side in SIDES)
    index = found["stance_time_s_asymmetry", "both"]
    assert index.unit == "%"
    assert index.value == pytest.approx(100 * (right - left) / ((right + left) / 2))


def test_bouts_of_one_view_are_pooled_and_the_better_leg_wins():
    there = exact_walk(Walker(duration_s=8), "side", facing="right", number=1)
    back = exact_walk(Walker(duration_s=8), "side", facing="left", number=2)
    found = by_name(measure([there, back]))
    left = found["knee_flexion_swing_peak_deg", "left"]
    assert left.bout == 2  # facing left shows the left side
    assert left.cycles == len(back.cycles_of("left"))
    assert found["knee_flexion_swing_peak_deg", "right"].bout == 1
    times = found["stride_time_s", "left"]
    assert times.cycles == len(there.cycles_of("left")) + len(back.cycles_of("left"))


def test_cycles_that_differ_wildly_are_withheld():
    walk = exact_walk(WALKER, "side")
    wild = np.random.default_rng(0)
    cycles = tuple(
        replace(c, toe_off_s=c.start_s + c.duration_s * wild.uniform(0.35, 0.95))
        for c in walk.cycles
    )
    found = by_name(measure([replace(walk, cycles=cycles)]))
    share = found["stance_share_pct", "left"]
    assert share.value is None or share.high - share.low > 20


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_the_interval_is_never_narrower_than_the_methods_own_error(values):
    half = interval_half_width(np.array(values), ERROR, filmed_fps=60)
    assert half >= 1.96 * ERROR.sd
    assert np.isfinite(half)


def test_the_interval_of_many_alike_cycles_is_the_methods_own_error():
    half = interval_half_width(np.full(50, 3.0), ERROR, filmed_fps=60)
    assert half == pytest.approx(1.96)


@pytest.mark.parametrize("spread", [0.5, 5.0])
def test_the_interval_narrows_with_cycles_and_widens_with_spread(spread):
    values = spread * np.array([-1.0, 1.0] * 10)
    halves = [interval_half_width(values[:n], ERROR, filmed_fps=60) for n in (2, 4, 8, 20)]
    assert halves == sorted(halves, reverse=True)
    wider = interval_half_width(3 * values, ERROR, filmed_fps=60)
    assert wider > halves[-1]


def test_the_interval_holds_the_true_median_of_scattered_cycles():
    """Nominal 95 %: measured coverage over many draws, with the method's own error drawn too."""
    random = np.random.default_rng(7)
    hits = []
    for _ in range(400):
        values = random.normal(0, 2.0, 8) + random.normal(0, ERROR.sd)
        hits.append(abs(np.median(values)) <= interval_half_width(values, ERROR, filmed_fps=60))
    assert 0.93 <= np.mean(hits) <= 1.0


@pytest.mark.parametrize("plane", ["side", "front"])
def test_curves_of_the_view_with_every_cycle_kept(plane):
    walk = exact_walk(WALKER, plane)
    curves = {(c.name, c.side): c for c in measure_curves([walk])}
    assert {name for name, _ in curves} == {n for n, c in CURVES.items() if plane in c.planes}
    for (_, side), curve in curves.items():
        assert curve.cycles.shape == (len(walk.cycles_of(side)), 101)
        np.testing.assert_allclose(curve.mean, curve.cycles.mean(axis=0))
        np.testing.assert_allclose(curve.sd, curve.cycles.std(axis=0, ddof=1))
        assert curve.view == plane


def test_curves_are_taken_from_the_near_leg_where_there_is_a_choice():
    there = exact_walk(Walker(duration_s=8), "side", facing="right", number=1)
    back = exact_walk(Walker(duration_s=8), "side", facing="left", number=2)
    curves = {(c.name, c.side): c for c in measure_curves([there, back])}
    assert len(curves["knee_flexion", "left"].cycles) == len(back.cycles_of("left"))
