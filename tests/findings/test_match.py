"""The rules of levels, on patterns made up for the purpose."""

from __future__ import annotations

import pytest
from worked import metric, numbers

from gaitkit.findings import match as matching
from gaitkit.findings.measured import Measured, Number
from gaitkit.knowledge.patterns import pattern_of
from gaitkit.model import Subject

DROP = "pelvic_drop_deg"
LEAN = "trunk_lateral_lean_deg"
CADENCE = "cadence_spm"
BASE = {
    "id": "T1",
    "articles": ["003"],
    "known": "measured",
    "activities": ["walk"],
    "max_level": "flag",
    "text": {"name": {"en": "a", "nl": "a"}, "means": {"en": "b", "nl": "b"}},
}
DROPS = {"metric": DROP, "test": "above", "info": 5, "watch": 6, "flag": 8, "sources": ["design"]}
LEANS = {"metric": LEAN, "test": "above", "info": 4, "watch": 6, "flag": 9, "sources": ["design"]}


@pytest.fixture
def judge(monkeypatch):
    """Findings of made-up patterns for made-up numbers."""

    def judged(*tables, subject=None, activity="walk", low_quality=(), answers=None, **values):
        made = [pattern_of(f"{n}.toml", {**BASE, **t}) for n, t in enumerate(tables)]
        monkeypatch.setattr(matching, "patterns", lambda: {p.id: p for p in made})
        return matching.match(
            Measured(
                subject=subject or Subject(age_y=30, sex="f"),
                numbers=numbers(values, activity=activity, low_quality=low_quality),
                answers=answers or {},
            )
        )

    return judged


def left(findings):
    return next(f for f in findings if f.side == "left")


@pytest.mark.parametrize(
    ("given", "status", "level"),
    [
        ([9, 8.1, 9.9], "seen", "flag"),
        ([9, 7.9, 10.1], "seen", "watch"),
        ([9, 5.9, 12.1], "seen", "info"),
        ([5.1, 2, 8.2], "seen", "info"),
        ([4.9, 2, 7.8], "cannot_tell", None),
        ([4, 3.1, 4.9], "not_seen", None),
        ([], "cannot_tell", None),
    ],
)
def test_levels_by_value_and_interval(judge, given, status, level):
    found = left(judge({"when": [DROPS]}, **{DROP: {"left": given, "right": [1, 0, 2]}}))
    assert (found.status, found.level) == (status, level)


def test_the_evidence_names_the_limit_that_was_reached(judge):
    found = left(judge({"when": [DROPS]}, **{DROP: {"left": [9, 7, 11], "right": [1, 0, 2]}}))
    assert found.evidence[0].limit == (6.0,)
    assert found.evidence[0].sources == ("design",)


def test_a_rough_number_never_rises_above_info(judge):
    values = {DROP: {"left": [20, 18, 22], "right": [1, 0, 2]}}
    assert left(judge({"when": [DROPS]}, low_quality=(DROP,), **values)).level == "info"


def test_each_leg_has_its_own_finding(judge):
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [1, 0, 2]}}
    found = {f.side: f.status for f in judge({"when": [DROPS]}, **values)}
    assert found == {"left": "seen", "right": "not_seen"}


def test_both_feet_must_meet_it(judge):
    table = {"when": [{**DROPS, "sides": "both"}]}
    one = judge(table, **{DROP: {"left": [9, 8.5, 9.5], "right": [1, 0, 2]}})
    two = judge(table, **{DROP: {"left": [9, 8.5, 9.5], "right": [7, 6.5, 7.5]}})
    assert [(f.side, f.status) for f in one] == [("both", "not_seen")]
    assert [(f.side, f.level) for f in two] == [("both", "watch")]


def test_a_difference_points_to_its_side(judge):
    difference = {"metric": f"{DROP}_asymmetry", "test": "beyond", "info": 3, "watch": 4}
    difference["sources"] = ["design"]
    values = {f"{DROP}_asymmetry": {"both": [-6, -7, -5]}}
    (larger,) = judge({"when": [difference]}, **values)
    (smaller,) = judge({"when": [{**difference, "side_of": "smaller"}]}, **values)
    assert (larger.side, larger.level) == ("left", "watch")
    assert smaller.side == "right"


