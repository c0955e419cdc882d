"""Findings in words: what stands out is told with its number, its limit and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from example import example_analysis

from gaitkit.export.to_html import render
from gaitkit.findings.match import match
from gaitkit.findings.measured import Measured, measured_in
from gaitkit.model import Bout, Finding, Metric, Subject, View
from gaitkit.report.build import build
from gaitkit.report.standing_out import standing_out


def metric(name, side, value, half, *, unit="deg", quality="good"):
    return Metric(
        name=name, side=side, value=value, unit=unit, low=value - half, high=value + half,
        cycles=9, quality=quality, view="rear",
    )  # fmt: skip


def analysis(*metrics, activity="walk", **subject):
    bout = Bout(
        number=1, start_s=0, end_s=9, view=View(plane="rear"), activity=activity,
        surface="overground",
    )  # fmt: skip
    made = replace(
        example_analysis(), metrics=metrics, bouts=(bout,), subject=Subject(**subject), cycles=(),
        events=(), curves=(),
    )  # fmt: skip
    return replace(made, findings=match(measured_in(made)))


def leaning(side="left", value=11.0, half=1.0):
    other = "right" if side == "left" else "left"
    return analysis(
        metric("trunk_lateral_lean_deg", side, value, half),
        metric("trunk_lateral_lean_deg", other, 1.0, 1.0),
        age_y=40,
        sex="f",
    )


def shown(made: object, lang="en"):
    return standing_out(made.findings, lang, subject=made.subject, answers=made.answers)


def test_a_flag_is_told_with_number_interval_limit_and_leg():
    (card,) = shown(leaning()).cards
    assert card.level == "flag"
    assert card.where == "left, walking"
    (line,) = card.numbers
    assert (line.value, line.interval, line.limit) == ("11.0°", "10.0 to 12.0", "limit: above 9°")
    assert "consistent with" in card.means.lower()
    assert card.advice and card.care
    assert any("article" in cited.grade for cited in card.sources)


def test_dutch_says_the_same_with_commas():
    (card,) = shown(leaning(), "nl").cards
    assert card.numbers[0].value == "11,0°"
    assert "past bij" in card.means.lower()


def test_a_number_that_may_be_on_the_safe_side_is_a_hint():
    out = shown(leaning(value=4.5, half=3.0))
    assert out.cards == ()
    assert [card.level for card in out.hints] == ["info"]


def test_what_is_safe_and_what_is_open_is_told():
    out = shown(leaning(value=1.0))
    assert out.cards == ()
    assert any("Trunk" in name for name in out.not_seen)
    out = shown(leaning(value=3.5))
    assert any("Trunk" in name for item in out.open for name in item.names)


def test_patterns_of_one_group_are_one_card():
    made = analysis(
        metric("pelvic_drop_deg", "left", 12, 1), metric("pelvic_drop_deg", "right", 2, 1),
        metric("hip_adduction_peak_deg", "left", 25, 2),
        metric("hip_adduction_peak_deg", "right", 5, 2),
        activity="run", age_y=30, sex="f",
    )  # fmt: skip
    seen = {f.pattern for f in made.findings if f.status == "seen"}
    assert {"HS02", "IB01"} <= seen
    cards = [c for c in shown(made).cards if "elvi" in c.name or "Hip" in c.name]
    assert len(cards) == 1
    assert cards[0].also


def test_a_child_of_four_is_reassured_and_an_adult_is_not():
    feet = [metric("foot_progression_deg", side, -14, 1.0) for side in ("left", "right")]
    (child,) = shown(analysis(*feet, age_y=4)).cards
    mild = [metric("foot_progression_deg", side, -6, 1.0) for side in ("left", "right")]
    (mild_child,) = shown(analysis(*mild, age_y=4)).cards
    (adult,) = shown(analysis(*feet, age_y=30)).cards
    assert (mild_child.level, child.level, adult.level) == ("info", "watch", "flag")
    assert "no" in mild_child.advice.lower() or "not" in mild_child.advice.lower()
    assert adult.pattern != mild_child.pattern
    assert adult.advice != mild_child.advice


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_pattern_can_be_shown_as_seen(lang):
    from gaitkit.knowledge.patterns import patterns

    findings = tuple(
        Finding(pattern=key, side="both", status="seen", level="watch") for key in patterns()
    )
    out = standing_out(findings, lang, subject=Subject(age_y=30), answers={})
    assert {card.pattern for card in out.cards} | {
        p.id for p in patterns().values() if p.text("name", lang) in str(out.cards)
    } == set(patterns())
    page = render(replace(build(example_analysis(), lang), standing_out=out))
    assert "{" not in page.split("</style>")[1]


def test_answers_lead_the_section():
    made = replace(leaning(), answers={"red_flag_paralysis": True})
    advice = shown(made).advice
    assert advice[0].urgency == "emergency"


def test_without_anything_measured_it_says_so():
    nothing = Measured(subject=Subject(), numbers={})
    out = standing_out(match(nothing), "en", subject=Subject(), answers={})
    assert out.cards == ()
    assert "Too little" in out.lead
