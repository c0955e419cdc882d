"""report.pdf: at most two pages, any name as it is, the same bytes again, no network."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
import sockets_forbidden
import typst
from example import NASTY_NAME, PICTURE, crowded, example_analysis, walking
from pypdf import PdfReader

from gaitkit.errors import UsageError
from gaitkit.export import to_pdf
from gaitkit.pipeline import with_findings
from gaitkit.reference import text
from gaitkit.report.build import build

DAY = date(2026, 3, 9)
#: Nothing may be printed this near to an edge; below there is the page number.
EDGES_MM = {"top": 12, "side": 15, "bottom": 5}
PIXELS_PER_MM = 2


def bare(analysis):
    """The example as if next to nothing had been found in it."""
    return replace(analysis, events=(), cycles=(), curves=(), metrics=(), findings=(), notes=())


def pdf_of(analysis, lang="en", *, pictures=()) -> PdfReader:
    report = build(analysis, lang, pictures=pictures, written_on=DAY)
    return PdfReader(io.BytesIO(to_pdf.render(report, written_on=DAY)))


def words_of(pdf: PdfReader) -> str:
    joined = " ".join(page.extract_text() for page in pdf.pages)
    return " ".join(joined.replace("\u200b", "").split())


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(
    ("change", "pages"),
    [(with_findings, 2), (crowded, 2), (lambda a: with_findings(walking(a)), 2), (bare, 1)],
    ids=["run", "crowded", "walk", "bare"],
)
def test_two_pages_at_most_and_nothing_over_the_edge(change, pages, lang):
    report = build(change(example_analysis()), lang, pictures=(PICTURE,) * 3, written_on=DAY)
    drawn, warnings = typst.Compiler().compile_with_warnings(
        to_pdf.document(report), format="png", ppi=25.4 * PIXELS_PER_MM
    )
    drawn = drawn if isinstance(drawn, list) else [drawn]
    assert len(drawn) == pages and warnings == []
    for page in drawn:
        grey = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
        top, side, bottom = (mm * PIXELS_PER_MM for mm in EDGES_MM.values())
        for edge in (grey[:top], grey[-bottom:], grey[:, :side], grey[:, -side:]):
            assert edge.min() == 255
        assert grey.min() < 128


@pytest.mark.parametrize(
    "hostile",
    [
        NASTY_NAME,
        '#image("x")',
        "*a* _b_ $x$ `c`",
        '"] #panic() [',
        "{{ 7 * 7 }}",
        "@b <c> // \\ --",
    ],
)
def test_names_are_text_wherever_they_appear(hostile):
    analysis = example_analysis(name=hostile)
    clip = replace(analysis.clip, path=Path("x") / f"{hostile.replace('/', '_')}.mp4")
    pdf = pdf_of(replace(analysis, clip=clip, versions={hostile: hostile}))
    said = words_of(pdf)
    assert said.count(hostile) >= 5  # title, both footers, name and value of the version
    assert f"{clip.path.name} (1920" in said
    assert hostile in pdf.metadata.title


@pytest.mark.parametrize("name", ["W" * 400, "https://a.b/" + "%20x" * 80, "ä\n\n\n\nb " * 90])
def test_endless_names_stay_on_their_page(name):
    analysis = with_findings(example_analysis(name=name))
    clip = replace(analysis.clip, path=Path("y" * 250 + ".mp4"))
    assert len(pdf_of(replace(analysis, clip=clip)).pages) == 2


@pytest.mark.parametrize(("lang", "comma"), [("en", "."), ("nl", ",")])
def test_it_says_what_the_report_says(lang, comma):
    report = build(with_findings(example_analysis()), lang)
    said = words_of(pdf_of(with_findings(example_analysis()), lang)).replace("\u00a0", " ")
    for key in ("findings.title", "report.key_numbers", "report.missing", "report.how"):
        assert text(key, lang) in said
    for key in ("report.not_medical", "report.privacy"):
        assert text(key, lang) in said
    (card,) = report.standing_out.cards
    for words in (card.name, card.means, card.advice, card.care, report.subtitle):
        assert words in said
    assert f"169{comma}4 " in said and f"+3{comma}4 %" in said
    assert "limit: above 8°" in said or "grens: boven 8°" in said
    for letters in ("−8", "×", "°", "Zoë", "–" if lang == "en" else "één"):
        assert letters in said + pdf_of(example_analysis()).metadata.title


def test_what_was_not_judged_moves_up_where_there_is_room():
    title = text("findings.not_visible", "en")
    run = with_findings(example_analysis())
    room = replace(run, notes=(), findings=tuple(f for f in run.findings if f.status != "seen"))
    for analysis, page in ((run, 1), (room, 0)):
        places = [title in page.extract_text() for page in pdf_of(analysis).pages]
        assert places.index(True) == page and places.count(True) == 1


def test_numbers_may_be_of_numpy():
    analysis = example_analysis()
    metrics = tuple(
        replace(m, value=np.float64(m.value), low=np.float64(m.low), high=np.float64(m.high))
        for m in analysis.metrics
        if m.value is not None
    )
    assert "169.4" in words_of(pdf_of(replace(analysis, metrics=metrics)))


def test_letters_have_glyphs():
    """PDF/A allows no letter without a shape, so this fails on the first that lacks one."""
    name = "Ĳsbrand ĳ ëéïöüàáèçñ ß Łódź Željko − – — × ° ± ≤ “q” ’ … € ½ Ωμ Жук"
    source = to_pdf.document(build(example_analysis(name=name), "nl"))
    assert typst.compile(source, pdf_standards="a-2a", ignore_system_fonts=True)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_it_can_be_read_aloud(lang):
    """PDF/UA asks for a title, a language, words for pictures, and headings in order."""
    source = to_pdf.document(build(crowded(example_analysis()), lang, pictures=(PICTURE,)))
    assert typst.compile(source, pdf_standards="ua-1")


def test_metadata_and_the_same_bytes_again():
    report = build(with_findings(example_analysis()), "nl", pictures=(PICTURE,), written_on=DAY)
    once, again = (to_pdf.render(report, written_on=DAY) for _ in range(2))
    assert once == again
    pdf = PdfReader(io.BytesIO(once))
    assert pdf.metadata.title == f"Gangrapport – {NASTY_NAME}"
    assert pdf.metadata.author == "gaitkit"
    assert pdf.metadata.creation_date.date() == DAY
    assert pdf.trailer["/Root"]["/Lang"] == "nl"


def test_pictures_are_shown_and_others_refused():
    plain, shown = (pdf_of(example_analysis(), pictures=p) for p in ((), (PICTURE,)))
    assert len(shown.pages[0].images) == len(plain.pages[0].images) + 1
    for wrong in (b"GIF89a", PICTURE[:20]):
        with pytest.raises(UsageError, match="PNG or JPEG"):
            pdf_of(example_analysis(), pictures=(wrong,))


def test_it_is_written_quickly_and_stays_small(tmp_path):
    analysis = with_findings(example_analysis())
    start_s = time.process_time()
    (path,) = to_pdf.write(analysis, tmp_path, "en")
    assert time.process_time() - start_s < 1.5
    assert path == tmp_path / "report.pdf"
    assert path.stat().st_size < 400_000


@pytest.mark.skipif(not sockets_forbidden.supported(), reason="needs a kernel that can forbid")
def test_no_connection_is_opened(tmp_path):
    code = (
        "from example import example_analysis\n"
        "from gaitkit.export import to_pdf\n"
        f"to_pdf.write(example_analysis(name='李'), {str(tmp_path)!r}, 'en')"
    )
    subprocess.run([sys.executable, sockets_forbidden.__file__, code], check=True)
    assert (tmp_path / "report.pdf").stat().st_size > 10_000
