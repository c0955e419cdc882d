"""Every pattern file: complete in both languages, sourced, and true to its own examples."""

from __future__ import annotations

import pytest
from worked import measured_in_example

from gaitkit.findings.match import match
from gaitkit.knowledge.exercises import exercises
from gaitkit.knowledge.norms import norms
from gaitkit.knowledge.patterns import ARTICLES, Pattern, patterns
from gaitkit.knowledge.questions import questions
from gaitkit.knowledge.sources import sources
from gaitkit.metrics.spec import all_metrics
from gaitkit.model import Activity
from gaitkit.reference import ASYMMETRY, LANGS

ALL = tuple(patterns().values())
EXAMPLES = [(p, n) for p in ALL for n in range(len(p.examples))]


def known_metrics() -> set[str]:
    specs = all_metrics()
    compared = {f"{s.name}{ASYMMETRY}" for s in specs if s.difference}
    return {s.name for s in specs} | compared


def conditions(pattern: Pattern):
    return [*pattern.when, *(r.condition for r in pattern.require if r.condition)]


def test_all_61_patterns_of_the_five_articles_are_here():
    assert len(ALL) == 61
    assert {article for p in ALL for article in p.articles} == set(ARTICLES)


@pytest.mark.parametrize(("pattern", "number"), EXAMPLES, ids=lambda v: getattr(v, "id", str(v)))
def test_worked_example(pattern, number):
    example = pattern.examples[number]
    expect = example["expect"]
    found = [f for f in match(measured_in_example(pattern, example)) if f.pattern == pattern.id]
    if "side" in expect:
        found = [f for f in found if f.side == expect["side"]]
    got = {(f.status, f.level) for f in found}
    assert (expect["status"], expect.get("level")) in got, got
    if "side" in expect or len(got) == 1:
        assert got == {(expect["status"], expect.get("level"))}


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.id)
def test_the_examples_show_both_ways(pattern):
    expected = [example["expect"]["status"] for example in pattern.examples]
    if pattern.when or pattern.seen_if:
        assert "seen" in expected
        assert set(expected) - {"seen"}, "an example that is not seen, or where none can tell"


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.id)
def test_everything_named_exists(pattern):
    assert {c.metric for c in conditions(pattern)} <= known_metrics()
    assert set(pattern.sources) <= set(sources())
    assert set(pattern.exercises) <= set(exercises())
    asked = {r.answered.question for r in pattern.require if r.answered}
    assert {*pattern.questions, *asked, *(a.question for a in pattern.seen_if)} <= set(questions())
    assert {r.pattern[0] for r in pattern.require if r.pattern} <= set(patterns())
    assert set(pattern.activities) <= set(Activity.__args__)


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.id)
def test_every_limit_has_a_source(pattern):
    assert all(c.sources for c in pattern.when)


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.id)
def test_the_words_are_complete(pattern):
    for lang in LANGS:
        assert pattern.text("name", lang)
        assert pattern.text("means", lang)
        if pattern.known == "not_visible":
            assert pattern.text("cannot_see", lang)
        elif pattern.when:
            assert pattern.text("advice", lang)
            assert pattern.text("care", lang)


def test_a_pattern_that_needs_another_needs_none_that_needs_one():
    needing = {p.id for p in ALL if any(r.pattern for r in p.require)}
    assert not {r.pattern[0] for p in ALL for r in p.require if r.pattern} & needing


def test_norms_have_sources_and_known_metrics():
    assert norms()
    assert {norm.source for norm in norms()} <= set(sources())
    assert {norm.metric for norm in norms()} <= known_metrics()
