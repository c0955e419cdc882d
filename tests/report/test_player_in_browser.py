"""The player, driven in a real browser: from disk, the network off, on a desk and on a phone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from browser import chromium, report_page, until
from filmed import NUMBER_SHOWN, filmed

from gaitkit.export.film import film_of
from gaitkit.export.player import player_of
from gaitkit.export.to_html import render
from gaitkit.face import analyze, load
from gaitkit.reference import text
from gaitkit.report.build import build

SAMPLES = Path(__file__).parents[2] / "sample_videos"
DESK_PX, PHONE_PX = 1400, 390
#: What the skeleton's canvas holds halfway between two points of the film.
INK = """([a, b]) => {
  const drawn = document.querySelector(".stage canvas"), copy = document.createElement("canvas");
  const scale = drawn.width / document.querySelector("video").videoWidth;
  copy.width = drawn.width; copy.height = drawn.height;
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(drawn, 0, 0);
  return [...pen.getImageData((a[0] + b[0]) / 2 * scale, (a[1] + b[1]) / 2 * scale, 1, 1).data];
}"""


#: What the skeleton's canvas holds above a pixel of the film, wherever that lies on the page.
INK_AT = """([x, y]) => {
  const drawn = document.querySelector(".stage canvas"), copy = document.createElement("canvas");
  const video = document.querySelector("video"), film = video.getBoundingClientRect();
  const stage = drawn.getBoundingClientRect(), fine = drawn.width / stage.width;
  const scale = film.width / video.videoWidth;
  copy.width = drawn.width; copy.height = drawn.height;
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(drawn, 0, 0);
  return [...pen.getImageData((film.x + x * scale - stage.x) * fine,
                              (film.y + y * scale - stage.y) * fine, 1, 1).data];
}"""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker"))


@pytest.fixture(scope="module")
def reports(result, tmp_path_factory):
    """The report in both languages."""
    out = tmp_path_factory.mktemp("out")
    return {
        lang: replace(result, lang=lang).save(out, name=lang, formats=("html",)) / "report.html"
        for lang in ("en", "nl")
    }


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(params=[DESK_PX])
def page(browser, reports, request):
    with report_page(browser, reports["en"], width_px=request.param) as opened:
        ready(opened)
        yield opened


#: For tests of what a phone might do differently.
on_desk_and_phone = pytest.mark.parametrize("page", [DESK_PX, PHONE_PX], indirect=True)


def ready(page) -> None:
    until(page, "document.querySelector('video').readyState >= 2")


def frame_of(page) -> int:
    return int(page.locator(".stage").first.get_attribute("data-frame"))


def wait_for_frame(page, frame: int) -> None:
    until(page, f"document.querySelector('.stage').dataset.frame === '{frame}'")


def nearest(result, time_s: float) -> int:
    return min(
        range(len(result.record.clip.times_s)),
        key=lambda i: abs(result.record.clip.times_s[i] - time_s),
    )


def playing(page) -> bool:
    return page.evaluate("!document.querySelector('video').paused")


@on_desk_and_phone
def test_the_whole_film_is_there(page, result):
    clip = result.record.clip
    assert page.evaluate("document.querySelector('video').duration") == pytest.approx(
        clip.duration_s, abs=0.1
    )
    whole = f"{clip.duration_s:.2f} s"
    assert page.inner_text(".clock").endswith(whole)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


@on_desk_and_phone
def test_it_plays_and_pauses(page):
    page.click("[data-do=play]")
    until(page, "Number(document.querySelector('.stage').dataset.frame) > 8")
    shown = "document.querySelector('[data-do=play]').innerText.trim()"
    until(page, f"{shown} === '{text('player.pause', 'en')}'")
    page.click("[data-do=play]")
    assert not playing(page)
    until(page, f"{shown} === '{text('player.play', 'en')}'")


def test_each_step_is_the_next_picture_where_pictures_are_missing_too(page):
    """By button and by key; what the video element shows is what the page says it shows."""
    for expected in range(1, 24):
        page.click("[data-do=on]")
        wait_for_frame(page, expected)
        assert page.evaluate(NUMBER_SHOWN) == expected
    page.focus(".stage")
    page.keyboard.press("ArrowLeft")
    wait_for_frame(page, 22)
    page.keyboard.press("Shift+ArrowRight")
    wait_for_frame(page, 32)
    assert page.evaluate(NUMBER_SHOWN) == 32


@on_desk_and_phone
def test_a_click_on_an_event_shows_it(page, result):
    events = [e for e in result.record.events if 1.0 < e.time_s < 4.0]
    for event in events[::3]:
        frame = nearest(result, event.time_s)
        label = f"{event.side}, {text(f'chart.{event.kind}', 'en')}, {event.time_s:.2f} s"
        page.get_by_label(label, exact=True).click()
        wait_for_frame(page, frame)
        assert page.evaluate(NUMBER_SHOWN) == frame


def test_events_are_reached_by_keyboard_alone(page, result):
    own = sorted(e.time_s for e in result.record.events if e.side == "left")
    page.focus(".cursor")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("left")
    page.keyboard.press("Enter")
    wait_for_frame(page, nearest(result, own[0]))
    page.keyboard.press("ArrowRight")
    wait_for_frame(page, nearest(result, own[1]))
    every = sorted(nearest(result, e.time_s) for e in result.record.events)
    page.click("[data-do=next]")
    wait_for_frame(page, next(f for f in every if f > nearest(result, own[1])))


@on_desk_and_phone
def test_dragging_along_the_strip_takes_the_film_along(page, result):
    page.locator(".lanes").scroll_into_view_if_needed()
    box = page.locator(".over").bounding_box()
    y = box["y"] + 0.25 * box["height"]
    end_s = result.record.clip.duration_s
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], y, steps=4)
    page.mouse.move(box["x"] + 0.63 * box["width"], y, steps=4)
    page.mouse.up()
    frame = nearest(result, 0.63 * end_s)
    until(page, f"Math.abs(document.querySelector('.stage').dataset.frame-{frame})<=1")
    assert page.evaluate(NUMBER_SHOWN) == frame_of(page)


@on_desk_and_phone
def test_a_click_on_a_curve_goes_to_that_percent(page, result):
    chart = page.locator("svg.chart").first
    chart.scroll_into_view_if_needed()
    line = "path.mean.left"
    spot = chart.evaluate(
        f"""svg => {{ const path = svg.querySelector('{line}');
            const p = path.getPointAtLength(0.6 * path.getTotalLength());
            const at = new DOMPoint(p.x, p.y).matrixTransform(svg.getScreenCTM());
            return [at.x, at.y, 100 * (p.x - 34) / (386 - 34)]; }}"""
    )
    page.mouse.click(spot[0], spot[1])
    until(page, "Number(document.querySelector('.stage').dataset.frame) > 0")
    page.wait_for_timeout(300)
    cycles = [c for c in result.record.cycles if c.side == "left" and c.usable]
    wanted = {nearest(result, c.start_s + spot[2] / 100 * c.duration_s) for c in cycles}
    assert frame_of(page) in wanted
    assert page.evaluate(NUMBER_SHOWN) == frame_of(page)
    shown = float(chart.get_attribute("data-left"))
    assert shown == pytest.approx(spot[2], abs=3)  # half a frame of 33 ms in a cycle of 1.1 s
    docked = page.evaluate("document.querySelector('.stage').classList.contains('docked')")
    assert docked, "the film should be in sight of the curve"


def test_the_curves_follow_the_film(page, result):
    cycle = next(c for c in result.record.cycles if c.side == "right" and c.usable)
    frame = nearest(result, cycle.start_s + 0.4 * cycle.duration_s)
    page.evaluate("document.querySelector('.stage').focus()")
    for _ in range(frame // 10):
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(frame % 10):
        page.keyboard.press("ArrowRight")
    wait_for_frame(page, frame)
    time_s = result.record.clip.times_s[frame]
    percent = 100 * (time_s - cycle.start_s) / cycle.duration_s
    for chart in page.locator("svg.chart").all():
        assert float(chart.get_attribute("data-right")) == pytest.approx(percent, abs=0.05)
        assert chart.locator(".here.right").evaluate("line => line.style.display") == ""
    assert page.inner_text(".phase.right").split()[1] == str(round(percent))


@on_desk_and_phone
def test_the_skeleton_lies_on_the_frame_that_is_shown_and_can_be_hidden(page, result):
    pose = result.record.pose
    frame = 40
    page.focus(".stage")
    for _ in range(frame // 10):
        page.keyboard.press("Shift+ArrowRight")
    wait_for_frame(page, frame)
    for side in ("left", "right"):
        ends = [(pose.px(f"{side}_{part}")[frame] + 0.5).tolist() for part in ("knee", "ankle")]
        ink = page.evaluate(INK, ends)
        assert ink[3] > 200
        reddish = ink[0] > ink[2]
        assert reddish == (side == "left"), ink
    page.click("[data-do=skeleton]")
    assert page.get_attribute("[data-do=skeleton]", "aria-pressed") == "false"
    assert page.inner_text(".said") == text("player.skeleton_off", "en")
    assert page.evaluate(INK, ends)[3] == 0


def test_zoom_keeps_skeleton_and_picture_together(page, result):
    """Halfway along a shank there is ink where the film's pixel of that place now is."""
    pose = result.record.pose
    ends = [pose.px(f"left_{part}")[0] + 0.5 for part in ("knee", "ankle")]
    middle = ((ends[0] + ends[1]) / 2).tolist()
    whole = page.evaluate("document.querySelector('video').getBoundingClientRect().width")
    for enlarged in (False, True):
        if enlarged:
            page.click("[data-do=zoom]")
        assert page.evaluate(INK_AT, middle)[3] > 200
    near = page.evaluate("document.querySelector('video').getBoundingClientRect().width")
    assert near > 1.1 * whole
    page.click("[data-do=zoom]")
    assert page.evaluate("document.querySelector('video').getBoundingClientRect().width") == whole


