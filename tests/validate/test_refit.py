"""The table of errors fitted to made-up clips whose errors are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gaitkit.metrics.error import MeasurementError
from gaitkit.validate.judge import Comparison
from gaitkit.validate.refit import (
    FEWEST_CLIPS,
    Observed,
    covers,
    held_out,
    observed,
    refit,
    row_for,
)


@pytest.fixture(autouse=True)
def flat_table(monkeypatch):
    """The same error for every metric, so that the table of today plays no part."""

    def stated(metric: str, **_) -> MeasurementError:
        note = "pelvis_under_clothes" if metric == "pelvic_drop_deg" else None
        return MeasurementError(
            sd=3.0, sd_per_frame_s=0.0, cycle_sd=2.0, best_quality="fair", note=note,
            source="design",
        )  # fmt: skip

    monkeypatch.setattr("gaitkit.validate.refit.measurement_error", stated)


def clips(
    metric: str = "knee_valgus_deg", *, error: float, slope: float = 1.0, count: int = 80, **other
) -> list[Observed]:
    """Values that follow truths from -6 to 12 with a slope, with normal errors about the line."""
    draw = np.random.default_rng(count)
    truths = draw.uniform(-6, 12, count)
    values = 3 + slope * (truths - 3) + draw.normal(0, error, count)
    given = {"plane": "rear", "activity": "walk", "leg": "any", "fps": 60.0, "sampling": 0.0}
    return [
        Observed(metric=metric, clip=f"{i}.mp4", group=f"body {i % 10}", truth=t, value=v,
                 **given | other)
        for i, (t, v) in enumerate(zip(truths, values, strict=True))
    ]  # fmt: skip


def fitted(seen: list[Observed]):
    return row_for(refit(seen), seen[0])


@pytest.mark.parametrize("error", [1.0, 4.0, 9.0])
def test_the_row_is_as_wide_as_the_errors(error: float):
    row = fitted(clips(error=error))
    assert row.at(60) == pytest.approx(error, rel=0.25)
    assert row.clips == 80


def test_the_spread_of_cycles_is_not_counted_twice():
    assert fitted(clips(error=6.0, sampling=12.0)).at(60) < 4.0


def test_what_the_cycles_cover_does_not_make_the_method_better():
    assert fitted(clips(error=2.0, sampling=20.0)).at(60) == pytest.approx(2.0, rel=0.2)


@pytest.mark.parametrize(
    ("error", "slope", "quality", "note"),
    [
        (1.5, 1.0, "good", ""),
        (3.0, 1.0, "fair", ""),
        (7.0, 1.0, "low", ""),
        (1.5, 0.4, "low", "follows_weakly"),
        (1.5, 1.5, "low", "exaggerates"),
    ],
)
def test_quality_and_note_tell_what_falls_short(error, slope, quality, note):
    row = fitted(clips("trunk_lateral_lean_deg", error=error, slope=slope, count=300))
    assert (row.best_quality, row.note) == (quality, note)


def test_a_note_that_says_more_stays():
    assert fitted(clips("pelvic_drop_deg", error=1.0, slope=0.2)).note == "pelvis_under_clothes"


def test_few_clips_make_nothing_surer():
    seen = clips(error=0.1, count=FEWEST_CLIPS - 1)
    assert fitted(seen).sd >= seen[0].stated.sd


def test_gaits_that_differ_get_rows_of_their_own():
    seen = clips(error=1.0) + [
        replace(o, activity="run", clip=f"run {o.clip}") for o in clips(error=6.0)
    ]
    walk, run = (row_for(refit(seen), o) for o in (seen[0], seen[-1]))
    assert (walk.activity, run.activity) == ("walk", "run")
    assert run.sd > 3 * walk.sd
    alike = [replace(o, activity="run", clip=f"run {o.clip}") for o in clips(error=1.0)]
    assert row_for(refit(seen[:80] + alike), seen[0]).activity == "any"


def test_a_gait_of_few_clips_is_not_surer_than_both_together():
    walk = clips(error=6.0, count=10)
    run = [replace(o, activity="run", clip=f"run {o.clip}") for o in clips(error=1.0, count=10)]
    rows = refit(walk + run)
    assert row_for(rows, run[0]).at(60) > 2.5
    assert row_for(rows, walk[0]).at(60) >= row_for(rows, run[0]).at(60)


def test_the_far_leg_is_never_surer():
    side = {"plane": "side", "metric": "knee_flexion_contact_deg"}
    seen = clips(error=4.0, leg="near", **side) + clips(error=1.0, leg="far", **side)
    rows = refit(seen)
    near, far = (row_for(rows, o) for o in (seen[0], seen[-1]))
    assert far.at(60) >= near.at(60)


def test_every_metric_and_view_keeps_a_row():
    rows = refit([])
    for o in clips(error=1.0, count=1):
        assert row_for(rows, o).sd == 3.0
    assert any(r.plane == "any" for r in rows if r.metric == "cadence_spm")


def test_people_left_out_lie_inside_as_often_as_said():
    (held,) = held_out(clips(error=4.0, count=400))
    assert 91 < held.inside_pct < 99
    assert held.n == 400


def test_an_interval_is_taken_apart_into_method_and_cycles():
    stated = clips(error=1.0, count=1)[0].stated
    half = float(np.hypot(1.96 * stated.at(60), 2.5))
    given = {"clip": "a.mp4", "side": "left", "truth": 4.0, "unit": "deg", "activity": "walk"}
    measured = Comparison(
        metric="knee_valgus_deg", view="rear", status="measured", value=5.0,
        low=5.0 - half, high=5.0 + half, **given,
    )  # fmt: skip
    others = [
        Comparison(metric="knee_valgus_deg", view="rear", status="withheld", **given),
        replace(measured, metric="knee_valgus_deg_asymmetry"),
    ]
    (o,) = observed([measured, *others], fps={"a.mp4": 60}, groups={"a.mp4": "man"})
    assert o.sampling == pytest.approx(2.5)
    assert covers(replace(row_for(refit([]), o), sd=0.0), replace(o, truth=7.4))
    assert not covers(replace(row_for(refit([]), o), sd=0.0), replace(o, truth=7.6))
