"""Findings in words: what stands out first, then what can't be told, asked or seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gaitkit.knowledge.exercises import exercises
from gaitkit.knowledge.patterns import Pattern, patterns
from gaitkit.knowledge.questions import questions
from gaitkit.knowledge.sources import sources
from gaitkit.knowledge.triage import triage
from gaitkit.model import LEVELS, Answer, Evidence, Finding, Level, Status, Subject
from gaitkit.reference import ASYMMETRY, metric_words, note_text, number_text, text, unit_text
from gaitkit.report.figures import limit_svg


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """One number against its limit, in words and drawn."""

    label: str
    side: str
    value: str
    interval: str
    limit: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source and how sure it is."""

    cite: str
    grade: str
    finding: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """An exercise the article advises."""

    name: str
    how: str
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing that stands out. `also`: names of patterns that say the same."""

    pattern: str
    level: Level
    level_text: str
    sure: bool
    name: str
    where: str
    numbers: tuple[NumberLine, ...]
    means: str
    advice: str
    care: str
    literature: str
    cannot_see: str
    also: tuple[str, ...]
    notes: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Patterns that can't be told for one reason."""

    why: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotVisible:
    """A pattern that no video shows, and what to do instead."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the answers of the questionnaire call for."""

    urgency: str
    urgency_text: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOut:
    """All that the patterns say. `hints` are cards whose intervals hold the limit: unsure ones."""

    advice: tuple[Advice, ...]
    cards: tuple[Card, ...]
    lead: str
    hints: tuple[Card, ...]
    not_seen: tuple[str, ...]
    open: tuple[Open, ...]
    asked: tuple[str, ...]
    not_visible: tuple[NotVisible, ...]


def standing_out(
    findings: Sequence[Finding],
    lang: str,
    *,
    subject: Subject,
    answers: Mapping[str, Answer],
    changes: bool = False,
) -> StandingOut:
    """Word the findings of a clip or a session, or with `changes` those of a comparison."""
    every = _cards(findings, lang, signed=changes)
    cards = tuple(card for card in every if card.sure)
    return StandingOut(
        advice=_advice(answers, subject, lang),
        cards=cards,
        lead=_lead(cards, findings, lang),
        hints=tuple(card for card in every if not card.sure),
        not_seen=_names(_all_are(findings, "not_seen"), lang),
        open=_open(findings, lang),
        asked=_asked(findings, answers, subject, lang),
        not_visible=tuple(
            NotVisible(name=p.text("name", lang), why=p.text("cannot_see", lang))
            for p in _all_are(findings, "not_visible")
        ),
    )


def _lead(cards: Sequence[Card], findings: Sequence[Finding], lang: str) -> str:
    if cards:
        return text("findings.lead", lang)
    judged = any(f.status == "not_seen" for f in findings)
    return text("findings.calm" if judged else "findings.nothing_judged", lang)


