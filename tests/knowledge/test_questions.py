"""The questionnaire: answers are checked, and nobody is asked what makes no sense for them."""

from __future__ import annotations

import pytest

from gaitkit.ask import ask, blank_answers, checked_answers, fits, read_answers
from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.knowledge.patterns import patterns
from gaitkit.knowledge.questions import TOPICS, questions
from gaitkit.knowledge.triage import triage_rules
from gaitkit.model import Subject
from gaitkit.reference import LANGS

ADULT, CHILD = Subject(age_y=34), Subject(age_y=6)


def test_every_question_and_choice_has_words():
    for question in questions().values():
        for lang in LANGS:
            assert question.ask(lang).endswith(("?", "."))
            assert question.ask(lang, subject=CHILD)
            for choice in question.choices:
                assert question.choice(choice, lang)


def test_red_flags_come_first():
    topics = [question.topic for question in questions().values()]
    assert topics == sorted(topics, key=TOPICS.index)
    assert topics[0] == "red_flags"


def test_questions_that_decide_something_exist_and_can_be_answered_so():
    asked = [a for p in patterns().values() for a in p.seen_if]
    asked += [r.answered for p in patterns().values() for r in p.require if r.answered]
    asked += [a for rule in triage_rules() for a in rule.when]
    asked += [a for q in questions().values() for a in q.asked_if.answers]
    for answered in asked:
        question = questions()[answered.question]
        for value in answered.values:
            question.checked(value)
        assert (answered.above is not None) == (question.kind in ("scale", "number"))


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("pain", "yes", True),
        ("pain", "nee", False),
        ("pain", True, True),
        ("w_sitting", "often", "often"),
        ("pain_place", "heel", ("heel",)),
        ("pain_place", ["heel", "calf"], ("heel", "calf")),
        ("pain_score", "4", 4.0),
        ("complaint_weeks", 3, 3.0),
    ],
)
def test_answers_are_stored_in_one_way(key, given, stored):
    assert questions()[key].checked(given) == stored


@pytest.mark.parametrize(
    ("key", "given"),
    [("pain", "perhaps"), ("w_sitting", "daily"), ("pain_place", ["elbow?"]), ("pain_score", 11),
     ("pain_score", "a lot"), ("complaint_weeks", -1), ("pain_score", True)],
)  # fmt: skip
def test_what_is_no_answer_is_told(key, given):
    with pytest.raises(UsageError, match=f"answer to {key}: expected"):
        questions()[key].checked(given)


def test_a_childs_questions_are_for_children():
    question = questions()["w_sitting"]
    assert fits(question, subject=CHILD, answers={})
    assert not fits(question, subject=ADULT, answers={})
    assert not fits(question, subject=Subject(), answers={})


def test_a_running_question_waits_for_running():
    question = questions()["runs_per_week"]
    assert fits(question, subject=ADULT, activities=("run",), answers={})
    assert fits(question, subject=ADULT, answers={})
    assert not fits(question, subject=ADULT, activities=("walk",), answers={})


def test_without_pain_nobody_is_asked_where_it_hurts():
    question = questions()["pain_place"]
    assert fits(question, subject=ADULT, answers={"pain": True})
    assert not fits(question, subject=ADULT, answers={"pain": False})


def test_asking_follows_the_answers_and_leaves_skipped_ones_open():
    put = []

    def answer(question):
        put.append(question.id)
        return {"yes_no": False}.get(question.kind)

    answers = ask(answer, subject=ADULT, activities=("walk",))
    assert "pain_place" not in put
    assert set(answers.values()) == {False}
    assert len(answers) < len(put)


def test_answers_from_a_file(tmp_path):
    file = tmp_path / "answers.yaml"
    file.write_text("pain: yes\npain_place: [heel, calf]\npain_score: 4\nw_sitting:\n")
    assert read_answers(file) == {
        "pain": True, "pain_place": ("heel", "calf"), "pain_score": 4.0,
    }  # fmt: skip


@pytest.mark.parametrize("content", ["- a\n- b\n", "a: [", "\x00", "just words"])
def test_a_file_that_holds_no_answers_is_told(tmp_path, content):
    file = tmp_path / "answers.yaml"
    file.write_text(content)
    with pytest.raises(UnreadableInputError, match="question: answer"):
        read_answers(file)


def test_a_missing_file_and_an_unknown_question_are_told(tmp_path):
    with pytest.raises(UnreadableInputError):
        read_answers(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match="pian"):
        checked_answers({"pian": "yes"})


@pytest.mark.parametrize("lang", LANGS)
def test_the_blank_file_can_be_read_back(tmp_path, lang):
    file = tmp_path / "answers.yaml"
    file.write_text(blank_answers(lang), encoding="utf-8")
    assert read_answers(file) == {}
    assert all(f"\n{key}:" in f"\n{file.read_text(encoding='utf-8')}" for key in questions())