def test_a_cycle_is_repeated(page, result):
    cycle = next(c for c in result.record.cycles if c.side == "left" and c.usable)
    page.click("[data-loop=left]")
    first, last = nearest(result, cycle.start_s), nearest(result, cycle.end_s)
    until(page, f"document.querySelector('.stage').dataset.frame >= {last - 3}")
    until(page, f"document.querySelector('.stage').dataset.frame <= {first + 3}")
    assert playing(page)
    assert first <= frame_of(page) < last
    assert page.get_attribute("[data-loop=left]", "aria-pressed") == "true"
    page.click("[data-loop=left]")
    until(page, f"document.querySelector('.stage').dataset.frame > {last + 2}")


def test_the_speed_is_what_was_chosen(page):
    for speed in ("0.1", "0.25", "0.5", "1"):
        page.click(f'[data-speed="{speed}"]')
        assert page.evaluate("document.querySelector('video').playbackRate") == float(speed)
        pressed = page.locator("[data-speed][aria-pressed=true]").all()
        assert [p.get_attribute("data-speed") for p in pressed] == [speed]


@on_desk_and_phone
def test_a_key_moment_leads_to_its_place_in_the_film(page):
    button = page.locator(".key-moments .show").nth(4)
    button.click()
    at_s = float(button.get_attribute("data-at"))
    until(page, "Number(document.querySelector('.stage').dataset.frame) > 0")
    assert float(page.get_attribute(".cursor", "aria-valuenow")) == pytest.approx(at_s, abs=0.02)


