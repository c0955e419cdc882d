"""The session's report in a real browser: a player for each clip, curves that know their clip."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium, report_page, until
from filmed import NUMBER_SHOWN, filmed
from staged import REAR

from gaitkit.face import analyze
from gaitkit.session import Session

SAMPLES = Path(__file__).parents[1] / "sample_videos"
DESK_PX, PHONE_PX = 1400, 390


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return {
        "side": filmed(tmp_path_factory.mktemp("side")),
        "behind": filmed(tmp_path_factory.mktemp("behind"), grey=REAR),
    }


@pytest.fixture(scope="module")
def report(results, tmp_path_factory):
    out = tmp_path_factory.mktemp("session")
    for name, result in results.items():
        result.save(out, name=name, formats=("html",))
    Session(results=results, failed={}).save(out, clips=False)
    return out / "report.html"


def ready(page, which: int = 0) -> None:
    until(page, f"document.querySelectorAll('video')[{which}].readyState >= 2")


def shown(page) -> str:
    return page.locator("section.player:visible").get_attribute("data-clip")


@pytest.mark.parametrize("width_px", [DESK_PX, PHONE_PX])
def test_one_clip_is_shown_and_another_can_be_chosen(browser, report, width_px):
    with report_page(browser, report, width_px=width_px) as page:
        ready(page)
        assert shown(page) == "side"
        page.get_by_role("button", name="From behind: walking").click()
        assert shown(page) == "behind"
        ready(page, 1)
        page.locator("section.player:visible [data-do=on]").click()
        until(page, "document.querySelectorAll('.stage')[1].dataset.frame === '1'")
        assert page.evaluate(NUMBER_SHOWN, 1) == 1
        assert page.locator(".key-moments:visible").get_attribute("data-player") == "2"
        assert page.evaluate("document.documentElement.scrollWidth") == width_px


def test_a_click_on_a_curve_brings_the_clip_that_it_is_of(browser, report, results):
    with report_page(browser, report) as page:
        ready(page)
        chart = page.locator("figure[data-clip=behind] svg.chart").first
        chart.scroll_into_view_if_needed()
        chart.click()
        ready(page, 1)
        until(page, "Number(document.querySelectorAll('.stage')[1].dataset.frame) > 0")
        frame = int(page.locator(".stage").nth(1).get_attribute("data-frame"))
        until(page, "!document.querySelectorAll('video')[1].seeking")
        page.wait_for_timeout(100)
        assert page.evaluate(NUMBER_SHOWN, 1) == frame
        assert shown(page) == "behind"
        clip = results["behind"].record
        inside = [c for c in clip.cycles if c.start_s <= clip.clip.times_s[frame] < c.end_s]
        assert inside, "in a cycle, as the curve is"
        docked = "document.querySelectorAll('.stage')[1].classList.contains('docked')"
        assert page.evaluate(docked)
        page.keyboard.press("ArrowRight")
        until(page, f"document.querySelectorAll('.stage')[1].dataset.frame === '{frame + 1}'")
        assert page.locator(".stage").first.get_attribute("data-frame") == "0"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_real_session(browser, tmp_path, lang):
    """Sample videos, measured with the default model: every clip opens, plays and steps."""
    clips = ("walk_treadmill", "walk_rear_level", "walk_front_level")
    results = {name: analyze(SAMPLES / f"{name}.mp4", lang=lang) for name in clips}
    for name, result in results.items():
        result.save(tmp_path, name=name, formats=("json", "html"))
    Session(results=results, failed={}, lang=lang).save(tmp_path, clips=False)
    assert (tmp_path / "report.html").stat().st_size < 15e6
    for width_px in (DESK_PX, PHONE_PX):
        with report_page(browser, tmp_path / "report.html", width_px=width_px) as page:
            assert page.evaluate("document.documentElement.scrollWidth") == width_px
            for number, button in enumerate(page.locator(".shelf button").all()):
                button.click()
                ready(page, number)
                page.locator("section.player:visible [data-do=on]").click()
                stage = f"document.querySelectorAll('.stage')[{number}].dataset.frame"
                until(page, f"{stage} === '1'")
                page.locator("section.player:visible [data-do=play]").click()
                until(page, f"Number({stage}) > 8")
                page.locator("section.player:visible [data-do=next]").click()
                page.locator("section.player:visible [data-do=skeleton]").click()
