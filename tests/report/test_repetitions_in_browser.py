"""The player of a movement test: repetitions to click on the strip, and the drawn traces."""

from __future__ import annotations

import clips
import numpy as np
import pytest
from browser import chromium, report_page, until
from filmed import NUMBER_SHOWN, numbered
from performer import Performer

import gaitkit
from gaitkit.export.film import Film
from gaitkit.export.player import player_of
from gaitkit.export.to_html import render
from gaitkit.pose.files import save_pose
from gaitkit.report.build import build

SIZE_PX = 480


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Three squats on each leg, the last one left out."""
    path = tmp_path_factory.mktemp("pose") / "squat.nc"
    save_pose(Performer(activity="squat", sides=("left", "right")).track("front"), path)
    return gaitkit.analyze(path, activity="squat").record


@pytest.fixture(scope="module")
def report(record, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    empty = np.full((SIZE_PX, SIZE_PX, 3), 90, np.uint8)
    pictures = ((t, numbered(empty, n)) for n, t in enumerate(record.clip.times_s))
    mp4 = clips.write(folder / "film.mp4", pictures).read_bytes()
    film = Film(mp4=mp4, width_px=SIZE_PX, height_px=SIZE_PX)
    page = render(build(record, "en"), players=(player_of(record, "en", film=film),))
    (folder / "report.html").write_text(page, "utf-8")
    return folder / "report.html"


@pytest.fixture(params=[1400, 390])
def page(browser, report, request):
    with report_page(browser, report, width_px=request.param) as opened:
        until(opened, "document.querySelector('video').readyState >= 2")
        yield opened


def frame_at(record, time_s: float) -> int:
    return int(np.argmin(np.abs(record.clip.times_s - time_s)))


def wait_for_frame(page, frame: int) -> None:
    until(page, f"document.querySelector('.stage').dataset.frame === '{frame}'")
    assert page.evaluate(NUMBER_SHOWN) == frame % 512


def test_a_click_on_a_repetition_shows_its_furthest_point(page, record):
    assert len(record.repetitions) > 3
    for number in (1, len(record.repetitions) - 1):
        r = sorted(record.repetitions, key=lambda r: r.start_s)[number]
        label = f"{r.side}, repetition {r.number}, {r.peak_s:.2f} s"
        page.get_by_label(label, exact=True).click()
        wait_for_frame(page, frame_at(record, r.peak_s))
        assert page.inner_text(f".phase.{r.side}").split()[-1] == str(r.number)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_next_and_previous_go_by_repetition(page, record):
    peaks = sorted(frame_at(record, r.peak_s) for r in record.repetitions)
    page.get_by_label("Next repetition").click()
    wait_for_frame(page, peaks[0])
    page.get_by_label("Next repetition").click()
    wait_for_frame(page, peaks[1])
    page.get_by_label("Previous repetition").click()
    wait_for_frame(page, peaks[0])


def test_one_can_be_repeated(page, record):
    r = next(r for r in record.repetitions if r.side == "left" and r.usable)
    page.click("[data-loop=left]")
    first, last = frame_at(record, r.start_s), frame_at(record, r.end_s)
    frame = "Number(document.querySelector('.stage').dataset.frame)"
    until(page, f"{frame} >= {first} && {frame} < {last}")
    assert page.is_visible(".repeat")


def test_a_click_on_the_trace_goes_to_that_moment(page, record):
    line = page.locator("svg.timeline").first
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    ends = [float(line.get_attribute(f"data-{end}")) for end in ("from", "to")]
    x = box["x"] + box["width"] * (44 + 0.6 * (850 - 44)) / 860
    page.mouse.click(x, box["y"] + box["height"] / 2)
    wanted = frame_at(record, ends[0] + 0.6 * (ends[1] - ends[0]))
    shown = "Number(document.querySelector('.stage').dataset.frame)"
    until(page, f"Math.abs({shown} - {wanted}) <= 2")
    assert line.locator("path.here").evaluate("mark => mark.style.display") == ""
    assert page.evaluate("document.querySelector('.stage').classList.contains('docked')")
