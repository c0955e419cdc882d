"""report.html: one file, safe with any name, right at phone and desk width in a real browser."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from browser import WIDTHS_PX, at_widths, browse, needs_chromium
from example import NASTY_NAME, example_analysis, walking
from page_tags import Tags

from gaitkit.export import to_html
from gaitkit.model import Drawing, Note

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def page_of(analysis, lang="en", **options) -> str:
    from gaitkit.report.build import build

    return to_html.render(build(analysis, lang, **options))


@pytest.fixture(scope="module", params=["en", "nl"])
def page(request) -> str:
    return page_of(example_analysis(), request.param, pictures=(PNG,))


def drawn(label: str, *, y_px: float) -> Drawing:
    points_px = ((0.0, 0.0), (300.0, y_px))
    return Drawing(kind="line", frame=30, time_s=1.0, points_px=points_px, label=label)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_was_measured_by_hand_can_change_in_a_written_page(tmp_path, lang):
    nasty = drawn("<!-- end of by hand --><b>trunk", y_px=300.0)
    without = example_analysis()
    (path,) = to_html.write(replace(without, drawings=(nasty,)), tmp_path, lang)
    page = path.read_text("utf-8")
    assert "&lt;b&gt;trunk" in page and "<b>trunk" not in page
    decimal = {"en": ".", "nl": ","}[lang]
    assert f"45{decimal}0° ±" in page and f"1{decimal}00 s" in page
    to_html.with_drawings(path, (drawn("shank", y_px=0.0),), lang)
    shank = replace(without, drawings=(drawn("shank", y_px=0.0),))
    assert path.read_text("utf-8") == page_of(shank, lang)
    to_html.with_drawings(path, (), lang)
    assert path.read_text("utf-8") == page_of(without, lang)


def test_tags_are_closed_in_order(page):
    assert Tags(page).open == []


def test_nothing_is_fetched_and_nothing_runs(page):
    for tag, attributes in Tags(page).tags:
        assert tag not in {"script", "iframe", "object", "embed", "base", "form"}
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "srcset", "data", "xlink:href"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "data:")), (tag, name, value)
    assert "url(" not in page and "@import" not in page
    assert "default-src 'none'" in page


def test_links_and_labels_lead_somewhere(page):
    tags = Tags(page).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        href = attributes.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids


def test_pictures_and_drawings_have_words(page):
    for tag, attributes in Tags(page).tags:
        if tag == "img":
            assert attributes["alt"]
        if tag == "svg":
            assert attributes.get("aria-label") or attributes.get("aria-hidden") == "true"


def test_headings_do_not_skip_a_level(page):
    levels = [int(t[1]) for t, _ in Tags(page).tags if re.fullmatch("h[1-6]", t)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("hostile", [NASTY_NAME, '"><script>alert(1)</script>', "{{ 7 * 7 }}"])
def test_names_are_text_wherever_they_appear(hostile):
    analysis = example_analysis(name=hostile)
    clip = replace(analysis.clip, path=Path("x") / "<i>clip & co.mp4")
    versions = {"<u>tool</u>": hostile}
    page = page_of(replace(analysis, clip=clip, versions=versions))
    assert not {"script", "u"} & {tag for tag, _ in Tags(page).tags}
    assert "<i>clip" not in page and "<b>O'" not in page
    assert escape(hostile).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page


def test_note_values_are_text_too():
    note = Note.of("few_landmarks", names="<script>x</script>")
    metric = replace(example_analysis().metrics[0], value=None, notes=(note,))
    page = page_of(replace(example_analysis(), metrics=(metric,)))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_options_look_like_options(page):
    assert "<code>--person</code>" in page


def test_a_percent_sign_stays_with_its_number(page):
    words = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert not re.search(r"\d %", words)


def test_without_a_picture_there_is_no_empty_frame():
    assert "<img" not in page_of(example_analysis())


def test_an_analysis_without_anything_still_makes_a_page():
    bare = replace(
        example_analysis(name=None), bouts=(), events=(), cycles=(), curves=(), metrics=(), notes=()
    )
    assert Tags(page_of(bare)).open == []


def test_the_file_is_small_for_what_it_shows(tmp_path):
    (path,) = to_html.write(example_analysis(), tmp_path, "en")
    assert path == tmp_path / "report.html"
    assert path.stat().st_size < 250_000


@needs_chromium
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_sideways_scrolling_in_a_browser(lang, tmp_path):
    long_name = "Wilhelmina-Alexandrina van Oudenhoven-Grootenbroek"
    analysis = walking(example_analysis(name=long_name)) if lang == "nl" else example_analysis()
    found, _ = at_widths(page_of(analysis, lang), tmp_path)
    charts = len({c.name for c in analysis.curves})
    assert found == [f"{width}:{charts}" for width in WIDTHS_PX]


@needs_chromium
def test_the_page_opens_from_a_file_without_complaint(tmp_path):
    (path,) = to_html.write(example_analysis(), tmp_path, "nl", pictures=(PNG,))
    dom, console = browse(path, tmp_path)
    assert "Zoë &lt;b&gt;O'Brien&lt;/b&gt; &amp; Søn</h1>" in dom
    assert "CONSOLE" not in console
