"""The patterns that the five articles describe: what each is compared with, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from gaitkit.model import COMPARISONS, LEVELS, Answer, Comparison, Level, Sex, Test
from gaitkit.reference import Lang

from .tables import checked_keys, folder_tables, one_of, texts, wrong

Known = Literal["measured", "indirect", "asked", "not_visible"]
Sides = Literal["each", "both", "either"]
#: From what is seen best to what is not seen at all.
KNOWN: tuple[Known, ...] = get_args(Known)
ARTICLES = ("000", "001", "002", "003", "004")
_TEXTS = ("name", "means", "advice", "care", "literature", "cannot_see")
_NEEDED_TEXTS = ("name", "means")
_LEVEL_KEYS = frozenset(LEVELS)
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """From `from_y` to below `below_y` years."""

    from_y: float = 0.0
    below_y: float = 200.0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Ages:
        """From `age_from` and `age_below` of a row; what it lacks limits nothing."""
        keys = {"from_y": "age_from", "below_y": "age_below"}
        return cls(**{name: float(row[key]) for name, key in keys.items() if row.get(key)})

    @property
    def all(self) -> bool:
        """Whether age plays no part."""
        return (self.from_y, self.below_y) == (0.0, 200.0)

    def hold(self, age_y: float) -> bool:
        """Whether somebody of that age is meant."""
        return self.from_y <= age_y < self.below_y


ANY_AGE = Ages()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFor:
    """A limit for some people: numbers, or `norm`, deviations from the mean of data/norms.csv."""

    values: tuple[float, ...] = ()
    norm_sd: float | None = None
    ages: Ages = ANY_AGE
    sex: Sex | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One metric held against limits by level. `activities` empty: those of the pattern.

    `side_of`: which side a right-left difference is about, that of the larger value or not.
    """

    metric: str
    test: Test
    sides: Sides
    limits: Mapping[Level, tuple[LimitFor, ...]]
    sources: tuple[str, ...]
    activities: tuple[str, ...] = ()
    comparison: Comparison | None = None
    per_year: bool = False
    side_of: Literal["larger", "smaller"] = "larger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of the questionnaire: one of `values`, or a number above `above`."""

    question: str
    values: tuple[bool | float | str, ...] = ()
    above: float | None = None

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Answered:
        """From a table with `question` and `is` or `above`; yes and no are truth values."""
        if "above" in table:
            return cls(question=table["question"], above=float(table["above"]))
        given = table["is"] if isinstance(table["is"], list) else [table["is"]]
        values = (_YES_NO.get(v, v) if isinstance(v, str) else v for v in given)
        return cls(question=table["question"], values=tuple(values))

    def by(self, answers: Mapping[str, Answer]) -> bool | None:
        """Whether it was answered so; None where it was not answered."""
        if self.question not in answers:
            return None
        answer = answers[self.question]
        if self.above is not None:
            return isinstance(answer, int | float) and answer > self.above
        given = answer if isinstance(answer, tuple) else (answer,)
        return any(value in self.values for value in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold besides: a number beyond a limit, another pattern, or an answer.

    `for_level`: needed only from that level up, and then as sure as that level asks.
    """

    condition: Condition | None = None
    pattern: tuple[str, Level] | None = None
    answered: Answered | None = None
    for_level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxLevel:
    """The highest level for people of an age, in an activity."""

    level: Level
    ages: Ages = ANY_AGE
    activity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern. `need`: any, all, or how many conditions must reach a level."""

    id: str
    file: str
    articles: tuple[str, ...]
    known: Known
    activities: tuple[str, ...]
    ages: Ages
    for_children: bool
    max_levels: tuple[MaxLevel, ...]
    need: str | int
    group: str
    questions: tuple[str, ...]
    exercises: tuple[str, ...]
    seen_if: tuple[Answered, ...]
    when: tuple[Condition, ...]
    require: tuple[Requirement, ...]
    examples: tuple[Mapping[str, Any], ...]
    words: Mapping[str, Mapping[str, str]]

    def text(self, key: str, lang: Lang | str) -> str:
        """name, means, advice, care, literature or cannot_see; empty if there is none."""
        return self.words.get(key, {}).get(lang, "")

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of everything that its limits rest on."""
        return tuple(dict.fromkeys(key for c in self.when for key in c.sources))


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every pattern by id: article by article, then by id."""
    found = [pattern_of(name, table) for name, table in folder_tables("patterns").items()]
    found.sort(key=lambda p: (p.articles[0], p.id))
    twice = [p.id for i, p in enumerate(found) if p.id in {q.id for q in found[:i]}]
    if twice:
        raise wrong("patterns", "every id once", twice[0])
    return {pattern.id: pattern for pattern in found}


def pattern_of(name: str, table: Mapping[str, Any]) -> Pattern:
    """A pattern from the content of its file `name`, every key checked."""
    where = f"patterns/{name}"
    checked_keys(
        table,
        ("id", "articles", "known", "activities", "ages", "for_children", "max_level", "need",
         "group", "questions", "exercises", "seen_if", "when", "require", "example", "text"),
        where=where,
    )  # fmt: skip
    activities = texts(table.get("activities", []), where=where)
    return Pattern(
        id=table["id"],
        file=name,
        articles=tuple(one_of(a, ARTICLES, where=where) for a in table["articles"]),
        known=one_of(table["known"], get_args(Known), where=where),
        activities=activities,
        ages=_ages(table.get("ages", {}), where=where),
        for_children=table.get("for_children", False),
        max_levels=_max_levels(table.get("max_level", "flag"), where=where),
        need=_need(table.get("need", "any"), where=where),
        group=table.get("group", ""),
        questions=texts(table.get("questions", []), where=where),
        exercises=texts(table.get("exercises", []), where=where),
        seen_if=tuple(Answered.of(a) for a in table.get("seen_if", [])),
        when=tuple(_condition(c, where=where) for c in table.get("when", [])),
        require=tuple(_requirement(r, where=where) for r in table.get("require", [])),
        examples=tuple(table.get("example", [])),
        words=_words(table.get("text", {}), where=where),
    )


def _need(value: Any, *, where: str) -> str | int:
    if isinstance(value, int) and value > 0:
        return value
    return str(one_of(value, ("any", "all"), where=f"{where}: need"))


def _words(table: Mapping[str, Any], *, where: str) -> Mapping[str, Mapping[str, str]]:
    checked_keys(table, _TEXTS, where=f"{where}: text")
    for needed in _NEEDED_TEXTS:
        if needed not in table:
            raise wrong(where, f"text.{needed}", tuple(table))
    return table


def _ages(table: Mapping[str, Any], *, where: str) -> Ages:
    checked_keys(table, ("from", "below"), where=f"{where}: ages")
    return Ages(from_y=table.get("from", 0.0), below_y=table.get("below", 200.0))


def _max_levels(value: Any, *, where: str) -> tuple[MaxLevel, ...]:
    place = f"{where}: max_level"
    if isinstance(value, str):
        return (MaxLevel(level=one_of(value, LEVELS, where=place)),)
    rows = []
    for row in value:
        checked_keys(row, ("level", "age_from", "age_below", "activity"), where=place)
        level = one_of(row["level"], LEVELS, where=place)
        rows.append(MaxLevel(level=level, ages=Ages.of(row), activity=row.get("activity")))
    return tuple(rows)


def _condition(table: Mapping[str, Any], *, where: str) -> Condition:
    place = f"{where}: when"
    checked_keys(
        table,
        {"metric", "sides", "test", "activities", "comparison", "per_year", "sources", "side_of"}
        | _LEVEL_KEYS,
        where=place,
    )
    comparison = table.get("comparison")
    if comparison is not None:
        one_of(comparison, COMPARISONS, where=place)
    limits = {level: _limits(table[level], where=place) for level in LEVELS if level in table}
    if not limits:
        raise wrong(place, "a limit for info, watch or flag", tuple(table))
    return Condition(
        metric=table["metric"],
        test=one_of(table["test"], get_args(Test), where=place),
        sides=one_of(table.get("sides", "each"), get_args(Sides), where=place),
        limits=limits,
        sources=texts(table.get("sources", []), where=place),
        activities=texts(table.get("activities", []), where=place),
        comparison=comparison,
        per_year=table.get("per_year", False),
        side_of=one_of(table.get("side_of", "larger"), ("larger", "smaller"), where=place),
    )


def _limits(value: Any, *, where: str) -> tuple[LimitFor, ...]:
    """A limit as written: a number, a pair, a norm, or rows of these by age and sex."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = []
        for row in value:
            checked_keys(row, ("is", "age_from", "age_below", "sex"), where=where)
            rows.append(_limit(row["is"], ages=Ages.of(row), sex=row.get("sex"), where=where))
        return tuple(rows)
    return (_limit(value, where=where),)


def _limit(value: Any, *, ages: Ages = ANY_AGE, sex: Sex | None = None, where: str) -> LimitFor:
    if isinstance(value, str):
        return LimitFor(norm_sd=_deviations(value, where=where), ages=ages, sex=sex)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        raise wrong(where, "numbers", value)
    return LimitFor(values=tuple(float(v) for v in values), ages=ages, sex=sex)


def _deviations(value: str, *, where: str) -> float:
    """norm:mean -> 0, norm:mean-2sd -> -2."""
    rest = value.removeprefix("norm:mean").removesuffix("sd")
    try:
        return float(rest or 0)
    except ValueError:
        raise wrong(where, "a limit such as norm:mean-2sd", value) from None


def _requirement(table: Mapping[str, Any], *, where: str) -> Requirement:
    place = f"{where}: require"
    for_level = table.get("for_level")
    if for_level is not None:
        one_of(for_level, LEVELS, where=place)
    if "pattern" in table:
        level = one_of(table.get("level", "info"), LEVELS, where=place)
        return Requirement(pattern=(table["pattern"], level), for_level=for_level)
    if "question" in table:
        return Requirement(answered=Answered.of(table), for_level=for_level)
    rest = {k: v for k, v in table.items() if k not in ("limit", "for_level")}
    condition = _condition({**rest, for_level or "info": table["limit"]}, where=place)
    return Requirement(condition=condition, for_level=for_level)
