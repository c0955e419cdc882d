"""One clip beside its truth, on a figure whose gait is known exactly."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from labelled import true_content
from walker import Walker

from gaitkit.model import Note
from gaitkit.pipeline import analyze
from gaitkit.pose.files import save_pose
from gaitkit.validate.judge import judge, with_asymmetries
from gaitkit.validate.truth import read_truth

WALKER = Walker()


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    path = tmp_path_factory.mktemp("pose") / "walk.nc"
    save_pose(WALKER.track("side", facing="left"), path)
    return analyze(path)


@pytest.fixture
def judged(analysis, tmp_path):
    def with_truth(changed=analysis, **changes):
        path = tmp_path / "clip.truth.json"
        path.write_text(json.dumps(true_content(WALKER, view="side") | changes))
        return judge(changed, read_truth(path), name="walk.nc")

    return with_truth


def by_key(result):
    return {(c.metric, c.side): c for c in result.comparisons}


def test_values_lie_beside_their_truths(judged):
    result = judged()
    cadence = by_key(result)["cadence_spm", "both"]
    assert cadence.truth == 110.0
    assert cadence.error == pytest.approx(0, abs=1.5)
    assert (cadence.status, cadence.unit, cadence.view, cadence.leg) == (
        "measured", "steps/min", "side", "any",
    )  # fmt: skip
    assert cadence.inside == (cadence.low <= 110 <= cadence.high)
    assert result.misread == ()


def test_near_and_far_leg_are_told_apart(judged):
    found = by_key(judged())
    assert found["foot_strike_angle_deg", "left"].leg == "near"
    assert found["foot_strike_angle_deg", "right"].leg == "far"


def test_every_true_event_is_accounted_for(judged):
    events = judged().events
    true = [e for e in events if e.truth_s is not None]
    assert len(true) == len(WALKER.events())
    assert not [e for e in events if e.truth_s is None]
    matched = [e for e in true if e.found_s is not None]
    assert len(matched) > 0.7 * len(true)
    assert max(abs(e.found_s - e.truth_s) for e in matched) < 0.06
    assert all(e.at_edge for e in true if e.found_s is None)


def test_a_shifted_truth_shows_as_bias(judged, analysis):
    content = true_content(WALKER, view="side")["events"]
    late = {
        s: {k: [t + 0.05 for t in ts] for k, ts in kinds.items()} for s, kinds in content.items()
    }

    def errors(result):
        return np.mean([e.found_s - e.truth_s for e in result.events if e.found_s and e.truth_s])

    assert errors(judged()) - errors(judged(events=late)) == pytest.approx(0.05, abs=0.005)


def test_why_a_value_is_missing_decides_how_it_counts(judged, analysis):
    def refused(key):
        metrics = [
            replace(m, value=None, low=None, high=None, notes=(Note.of(*key),))
            if m.name == "cadence_spm"
            else m
            for m in analysis.metrics
        ]
        return by_key(judged(replace(analysis, metrics=tuple(metrics))))["cadence_spm", "both"]

    assert refused(["no_cycles"]).status == "withheld"
    assert refused(["no_scale"]).status == "not_visible"
    assert refused(["no_cycles"]).note


def test_metrics_of_another_gait_are_absent_unless_the_gait_was_misread(judged, analysis):
    metrics = [{"metric": "contact_time_s", "side": "left", "value": 0.3}]
    assert by_key(judged(metrics=metrics))["contact_time_s", "left"].status == "absent"
    result = judged(metrics=metrics, activity="run")
    assert by_key(result)["contact_time_s", "left"].status == "withheld"
    assert [f.kind for f in result.misread] == ["misread"]
    assert "running" in result.misread[0].reason


def test_a_short_bout_at_the_start_does_not_say_what_was_seen(judged, analysis):
    bout = analysis.bouts[0]
    oblique = replace(
        bout, end_s=bout.start_s + 0.3, view=replace(bout.view, plane="oblique", facing=None)
    )
    result = judged(replace(analysis, bouts=(oblique, replace(bout, number=2))))
    assert (result.misread, result.view) == ((), "side")


def test_a_misread_view_is_told(judged):
    assert [f.clip for f in judged(view="front").misread] == ["walk.nc"]


def test_differences_between_sides_follow_from_the_sides(judged):
    assert by_key(judged())["stride_time_s_asymmetry", "both"].truth == 0.0
    metrics = {("knee_valgus_deg", "left"): 2.0, ("knee_valgus_deg", "right"): 5.0,
               ("step_time_s", "left"): 0.4, ("step_time_s", "right"): 0.6,
               ("stance_time_s", "left"): 0.6}  # fmt: skip
    names = ["knee_valgus_deg_asymmetry", "step_time_s_asymmetry", "stance_time_s_asymmetry"]
    known = with_asymmetries(metrics, [*names, "step_time_s"])
    assert known["knee_valgus_deg_asymmetry", "both"] == pytest.approx(3.0)
    assert known["step_time_s_asymmetry", "both"] == pytest.approx(40.0)
    assert ("stance_time_s_asymmetry", "both") not in known
    stated = {**metrics, ("knee_valgus_deg_asymmetry", "both"): 9.0}
    assert with_asymmetries(stated, names)["knee_valgus_deg_asymmetry", "both"] == 9.0


def test_curves_are_compared_point_by_point(judged, analysis):
    curve = next(c for c in analysis.curves if (c.name, c.side) == ("knee_flexion", "left"))
    shifted = list(curve.mean - 3)
    (error,) = judged(curves={"knee_flexion": {"left": shifted}}).curves
    assert (error.curve, error.side, error.view) == ("knee_flexion", "left", "side")
    assert (error.bias, error.rmse) == pytest.approx((3.0, 3.0))
