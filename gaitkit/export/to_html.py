"""report.html: one file that opens offline, on a phone or on paper, and needs no network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gaitkit.disk import whole
from gaitkit.export.film import Film
from gaitkit.export.page import REPORT, page
from gaitkit.export.pictures import data_uri
from gaitkit.export.player import Player, player_of
from gaitkit.model import SIDES, Analysis, Drawing
from gaitkit.report.build import Report, Row, build
from gaitkit.report.facts import drawing_facts
from gaitkit.report.figures import interval_svg

if TYPE_CHECKING:
    from markupsafe import Markup

NAME = "html"
FILE = REPORT
#: This exporter can show pictures of the person.
PICTURES = True
#: It can play the film.
FILM = True
#: Between what stands in the page what was measured by hand.
_BY_HAND = ("<!-- by hand -->", "<!-- end of by hand -->")


def write(
    analysis: Analysis,
    path: Path,
    lang: str = "en",
    *,
    pictures: Iterable[bytes] = (),
    film: Film | None = None,
) -> tuple[Path, ...]:
    """Write report.html into the folder `path`; `pictures` are PNG or JPEG files as bytes.

    With a `film` the page plays it, the skeleton over it and the curves in step.
    """
    target = Path(path) / FILE
    players = (player_of(analysis, lang, film=film),)
    content = render(build(analysis, lang, pictures=pictures), players=players)
    target.write_text(content, encoding="utf-8", newline="\n")
    return (target,)


def with_drawings(path: Path, drawings: Iterable[Drawing], lang: str) -> None:
    """Put other drawings into a report.html; all else in it stays as it is."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(_BY_HAND[0])
    _, end, after = rest.partition(_BY_HAND[1])
    section = page("by_hand.html", lang=lang, by_hand=drawing_facts(drawings, lang))
    if begin and end:
        with whole(path) as part:
            part.write_text(before + section.strip() + after, encoding="utf-8", newline="\n")


def render(report: Report, *, players: Iterable[Player] = ()) -> str:
    """A built report as one HTML page, with a player for each clip that has one."""
    shown = [player for player in players if player.pictures or player.mp4]
    shown.sort(key=lambda player: not player.mp4)  # films first: they share one place
    plays = any(player.mp4 for player in shown)
    return page(
        "template.html",
        lang=report.lang,
        script_name="player.js" if plays else "",
        report=report,
        players=shown,
        pictures=[data_uri(picture) for picture in report.pictures],
        strips=[_strip(row) for row in report.cards],
    )


def _strip(row: Row) -> Markup:
    """The intervals of a card's two sides, drawn; our own numbers only, so safe as it is."""
    from markupsafe import Markup

    return Markup(
        interval_svg({side: row.cells[side].metric for side in SIDES if side in row.cells})
    )
