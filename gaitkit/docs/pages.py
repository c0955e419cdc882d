"""The text of the reference pages, in Markdown: nothing is written here that data can tell."""

from __future__ import annotations

import csv
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files

import gaitkit
from gaitkit.docs.drawings import angle_svg
from gaitkit.frames import (
    CURVE_COLUMNS,
    EVENT_COLUMNS,
    FINDING_COLUMNS,
    METRIC_COLUMNS,
    REPETITION_COLUMNS,
)
from gaitkit.knowledge.norms import norms
from gaitkit.knowledge.patterns import Ages, Condition, LimitFor, Pattern, patterns
from gaitkit.knowledge.sources import sources
from gaitkit.metrics.spec import MetricSpec
from gaitkit.reference import curve_names, curve_words, metric_groups, metric_words, text, unit_text
from gaitkit.registry import discover
from gaitkit.summary import specs_by_name

_KNOWN_FROM = {"rendered": "rendered clips with exact truth", "design": "chosen, no clip shows it"}
#: Gait comes first on the page.
_LAST = ("tests", "posture")
#: Nobody is older: an age without an upper end.
_OLDEST_Y = 200.0
#: What a part of the Python interface is reached by.
API = ("gaitkit.face.Result", "gaitkit.face.Plots", "gaitkit.face.Pose", "gaitkit.plot")
TABLES = {
    "metrics.csv": METRIC_COLUMNS, "events.csv": EVENT_COLUMNS, "curves.csv": CURVE_COLUMNS,
    "findings.csv": FINDING_COLUMNS, "repetitions.csv": REPETITION_COLUMNS,
}  # fmt: skip


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "metrics.md": metrics_page(),
        "patterns.md": patterns_page(),
        "files.md": files_page(),
        "api.md": api_page(),
        "backends.md": backends_page(),
    }


def metrics_page() -> str:
    """Every metric and curve: definition, drawing, sign, views, error, norms."""
    specs = specs_by_name()
    parts = [
        "# Measures",
        "Angles in degrees; flexion, dorsiflexion, toe-out, valgus, adduction, drop of the swing "
        "side and lean toward the stance side are positive, alike on both sides. A value is the "
        "median over the cycles, its interval a 95 % interval that covers measurement error and "
        "spread. `..._asymmetry` is right minus left for angles, a symmetry index in percent for "
        "times and lengths.",
    ]
    groups = metric_groups()
    for group in sorted(groups, key=lambda name: name in _LAST):
        names = groups[group]
        parts.append(f"## {text(f'head.{group}', 'en')}")
        parts += [_metric_entry(name, specs[name]) for name in names if name in specs]
    parts += ["## Curves over the gait cycle", *(_curve_entry(name) for name in curve_names())]
    return "\n\n".join(parts) + "\n"


def _metric_entry(name: str, specs: list[MetricSpec]) -> str:
    words = metric_words(name, "en")
    views = ", ".join(sorted({plane for spec in specs for plane in spec.planes}))
    activities = ", ".join(sorted({a for spec in specs for a in spec.activities}))
    facts = {
        "Name": f"`{name}`",
        "Unit": {"°": "degrees", "": "count"}.get(unit := unit_text(words.unit, "en"), unit),
        "Positive": words.positive,
        "Views": views,
        "Measured in": activities,
        "How it is computed": _first_lines(specs[0].compute),
    }
    table = _facts({key: value for key, value in facts.items() if value})
    return "\n\n".join(
        filter(None, (
            f"### {words.label} {{ #{name} }}", angle_svg(name), words.definition, table,
            _errors(name), _norms(name),
        ))
    )  # fmt: skip


def _facts(facts: dict[str, str]) -> str:
    """A table of two columns whose first row is its head."""
    first, *rest = (f"| {key} | {value} |" for key, value in facts.items())
    return "\n".join((first, "|---|---|", *rest))


def _first_lines(compute: object) -> str:
    return (inspect.getdoc(compute) or "").split("\n\n")[0].replace("\n", " ").replace("|", "/")


def _errors(name: str) -> str:
    rows = [row for row in _error_table() if row["metric"] == name]
    if not rows:
        return "Error against truth: none is known, so the quality is never better than rough."
    lines = (
        f"| {r['plane']} | {r['activity']} | {r['leg']} | {r['sd']} | {r['best_quality']} "
        f"| {_KNOWN_FROM.get(r['source'], r['source'])} |"
        for r in rows
    )
    head = "| Seen from | Gait | Leg | Standard error | Best quality | Known from |"
    return "\n".join((head, "|---|---|---|---|---|---|", *lines))


@cache
def _error_table() -> tuple[dict[str, str], ...]:
    file = files("gaitkit.data").joinpath("measurement_error.csv")
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


def _norms(name: str) -> str:
    lines = [
        f"- {n.activity}{f', {n.sex}' if n.sex else ''}{_ages(n.ages)}: {n.mean:g}"
        f"{f' ± {n.sd:g}' if n.sd else ''} ({_cited([n.source])})"
        for n in norms()
        if n.metric == name
    ]
    return "\n".join(("Norms (mean ± SD):", "", *lines)) if lines else ""


