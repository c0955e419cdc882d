"""compare.html: one page, offline, safe with any name, right at phone and desk width."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from itertools import pairwise

import pytest
from altered import recording, shifted
from browser import WIDTHS_PX, at_widths, needs_chromium
from example import NASTY_NAME, example_analysis
from page_tags import Tags

from gaitkit.changes.compared import Compared
from gaitkit.changes.page import SCRIPT, render
from gaitkit.export.page import script_hash
from gaitkit.model import COMPARISONS

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
CHANGED = {"cadence_spm": 17.0, "overstride_pct": -9.0, "contact_time_s_asymmetry": 40.0,
           "shank_angle_contact_deg": -9.0, "foot_strike_angle_deg": -20.0}  # fmt: skip


def comparison(lang="en", what="cadence", **options):
    before, after = example_analysis(), shifted(example_analysis(seed=8), **CHANGED)
    first = replace(recording(NASTY_NAME, clip=before), pictures=(PNG,))
    then = replace(recording("b", clip=after), pictures=(PNG,))
    return Compared(before=first, after=then, what=what, lang=lang, **options)


@pytest.fixture(scope="module", params=["en", "nl"])
def page(request) -> str:
    return render(comparison(request.param))


def text_of(page: str) -> str:
    words = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<script.*?</script>", "", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", words)))


def test_it_is_whole_and_fetches_nothing(page):
    tags = Tags(page)
    assert tags.open == []
    assert not {"iframe", "form", "b'"} & {tag for tag, _ in tags.tags}
    kinds = [attributes.get("type") for tag, attributes in tags.tags if tag == "script"]
    assert kinds == ["application/json", "application/json", None], "two skeletons, one script"
    assert f"script-src '{script_hash(SCRIPT)}'; media-src blob:" in page
    for tag, attributes in tags.tags:
        for name in ("src", "href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), tag
    assert "url(" not in page and "@import" not in page
    levels = [int(tag[1]) for tag, _ in tags.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = [a["id"] for _, a in tags.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["aria-labelledby"] for _, a in tags.tags if "aria-labelledby" in a} <= set(ids)


def test_drawings_and_pictures_have_words(page):
    tags = Tags(page).tags
    assert sum(tag == "img" for tag, _ in tags) == 2
    for tag, attributes in tags:
        assert tag != "img" or attributes["alt"]
        assert tag != "svg" or attributes.get("aria-label") or attributes["aria-hidden"] == "true"


def test_names_are_text(page):
    assert "<b>O'" not in page
    assert escape(NASTY_NAME).replace("&#x27;", "&#39;") in page


def test_each_change_is_a_sentence_with_both_numbers():
    words = text_of(render(comparison()))
    assert "4 of 18 measures changed by more than their error:" in words
    assert "Up from 169.4 to 186.4 steps/min (+17.0; between +15.4 and +18.6)." in words
    assert "Left down from 13.4 to 4.4 % (−9.0; between −13.4 and −4.6)." in words
    assert "Ground contact time Further apart, from 3.4 % to 43.4 % (right larger)" in words
    assert "Rough" in words and "film again" in words, "the foot strike is a rough number"
    dutch = text_of(render(comparison("nl")))
    assert "4 van de 18 maten veranderden meer dan hun meetfout:" in dutch
    assert "Omhoog van 169,4 naar 186,4 stappen/min (+17,0; tussen +15,4 en +18,6)." in dutch


def test_the_cadence_that_was_meant_is_checked():
    words = text_of(render(comparison()))
    assert "Your cadence rose by 10.0 % (between 9.1 and 11.0 %)." in words
    assert "The step of 5 % was reached. Whether the step of 10 % was reached" in words
    assert "cadence rose" not in text_of(render(comparison(what="tired")))


def test_what_could_not_be_compared_stands_with_its_reason(page):
    words = text_of(page)
    assert "treadmill" in words or "loopband" in words
    assert "None of" not in words


@pytest.mark.parametrize("what", COMPARISONS)
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_change_says_so_for_every_kind(what, lang):
    same = recording("a", clip=example_analysis())
    words = text_of(render(Compared(before=same, after=same, what=what, lang=lang)))
    assert ("None of 18 measures" if lang == "en" else "Geen van de 18 maten") in words


def test_a_warning_that_both_have_is_said_once():
    words = text_of(render(comparison(what="later")))
    assert "Before, After: 3 frames are missing" in words
    assert words.count("3 frames are missing") == 1


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "one day apart"),
        (42, "42 days apart"),
        (75, "2.5 months apart"),
        (183, "6 months apart"),
    ],
)
def test_time_between_is_told(days, told):
    assert told in text_of(render(comparison(years_apart=days / 365.25)))


@needs_chromium
def test_no_sideways_scrolling_and_no_complaint_in_a_browser(tmp_path):
    found, console = at_widths(render(comparison("nl")), tmp_path)
    drawn = 2 * len({c.name for c in example_analysis().curves})
    assert found == [f"{width}:{drawn}" for width in WIDTHS_PX]
    assert "CONSOLE" not in console
