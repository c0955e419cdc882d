"""The questionnaire: which questions fit a person, and answers from a file or a dictionary."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.knowledge.questions import Question, questions
from gaitkit.model import Answer, Subject

ADULT_Y = 40.0
#: Puts one question and gives its answer, or None if the person skips it.
Put = Callable[[Question], Answer | None]


def ask(put: Put, *, subject: Subject, activities: Collection[str] = ()) -> dict[str, Answer]:
    """Put every fitting question, red flags first; later questions depend on earlier answers.

    `activities` empty: whatever may be filmed. Skipped questions stay open.
    """
    answers: dict[str, Answer] = {}
    for question in questions().values():
        if fits(question, subject=subject, activities=activities, answers=answers):
            answer = put(question)
            if answer is not None:
                answers[question.id] = answer
    return answers


def fits(
    question: Question,
    *,
    subject: Subject,
    activities: Collection[str] = (),
    answers: Mapping[str, Answer],
) -> bool:
    """Whether a question makes sense for this person, after these answers.

    Somebody of unknown age is asked what adults are asked.
    """
    wanted = question.asked_if
    if not wanted.ages.hold(ADULT_Y if subject.age_y is None else subject.age_y):
        return False
    if wanted.activities and activities and not set(wanted.activities) & set(activities):
        return False
    return all(answered.by(answers) for answered in wanted.answers)


def checked_answers(given: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as they are stored; UsageError names the question and what it expects."""
    answers = {}
    for key, value in given.items():
        if key not in questions():
            raise UsageError(f"answers: expected ids of questions, got {key!r}. {_known()}")
        if value is not None:
            answers[key] = questions()[key].checked(value)
    return answers


def read_answers(path: Path) -> dict[str, Answer]:
    """Answers from a YAML or JSON file of `question: answer`.

    Raises UnreadableInputError where it can't be read, UsageError where an answer does not fit.
    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))  # JSON is YAML too
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableInputError(
            f"{path}: expected a YAML file of `question: answer` ({_first_line(error)}). {_known()}"
        ) from error
    if not isinstance(content, dict):
        found = type(content).__name__
        raise UnreadableInputError(
            f"{path}: expected `question: answer` lines, got {found}. {_known()}"
        )
    return checked_answers(content)


def blank_answers(lang: str, *, subject: Subject | None = None) -> str:
    """A YAML file to fill in: every question as a comment above its empty answer."""
    lines = []
    for question in questions().values():
        lines.append(f"# {question.ask(lang, subject=subject)}")
        lines.append(f"#   {question.expected}")
        lines.append(f"{question.id}:\n")
    return "\n".join(lines)


def _known() -> str:
    return "`gaitkit patterns --questions` lists the questions."


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
