"""How results show themselves in Jupyter: tables with units and intervals, drawings, a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from gaitkit.export.pictures import base64_text, jpeg
from gaitkit.knowledge.patterns import patterns
from gaitkit.model import SIDES, Metric, RgbImage
from gaitkit.reference import ASYMMETRY, metric_words, number_text, text, unit_text
from gaitkit.report.drawings import drawing
from gaitkit.report.figures import interval_svg

if TYPE_CHECKING:
    import pandas as pd

#: Colours come from the notebook itself, so light and dark themes both fit.
STYLE = """<style>
.gaitkit{font-size:13px;line-height:1.45;max-width:60em}
.gaitkit table{border-collapse:collapse;margin:.4em 0}
.gaitkit td,.gaitkit th{text-align:left!important;padding:.2em .8em .2em 0;border:0;
border-bottom:1px solid #8884;background:none;vertical-align:middle;white-space:normal}
.gaitkit td:first-child{min-width:11em}
.gaitkit td.number{white-space:nowrap;font-variant-numeric:tabular-nums}
.gaitkit small{opacity:.7}
.gaitkit img.strip{width:120px;display:block;background:#fffd;border-radius:3px}
.gaitkit img.frame{max-width:320px;max-height:340px;float:right;margin:0 0 .6em 1em;
border-radius:4px}
.gaitkit h4{margin:.6em 0 .2em}
.gaitkit .left{color:#d0453c}.gaitkit .right{color:#3f82d6}
</style>"""
METRIC_NEEDS = ("metric", "side", "value", "unit", "low", "high", "quality")
FINDING_NEEDS = (
    "pattern", "side", "status", "level", "metric", "value", "low", "high", "limit", "evidence",
)  # fmt: skip
_STATUSES = ("seen", "cannot_tell", "asked", "not_seen", "not_visible")


def metrics_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The same table, which shows itself in Jupyter with units, intervals and drawings."""
    return _showing(frame, "metrics", lang)


def findings_table(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The same table, which shows itself in Jupyter by what was seen."""
    return _showing(frame, "findings", lang)


def _showing(frame: pd.DataFrame, kind: str, lang: str) -> pd.DataFrame:
    shown = _table_class()(frame)
    shown.attrs = {"gaitkit": kind, "lang": lang}
    return shown


@cache
def _table_class() -> type[pd.DataFrame]:
    """A DataFrame that knows how to show itself as long as it has its columns."""
    import pandas as pd

    class Table(pd.DataFrame):
        """A DataFrame with an own look in Jupyter; everything else is pandas."""

        @property
        def _constructor(self) -> type[pd.DataFrame]:
            return Table

        def _repr_html_(self) -> str:
            lang, kind = self.attrs.get("lang", "en"), self.attrs.get("gaitkit")
            if kind == "metrics" and set(METRIC_NEEDS) <= set(self.columns):
                return _framed(metric_rows_html(_metrics_of(self), lang))
            if kind == "findings" and set(FINDING_NEEDS) <= set(self.columns):
                return _framed(findings_html(self, lang))
            return str(super()._repr_html_())

    return Table


def _framed(content: str) -> str:
    return f'{STYLE}<div class="gaitkit">{content}</div>'


def _metrics_of(frame: pd.DataFrame) -> list[Metric]:
    """The rows as metrics; a gap is None."""
    import pandas as pd

    def number(value: Any) -> float | None:
        return None if pd.isna(value) else float(value)

    return [
        Metric(
            name=row.metric, side=row.side, value=number(row.value), unit=row.unit,
            low=number(row.low), high=number(row.high), quality=row.quality,
        )
        for row in frame.itertuples()
    ]  # fmt: skip


def metric_rows_html(metrics: Iterable[Metric], lang: str) -> str:
    """One row per measure, left and right beside each other; how many were withheld."""
    metrics = list(metrics)
    by_name: dict[str, dict[str, Metric]] = {}
    for metric in metrics:
        if metric.value is not None:
            apart = metric.name.endswith(ASYMMETRY)
            name, column = (
                metric.name.removesuffix(ASYMMETRY),
                "difference" if apart else metric.side,
            )
            by_name.setdefault(name, {})[column] = metric
    heads = ("measure", "left", "right", "", "difference", "quality")
    head = "".join(f"<th>{escape(text(f'head.{h}', lang)) if h else ''}</th>" for h in heads)
    rows = "".join(_metric_row(name, found, lang) for name, found in by_name.items())
    withheld = len({m.name.removesuffix(ASYMMETRY) for m in metrics} - set(by_name))
    rest = text("display.withheld", lang, {"count": withheld}) if withheld else ""
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<small>{escape(rest)}</small>"
    )


def _metric_row(name: str, found: Mapping[str, Metric], lang: str) -> str:
    """`found` by column: left, right, both or difference."""
    words = metric_words(name, lang)
    if "both" in found:
        values = _cell(found, "both", words.decimals, lang, span=2)
    else:
        values = "".join(_cell(found, side, words.decimals, lang) for side in SIDES)
    drawn = drawing(interval_svg({s: found[s] for s in SIDES if s in found}))
    strip = _image(drawn, "image/svg+xml", "strip") if drawn else ""
    shown = [found[s] for s in (*SIDES, "both") if s in found] or list(found.values())
    quality = " / ".join(dict.fromkeys(text(f"quality.{m.quality}", lang) for m in shown))
    return (
        f'<tr title="{escape(words.definition)}"><td>{escape(words.label)}</td>{values}'
        f"<td>{strip}</td>{_cell(found, 'difference', words.decimals, lang)}"
        f"<td>{escape(quality)}</td></tr>"
    )


def _cell(
    found: Mapping[str, Metric], column: str, decimals: int, lang: str, *, span: int = 1
) -> str:
    metric = found.get(column)
    if metric is not None and column == "difference":
        decimals = metric_words(metric.name, lang).decimals
    value = _value(metric, decimals, lang) if metric else ""
    return f'<td class="number {column}" colspan="{span}">{value}</td>'


def _value(metric: Metric, decimals: int, lang: str) -> str:
    """`62.1 deg (58.0 to 66.2)`, the interval small."""

    def shown(number: float | None) -> str:
        return escape(number_text(number, lang, decimals=decimals))

    unit = escape(unit_text(metric.unit, lang))
    gap = "" if unit.startswith("°") else " "
    span = f"{shown(metric.low)} {escape(text('word.to', lang))} {shown(metric.high)}"
    interval = "" if metric.low is None else f" <small>({span})</small>"
    return f"<b>{shown(metric.value)}</b>{gap}{unit}{interval}"


def findings_html(frame: pd.DataFrame, lang: str) -> str:
    """What was seen first, each with the number that says so, then hints; the rest by name."""
    parts = []
    for status in _STATUSES:
        rows = frame[frame["status"] == status]
        if status == "seen":
            cards = [card for _, card in rows.groupby(["pattern", "side"], sort=False)]
            for key in ("seen", "hints"):
                own = [card for card in cards if _is_hint(card) == (key == "hints")]
                parts.append(_cards_html(key, own, lang))
        elif len(rows):
            title = text(f"display.{status}", lang, {"count": rows["pattern"].nunique()})
            names = ", ".join(dict.fromkeys(_pattern_name(p, lang) for p in rows["pattern"]))
            parts.append(f"<div><b>{escape(title)}:</b> <small>{escape(names)}</small></div>")
    return "".join(parts)


def _is_hint(card: pd.DataFrame) -> bool:
    """Whether numbers alone tell, and the interval of none of them clears its limit."""
    return bool((card["metric"] != "").any() and not (card["evidence"] == "clear").any())


def _cards_html(key: str, cards: Sequence[pd.DataFrame], lang: str) -> str:
    if not cards:
        return ""
    count = len({card["pattern"].iloc[0] for card in cards})
    rows = "".join(_finding_row(card, lang, hint=key == "hints") for card in cards)
    title = escape(text(f"display.{key}", lang, {"count": count}))
    return f"<h4>{title}</h4><table><tbody>{rows}</tbody></table>"


def _finding_row(card: pd.DataFrame, lang: str, *, hint: bool) -> str:
    """A pattern on one side with every number that was held against a limit."""
    first = next(card.itertuples())
    told = isinstance(first.level, str) and not hint
    level = text(f"findings.{first.level}", lang) if told else ""
    measured = card[card["value"].notna()]
    by_number = measured.groupby(["metric", "value"], sort=False)
    numbers = "<br>".join(_evidence(list(rows.itertuples()), lang) for _, rows in by_number)
    side = "" if first.side == "both" else text(f"head.{first.side}", lang)
    cells = (f"<b>{escape(_pattern_name(first.pattern, lang))}</b>", side, numbers, level)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _evidence(rows: Sequence[Any], lang: str) -> str:
    """A number with its interval and all limits that it was held against."""
    first = rows[0]
    words = metric_words(first.metric, lang)
    low, value, high = (
        number_text(v, lang, decimals=words.decimals) for v in (first.low, first.value, first.high)
    )
    span = f"{low} {text('word.to', lang)} {high}"
    limits = ", ".join(dict.fromkeys(str(row.limit) for row in rows))
    limit = text("display.limit", lang, {"limit": limits})
    return f"{escape(words.label)}: <b>{value}</b> <small>({escape(span)}) {escape(limit)}</small>"


def _pattern_name(key: str, lang: str) -> str:
    return patterns()[key].text("name", lang)


def result_html(
    *,
    title: str,
    subtitle: str,
    notes: Iterable[str],
    metrics: Iterable[Metric],
    findings: pd.DataFrame,
    picture: RgbImage | None,
    lang: str,
) -> str:
    """A whole result: the frame, what to know, what stands out, the numbers."""
    image = _image(jpeg(picture), "image/jpeg", "frame") if picture is not None else ""
    known = "".join(f"<li>{escape(note)}</li>" for note in notes)
    seen = findings[findings["status"] == "seen"]
    return _framed(
        f"{image}<h4>{escape(title)}</h4><small>{escape(subtitle)}</small><ul>{known}</ul>"
        f"{findings_html(seen, lang)}{metric_rows_html(metrics, lang)}"
    )


def _image(data: bytes, kind: str, css: str) -> str:
    # The drawing carries its own style; a notebook's own rules must not reach into it.
    return f'<img class="{css}" alt="" src="data:{kind};base64,{base64_text(data)}">'
