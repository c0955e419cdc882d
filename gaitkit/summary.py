"""What a result says in short: as words for a terminal, and as plain data for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gaitkit.clips import DoneClip
from gaitkit.export.plain import to_plain
from gaitkit.knowledge.patterns import ARTICLES, KNOWN, Pattern, patterns
from gaitkit.knowledge.sources import sources
from gaitkit.metrics.spec import ALL_PLANES, MetricSpec, all_metrics
from gaitkit.model import SIDES, TESTS, Metric
from gaitkit.reference import metric_groups, metric_words, note_text, text, unit_text
from gaitkit.report.build import Cell, Missing, Remark, Report, Row, build

if TYPE_CHECKING:
    from rich.table import Table

#: Of what was not measured for one reason, this many are named.
_NAMED = 4
#: The longest Dutch word among the labels fits.
_LABEL_WIDTH = 16
_FACTS = ("person", "activity", "view", "cycles", "repetitions", "holds", "frame_rate")


def as_data(name: str, done: DoneClip) -> dict[str, Any]:
    """The summary of one clip as plain values: who, from where, every number or its reason."""
    record, lang = done.result.record, done.result.lang
    return {
        "name": name,
        "file": str(record.clip.path),
        "person": to_plain(record.person, skip=("notes",)),
        "bouts": to_plain(record.bouts),
        "repetitions": to_plain(record.repetitions),
        "metrics": [_metric_data(m, lang) for m in record.metrics if m.value is not None],
        "not_measured": [_metric_data(m, lang) for m in record.metrics if m.value is None],
        "findings": to_plain(record.findings),
        "notes": list(done.result.notes),
        "faces_unseen": done.faces_unseen,
        "folder": str(done.folder),
        "files": list(done.files),
    }


def _metric_data(metric: Metric, lang: str) -> dict[str, Any]:
    plain = to_plain(metric, skip=("name", "notes"))
    note = " ".join(note_text(n, lang) for n in metric.notes)
    return {"metric": metric.name, **plain, "note": note}


def as_words(name: str, done: DoneClip) -> Iterator[str | Table]:
    """The summary of one clip as lines and one table, for a console."""
    lang = done.result.lang
    report = build(done.result.record, lang)
    yield f"{name}: {report.subtitle}"
    yield from _facts(report, lang)
    warnings = [*_faces(done, lang), *map(_sentence, report.warnings)]
    yield from bullets(text("report.warnings", lang), warnings)
    yield from bullets(text("findings.title", lang), _standing_out(report))
    yield ""
    yield _table(report, lang)
    missing = [_missing(m, lang) for m in report.missing]
    yield from bullets(text("report.missing", lang), missing)
    remarks = [] if done.pictures else [text("cli.no_overlay", lang)]
    yield from bullets(text("cli.remarks", lang), [*map(_sentence, _remarks(report)), *remarks])
    values = {"folder": str(done.folder), "names": ", ".join(done.files)}
    yield f"\n{text('cli.files', lang, values)}"


def _faces(done: DoneClip, lang: str) -> Iterator[str]:
    if done.faces_unseen:
        values = {"count": done.faces_unseen, "total": len(done.result.record.pose)}
        yield text("player.faces_unseen", lang, values)


def all_metrics_help(lang: str) -> Iterator[str]:
    """Group by group: its heading, then every metric of it."""
    specs = specs_by_name()
    for group, names in metric_groups().items():
        yield text(f"head.{group}", lang)
        yield from (_metric_help(specs[name], lang) for name in names if name in specs)


def specs_by_name() -> dict[str, list[MetricSpec]]:
    """The specs of every metric: one name may be measured in gait and in tests."""
    found: dict[str, list[MetricSpec]] = {}
    for spec in all_metrics():
        found.setdefault(spec.name, []).append(spec)
    return found


def _metric_help(specs: Sequence[MetricSpec], lang: str) -> str:
    """Name, unit, views, movements and definition of a metric, given all specs of its name."""
    name, planes = specs[0].name, frozenset.union(*(spec.planes for spec in specs))
    words = metric_words(name, lang)
    every = planes >= ALL_PLANES
    views = text("cli.any_view", lang) if every else ",".join(sorted(planes))
    seen = views if every else text("cli.seen_from", lang, {"views": views})
    found = frozenset.union(*(spec.activities for spec in specs))
    done = [a for a in ("walk", "run", *TESTS) if a in found]
    gaits = ", ".join(text(f"word.{activity}", lang) for activity in done)
    unit = unit_text(words.unit, lang)
    positive = (
        text("head.positive", lang, {"means": words.positive}) + "." if words.positive else ""
    )
    return (
        f"{name}{f' [{unit}]' if unit else ''} {words.label}; {seen}; {gaits}\n"
        f"    {words.definition} {positive}".rstrip()
    )


def pattern_help(lang: str) -> Iterator[str]:
    """Article by article: each pattern, how it is known, and what its limits rest on."""
    for article in ARTICLES:
        yield f"{sources()[f'article-{article}'].cite}\n"
        for pattern in patterns().values():
            if pattern.articles[0] == article:
                yield _pattern_line(pattern, lang)
        yield ""


def _pattern_line(pattern: Pattern, lang: str) -> str:
    known = text(f"known.{pattern.known}", lang)
    doing = ", ".join(text(f"activity.{a}", lang).lower() for a in pattern.activities)
    line = f"  {pattern.text('name', lang)} [{pattern.id}]: {known}{f'; {doing}' if doing else ''}"
    cited = "; ".join(
        f"{sources()[k].cite} ({text(f'findings.grade_{sources()[k].grade}', lang)})"
        for k in pattern.sources
    )
    return f"{line}\n      {cited}" if cited else line


def _standing_out(report: Report) -> Iterator[str]:
    """A line per thing that stands out: how clearly, what, where, and the first number."""
    out = report.standing_out
    for advice in out.advice:
        yield f"{advice.urgency_text}. {advice.say}"
    for card in out.cards:
        where = f" ({card.where})" if card.where else ""
        first = card.numbers[0] if card.numbers else None
        number = f": {first.value} ({first.interval}; {first.limit})" if first else ""
        yield f"{card.level_text.capitalize()}: {card.name}{where}{number}"
    if not out.cards:
        yield out.lead


def _facts(report: Report, lang: str) -> Iterator[str]:
    labels = [text(f"fact.{key}", lang) for key in _FACTS]
    width = max(map(len, labels))
    for fact in report.who:
        if fact.label in labels:
            yield f"  {fact.label:{width}}  {fact.value}"


def bullets(title: str, lines: Iterable[str]) -> Iterator[str | Table]:
    """A heading with lines below it, for a console; nothing where there are none."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row("  -", line)
    if grid.row_count:
        yield f"\n{title}"
        yield grid