def _cards(findings: Sequence[Finding], lang: str, *, signed: bool) -> tuple[Card, ...]:
    """Seen findings, sides of a pattern and patterns of a group together, the highest first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.status == "seen" and finding.level:
            pattern = patterns()[finding.pattern]
            groups.setdefault(pattern.group or pattern.id, []).append(finding)
    cards = [_card(group, lang, signed=signed) for group in groups.values()]
    return tuple(sorted(cards, key=lambda card: -LEVELS.index(card.level)))


def _card(group: Sequence[Finding], lang: str, *, signed: bool) -> Card:
    highest = max(group, key=lambda f: LEVELS.index(f.level))
    pattern = patterns()[highest.pattern]
    others = dict.fromkeys(f.pattern for f in group if f.pattern != pattern.id)
    own = [f for f in group if f.pattern == pattern.id]
    return Card(
        pattern=pattern.id,
        level=highest.level,
        level_text=text(f"findings.{highest.level}", lang),
        sure=_is_sure(group),
        name=pattern.text("name", lang),
        where=_where(own, lang),
        numbers=_number_lines(group, lang, signed=signed),
        means=pattern.text("means", lang),
        advice=pattern.text("advice", lang),
        care=pattern.text("care", lang),
        literature=pattern.text("literature", lang),
        cannot_see=pattern.text("cannot_see", lang),
        also=tuple(patterns()[key].text("name", lang) for key in others),
        notes=tuple(dict.fromkeys(note_text(n, lang) for f in group for n in f.notes)),
        exercises=_exercises(pattern, lang),
        sources=_cited(group, pattern, lang),
    )


def _is_sure(group: Iterable[Finding]) -> bool:
    """Whether an answer tells, or the whole interval of a number lies beyond its limit."""
    return any(
        not finding.evidence or any(e.strength == "clear" for e in finding.evidence)
        for finding in group
    )


def _where(own: Sequence[Finding], lang: str) -> str:
    """Which leg, doing what."""
    sides = dict.fromkeys(f.side for f in own if f.side != "both")
    parts = [text(f"word.{side}", lang) for side in sides]
    parts += [text(f"activity.{f.activity}", lang).lower() for f in own if f.activity]
    return ", ".join(dict.fromkeys(parts))


def _number_lines(group: Iterable[Finding], lang: str, *, signed: bool) -> tuple[NumberLine, ...]:
    """Every number that speaks for it, each metric and side once."""
    lines: dict[tuple[str, str], NumberLine] = {}
    for finding in group:
        for evidence in finding.evidence:
            key = (evidence.metric.name, evidence.metric.side)
            if evidence.status == "seen" and key not in lines:
                lines[key] = _number_line(evidence, lang, signed=signed)
    return tuple(lines.values())


def _number_line(evidence: Evidence, lang: str, *, signed: bool) -> NumberLine:
    metric = evidence.metric
    words = metric_words(metric.name, lang)
    unit = unit_text(metric.unit, lang)
    signed = signed or metric.name.endswith(ASYMMETRY)

    def shown(value: float | None) -> str:
        return number_text(value, lang, decimals=words.decimals, signed=signed)

    to = text("word.to", lang)
    return NumberLine(
        label=words.label,
        side="" if metric.side == "both" else metric.side,
        value=_with_unit(shown(metric.value), unit),
        interval=f"{shown(metric.low)} {to} {shown(metric.high)}",
        limit=_limit_text(evidence, unit, lang),
        svg=limit_svg(evidence),
    )


def _limit_text(evidence: Evidence, unit: str, lang: str) -> str:
    decimals = max(_decimals(limit) for limit in evidence.limit)
    values = {
        name: _with_unit(number_text(limit, lang, decimals=decimals), unit)
        for name, limit in zip(("limit", "other"), evidence.limit, strict=False)
    }
    return text(f"findings.limit_{evidence.test}", lang, values)


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 1


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{'' if unit in ('°', '') else ' '}{unit}"


def _exercises(pattern: Pattern, lang: str) -> tuple[Exercise, ...]:
    return tuple(
        Exercise(
            name=exercises()[key].text("name", lang),
            how=exercises()[key].text("how", lang),
            dose=exercises()[key].text("dose", lang),
        )
        for key in pattern.exercises
    )


def _cited(group: Iterable[Finding], pattern: Pattern, lang: str) -> tuple[Cited, ...]:
    """The article, then what the limits rest on."""
    keys = [f"article-{article}" for article in pattern.articles]
    keys += [key for f in group for e in f.evidence for key in e.sources]
    return tuple(_citation(key, lang) for key in dict.fromkeys(keys))


def _citation(key: str, lang: str) -> Cited:
    source = sources()[key]
    link = f"https://doi.org/{source.doi}" if source.doi else source.url
    return Cited(
        cite=source.cite,
        grade=text(f"findings.grade_{source.grade}", lang),
        finding=source.found(lang),
        link=link,
    )


def _all_are(findings: Iterable[Finding], status: Status) -> list[Pattern]:
    """Patterns of which every finding has that status."""
    statuses: dict[str, set[Status]] = {}
    for finding in findings:
        statuses.setdefault(finding.pattern, set()).add(finding.status)
    return [patterns()[key] for key, found in statuses.items() if found == {status}]


def _names(found: Iterable[Pattern], lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.text("name", lang) for p in found))


def _open(findings: Sequence[Finding], lang: str) -> tuple[Open, ...]:
    """Patterns that were neither seen nor excluded, by why."""
    seen = {f.pattern for f in findings if f.status == "seen"}
    by_why: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.status == "cannot_tell" and finding.pattern not in seen:
            name = patterns()[finding.pattern].text("name", lang)
            by_why.setdefault(_why_open(finding, lang), {})[name] = None
    return tuple(Open(why=why, names=tuple(names)) for why, names in by_why.items())


def _why_open(finding: Finding, lang: str) -> str:
    """What was missing: something about the person, a number, or a surer number."""
    if finding.notes:
        return note_text(finding.notes[0], lang)
    unmeasured = [e.metric for e in finding.evidence if e.metric.value is None]
    if len(unmeasured) < len(finding.evidence):
        return text("findings.too_close", lang)
    notes = [n for metric in unmeasured for n in metric.notes]
    return note_text(notes[0], lang) if notes else text("findings.not_filmed", lang)


def _asked(
    findings: Iterable[Finding], answers: Mapping[str, Answer], subject: Subject, lang: str
) -> tuple[str, ...]:
    """Open questions of patterns that only an answer can tell."""
    keys = dict.fromkeys(
        answered.question
        for finding in findings
        if finding.status == "asked"
        for answered in patterns()[finding.pattern].seen_if
    )
    return tuple(questions()[k].ask(lang, subject=subject) for k in keys if k not in answers)


def _advice(answers: Mapping[str, Answer], subject: Subject, lang: str) -> tuple[Advice, ...]:
    return tuple(
        Advice(
            urgency=rule.urgency,
            urgency_text=text(f"urgency.{rule.urgency}", lang),
            say=rule.words[lang],
        )
        for rule in triage(answers, subject)
    )
