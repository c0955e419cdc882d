"""The questionnaire: what video can't show and only the person knows. data/questions.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from gaitkit.errors import UsageError
from gaitkit.model import Answer, Subject
from gaitkit.reference import read_table

from .patterns import ANY_AGE, Ages, Answered
from .tables import checked_keys, one_of, texts

Topic = Literal["red_flags", "complaint", "child", "running", "balance", "shoes", "body", "test"]
Kind = Literal["yes_no", "choice", "places", "scale", "number"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
HIGHEST_SCORE = 10
CHILD_BELOW_Y = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIf:
    """To whom a question is put; activities empty: whatever was filmed."""

    ages: Ages = ANY_AGE
    activities: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `choices` of choice and places; words: ask, ask_child, choice.<value>."""

    id: str
    topic: Topic
    kind: Kind
    choices: tuple[str, ...]
    asked_if: AskedIf
    words: Mapping[str, Any]

    def ask(self, lang: str, *, subject: Subject | None = None) -> str:
        """The question, put to a parent where the subject is a child."""
        child = subject is not None and subject.age_y is not None and subject.age_y < CHILD_BELOW_Y
        key = "ask_child" if child and "ask_child" in self.words else "ask"
        return str(self.words[key][lang])

    def choice(self, value: str, lang: str) -> str:
        """A choice in words."""
        return str(self.words["choice"][value][lang])

    def checked(self, value: Any) -> Answer:
        """`value` as an answer to this question. UsageError says what was expected."""
        if self.kind == "yes_no" and str(value).lower() in _YES_NO:
            return _YES_NO[str(value).lower()]
        if self.kind == "choice" and value in self.choices:
            return str(value)
        if self.kind == "places":
            places = [value] if isinstance(value, str) else value
            if isinstance(places, list | tuple) and set(places) <= set(self.choices):
                return tuple(places)
        if self.kind in ("scale", "number") and _is_number(value, top=self._top):
            return float(value)
        raise UsageError(f"answer to {self.id}: expected {self.expected}, got {value!r}.")

    @property
    def _top(self) -> float:
        return HIGHEST_SCORE if self.kind == "scale" else 10_000

    @property
    def expected(self) -> str:
        """What an answer looks like."""
        return {
            "yes_no": "yes or no",
            "choice": f"one of {', '.join(self.choices)}",
            "places": f"some of {', '.join(self.choices)}",
            "scale": f"a number from 0 to {HIGHEST_SCORE}",
            "number": "a number, 0 or more",
        }[self.kind]


#: As people and YAML write it.
_YES_NO = {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nee": False}


def _is_number(value: Any, *, top: float) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return 0 <= float(value) <= top
    except (TypeError, ValueError):
        return False


@cache
def questions() -> Mapping[str, Question]:
    """Every question by id, red flags first."""
    found = [_question(key, table) for key, table in read_table("questions.toml").items()]
    found.sort(key=lambda q: TOPICS.index(q.topic))
    return {question.id: question for question in found}


def _question(key: str, table: Mapping[str, Any]) -> Question:
    where = f"questions.toml: {key}"
    checked_keys(
        table, ("topic", "kind", "choices", "asked_if", "ask", "ask_child", "choice"), where=where
    )
    asked = table.get("asked_if", {})
    checked_keys(asked, ("age_from", "age_below", "activity", "answers"), where=where)
    activity = asked.get("activity", [])
    return Question(
        id=key,
        topic=one_of(table["topic"], TOPICS, where=where),
        kind=one_of(table["kind"], get_args(Kind), where=where),
        choices=texts(table.get("choices", []), where=where),
        asked_if=AskedIf(
            ages=Ages.of(asked),
            activities=(activity,) if isinstance(activity, str) else tuple(activity),
            answers=_answers(asked.get("answers", [])),
        ),
        words={k: table[k] for k in ("ask", "ask_child", "choice") if k in table},
    )


def _answers(given: Any) -> tuple[Answered, ...]:
    rows = [given] if isinstance(given, dict) else given
    return tuple(Answered.of(row) for row in rows)
