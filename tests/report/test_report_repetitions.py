"""The report of a movement test: title, timeline, table, words in both languages."""

from __future__ import annotations

import pytest
from performer import Performer

from gaitkit.export.to_html import render
from gaitkit.model import TESTS, Settings, Subject
from gaitkit.pipeline import analyze
from gaitkit.pose.files import save_pose
from gaitkit.report.build import build


def analysis_of(folder, activity, view="front", **changes):
    sides = ("right",) if activity == "lunge" else ("right", "left")
    figure = Performer(activity=activity, **({"sides": sides, "repetitions": 3} | changes))
    path = folder / f"{activity}.nc"
    save_pose(figure.track(view), path)
    settings = Settings(activity=activity)
    return analyze(path, subject=Subject(height_m=1.75), settings=settings)


@pytest.fixture(scope="module")
def raises(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raises")
    return analysis_of(
        folder, "heel-raise", "side", sides=("right",), repetitions=6, heel_loss_share=0.7
    )


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("activity", TESTS)
def test_every_test_gets_a_whole_report(activity, lang, tmp_path):
    view = "side" if activity in ("lunge", "deadlift") else "front"
    report = build(analysis_of(tmp_path, activity, view), lang)
    page = render(report)
    assert report.test is not None and report.cards
    assert {"en": "Report of a movement test", "nl": "Rapport van een bewegingstest"}[lang] in page
    for gait_words in ("gait cycle", "gangcyc", "Gait report", "Gangrapport", "cycles were"):
        assert gait_words not in page


def test_repetitions_stand_in_a_table_and_on_a_timeline(raises):
    report = build(raises, "en")
    assert report.title == "Single-leg heel raise"
    assert report.test.head == ("Side", "Number", "Start", "Peak", "Duration", "Counts")
    assert [row.counts for row in report.test.rows] == [True] * 4 + [False] * 2
    assert report.test.rows[-1].why.startswith("The heel rose only")
    (line,) = report.test.timelines
    assert (line.side, line.label) == ("right", "Height of the heel (% of the foot)")
    assert line.svg.count('class="span right"') == 4
    assert line.svg.count('class="span left-out right"') == 2
    assert "6 repetitions, 4 of them count" in line.svg
    assert report.cycles_lead == "2 of 6 repetitions do not count."


def test_the_facts_count_repetitions(raises):
    facts = {fact.label: fact.value for fact in build(raises, "en").who}
    assert facts["Repetitions that count"] == "left 0, right 4"
    assert facts["Activity"] == "Single-leg heel raise"
    assert facts["View"].startswith("From the side, facing left")


def test_a_leg_that_was_not_tested_says_so(raises):
    missing = build(raises, "en").missing
    reasons = {remark.why: group.labels for group in missing for remark in group.reasons}
    assert "Repetitions (left)" in reasons["This leg was not tested in this clip."]


def test_gait_has_no_repetitions(tmp_path):
    from walker import Walker

    save_pose(Walker().track("side"), tmp_path / "walk.nc")
    report = build(analyze(tmp_path / "walk.nc"), "en")
    assert report.test is None
    assert "Gait report" in render(report)