def _sentence(remark: Remark) -> str:
    return f"{remark.why} {remark.film}".strip()


def _remarks(report: Report) -> tuple[Remark, ...]:
    """Remarks on the clip, then those on the numbers in the table."""
    marks = dict.fromkeys(m for row in report.cards for c in row.cells.values() for m in c.marks)
    return (*report.remarks, *(report.footnotes[mark - 1] for mark in marks))


def _table(report: Report, lang: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(text("head.measure", lang), min_width=_LABEL_WIDTH)
    for side in (*SIDES, "both"):
        table.add_column(text(f"head.{side}", lang), no_wrap=side in SIDES)
    for row in report.cards:
        table.add_row(row.label, *(_cell(row, side, lang) for side in (*SIDES, "both")))
    return table


def _cell(row: Row, side: str, lang: str) -> str:
    """Value with unit and quality, its interval below it."""
    cell: Cell | None = row.cells.get(side)
    if cell is None:
        return ""
    if not cell.value:
        return text("report.see_missing", lang)
    gap = "" if cell.unit in ("°", "") else " "
    return f"{cell.value}{gap}{cell.unit}, {cell.quality_text.lower()}\n{cell.interval}"


def _missing(missing: Missing, lang: str) -> str:
    names = ", ".join(missing.labels[:_NAMED])
    if (rest := len(missing.labels) - _NAMED) > 0:
        names = text("cli.more", lang, {"names": names, "count": rest})
    reasons = " ".join(map(_sentence, missing.reasons))
    return f"{names}: {reasons}"


def patterns_markdown(lang: str) -> str:
    """The table of the README: article by article, each pattern under how it is known."""
    heads = [text("head.article", lang), *(text(f"known.{known}", lang) for known in KNOWN)]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for article in ARTICLES:
        own = [p for p in patterns().values() if p.articles[0] == article]
        names = (
            "; ".join(p.text("name", lang) for p in own if p.known == known) for known in KNOWN
        )
        lines.append(f"| {' | '.join([text(f'article.{article}', lang), *names])} |")
    return "\n".join(lines)
