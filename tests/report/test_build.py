"""What the report says, before it becomes a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from example import example_analysis, walking

from gaitkit.export.to_html import render
from gaitkit.model import Metric, Note
from gaitkit.report.build import build


@pytest.fixture(scope="module")
def analysis():
    return example_analysis()


@pytest.fixture(scope="module")
def report(analysis):
    return build(analysis, "en", written_on=date(2025, 3, 9))


def row_of(report, name):
    return next(r for g in report.groups for r in g.rows if r.name == name)


def test_who_was_measured_and_how_sure(report):
    facts = {f.label: f.value for f in report.who}
    assert facts["Person"] == "number 2 of 3 in the picture, chosen automatically, 94 % sure"
    assert facts["View"] == "From the side, travelling to the left (given by the user)"
    assert facts["Gait cycles used"] == "left 13, right 11"
    assert facts["Frame rate"] == "59.9 per second"
    assert report.subtitle == "Running, filmed from the side"
    assert report.written == "Report of 2025-03-09"


def test_the_only_person_needs_no_number(analysis):
    alone = replace(analysis.person, people=1, number=1, notes=())
    facts = {f.label: f.value for f in build(replace(analysis, person=alone)).who}
    assert facts["Person"] == "the only one in the picture"


def test_slow_motion_is_told(analysis):
    clip = replace(analysis.clip, capture_fps=240.0, capture_fps_origin="user")
    facts = {f.label: f.value for f in build(replace(analysis, clip=clip)).who}
    assert facts["Frame rate"] == "240.0 per second, slow motion shown at 59.9"


def test_warnings_come_first_and_remarks_last(report):
    assert [w.why.split()[0] for w in report.warnings] == ["At", "3", "3"]
    assert [r.why for r in report.remarks] == [
        "Movement was smoothed without delay, with a cut-off of 7.5 Hz."
    ]


def test_a_warning_said_twice_is_shown_once(analysis):
    twice = replace(analysis, notes=(*analysis.notes, *analysis.person.notes))
    assert len(build(twice).warnings) == 3


def test_cards_follow_the_view(analysis, report):
    assert [r.name for r in report.cards][:3] == [
        "cadence_spm",
        "contact_time_s",
        "foot_strike_angle_deg",
    ]
    behind = [r.name for r in build(walking(analysis)).cards]
    assert behind[0] == "cadence_spm"
    assert "foot_strike_angle_deg" not in behind
    assert all(r.measured for r in report.cards)


def test_a_row_has_both_sides_and_their_difference(report):
    row = row_of(report, "knee_flexion_contact_deg")
    assert {side: cell.value for side, cell in row.cells.items()} == {
        "left": "14.2",
        "right": "11.8",
        "difference": "−2.4",
    }
    assert row.cells["left"].interval == "10.8 to 17.6"
    assert row.cells["difference"].interval == "−7.8 to +3.0"
    assert row.cells["left"].cycles == "14 cycles"


def test_notes_on_values_become_footnotes(report):
    row = row_of(report, "foot_strike_angle_deg")
    assert row.cells["left"].marks == row.cells["right"].marks == (1,)
    assert report.footnotes[0].why.startswith("A foot that points at the camera")


def test_a_side_that_failed_stays_beside_the_other(report):
    row = row_of(report, "ankle_dorsiflexion_stance_peak_deg")
    assert row.cells["left"].value and not row.cells["right"].value
    hidden = next(m for m in report.missing if "hidden" in m.reasons[0].why)
    assert hidden.labels == ("Peak ankle dorsiflexion in stance (right)",)


def test_withheld_metrics_are_grouped_by_reason_most_first(analysis, report):
    sizes = [len(m.labels) for m in report.missing]
    assert sizes == sorted(sizes, reverse=True)
    assert report.missing[0].reasons[0].film.startswith("Film from the front or behind")
    told = {label.split(" (")[0] for m in report.missing for label in m.labels}
    withheld = {m.name for m in analysis.metrics if m.value is None}
    assert len(told) == len(withheld)


def test_a_withheld_metric_without_reason_is_not_hidden(analysis):
    metric = Metric(name="speed_mps", side="both", value=None, unit="m/s")
    missing = build(replace(analysis, metrics=(metric,))).missing
    assert missing[0].reasons[0].why == "No reason was recorded."


def test_views_of_one_clip_are_never_mixed(analysis):
    left = analysis.metric("contact_time_s", "left")
    other = replace(left, value=0.3, view="rear")
    rows = build(replace(analysis, metrics=(left, other))).groups[0].rows
    assert [r.cells["left"].value for r in rows] == ["0.262", "0.300"]


def test_rejected_cycles_are_grouped_whatever_their_numbers(analysis):
    reasons = iter((Note.of("cycle_outlier", seconds=1.9), Note.of("cycle_outlier", seconds=0.3)))
    cycles = tuple(
        replace(c, usable=False, reason=next(reasons)) if c.number == 2 and c.bout == 1 else c
        for c in analysis.cycles
        if c.usable
    )
    rejected = build(replace(analysis, cycles=cycles)).rejected
    assert len(rejected) == 1
    assert [side for side, _ in rejected[0].cycles] == ["left", "right"]


def test_how_many_cycles_were_left_out(report, analysis):
    assert report.cycles_lead == "3 of 27 cycles do not count in the numbers above."
    used = tuple(c for c in analysis.cycles if c.usable)
    assert build(replace(analysis, cycles=used)).cycles_lead == "All 24 cycles were used."


def test_dutch_says_the_same_with_commas(analysis, report):
    dutch = build(analysis, "nl")
    assert [len(g.rows) for g in dutch.groups] == [len(g.rows) for g in report.groups]
    assert row_of(dutch, "knee_flexion_contact_deg").cells["left"].value == "14,2"
    assert dutch.subtitle == "Hardlopen, gefilmd van opzij"


def test_building_and_rendering_take_less_than_a_second(analysis):
    render(build(analysis))  # the first time also imports jinja2
    start = perf_counter()
    render(build(analysis))
    assert perf_counter() - start < 1
