"""When to see whom, by the articles' own examples."""

from __future__ import annotations

import pytest

from gaitkit.ask import checked_answers
from gaitkit.knowledge.questions import questions
from gaitkit.knowledge.sources import GRADES, sources
from gaitkit.knowledge.triage import URGENCIES, triage, triage_rules
from gaitkit.model import Subject
from gaitkit.reference import LANGS, text

ADULT = Subject(age_y=34)


def urgency(subject=ADULT, **answers):
    found = triage(checked_answers(answers), subject)
    return found[0].urgency if found else None


def test_without_answers_there_is_no_advice():
    assert triage({}, ADULT) == ()


@pytest.mark.parametrize("key", [k for k, q in questions().items() if q.topic == "red_flags"])
def test_every_red_flag_leads_to_a_doctor(key):
    subject = Subject(age_y=6) if key == "red_flag_child" else ADULT
    assert urgency(subject, **{key: "yes"}) in ("emergency", "same_day", "gp_soon", "gp")


def test_paralysis_is_an_emergency_whatever_else_was_answered():
    assert urgency(pain="yes", complaint_weeks=8, red_flag_paralysis="yes") == "emergency"


def test_a_complaint_that_stays_longer_than_two_weeks_goes_to_a_physiotherapist():
    assert urgency(pain="yes", complaint_weeks=4) == "physiotherapist"
    assert urgency(pain="yes", complaint_weeks=1, pain_score=2) == "self_care"


def test_pain_above_three_asks_for_rest():
    found = triage(checked_answers({"pain": "yes", "pain_score_after": 6}), ADULT)
    assert "stop_and_rest" in {rule.urgency for rule in found}


def test_nothing_wrong_is_self_care():
    everything = {k: "no" for k, q in questions().items() if q.kind == "yes_no"}
    assert urgency(**everything) == "self_care"


def test_rules_are_worded_sourced_and_in_order():
    order = [URGENCIES.index(rule.urgency) for rule in triage_rules()]
    assert order == sorted(order)
    for rule in triage_rules():
        assert rule.source in sources()
        for lang in LANGS:
            assert rule.words[lang]
            assert text(f"urgency.{rule.urgency}", lang)


def test_sources_are_graded_and_worded():
    for source in sources().values():
        assert source.grade in GRADES
        assert source.cite
        assert all(source.found(lang) for lang in LANGS) or not source.finding
