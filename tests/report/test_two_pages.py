"""What two pages hold, before they are typeset."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from example import crowded, example_analysis

from gaitkit.model import LEVELS
from gaitkit.pipeline import with_findings
from gaitkit.report.build import build
from gaitkit.report.drawings import TONES, drawing
from gaitkit.report.figures import COLOURS
from gaitkit.report.two_pages import LONGEST_NAME, shortened, shortest, two_pages


@pytest.fixture(scope="module")
def report():
    return build(with_findings(example_analysis()), "nl", written_on=date(2026, 3, 9))


@pytest.fixture(scope="module")
def full():
    return build(crowded(example_analysis()), "en", written_on=date(2026, 3, 9))


def test_the_first_versions_hold_everything(full):
    content, _ = two_pages(full)
    first, second = content["first"][0], content["second"][0]
    assert first["cards"] == len(content["cards"]) == len(full.standing_out.cards) > 10
    assert first["advice"] == len(content["advice"]) > 6
    assert second["charts"] == len(content["charts"])
    assert len(second["missing"]) == len(full.missing)
    left_out = {name: first[name] for name in first if name.endswith("_more")}
    left_out |= {n: second[n] for n in second if n.endswith("_more") and n != "asked_more"}
    assert not any(left_out.values())


@pytest.mark.parametrize("page", ["first", "second"])
def test_versions_only_get_shorter_and_say_how_many_are_left_out(full, page):
    versions = two_pages(full)[0][page]
    left_out = [_left_out(version) for version in versions]
    assert len(versions) > 5 and left_out[0] < left_out[-1]
    assert all(a <= b for a, b in pairwise(left_out))
    assert all(a["size"] >= b["size"] for a, b in pairwise(versions))


def _left_out(version) -> int:
    said = " ".join(version[name] for name in version if name.endswith("_more"))
    return sum(map(int, re.findall(r"\d+", said)))


def test_the_most_urgent_advice_is_never_left_out(full):
    content, _ = two_pages(full)
    fewest = min(version["advice"] for version in content["first"])
    urgencies = [item["urgency"] for item in content["advice"]]
    assert fewest > max(n for n, u in enumerate(urgencies) if u in ("emergency", "same_day"))


def test_numbers_and_words_are_those_of_the_report(report):
    content, files = two_pages(report)
    (card,) = content["cards"]
    (finding,) = report.standing_out.cards
    assert (card["name"], card["means"], card["care"]) == (
        finding.name, finding.means, finding.care,
    )  # fmt: skip
    for line, number in zip(card["numbers"], finding.numbers, strict=True):
        assert (line["value"], line["interval"], line["limit"]) == (
            number.value, number.interval, number.limit,
        )  # fmt: skip
        assert line["drawing"] in files
    assert [row["label"] for row in content["table"]] == [row.label for row in report.cards]
    assert content["lead"] == report.standing_out.lead


def test_every_mark_in_the_table_has_its_note(report):
    content, _ = two_pages(report)
    used = {
        int(mark)
        for row in content["table"]
        for cell in row["cells"].values()
        for mark in cell["marks"].split(", ")
        if mark
    }
    assert used == {note["mark"] for note in content["footnotes"]} != set()


def test_every_fact_of_the_report_has_a_place(report):
    content, _ = two_pages(report)
    shown = {f["label"] for f in (*content["facts"], *content["second"][0]["facts"])}
    assert shown == {fact.label for fact in (*report.who, *report.settings)}


def test_drawings_stand_on_their_own(full):
    _, files = two_pages(full)
    for level in LEVELS:
        assert TONES[level] in drawing('<svg viewBox="0 0 1 1"></svg>', level=level).decode()
    for name, svg in files.items():
        root = ElementTree.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert b"var(" not in svg and b"LEFT" not in svg and b"TONE" not in svg
        assert all(colour.encode() in svg for colour in COLOURS.values())


def test_lists_name_some_and_count_the_rest():
    assert shortened(("a", "b"), 2, "en") == "a, b"
    assert shortened(("a", "b", "c {d}"), 2, "nl") == "a, b en nog 1"
    assert shortened(("a {x}", "b"), 1, "en") == "a {x} and 1 more"


def test_names_are_one_line_without_what_is_not_seen():
    assert shortest(" Zoë\n  O'Brien\t& Søn ") == "Zoë O'Brien & Søn"
    assert shortest("a\u202eb\x00\x07c\u2066") == "abc"
    assert len(shortest("x" * 500)) == LONGEST_NAME


def test_a_report_without_anything_has_both_pages(report):
    bare = replace(
        example_analysis(name=None), bouts=(), cycles=(), curves=(), metrics=(), notes=()
    )
    content, files = two_pages(build(bare, "en"))
    assert files == {} and content["first"] and content["second"]
