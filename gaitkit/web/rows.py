"""What the store keeps: people, their visits, the clips of a visit, the jobs that measure them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gaitkit.model import Answer, Corrections, Drawing, Sex, Subject


class NothingThereError(LookupError):
    """No row, file or frame of that id: never there, or deleted."""


State = Literal["queued", "running", "done", "failed"]
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is filmed. Either the birthday is known or the age that was told on a day."""

    id: str
    name: str
    sex: Sex | None = None
    born_on: date | None = None
    age_y: float | None = None
    age_told_on: date | None = None
    height_m: float | None = None

    def age_on(self, day: date) -> float | None:
        """Age in years on a day; whole years pass where only an age was told."""
        if self.born_on:
            return max(0.0, (day - self.born_on).days / DAYS_PER_YEAR)
        if self.age_y is None or self.age_told_on is None:
            return None
        return max(0.0, self.age_y + int((day - self.age_told_on).days / DAYS_PER_YEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One occasion on which a person was filmed: what gaitkit calls a session."""

    id: str
    person_id: str
    held_on: date
    activity: str
    remark: str = ""
    height_m: float | None = None
    lang: str = "en"
    model: str = "heavy"
    blur_face: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    created_at: float = 0.0

    def subject(self, person: Person) -> Subject:
        """The person as he or she was on that day."""
        age_y = person.age_on(self.held_on)
        return Subject(
            name=person.name, sex=person.sex, height_m=self.height_m,
            age_y=None if age_y is None else round(age_y, 1),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRow:
    """A film or pose file of a visit. `title` is the name it came with, only ever shown.

    `settings` are keyword arguments of `gaitkit.analyze`; `result_id` is the job whose files are
    shown, None as long as there are none.
    """

    id: str
    visit_id: str
    title: str
    suffix: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=Corrections)
    drawings: tuple[Drawing, ...] = ()
    result_id: str | None = None
    added_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A clip that waits, is being measured, or was. `kind` and `message` are of its error."""

    id: str
    clip_id: str
    state: State
    attempts: int = 0
    kind: str = ""
    message: str = ""
    queued_at: float = 0.0
    ended_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One merged number of a visit."""

    activity: str
    metric: str
    side: str
    value: float
    low: float | None
    high: float | None
    quality: str
    view: str