def test_a_difference_adds_to_the_leg_it_points_to_only(judge):
    difference = {"metric": f"{DROP}_asymmetry", "test": "beyond", "info": 3, "sources": ["design"]}
    values = {DROP: {"left": [4, 3.5, 4.5], "right": [0, -1, 1]}}
    values[f"{DROP}_asymmetry"] = {"both": [-4, -4.5, -3.5]}
    found = {f.side: f.status for f in judge({"when": [DROPS, difference]}, **values)}
    assert found == {"left": "seen", "right": "not_seen"}


@pytest.mark.parametrize(
    ("need", "lean", "expected"),
    [
        ("all", [10, 9.5, 10.5], ("seen", "watch")),
        ("all", [1, 0, 2], ("not_seen", None)),
        ("all", [], ("cannot_tell", None)),
        ("any", [10, 9.5, 10.5], ("seen", "flag")),
        ("any", [1, 0, 2], ("seen", "watch")),
        (2, [1, 0, 2], ("seen", "info")),
        (2, [7, 6.5, 7.5], ("seen", "watch")),
    ],
)
def test_conditions_together(judge, need, lean, expected):
    values = {DROP: {"left": [7, 6.5, 7.5], "right": [0, -1, 1]}}
    values[LEAN] = {"left": lean, "right": [0, -1, 1]}
    found = left(judge({"need": need, "when": [DROPS, LEANS]}, **values))
    assert (found.status, found.level) == expected


def test_what_was_not_filmed_does_not_speak_for_not_seen(judge):
    found = judge({"when": [DROPS, LEANS]}, **{DROP: {"left": [3, 2, 4], "right": [3, 2, 4]}})
    assert {f.status for f in found} == {"not_seen"}
    values = {DROP: {"left": [3, 2, 4], "right": [3, 2, 4]}}
    values[LEAN] = {"left": [3, 0, 6], "right": [3, 0, 6]}
    assert {f.status for f in judge({"when": [DROPS, LEANS]}, **values)} == {"cannot_tell"}


def test_a_requirement_must_hold(judge):
    table = {"when": [DROPS], "require": [{"metric": LEAN, "test": "above", "limit": 2}]}
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}

    def status(lean):
        return left(judge(table, **values, **{LEAN: {"left": lean, "right": [0, 0, 0]}})).status

    assert status([3, 2.5, 3.5]) == "seen"
    assert status([1, 0.5, 1.5]) == "not_seen"
    assert status([]) == "cannot_tell"


def test_a_requirement_for_a_level_only_caps(judge):
    requirement = {"metric": LEAN, "test": "above", "limit": 2, "for_level": "flag"}
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}, LEAN: {"left": [], "right": []}}
    found = left(judge({"when": [DROPS], "require": [requirement]}, **values))
    assert (found.status, found.level) == ("seen", "watch")


def test_another_pattern_can_be_required(judge):
    other = {"id": "T2", "when": [LEANS]}
    table = {"when": [DROPS], "require": [{"pattern": "T2", "level": "watch", "for_level": "flag"}]}
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}

    def level(lean):
        lean = {LEAN: {"left": lean, "right": [0, -1, 1]}}
        return left(f for f in judge(table, other, **values, **lean) if f.pattern == "T1").level

    assert level([7, 6.5, 7.5]) == "flag"
    assert level([5, 4.5, 5.5]) == "watch"


def test_children_are_judged_gently(judge):
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}

    def level(age, **table):
        return left(judge({"when": [DROPS], **table}, subject=Subject(age_y=age), **values)).level

    assert level(3) == "info"
    assert level(10) == "watch"
    assert level(10, for_children=True) == "flag"
    assert level(18) == "flag"


