"""index.html: all clips on one page that opens offline and leads to each clip's report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from pathlib import PurePosixPath
from urllib.parse import quote

from gaitkit.export.page import REPORT, page
from gaitkit.model import Note
from gaitkit.reference import metric_words, note_text, text, unit_text

from . import tables
from .charts import panel_svg, told_of
from .job import Batch, Joined, Measured
from .panels import Panel, Panels, Point, outliers

PAGE = "index.html"
#: More outliers than this are a list that nobody reads; the panels mark them all.
_OUTLIERS = 20
_LEVELS = ("flag", "watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A measure over all clips, drawn."""

    label: str
    unit: str
    positive: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The drawings of one activity."""

    title: str
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A clip in the list of all, with how many patterns stand out by level."""

    file: str
    link: str
    person: str
    date: str
    activity: str
    view: str
    levels: tuple[tuple[str, str], ...]
    to_check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """A number far from those of the other clips."""

    file: str
    link: str
    words: str


def render(done: Batch, panels: Panels, *, lang: str, written_on: date | None = None) -> str:
    """The whole page; `written_on` is today if not given."""
    clips = sorted(done.measured, key=lambda clip: (clip.person, clip.date, clip.file))
    drawn = panels.panels()
    found = outliers(drawn)
    return page(
        "batch.html",
        lang=lang,
        name=done.folder.name or str(done.folder),
        written=text("report.written", lang, {"date": (written_on or date.today()).isoformat()}),
        headline=headline(done, lang=lang),
        failures=done.failures,
        checks=_checks(clips, lang),
        link_to=link_to,
        far=[_far(*one, clips=clips, lang=lang) for one in found[:_OUTLIERS]],
        more_far=max(0, len(found) - _OUTLIERS),
        sessions=[_session(session, lang) for session in done.sessions],
        groups=_groups(drawn, clips, lang),
        lines=[_line(clip, lang) for clip in clips],
        has_people=any(clip.person for clip in clips),
        has_dates=any(clip.date for clip in clips),
        table_files=table_files(done),
    )


def headline(done: Batch, *, lang: str) -> str:
    """How many clips were measured, and how many not."""
    counts = {"measured": len(done.measured), "failed": len(done.failures)}
    words = [text("batch.headline_failed" if done.failures else "batch.headline", lang, counts)]
    if done.sessions:
        words.append(text("batch.headline_sessions", lang, {"count": len(done.sessions)}))
    return " ".join(words)


def as_words(done: Batch, *, lang: str) -> Iterator[str]:
    """What became of the batch, for a console: the counts, every failure, where the files are."""
    kept = f" {text('batch.kept', lang, {'count': done.kept})}" if done.kept else ""
    yield f"{headline(done, lang=lang)}{kept}"
    if done.failures:
        yield f"\n{text('batch.failures', lang)}"
    for failed in done.failures:
        yield f"  - {failed.file}: {failed.reason}"
    names = ", ".join([*table_files(done), PAGE])
    yield f"\n{text('batch.written', lang, {'folder': str(done.out), 'names': names})}"


def table_files(done: Batch) -> list[str]:
    """The tables that were written."""
    return [name for name in tables.FILES if (done.out / name).is_file()]


def link_to(place: str) -> str:
    """From the page to the report of a clip or a session."""
    return f"{quote(place)}/{REPORT}"


def _checks(clips: Iterable[Measured], lang: str) -> list[tuple[str, list[Measured]]]:
    """What to check before the numbers are believed, each with the clips it is said of."""
    found: dict[tuple[object, ...], list[tuple[Note, Measured]]] = {}
    for clip in clips:
        for note in dict.fromkeys(clip.warnings):
            kind = (note.key, *(v for v in note.values if isinstance(v[1], str)))
            found.setdefault(kind, []).append((note, clip))
    checks = [
        (_common([note for note, _ in said], lang), list({c.file: c for _, c in said}.values()))
        for said in found.values()
    ]
    return sorted(checks, key=lambda one: -len(one[1]))


def _common(notes: Sequence[Note], lang: str) -> str:
    """Notes of one kind as one: where their numbers differ, from the least to the greatest."""
    values = [dict(note.values) for note in notes]
    least, most = (
        note_text(Note.of(notes[0].key, **{k: end(v[k] for v in values) for k in values[0]}), lang)
        for end in (min, max)
    )
    pairs = zip(least.split(), most.split(), strict=True)
    return " ".join(a if a == b else f"{a}–{b}" for a, b in pairs)


def _session(session: Joined, lang: str) -> dict[str, str]:
    return {
        "name": PurePosixPath(session.place).name,
        "words": text("batch.count", lang, {"count": len(session.clips)}),
        "link": link_to(session.place),
    }


def _groups(drawn: Sequence[Panel], clips: Sequence[Measured], lang: str) -> list[Group]:
    """The panels by activity, what most clips show first; the others' clips have no place in it."""
    doing = {
        activity: [clip for clip in clips if activity in dict(clip.activities).values()]
        for activity in dict.fromkeys(panel.activity for panel in drawn)
    }
    return [
        Group(
            title=text(f"activity.{activity}", lang),
            drawings=tuple(_drawing(p, own, lang) for p in drawn if p.activity == activity),
        )
        for activity, own in sorted(doing.items(), key=lambda one: -len(one[1]))
    ]


def _drawing(panel: Panel, clips: Sequence[Measured], lang: str) -> Drawing:
    words = metric_words(panel.metric, lang)
    return Drawing(
        label=words.label,
        unit=unit_text(words.unit, lang),
        positive=words.positive,
        svg=panel_svg(panel, clips, lang=lang, link_to=link_to),
    )


def _far(panel: Panel, point: Point, *, clips: Sequence[Measured], lang: str) -> Far:
    values = told_of(panel, point, *(panel.usual or (nan, nan)), lang)
    place = next(clip.place for clip in clips if clip.file == point.file)
    return Far(file=point.file, link=link_to(place), words=text("batch.far", lang, values))


def _line(clip: Measured, lang: str) -> Line:
    activities = dict.fromkeys(activity for _, activity in clip.activities)
    return Line(
        file=clip.file,
        link=link_to(clip.place),
        person=clip.person,
        date=clip.date,
        activity=", ".join(text(f"activity.{a}", lang) for a in activities),
        view=", ".join(text(f"batch.from_{plane}", lang) for plane in clip.planes),
        levels=tuple(
            (level, text(f"batch.{level}", lang, {"count": clip.seen[level]}))
            for level in _LEVELS
            if clip.seen.get(level)
        ),
        to_check=bool(clip.warnings),
    )
