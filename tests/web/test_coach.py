"""A coach's way through the app in a real browser, from the first film to the last delete."""

from __future__ import annotations

import json
import zipfile
from contextlib import contextmanager

import pytest
from browser import chromium, until
from running_app import RunningApp
from running_app import until as until_true
from staged import FASTER, SIDE, TWO, grey_clip

from gaitkit.face import load
from gaitkit.model import EventChange

#: Dutch is the longer language, the phone the narrower page.
SEEN_ON = ((390, "nl-NL"), (1400, "en-GB"))
#: A name that would be markup, if it were let.
NAME = "Zoë <i>O'Brien</i>"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with RunningApp(tmp_path_factory.mktemp("coach")) as running:
        yield running


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return grey_clip(tmp_path_factory.mktemp("films") / "side.mp4", SIDE)


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        yield driver


@contextmanager
def coach(browser, app, *, width_px: int = 1400, locale: str = "en-GB"):
    """A page that asks nobody but the app, and complains about nothing."""
    context = browser.new_context(viewport={"width": width_px, "height": 900}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(90_000)
    troubles: list[str] = []
    own = (f"{app.url}/", "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(own) or troubles.append(f"asked for {r.url}"))
    page.on("console", lambda m: troubles.append(f"{page.url}: {m.type}: {m.text}"))
    page.on("pageerror", lambda e: troubles.append(f"{page.url}: {e}"))
    yield page
    context.close()
    assert not troubles, troubles


def begin(page, app, film, *, name: str | None = None, day: str = "2026-03-01") -> str:
    """A new visit through the form; gives its id."""
    page.goto(f"{app.url}/new")
    page.set_input_files("#choose", film)
    page.wait_for_selector("#uploads li")
    until(page, "!document.querySelector('#uploads li.busy')", within_s=90)
    if name:
        page.fill("[name=name]", name)
        page.fill("[name=age]", "34")
        page.fill("[name=height]", "175")
    else:
        page.select_option("#person", index=1)
        assert page.input_value("[name=height]") == "1.75"
    page.fill("[name=held_on]", day)
    page.click("button[type=submit]:has-text('Start')")
    page.wait_for_url("**/questions")
    return page.url.split("/")[-2]


def measured(app, visit: str):
    """The visit's first clip, once nothing is open any more."""
    until_true(lambda: not app.store.open_jobs(), within_s=240)
    return app.store.clips(visit)[0]


def watched(page, app, visit: str):
    """The same, seen on a page that shows the progress: it loads itself again at the end."""
    clip = measured(app, visit)
    page.wait_for_selector(".progress", state="detached")
    return clip


def result(app, clip):
    person_id = app.store.visit(clip.visit_id).person_id
    return load(app.folders.result(person_id, clip.result_id))


def test_from_the_first_visit_to_the_last_delete(app, film, browser):
    with coach(browser, app) as page:
        visit = _first_visit(page, app, film)
        _set_an_event_right(page, app, visit)
        _delete(page, app)


@pytest.mark.slow
def test_two_visits_drawn_in_compared_exported_and_seen_on_every_page(app, film, browser, tmp_path):
    first = app.new_visit((film.read_bytes(), film.name), name=NAME)
    with coach(browser, app) as page:
        _answer(page, app, first)
        _measure_by_hand(page, app, first)
        second = _second_visit(page, app, [grey_clip(tmp_path / "faster.mp4", FASTER), film])
        _compare(page, app, first, second)
        _export(page, app, tmp_path)
    _the_report_is_kept_from_the_app(browser, app)
    for width_px, locale in SEEN_ON:
        _every_page_fits(browser, app, width_px, locale)
    with coach(browser, app) as page:
        _delete(page, app)


def _first_visit(page, app, film) -> str:
    page.goto(app.url)
    assert "Nothing leaves this computer" in page.inner_text("main")
    page.click("text=Measure a film")
    page.fill("[name=name]", "Zoë")
    page.click("text=Start measuring")
    assert page.is_visible("text=Choose a film first.")
    visit = begin(page, app, film, name=NAME)
    page.click("text=Go on without")
    clip = watched(page, app, visit)
    page.click("text=Read the report")
    report = page.frame_locator("iframe.report")
    assert report.locator("h1").inner_text() == NAME
    assert "side.mp4" in report.locator("dl.facts").first.inner_text()
    report.locator("button", has_text="Play").first.click()  # the player runs in its cage
    record = result(app, clip).record
    assert record.subject.age_y == 34 and record.subject.height_m == 1.75
    return visit


def _the_report_is_kept_from_the_app(browser, app) -> None:
    """Whatever might get into a report: it can't ask the app for anything, nor read its cookies."""
    (person,) = app.store.people()
    clip = app.store.clips(app.store.visits(person.id)[-1].id)[0]
    page = browser.new_page()
    for address in (f"{app.url}/clips/{clip.id}", f"{app.url}/clips/{clip.id}/report.html"):
        page.goto(address)
        inside = page.frames[-1]
        assert "report.html" in inside.url
        asked = "fetch('/').then(() => 'let in', () => 'kept out')"
        assert inside.evaluate(asked) == "kept out"
        assert inside.evaluate("self.origin") == "null"
    page.close()


def _set_an_event_right(page, app, visit: str) -> None:
    clip = app.store.clips(visit)[0]
    before = result(app, clip)
    page.goto(f"{app.url}/clips/{clip.id}/correct")
    page.wait_for_selector("#bench[data-ready]")
    landing = page.locator(".mark.initial_contact[aria-label^='Left']").nth(1)
    landing.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.locator(".mark.toe_off[aria-label^='Right']").first.focus()
    page.keyboard.press("Delete")
    assert page.locator("#changes li").count() == 2
    page.click("text=Undo >> nth=1")
    page.click("text=Measure again")
    page.wait_for_url(f"**/clips/{clip.id}")
    clip = watched(page, app, visit)
    after = result(app, clip)
    (change,) = clip.corrections.events
    assert isinstance(change, EventChange) and change.now_s - change.was_s == pytest.approx(
        0.1, abs=0.02
    )
    assert after.record.corrections == clip.corrections
    times = {e.time_s: e.set_by for e in after.record.events}
    assert min(abs(t - change.now_s) for t, by in times.items() if by == "user") < 1e-6
    old, new = (r.metric("stance_time_s", "left") for r in (before, after))
    assert old.value != new.value or old.low != new.low
    assert (after.record.pose.points_px == before.record.pose.points_px).all()
    page.click("summary:has-text('Set right by hand: 1')")
    assert "Left foot lands" in page.inner_text(".folds")
    assert "set right by hand" in page.frame_locator("iframe.report").locator("body").inner_text()


def _answer(page, app, visit: str) -> None:
    page.goto(f"{app.url}/visits/{visit}/questions")
    page.check("[name=red_flag_saddle][value=no]")
    page.click("text=Save answers")
    assert page.url == f"{app.url}/visits/{visit}"
    clip = watched(page, app, visit)
    assert result(app, clip).record.answers == {"red_flag_saddle": False}


def _measure_by_hand(page, app, visit: str) -> None:
    clip = app.store.clips(visit)[0]
    page.goto(f"{app.url}/clips/{clip.id}/measure#30")
    page.wait_for_selector("#bench[data-ready]")
    until(page, "document.querySelector('#picture').naturalWidth > 300")
    page.locator("#canvas").scroll_into_view_if_needed()
    box = page.locator("#canvas").bounding_box()
    for x, y in ((0.3, 0.5), (0.6, 0.2)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    assert page.inner_text("#live") == "45.0°"
    page.fill("[name=label]", "trunk")
    page.click("#save")
    page.wait_for_selector("text=trunk:")
    page.wait_for_selector("#bench[data-ready]")
    page.check("[value=angle]")
    page.locator("#screen").focus()
    up, right = ["Shift+ArrowUp"] * 4, ["Shift+ArrowRight"] * 4
    for key in ("Enter", "Enter", *up, "Enter", *right, "Enter"):
        page.keyboard.press(key)
    assert page.inner_text("#live") == "90.0°"
    page.click("#save")
    until(page, "document.querySelectorAll('#kept ~ ul li').length === 2")
    line, corner = result(app, app.store.clip(clip.id)).record.drawings
    assert (line.kind, line.label, line.frame) == ("line", "trunk", 30)
    assert line.angle_deg == pytest.approx(45, abs=0.5)
    assert corner.angle_deg == pytest.approx(90, abs=0.5)
    page.click("text=Delete >> nth=1")
    page.goto(f"{app.url}/clips/{clip.id}")
    page.click("summary:has-text('Measured by hand: 1')")
    by_hand = page.frame_locator("iframe.report").locator("section[aria-labelledby=by-hand]")
    assert "trunk" in by_hand.inner_text() and "90.0°" not in by_hand.inner_text()


def _second_visit(page, app, films) -> str:
    """Two films of one session, of somebody who is known already."""
    visit = begin(page, app, films, day="2026-04-01")
    page.click("text=Go on without")
    watched(page, app, visit)
    merged = page.frame_locator("iframe.report")
    assert "faster" in merged.locator("body").inner_text()
    merged.locator("a", has_text="side").first.click()
    merged.locator("text=side.mp4").first.wait_for()
    return visit


def _compare(page, app, first: str, second: str) -> None:
    (person,) = app.store.people()
    page.goto(f"{app.url}/people/{person.id}")
    assert page.locator("svg.timeline").count() > 5
    cadence = page.locator("figure", has_text="Cadence").first
    cadence.locator("summary").click()
    assert cadence.locator("tbody tr").count() == 2
    assert page.input_value("[name=before]") == first
    assert page.input_value("[name=after]") == second
    page.click("button:has-text('Compare')")
    assert "1 Mar 2026" in page.inner_text("h1")
    changes = page.frame_locator("iframe.report").locator("body").inner_text()
    assert "Cadence" in changes and "1 Mar 2026" in changes


def _export(page, app, tmp_path) -> None:
    (person,) = app.store.people()
    page.goto(f"{app.url}/people/{person.id}")
    page.click("summary:has-text('Export')")
    with page.expect_download() as coming:
        page.click("text=with the films as well")
    path = tmp_path / "export.zip"
    coming.value.save_as(path)
    with zipfile.ZipFile(path) as content:
        names = content.namelist()
        known = json.loads(content.read("person.json"))
    for name in ("side/metrics.csv", "side/report.html", "faster/pose.nc", "films/side.mp4"):
        assert any(found.endswith(name) for found in names), name
    assert not any(name.startswith("/") or ".." in name for name in names)
    assert known["person"]["name"] == NAME
    assert known["visits"][1]["answers"] == {"red_flag_saddle": False}
    assert list(app.folders.work.iterdir()) == []


def _every_page_fits(browser, app, width_px: int, locale: str) -> None:
    (person,) = app.store.people()
    visit = app.store.visits(person.id)[-1]
    clip = app.store.clips(visit.id)[0]
    with coach(browser, app, width_px=width_px, locale=locale) as page:
        for path in (
            "/", "/new", "/how-to-film", f"/people/{person.id}", f"/visits/{visit.id}",
            f"/visits/{visit.id}/questions", f"/clips/{clip.id}/correct",
            f"/clips/{clip.id}/measure", f"/clips/{clip.id}",
        ):  # fmt: skip
            page.goto(f"{app.url}{path}")
            assert page.get_attribute("html", "lang") == locale[:2]
            too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert too_wide <= 0, (path, width_px, locale)
            nameless = page.evaluate(
                "[...document.querySelectorAll('button, a, input:not([type=hidden]), select')]"
                ".filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))"
                ".map(e => e.outerHTML)"
            )
            assert nameless == [], path


def _delete(page, app) -> None:
    (person,) = app.store.people()
    page.goto(f"{app.url}/people/{person.id}")
    page.click("summary:has-text('Delete this person')")
    page.fill("form[action$=delete] [name=name]", person.name)
    page.click("text=Delete everything")
    page.wait_for_url(f"{app.url}/")
    assert app.files() == []
    assert app.store.people() == []
    raw = app.folders.database.read_bytes()
    assert b"Brien" not in raw and b"side.mp4" not in raw


@pytest.mark.slow
def test_another_person_is_chosen_by_a_click(app, browser, tmp_path):
    film = grey_clip(tmp_path / "two.mp4", TWO)
    visit = app.new_visit((film.read_bytes(), film.name), name="Two")
    record = result(app, measured(app, visit)).record
    assert len(record.people) == 2
    other = next(p for p in record.people if p.number != record.person.number)
    with coach(browser, app) as page:
        page.goto(f"{app.url}/clips/{app.store.clips(visit)[0].id}/correct")
        page.wait_for_selector("#bench[data-ready]")
        until(page, "document.querySelector('#picture').naturalWidth > 300")
        box, (x0, y0, x1, y1) = page.locator("#canvas").bounding_box(), other.boxes_px[0]
        scale = box["width"] / record.pose.width_px
        page.mouse.click(box["x"] + (x0 + x1) / 2 * scale, box["y"] + (y0 + y1) / 2 * scale)
        assert page.input_value("#person") == str(other.number)
        page.click("text=Measure again")
        clip = watched(page, app, visit)
    again = result(app, clip).record
    assert clip.settings == {"person": other.number} == {"person": again.settings.person}
    assert again.person.chosen_by == "user"
    cadence = [r.metric("cadence_spm").value for r in (record, again)]
    assert sorted(cadence) == pytest.approx([110, 126], abs=3)
    app.post(f"/people/{app.store.visit(visit).person_id}/delete", name="Two")


def test_the_language_can_be_chosen(app, browser):
    with coach(browser, app) as page:
        page.goto(f"{app.url}/how-to-film")
        page.click("button[value=nl]")
        assert page.url == f"{app.url}/how-to-film"
        assert page.inner_text("h1") == "Zo film je"
        page.goto(f"{app.url}/new")
        assert page.inner_text("h1") == "Nieuwe sessie"
