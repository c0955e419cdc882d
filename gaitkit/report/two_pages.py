"""A report laid out for two pages of paper: what each page holds, in ever shorter versions.

A template takes the first version that fits. Lists get shorter by saying how many more there
are; nothing is cut off.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from gaitkit.model import SIDES
from gaitkit.reference import text
from gaitkit.report.build import Cell, Chart, Missing, Rejected, Remark, Report, Row
from gaitkit.report.drawings import drawing
from gaitkit.report.rooms import FirstRoom, SecondRoom, first_rooms, second_rooms
from gaitkit.report.standing_out import Card, NumberLine

#: A name longer than this is none; file systems allow 255 bytes.
LONGEST_NAME = 120
#: Such as the names of all clips of a session.
LONGEST_FACT = 255
#: What fits beside the page number, and in large type.
SHORT_NAME = 40
#: Invisible, yet part of words in some scripts.
JOINERS = "\u200c\u200d"
#: Facts for the top of the first page; the others are on the second.
FIRST_FACTS = ("about", "activity", "view", "cycles", "clip")
MOST_QUESTIONS = 4
WORDS = (
    "report.picture", "report.warnings", "report.key_numbers", "report.curves",
    "report.curves_lead", "report.missing", "report.film_better", "report.see_missing",
    "report.no_clear_difference", "report.rejected", "report.how", "report.not_medical",
    "report.privacy", "findings.title", "findings.advice", "findings.care",
    "findings.exercises", "findings.hints", "findings.not_seen", "findings.open",
    "findings.asked", "findings.not_visible", "findings.sources", "head.measure", "head.left",
    "head.right", "head.difference", "head.difference_help", "head.interval",
    "quality.good", "quality.fair", "quality.low", "quality.good_means", "quality.fair_means",
    "quality.low_means", "chart.degrees",
)  # fmt: skip

Plain = dict[str, Any]
Files = dict[str, bytes]


def two_pages(report: Report) -> tuple[Plain, Files]:
    """What a template needs: plain data, and the drawings it names as SVG files by name."""
    files: Files = {}
    out = report.standing_out
    content = {
        "lang": report.lang,
        "title": shortest(report.title),
        "kind": text("report.test_title" if report.test else "report.title", report.lang),
        "short_title": shortest(report.title, SHORT_NAME),
        "subtitle": report.subtitle,
        "written": report.written,
        "words": {key: text(key, report.lang) for key in WORDS},
        "facts": [fact for fact in _facts(report) if fact["first"]],
        "advice": [
            {"urgency": a.urgency, "title": a.urgency_text, "say": a.say} for a in out.advice
        ],
        "warnings": [_remark(item) for item in report.warnings],
        "lead": out.lead,
        "cards": [_card(card, number, files, report.lang) for number, card in enumerate(out.cards)],
        "table": [_row(row) for row in report.cards],
        "footnotes": _footnotes(report),
        "charts": [_chart(chart, number, files) for number, chart in enumerate(report.charts)],
        "first": [_first(report, room) for room in first_rooms(report)],
        "second": [_second(report, room) for room in second_rooms(report)],
    }
    return content, files


def shortened(names: Sequence[str], most: int, lang: str, *, between: str = ", ") -> str:
    """Names in a row; of too many the first ones, and how many more there are."""
    words = between.join(names[:most])
    if (rest := len(names) - most) > 0:
        return text("cli.more", lang, {"names": words, "count": rest})
    return words


def shortest(name: str, most: int = LONGEST_NAME) -> str:
    """A name on one line that leaves room for the rest of the page."""
    line = " ".join("".join(c for c in name if c.isspace() or _is_shown(c)).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _is_shown(letter: str) -> bool:
    """Not a control character, nor one that turns the writing direction of what follows."""
    return unicodedata.category(letter) not in ("Cc", "Cf") or letter in JOINERS


def _first(report: Report, room: FirstRoom) -> Plain:
    out, lang = report.standing_out, report.lang
    lines = out.cards[room.cards :][: room.lines]
    return {
        "size": room.size_pt,
        "cards": room.cards,
        "lines": [_line(card) for card in lines],
        "lines_more": _more(len(out.cards) - room.cards - len(lines), lang),
        "advice": room.advice,
        "advice_more": _more(len(out.advice) - room.advice, lang),
        "warnings": room.warnings,
        "warnings_more": _more(len(report.warnings) - room.warnings, lang),
        "hints": [_hint(card, lang) for card in out.hints] if room.hints else [],
        "hint_names": "" if room.hints else _hint_names(out.hints, room, lang),
    }


def _second(report: Report, room: SecondRoom) -> Plain:
    out, lang = report.standing_out, report.lang
    hidden = [chart.label for chart in report.charts[room.charts :]]
    asked = min(room.names, MOST_QUESTIONS)
    return {
        "size": room.size_pt,
        "charts": room.charts,
        "columns": room.columns,
        "charts_more": _more(len(hidden), lang),
        "missing": [_missing(m, room, lang) for m in report.missing[: room.groups]],
        "missing_more": _more(len(report.missing) - room.groups, lang),
        "not_seen": shortened(out.not_seen, room.names, lang),
        "open": [
            {"why": item.why, "names": shortened(item.names, room.names, lang)}
            for item in out.open[: room.groups]
        ],
        "open_more": _more(len(out.open) - room.groups, lang),
        "asked": list(out.asked[:asked]),
        "asked_more": _more(len(out.asked) - asked, lang),
        "not_visible": shortened([item.name for item in out.not_visible], room.names, lang),
        "cycles": report.cycles_lead,
        "rejected": [_rejected(r, room, lang) for r in report.rejected[: room.groups]],
        "rejected_more": _more(len(report.rejected) - room.groups, lang),
        "remarks": [_remark(item) for item in report.remarks[: room.groups]],
        "remarks_more": _more(len(report.remarks) - room.groups, lang),
        "sources": shortened(_sources(report), room.names, lang, between="; "),
        "facts": [fact for fact in _facts(report) if not fact["first"]][: 4 * room.names],
    }


def _more(count: int, lang: str) -> str:
    return text("report.more", lang, {"count": count}) if count > 0 else ""


def _facts(report: Report) -> list[Plain]:
    first = {text(f"fact.{key}", report.lang) for key in FIRST_FACTS}
    facts = [(fact, fact.label in first) for fact in report.who]
    facts += [(fact, False) for fact in report.settings]
    return [
        {
            "label": shortest(fact.label),
            "value": shortest(fact.value, LONGEST_FACT),
            "first": on_top,
        }
        for fact, on_top in facts
    ]


def _remark(remark: Remark) -> Plain:
    return {"why": remark.why, "film": remark.film}


def _card(card: Card, number: int, files: Files, lang: str) -> Plain:
    return {
        **_line(card),
        "numbers": [
            _number(line, f"limit-{number}-{place}.svg", card, files)
            for place, line in enumerate(card.numbers)
        ],
        "means": card.means,
        "advice": card.advice,
        "care": card.care,
        "also": text("findings.also", lang, {"names": ", ".join(card.also)}) if card.also else "",
        "notes": list(card.notes),
        "exercises": ", ".join(exercise.name for exercise in card.exercises),
    }


def _line(card: Card) -> Plain:
    """What is left of a finding where there is room for one line."""
    first = card.numbers[0] if card.numbers else None
    return {
        "level": card.level,
        "level_text": card.level_text,
        "name": card.name,
        "where": card.where,
        "number": f"{first.value} ({first.interval}; {first.limit})" if first else "",
    }


def _number(line: NumberLine, name: str, card: Card, files: Files) -> Plain:
    if line.svg:
        files[name] = drawing(line.svg, level=card.level)
    return {
        "label": line.label,
        "side": line.side,
        "value": line.value,
        "interval": line.interval,
        "limit": line.limit,
        "drawing": name if line.svg else "",
    }


def _hint(card: Card, lang: str) -> Plain:
    """A hint with all its numbers."""
    numbers = [
        " ".join(
            part
            for part in (
                line.label,
                text(f"word.{line.side}", lang) if line.side else "",
                f"{line.value} ({line.interval}; {line.limit})",
            )
            if part
        )
        for line in card.numbers
    ]
    return {**_line(card), "numbers": "; ".join(numbers), "means": card.means}


def _hint_names(hints: Sequence[Card], room: FirstRoom, lang: str) -> str:
    titles = [f"{card.name} ({card.where})" if card.where else card.name for card in hints]
    return shortened(titles, room.names, lang)


def _row(row: Row) -> Plain:
    return {
        "label": f"{row.label} ({row.detail})" if row.detail else row.label,
        "cells": {side: _cell(cell) for side, cell in row.cells.items()},
    }


def _cell(cell: Cell) -> Plain:
    return {
        "value": cell.value,
        "unit": cell.unit,
        "interval": cell.interval,
        "quality": cell.quality,
        "marks": ", ".join(str(mark) for mark in cell.marks),
        "may_be_zero": cell.may_be_zero,
    }


def _footnotes(report: Report) -> list[Plain]:
    """The notes that the key numbers point to, under the numbers they have in report.html."""
    used = {mark for row in report.cards for cell in row.cells.values() for mark in cell.marks}
    return [{"mark": mark, **_remark(report.footnotes[mark - 1])} for mark in sorted(used)]


def _chart(chart: Chart, number: int, files: Files) -> Plain:
    name = f"curve-{number}.svg"
    files[name] = drawing(chart.svg)
    words = dict(chart.legend)
    return {
        "label": chart.label,
        "positive": chart.positive,
        "drawing": name,
        "legend": [{"side": side, "words": words[side]} for side in SIDES if side in words],
    }


def _missing(missing: Missing, room: SecondRoom, lang: str) -> Plain:
    return {
        "reasons": [_remark(reason) for reason in missing.reasons],
        "labels": shortened(missing.labels, room.names, lang),
    }


def _rejected(rejected: Rejected, room: SecondRoom, lang: str) -> Plain:
    return {
        "why": rejected.why,
        "cycles": [
            {"side": side, "times": shortened(times, room.names, lang)}
            for side, times in rejected.cycles
        ],
    }


def _sources(report: Report) -> list[str]:
    """What the limits of the findings rest on, and how sure that is."""
    cited = (source for card in report.standing_out.cards for source in card.sources)
    return list(dict.fromkeys(f"{source.cite} [{source.grade}]" for source in cited))