def test_space_plays_but_leaves_buttons_their_own_meaning(page):
    page.focus(".cursor")
    page.keyboard.press(" ")
    assert playing(page)
    page.keyboard.press(" ")
    assert not playing(page)
    page.keyboard.press("Tab")  # now the focus is there by keyboard
    page.focus("[data-do=skeleton]")
    page.keyboard.press(" ")
    assert page.get_attribute("[data-do=skeleton]", "aria-pressed") == "false"
    assert not playing(page)


def test_thumbs_hit_what_they_aim_at(browser, reports):
    with report_page(browser, reports["nl"], width_px=PHONE_PX, has_touch=True) as page:
        ready(page)
        for button in page.locator(".player .buttons button").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 44
            clipped = button.evaluate("b => b.scrollWidth > b.clientWidth + 1")
            assert not clipped, button.inner_text()
        page.tap("[data-do=on]")
        wait_for_frame(page, 1)


def test_every_control_has_a_name_in_dutch(browser, reports):
    with report_page(browser, reports["nl"]) as page:
        ready(page)
        for control in page.locator(".player button:visible, .player [role]:visible").all():
            name = control.get_attribute("aria-label") or control.inner_text()
            assert name.strip() or control.get_attribute("role") == "status"
        assert page.inner_text("[data-do=play]") == "Afspelen"
        assert "," in page.inner_text(".clock")


