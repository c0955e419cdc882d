"""What a notebook shows: numbers with unit and interval, words in the language, no traps."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from example import crowded, example_analysis

from gaitkit.face import Result
from gaitkit.session import Session


def words(html: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


@pytest.fixture(scope="module")
def result():
    return Result(record=example_analysis())


def test_a_measure_is_one_row_with_both_sides_and_their_difference(result):
    html = result.metrics._repr_html_()
    (row,) = re.findall(r"<tr[^>]*><td>Knee flexion at contact</td>.*?</tr>", html)
    assert "14.2 ° (10.8 to 17.6)" in words(row).replace("14.2°", "14.2 °")
    assert row.count("<td") == 6 and "image/svg+xml" in row
    assert html.count("<tr") == 1 + len(
        {m.name.removesuffix("_asymmetry") for m in result.record.metrics if m.value is not None}
    )
    assert "more measures are withheld" in words(html)


def test_the_table_is_a_data_frame_and_stays_one(result):
    table = result.metrics
    assert isinstance(table, pd.DataFrame)
    left = table.query("side == 'left'")
    assert "Knee flexion at contact" in left._repr_html_()
    assert table.iloc[0:0]._repr_html_()
    part = table[["metric", "value"]]
    assert 'class="dataframe"' in part._repr_html_()
    assert table["value"].mean() == pytest.approx(pd.DataFrame(table)["value"].mean())


def test_findings_show_what_was_seen_first(result):
    html = Result(record=crowded(result.record)).findings._repr_html_()
    assert words(html).startswith("Seen (40)")
    assert "stands out clearly" in html and "limit" in html


def test_a_number_whose_interval_holds_the_limit_is_a_hint(result):
    html = Result(record=crowded(result.record)).findings._repr_html_()
    clear, _, hints = words(html).partition("Slight hints, not sure (21)")
    assert "stands out clearly" in clear and "stands out" not in hints
    assert "Both feet turned in" in hints


def test_a_number_stands_once_with_all_its_limits(result):
    finding = crowded(result.record).findings[1]
    (first, *_) = finding.evidence
    limits = tuple(replace(first, limit=(limit,)) for limit in (-5.0, -2.5))
    record = replace(result.record, findings=(replace(finding, evidence=limits),))
    shown = words(Result(record=record).findings._repr_html_())
    assert shown.count("limit") == 1 and "limit -5, -2.5" in shown


def test_the_result_escapes_names_and_speaks_the_language(result):
    record = replace(
        result.record,
        clip=replace(result.record.clip, path=result.record.clip.path.with_name("<b>x.mp4")),
    )
    html = Result(record=record, lang="nl")._repr_html_()
    assert "<b>x.mp4" not in html and "&lt;b&gt;x" in html
    assert "Knieflexie" in html and "Hardlopen" in html
    assert '<img class="frame"' not in html  # the film is not there


def test_a_session_shows_its_clips_and_surest_numbers(result):
    session = Session(results={"side": result}, failed={"rear.mp4": "unreadable"})
    html = words(session._repr_html_())
    assert html.startswith("Clips: side") and "rear.mp4: unreadable" in html
    assert "Cadence" in html
    assert repr(session).startswith("<gaitkit.Session of side: ")
    assert session.plot.curves("knee_flexion").axes
