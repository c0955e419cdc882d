"""Two films in step, driven in a real browser: from disk, the network off."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from browser import chromium, report_page, until
from filmed import NUMBER_SHOWN, filmed

from gaitkit.changes.compared import Compared, compare
from gaitkit.changes.page import render
from gaitkit.changes.recording import Recording
from gaitkit.export.film import film_of
from gaitkit.face import analyze
from gaitkit.reference import text

SAMPLES = Path(__file__).parents[2] / "sample_videos"
DESK_PX, PHONE_PX = 1400, 390
#: Whether the canvas of one of the two halves holds any ink.
HAS_INK = """which => {
  const drawn = document.querySelectorAll(".half canvas")[which];
  const copy = document.createElement("canvas");
  copy.width = drawn.width; copy.height = drawn.height;
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(drawn, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  return data.some((value, at) => at % 4 === 3 && value);
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker")).record


@pytest.fixture(scope="module")
def after(before):
    """As if each step took twice the time, so that the second film has to go twice as fast."""
    return replace(before, cycles=tuple(twice_as_long(before.cycles)))


def twice_as_long(cycles):
    for side in ("left", "right"):
        own = [c for c in cycles if c.side == side]
        for first, second in pairwise(own):
            off_s = first.start_s + 2 * (first.toe_off_s - first.start_s)
            yield replace(first, end_s=second.end_s, toe_off_s=off_s, usable=True, reason=None)


def compared(before, after, lang, *, films=True) -> Compared:
    def named(name, record):
        held = {"clip": film_of(record)} if films else {}
        return Recording(name=name, analyses={"clip": record}, films=held)

    return Compared(before=named("spring", before), after=named("autumn", after), lang=lang)


@pytest.fixture(scope="module")
def pages(before, after, tmp_path_factory):
    """The page in both languages, and without films."""
    folder = tmp_path_factory.mktemp("pages")
    for name, lang, films in (("en", "en", True), ("nl", "nl", True), ("bare", "en", False)):
        page = render(compared(before, after, lang, films=films))
        (folder / f"{name}.html").write_text(page, "utf-8")
    return folder


@pytest.fixture(params=[DESK_PX])
def page(browser, pages, request):
    with report_page(browser, pages / "en.html", width_px=request.param) as opened:
        ready(opened)
        yield opened


on_desk_and_phone = pytest.mark.parametrize("page", [DESK_PX, PHONE_PX], indirect=True)


def ready(page) -> None:
    until(
        page, "[...document.querySelectorAll('video')].every(v => v.readyState >= 2 && !v.seeking)"
    )


def nearest(record, time_s: float) -> int:
    times_s = record.clip.times_s
    return min(range(len(times_s)), key=lambda i: abs(times_s[i] - time_s))


def chosen(page, record, which: int, side: str = "left"):
    """The cycle that a half has chosen."""
    own = [c for c in record.cycles if c.side == side and c.usable]
    select = page.locator(".half").nth(which).locator(f"select[data-side={side}]")
    return own[int(select.evaluate("s => s.selectedIndex"))]


def expected(page, record, which: int, percent: float, side: str = "left") -> int:
    cycle = chosen(page, record, which, side)
    return nearest(record, cycle.start_s + percent / 100 * cycle.duration_s)


def percent_of(page) -> float:
    return float(page.get_attribute(".duo", "data-percent"))


def both_show(page, before, after, *, side: str = "left") -> None:
    """Both pictures, read from their pixels, are those of the percentage that the page tells."""
    ready(page)
    page.wait_for_timeout(60)
    wanted = [expected(page, r, n, percent_of(page), side) for n, r in enumerate((before, after))]
    assert [page.evaluate(NUMBER_SHOWN, n) for n in (0, 1)] == wanted
    told = [page.locator(".half .stage").nth(n).get_attribute("data-frame") for n in (0, 1)]
    assert told == [str(frame) for frame in wanted]


@on_desk_and_phone
def test_it_opens_at_the_contact_of_both(page, before, after):
    assert percent_of(page) == 0
    both_show(page, before, after)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    assert "0 % of the gait cycle" in page.inner_text(".clock").replace("\u00a0", " ")


@on_desk_and_phone
def test_they_play_in_step(page, before, after):
    page.click('[data-speed="0.25"]')
    page.click("[data-do=play]")
    seen = []
    while len(seen) < 12 or (seen[-1][0] < seen[0][0] + 15 and len(seen) < 80):
        page.wait_for_timeout(120)  # a busy machine plays slower than it should
        frames = page.evaluate(
            "[...document.querySelectorAll('.half .stage')].map(s => Number(s.dataset.frame))"
        )
        seen.append(
            tuple(
                100 * (r.clip.times_s[frame] - cycle.start_s) / cycle.duration_s
                for r, frame, cycle in (
                    (before, frames[0], chosen(page, before, 0)),
                    (after, frames[1], chosen(page, after, 1)),
                )
            )
        )
    page.click("[data-do=play]")
    assert seen[-1][0] >= seen[0][0] + 15, seen
    apart = sorted(abs(a - b) for a, b in seen)
    assert apart[len(apart) // 2] < 5 and apart[len(apart) * 9 // 10] < 12, seen
    both_show(page, before, after)


def test_playing_begins_again_at_the_contact(page):
    page.focus(".cursor")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.click("[data-do=play]")
    until(page, "Number(document.querySelector('.duo').dataset.percent) < 50")
    until(page, "Number(document.querySelector('.duo').dataset.percent) > 10")


def test_each_step_is_a_step_of_both(page, before, after):
    for _ in range(5):
        page.click("[data-do=on]")
        both_show(page, before, after)
    frames = max(
        nearest(r, chosen(page, r, n).end_s) - nearest(r, chosen(page, r, n).start_s)
        for n, r in enumerate((before, after))
    )
    assert percent_of(page) == pytest.approx(5 * 100 / frames, abs=0.01)
    page.click("[data-do=back]")
    both_show(page, before, after)
    page.focus(".halves")
    page.keyboard.press("Shift+ArrowRight")
    both_show(page, before, after)
    assert percent_of(page) == pytest.approx(14 * 100 / frames, abs=0.01)


def test_the_strip_leads_by_keyboard_and_pointer(page, before, after):
    page.focus(".cursor")
    page.keyboard.press("PageDown")
    offs = [
        100 * (c.toe_off_s - c.start_s) / c.duration_s
        for c in (chosen(page, r, n) for n, r in enumerate((before, after)))
    ]
    assert percent_of(page) == pytest.approx(min(offs), abs=0.02)
    both_show(page, before, after)
    page.keyboard.press("End")
    assert percent_of(page) == 100
    box = page.locator(".lanes").bounding_box()
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    assert percent_of(page) == pytest.approx(25, abs=0.5)
    assert page.get_attribute(".cursor", "aria-valuenow") == "25"
    both_show(page, before, after)


@on_desk_and_phone
def test_a_click_on_a_curve_takes_both_films_there(page, before, after):
    chart = page.locator("[data-side=left] svg.chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    x = box["x"] + box["width"] * (34 + 0.4 * (386 - 34)) / 400
    page.mouse.click(x, box["y"] + box["height"] / 2)
    assert percent_of(page) == pytest.approx(40, abs=1)
    both_show(page, before, after)
    assert page.evaluate("document.querySelector('.halves-seat').classList.contains('docked')")
    dots = chart.locator("circle.here-dot").all()
    assert len(dots) == 2 and all(dot.is_visible() for dot in dots)
    right = page.locator("[data-side=right] svg.chart").first
    assert all(not dot.is_visible() for dot in right.locator("circle.here-dot").all())


def test_curves_follow_the_films(page):
    page.click("[data-do=on]")
    for chart in page.locator("[data-side=left] svg.chart").all():
        assert float(chart.get_attribute("data-percent")) == percent_of(page)


def test_the_other_foot_and_another_step(page, before, after):
    page.click("[data-foot=right]")
    both_show(page, before, after, side="right")
    first = page.locator(".half").first.locator("select[data-side=right]")
    assert first.is_visible()
    other = (int(first.evaluate("s => s.selectedIndex")) + 1) % first.locator("option").count()
    kept = page.evaluate(NUMBER_SHOWN, 1)
    first.select_option(index=other)
    both_show(page, before, after, side="right")
    assert page.evaluate(NUMBER_SHOWN, 1) == kept


def test_the_skeleton_can_be_hidden(page):
    assert page.evaluate(HAS_INK, 0) and page.evaluate(HAS_INK, 1)
    page.click("[data-do=skeleton]")
    assert not page.evaluate(HAS_INK, 0) and not page.evaluate(HAS_INK, 1)
    assert page.inner_text(".said") == text("player.skeleton_off", "en")


@on_desk_and_phone
def test_the_whole_picture_fits(page):
    page.click("[data-do=zoom]")
    for which in (0, 1):
        inside = page.evaluate(
            """which => { const s = document.querySelectorAll(".half .stage")[which];
              const a = s.getBoundingClientRect();
              const b = s.querySelector("video").getBoundingClientRect();
              return b.left >= a.left - 1 && b.right <= a.right + 1 && b.top >= a.top - 1
                  && b.bottom <= a.bottom + 1; }""",
            which,
        )
        assert inside


@pytest.mark.parametrize("width_px", [DESK_PX, PHONE_PX])
def test_without_films_the_skeletons_move_alone(browser, pages, width_px):
    with report_page(browser, pages / "bare.html", width_px=width_px) as page:
        assert page.locator("video").count() == 0
        assert page.get_by_text("there is no film here").count() == 2
        assert page.evaluate(HAS_INK, 0) and page.evaluate(HAS_INK, 1)
        page.click("[data-do=play]")
        until(page, "Number(document.querySelector('.duo').dataset.percent) > 20")
        page.click("[data-do=play]")
        page.click("[data-do=skeleton]")
        assert page.evaluate(HAS_INK, 0), "there would be nothing left to see"
        page.locator("[data-side=left] svg.chart").first.click()
        assert percent_of(page) == pytest.approx(50, abs=3)
        assert page.evaluate("document.documentElement.scrollWidth") == width_px


def test_controls_have_names_and_room_for_thumbs_in_dutch(browser, pages):
    with report_page(browser, pages / "nl.html", width_px=PHONE_PX, has_touch=True) as page:
        ready(page)
        for control in page.locator(
            ".duo button:visible, .duo [role]:visible, select:visible"
        ).all():
            name = control.get_attribute("aria-label") or control.inner_text()
            assert name.strip() or control.get_attribute("role") == "status"
        for button in page.locator(".duo .buttons button:visible, .duo select:visible").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 44
            assert not button.evaluate("b => b.scrollWidth > b.clientWidth + 1")
        assert page.inner_text("[data-do=play]") == "Afspelen"


def test_without_scripts_and_on_paper_everything_else_is_there(browser, pages):
    with report_page(browser, pages / "en.html", java_script_enabled=False) as page:
        assert page.locator("video").first.is_hidden()
        assert page.get_by_text(text("compare.films_need_script", "en")).is_visible()
        assert page.locator("svg.chart").first.is_visible()
    with report_page(browser, pages / "en.html", width_px=794) as page:
        ready(page)
        page.emulate_media(media="print")
        assert page.locator(".duos").is_hidden()
        assert page.locator("svg.chart .now path.mean").first.is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("walk_treadmill", "walk_side"), ("walk_rear_level", "walk_rear_drop"),
     ("squat_front", "squat_front")],
)  # fmt: skip
def test_real_clips(browser, tmp_path, first, second, lang):
    """Sample videos, measured with the default model: opens, plays, steps, seeks."""
    activity = "squat" if first.startswith("squat") else "auto"
    for name, clip in (("before", first), ("after", second)):
        result = analyze(SAMPLES / f"{clip}.mp4", activity=activity, lang=lang)
        result.save(tmp_path, name=name, formats=("json", "html"))
    compare(tmp_path / "before", tmp_path / "after", lang=lang).save(tmp_path / "out")
    for width_px in (DESK_PX, PHONE_PX):
        with report_page(browser, tmp_path / "out/compare.html", width_px=width_px) as page:
            ready(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width_px
            page.click("[data-do=on]")
            assert percent_of(page) > 0
            page.click("[data-do=play]")
            until(page, "Number(document.querySelector('.duo').dataset.percent) > 20")
            page.click("[data-do=play]")
            page.click("[data-do=skeleton]")
            assert not page.evaluate(HAS_INK, 0)
            if activity == "auto":
                page.locator("[data-side=left] svg.chart").first.click()
                assert percent_of(page) == pytest.approx(50, abs=3)