def test_without_scripts_everything_but_the_film_is_there(browser, reports):
    with report_page(browser, reports["en"], java_script_enabled=False) as page:
        assert page.locator("video").is_hidden()
        assert page.get_by_text(text("player.needs_script", "en")).is_visible()
        assert page.locator("svg.moment").count() == 6
        assert page.locator("svg.chart").first.is_visible()
        assert page.locator(".key-moments .show").first.is_hidden()


def test_on_paper_there_are_pictures_and_no_player(browser, reports):
    with report_page(browser, reports["en"], width_px=794) as page:
        ready(page)
        page.emulate_media(media="print")
        assert page.locator("section.player").is_hidden()
        assert page.locator("svg.moment").first.is_visible()


def test_only_our_own_script_may_run(browser, reports, tmp_path):
    """The policy holds: a script that someone slips in does not run, and is not asked for."""
    page_text = (
        reports["en"]
        .read_text("utf-8")
        .replace("</main>", "<script>document.title = 'taken over'</script></main>")
    )
    changed = tmp_path / "report.html"
    changed.write_text(page_text, "utf-8")
    refused = pytest.raises(AssertionError, match="Content Security Policy")
    with refused, report_page(browser, changed) as page:
        ready(page)
        assert page.title() != "taken over"


def test_of_two_films_one_is_shown_and_moves(browser, result, tmp_path):
    player = player_of(result.record, "en", film=film_of(result.record))
    path = tmp_path / "session.html"
    path.write_text(render(build(result.record, "en"), players=(player, player)), "utf-8")
    with report_page(browser, path) as page:
        ready(page)
        assert page.locator("section.player:visible, .key-moments:visible").count() == 2
        loaded = "[...document.querySelectorAll('video')].map(v => Boolean(v.src))"
        assert page.evaluate(loaded) == [True, False]
        page.locator(".shelf button").nth(1).click()
        assert page.locator("section.player:visible").get_attribute("data-player") == "2"
        until(page, "document.querySelectorAll('video')[1].readyState >= 2")
        page.locator("section.player:visible [data-do=on]").click()
        until(page, "document.querySelectorAll('.stage')[1].dataset.frame === '1'")
        page.keyboard.press("ArrowRight")
        until(page, "document.querySelectorAll('.stage')[1].dataset.frame === '2'")
        assert frame_of(page) == 0
        page.emulate_media(media="print")
        assert page.locator(".key-moments:visible").count() == 2
        assert page.locator(".shelf").is_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("clip", ["walk_treadmill", "run_rear", "walk_front_level"])
def test_real_clips(browser, clip, lang, tmp_path):
    """The sample videos, measured with the default model: opens, plays, seeks."""
    result = analyze(SAMPLES / f"{clip}.mp4", lang=lang)
    report = result.save(tmp_path, formats=("json", "html")) / "report.html"
    assert report.stat().st_size < 15e6 * max(1, result.record.clip.duration_s / 15)
    assert load(report.parent).record.clip.sha256 == result.record.clip.sha256
    for width_px in (DESK_PX, PHONE_PX):
        with report_page(browser, report, width_px=width_px) as page:
            ready(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width_px
            page.click("[data-do=play]")
            until(page, "Number(document.querySelector('.stage').dataset.frame) > 8")
            page.click("[data-do=play]")
            event = result.record.events[len(result.record.events) // 2]
            page.locator(".tick").nth(0).dispatch_event("click")
            page.click("[data-do=next]")
            assert re.fullmatch(r"\d+[.,]\d\d \w+ \d+[.,]\d\d s", page.inner_text(".clock"))
            assert event.time_s < result.record.clip.duration_s
