"""index.html: all clips on one page that opens offline and leads to each clip's report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from gaitkit.export.to_html import FILE as REPORT
from gaitkit.export.to_html import template
from gaitkit.reference import metric_words, number_text, text, unit_text
from gaitkit.report.figures import COLOURS

from . import tables
from .charts import panel_svg
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
    return template("batch.html").render(
        lang=lang,
        t=lambda key, **values: text(key, lang, values),
        colours=COLOURS,
        name=done.folder.name or str(done.folder),
        written=text("report.written", lang, {"date": (written_on or date.today()).isoformat()}),
        headline=headline(done, lang=lang),
        failures=done.failures,
        checks=_checks(clips),
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


def _checks(clips: Iterable[Measured]) -> list[tuple[str, list[Measured]]]:
    """What to check before the numbers are believed, each with the clips it is said of."""
    found: dict[str, list[Measured]] = {}
    for clip in clips:
        for warning in dict.fromkeys(clip.warnings):
            found.setdefault(warning, []).append(clip)
    return sorted(found.items(), key=lambda one: -len(one[1]))


def _session(session: Joined, lang: str) -> dict[str, str]:
    values = {"person": session.person, "count": len(session.clips)}
    day = f", {session.date}" if session.date else ""
    words = text("batch.session", lang, values)
    return {"name": f"{session.person}{day}", "words": words, "link": link_to(session.place)}


def _groups(drawn: Sequence[Panel], clips: Sequence[Measured], lang: str) -> list[Group]:
    groups: dict[str, list[Drawing]] = {}
    for panel in drawn:
        groups.setdefault(panel.activity, []).append(_drawing(panel, clips, lang))
    return [
        Group(title=text(f"activity.{activity}", lang), drawings=tuple(drawings))
        for activity, drawings in groups.items()
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
    words = metric_words(panel.metric, lang)

    def shown(value: float) -> str:
        return number_text(value, lang, decimals=words.decimals)

    low, high = panel.usual or (float("nan"), float("nan"))
    side = "" if point.side == "both" else f", {text(f'word.{point.side}', lang)}"
    values = {
        "label": words.label, "side": side, "unit": unit_text(words.unit, lang),
        "value": shown(point.value), "low": shown(low), "high": shown(high),
    }  # fmt: skip
    place = next(clip.place for clip in clips if clip.file == point.file)
    return Far(file=point.file, link=link_to(place), words=text("batch.far", lang, values))


def _line(clip: Measured, lang: str) -> Line:
    activities = dict.fromkeys(clip.activities.values())
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