def test_the_highest_level_by_age_and_activity(judge):
    caps = [{"age_below": 40, "level": "info"}, {"activity": "run", "level": "watch"}]
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}

    def level(age, activity):
        table = {"when": [DROPS], "max_level": [*caps, {"level": "flag"}]}
        table["activities"] = ["walk", "run"]
        found = judge(table, subject=Subject(age_y=age), activity=activity, **values)
        return left(found).level

    assert (level(30, "walk"), level(50, "run"), level(50, "walk")) == ("info", "watch", "flag")


def test_a_pattern_for_an_age_needs_the_age(judge):
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}
    table = {"when": [DROPS], "ages": {"from": 12}}
    assert judge(table, subject=Subject(age_y=9), **values) == ()
    found = left(judge(table, subject=Subject(), **values))
    assert found.status == "cannot_tell"
    assert [note.key for note in found.notes] == ["finding_age_unknown"]


def test_limits_by_sex_are_cautious_both_ways_where_it_is_unknown(judge):
    by_sex = [{"sex": "m", "is": 7}, {"sex": "f", "is": 8.4}]
    table = {"when": [{"metric": DROP, "test": "above", "info": by_sex, "sources": ["design"]}]}

    def status(value, sex):
        given = {"left": [value, value - 0.2, value + 0.2], "right": [0, 0, 0]}
        return left(judge(table, subject=Subject(sex=sex), **{DROP: given})).status

    assert (status(7.7, "m"), status(7.7, "f"), status(7.7, None)) == (
        "seen",
        "not_seen",
        "cannot_tell",
    )
    assert status(9, None) == "seen"
    assert status(6, None) == "not_seen"


def test_only_what_was_filmed_is_looked_for(judge):
    values = {DROP: {"left": [9, 8.5, 9.5], "right": [0, -1, 1]}}
    assert judge({"when": [DROPS], "activities": ["run"]}, **values) == ()


def test_a_question_is_asked_until_it_is_answered(judge):
    asked = {"known": "asked", "activities": []}
    asked["seen_if"] = [{"question": "w_sitting", "is": ["often"]}]
    assert [f.status for f in judge(asked)] == ["asked"]
    assert [f.status for f in judge(asked, answers={"w_sitting": "never"})] == ["not_seen"]
    (seen,) = judge(asked, answers={"w_sitting": "often"})
    assert (seen.status, seen.level) == ("seen", "info")


def test_what_no_video_shows_is_never_guessed(judge):
    (found,) = judge({"known": "not_visible", "activities": []})
    assert (found.status, found.level, found.evidence) == ("not_visible", None, ())


def test_a_contradicted_number_says_info_at_the_most(monkeypatch):
    made = pattern_of("t.toml", {**BASE, "when": [{**DROPS, "metric": CADENCE}]})
    monkeypatch.setattr(matching, "patterns", lambda: {"T1": made})
    number = Number(metric=metric(CADENCE, "both", [9, 8.5, 9.5]), clip="a", contradicted=True)
    measured = Measured(subject=Subject(age_y=30), numbers={("walk", CADENCE, "both"): number})
    (found,) = matching.match(measured)
    assert found.level == "info"
    assert [note.key for note in found.notes] == ["finding_views_disagree"]
    assert found.evidence[0].clip == "a"


def test_a_change_per_year_is_scaled(monkeypatch):
    change = {"metric": CADENCE, "comparison": "later", "per_year": True, "test": "below"}
    made = pattern_of(
        "t.toml", {**BASE, "when": [{**change, "info": 0, "watch": -3, "sources": ["design"]}]}
    )
    monkeypatch.setattr(matching, "patterns", lambda: {"T1": made})

    def level(years):
        key = ("walk", CADENCE, "both")
        measured = Measured(
            subject=Subject(age_y=30), numbers={}, comparison="later", years_apart=years,
            changes={key: Number(metric=metric(CADENCE, "both", [-4, -4.4, -3.6]))},
        )  # fmt: skip
        return [f.level for f in matching.match(measured)]

    assert level(1) == ["watch"]
    assert level(2) == ["info"]
    assert level(None) == [None]