def _ages(ages: Ages) -> str:
    if ages.all:
        return ""
    if ages.below_y >= _OLDEST_Y:
        return f", from {ages.from_y:g} years"
    return f", {ages.from_y:g} to under {ages.below_y:g} years"


def _curve_entry(name: str) -> str:
    words = curve_words(name, "en")
    facts = _facts({"Name": f"`{name}`", "Positive": words.positive})
    title = f"### {words.label} {{ #curve-{name} }}"
    return "\n\n".join((title, angle_svg(name), words.definition, facts))


def patterns_page() -> str:
    """Every pattern: what it is, its limits, sources, advice."""
    parts = [
        "# Patterns",
        "A pattern is *seen*, *not seen* or *can't be told*. It reaches `info` when a value lies "
        "beyond that limit, `watch` and `flag` only when the whole interval does. Sources are "
        "graded: the article, research looked up, research quoted from memory, chosen by gaitkit.",
    ]
    parts += [_pattern_entry(pattern) for pattern in patterns().values()]
    parts += ["## Sources", *(f"- **{s.key}** ({s.grade}): {s.cite}" for s in sources().values())]
    return "\n\n".join(parts) + "\n"


def _pattern_entry(pattern: Pattern) -> str:
    facts = [
        f"`{pattern.id}`, {pattern.known.replace('_', ' ')}",
        f"article {', '.join(pattern.articles)}",
        f"in {', '.join(pattern.activities)}" if pattern.activities else "",
    ]
    said = (pattern.text(key, "en") for key in ("means", "advice", "care", "cannot_see"))
    return "\n\n".join(
        filter(None, (
            f"## {pattern.text('name', 'en')} {{ #{pattern.id} }}",
            "; ".join(filter(None, facts)) + ".", *said, _conditions(pattern),
        ))
    )  # fmt: skip


def _conditions(pattern: Pattern) -> str:
    if not pattern.when:
        return ""
    rows = (_condition_row(c) for c in pattern.when)
    head = "| Measure | Sides | Test | Limits | Sources |\n|---|---|---|---|---|"
    return "\n".join((head, *rows))


def _condition_row(condition: Condition) -> str:
    link = f"[`{condition.metric}`](metrics.md#{condition.metric})"
    limits = "; ".join(
        f"{level} {', '.join(_limit(limit) for limit in found)}"
        for level, found in condition.limits.items()
    )
    return (
        f"| {link} | {condition.sides} | {condition.test} | {limits} "
        f"| {', '.join(condition.sources)} |"
    )


def _limit(limit: LimitFor) -> str:
    """The number, or how many SD from the norm, and for whom."""
    told = " to ".join(f"{value:g}" for value in limit.values)
    if limit.norm_sd is not None:
        told = f"norm mean {limit.norm_sd:+g} SD"
    return f"{told}{f' {limit.sex}' if limit.sex else ''}{_ages(limit.ages)}"


def _cited(keys: Iterable[str]) -> str:
    known = sources()
    return "; ".join(known[key].cite if key in known else key for key in keys)


def files_page() -> str:
    """Every file that is written, and what may stand in a video's place."""
    parts = ["# Files", "## Written", "`pose.nc`: " + _doc("gaitkit.pose.files", "to_xarray")]
    for name, exporter in discover("gaitkit.export", prefix="to_").items():
        parts.append(f"### {name}\n\n{inspect.getdoc(exporter)}")
    parts += ["## Columns of the tables", *_columns(), "## Read in a video's place"]
    for module in ("inputs", "json_poses", "tracker_files", "planar", "markers", "files"):
        parts.append(inspect.getdoc(import_module(f"gaitkit.pose.{module}")) or "")
    return "\n\n".join(parts) + "\n"


def _columns() -> Iterator[str]:
    for name, columns in TABLES.items():
        yield f"`{name}`: {', '.join(f'`{column}`' for column in columns)}"


def _doc(module: str, name: str) -> str:
    return inspect.getdoc(getattr(import_module(module), name)) or ""


def api_page() -> str:
    """Everything public, by mkdocstrings."""
    public = [f"gaitkit.{name}" for name in gaitkit.__all__ if name != "__version__"]
    homes = [_home(name) for name in public]
    names = dict.fromkeys((*homes, *API))
    return "# Python\n\n" + "\n\n".join(f"::: {name}" for name in names) + "\n"


def _home(public: str) -> str:
    """Where a public name is defined: the package itself loads most of them late."""
    value = getattr(gaitkit, public.removeprefix("gaitkit."))
    return f"{value.__module__}.{value.__qualname__}"


def backends_page() -> str:
    """How to bring a pose model."""
    return (
        "\n\n".join(
            (
                "# Pose backends",
                "A backend is a module with the names below, found by the entry point "
                "`gaitkit.pose_backends` of an installed distribution:",
                '```toml\n[project.entry-points."gaitkit.pose_backends"]\n'
                'mine = "my_package.my_backend"\n```',
                "Then `gaitkit analyze walk.mp4 --backend mine` uses it. `gaitkit.pose.rtmpose` is "
                "an "
                "example of 150 lines.",
                "::: gaitkit.pose.base.PoseBackend",
                "::: gaitkit.pose.base.PersonPose",
                "::: gaitkit.pose.contract",
                "::: gaitkit.pose.rtmpose",
            )
        )
        + "\n"
    )
