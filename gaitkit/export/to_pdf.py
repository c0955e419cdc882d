"""report.pdf: two pages of A4 for the file, saying what report.html says, in the same words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from gaitkit.errors import UsageError
from gaitkit.export.pictures import kind_of
from gaitkit.export.plain import to_plain
from gaitkit.model import Analysis
from gaitkit.report.build import Report, build
from gaitkit.report.two_pages import two_pages

NAME = "pdf"
FILE = "report.pdf"
#: This exporter can show pictures of the person.
PICTURES = True

#: Letters that the typesetter brings no font for, so that the machine's own are looked through.
OTHER_SCRIPTS = re.compile("[\u0590-\u1dff\u2600-\U0010ffff]")


def write(
    analysis: Analysis, path: Path, lang: str = "en", *, pictures: Iterable[bytes] = ()
) -> tuple[Path, ...]:
    """Write report.pdf into the folder `path`; `pictures` are PNG or JPEG files as bytes."""
    target = Path(path) / FILE
    today = date.today()
    report = build(analysis, lang, pictures=pictures, written_on=today)
    target.write_bytes(render(report, written_on=today))
    return (target,)


def render(report: Report, *, written_on: date) -> bytes:
    """A built report as a PDF, the same bytes for the same report and date.

    Raises UsageError for a picture that is neither PNG nor JPEG or is damaged.
    """
    import typst

    written = datetime(written_on.year, written_on.month, written_on.day, tzinfo=UTC)
    source = document(report)
    own_fonts = not OTHER_SCRIPTS.search(source["report.json"].decode())
    try:
        return typst.compile(source, format="pdf", timestamp=written, ignore_system_fonts=own_fonts)
    except typst.TypstError as error:
        if "image" not in str(error):
            raise
        raise UsageError(f"pictures: expected whole PNG or JPEG files, got: {error}.") from error


def document(report: Report) -> dict[str, bytes]:
    """The template with all it reads, as files by name: words are data to it, never code."""
    content, drawings = two_pages(report)
    content = to_plain(content)
    for picture in report.pictures:
        kind_of(picture)  # refuses what is no picture
    # Files by name must be text, so pictures travel as numbers.
    content["pictures"] = [list(picture) for picture in report.pictures]
    template = files("gaitkit").joinpath("report", "report.typ").read_bytes()
    data = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    return {"main.typ": template, "report.json": data, **drawings}
