"""The report's drawings as files of their own, with the style that a web page gives them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gaitkit.model import Level
from gaitkit.report.figures import COLOURS

#: What shades the part beyond a limit, by the level of the finding.
TONES: dict[Level, str] = {"info": "#4a6d8c", "watch": "#b77400", "flag": "#a3250f"}


def drawing(svg: str, *, level: Level = "watch") -> bytes:
    """An SVG of figures.py as a file that needs no page around it; nothing where it is empty."""
    if not svg:
        return b""
    opening, _, rest = svg.partition(">")
    opening = opening.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{opening}><style>{_style(level)}</style>{rest}".encode()


@cache
def _style(level: Level) -> str:
    style = files("gaitkit").joinpath("report", "drawings.css").read_text(encoding="utf-8")
    colours = {"LEFT": COLOURS["left"], "RIGHT": COLOURS["right"], "TONE": TONES[level]}
    for name, colour in colours.items():
        style = style.replace(name, colour)
    return style
