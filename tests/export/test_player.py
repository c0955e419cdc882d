"""What the page is told: points, times, events and words, safe inside HTML."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from filmed import filmed

from gaitkit.export.film import Film, film_of
from gaitkit.export.mp4 import TICKS_HZ
from gaitkit.export.page import script, script_hash
from gaitkit.export.player import player_of
from gaitkit.export.to_html import render
from gaitkit.model import View
from gaitkit.reference import text
from gaitkit.report.build import build

UNSEEN = -32768


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker")).record


@pytest.fixture(scope="module")
def film(record) -> Film:
    return film_of(record)


def data_of(analysis, film, lang="en") -> dict:
    return json.loads(player_of(analysis, lang, film=film).data)


def points_of(data) -> np.ndarray:
    stored = np.frombuffer(b64decode(data["points"]), "<i2").astype(float)
    shaped = stored.reshape(len(data["times"]), data["count"], 2)
    return np.where(shaped == UNSEEN, np.nan, shaped / data["per_px"])


def test_points_are_those_of_the_pose_in_pixels_of_the_film(record, film):
    data = data_of(record, film)
    points = points_of(data)
    ends = {tuple(limb[:2]): limb[2] for limb in data["limbs"]}
    for name in ("left_ankle", "right_shoulder"):
        own = record.pose.px(name)
        near = np.nanmin(np.abs(points - own[:, None]).max(axis=(0, 2)))
        assert near <= 1 / data["per_px"]
    assert set(ends.values()) == {"left", "right", "both"}


def test_a_smaller_film_has_smaller_points(record, film):
    half = replace(film, width_px=240, height_px=240)
    whole, small = points_of(data_of(record, film)), points_of(data_of(record, half))
    np.testing.assert_allclose((whole + 0.5) / 2 - 0.5, small, atol=0.2)


def test_unseen_unsure_and_outside_points_are_left_out(record, film):
    pose = record.pose
    at = [pose.landmarks.index(n) for n in ("left_heel", "left_toe", "left_elbow")]
    points, scores = pose.points_px.copy(), pose.scores.copy()
    points[7, at[0]] = np.nan
    points[7, at[1]] = (-5, 50)
    scores[7, at[2]] = 0.1
    changed = replace(record, pose=replace(pose, points_px=points, scores=scores))
    before, after = points_of(data_of(record, film)), points_of(data_of(changed, film))
    gone = np.isnan(after[7]).any(axis=1) & ~np.isnan(before[7]).any(axis=1)
    assert gone.sum() == 3


def test_times_events_and_cycles_are_seconds_of_the_film(record, film):
    data = data_of(record, film)
    np.testing.assert_allclose(np.array(data["times"]) / TICKS_HZ, record.clip.times_s, atol=1e-5)
    assert data["events"] == sorted(round(e.time_s, 4) for e in record.events)
    assert data["rate"] == 1
    cycle, first = data["parts"][0], record.cycles[0]
    assert (cycle["side"], cycle["view"]) == (first.side, "side")
    assert cycle["start"] == pytest.approx(first.start_s, abs=1e-4)


def test_slow_motion_is_played_in_shown_time(record, film):
    clip = replace(record.clip, times_s=record.clip.times_s * 4, capture_fps=record.clip.shown_fps)
    slow = replace(record, clip=clip)
    data, player = data_of(slow, film), player_of(slow, "nl", film=film)
    assert data["rate"] == pytest.approx(0.25, rel=0.01)
    assert data["events"][0] == pytest.approx(record.events[0].time_s / data["rate"], abs=1e-3)
    assert not np.isnan(points_of(data)).all()
    assert any("4,0 keer" in words for words in player.remarks)
    shares = [tick.share for tick in player.ticks]
    plain = [tick.share for tick in player_of(record, "nl", film=film).ticks]
    assert shares == pytest.approx(plain, abs=0.5)


def test_ticks_say_what_they_are(record, film):
    tick = player_of(record, "nl", film=film).ticks[0]
    event = min(record.events, key=lambda e: e.time_s)
    side, kind = text(f"word.{event.side}", "nl"), text(f"chart.{event.kind}", "nl")
    assert tick.words == f"{side}, {kind}, {event.time_s:.2f} s".replace(".", ",")
    assert tick.share == pytest.approx(100 * event.time_s / record.clip.duration_s, abs=0.01)


def test_blurring_is_told_and_so_is_what_it_missed(record, film):
    def said(**changes):
        return " ".join(player_of(record, "en", film=replace(film, **changes)).remarks)

    assert said() == ""
    assert "blurred" in said(faces_unseen=0, faces=150)
    assert "In 7 of 150 pictures no face was found" in said(faces_unseen=7, faces=150)


def test_without_a_film_there_are_drawings_and_nothing_runs(record):
    player = player_of(record, "en")
    assert (player.mp4, player.data, len(player.pictures)) == ("", "", 6)
    page = render(build(record, "en"), players=(player,))
    assert "<script" not in page and "<video" not in page
    assert page.count('class="moment ') == 6
    assert "script-src" not in page and "media-src" not in page


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_page_allows_the_script_it_holds_and_no_other(record, film, lang):
    page = render(build(record, lang), players=(player_of(record, lang, film=film),))
    (inline,) = [part.split("</script>")[0] for part in page.split("<script>")[1:]]
    digest = b64encode(sha256(inline.encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{digest}'; media-src blob:" in page
    assert f"sha256-{digest}" == script_hash()
    assert "unsafe-eval" not in page and "http-equiv" in page


def test_the_script_survives_the_page():
    """Percent signs lose their space in pages, and some words end a script."""
    assert " %" not in script()
    assert "</script" not in script().lower() and "<!--" not in script()
    assert "eval(" not in script() and "innerHTML" not in script()


def test_the_film_comes_out_of_the_page_as_it_went_in(record, film):
    page = render(build(record, "en"), players=(player_of(record, "en", film=film),))
    inside = page.split('<script type="text/plain" class="film">')[1].split("</script>")[0]
    assert b64decode(inside) == film.mp4


def test_data_can_not_end_its_element(record, film, monkeypatch):
    hostile = "</script><script>alert(1)</script>"
    bout = replace(record.bouts[0], view=View(plane="side", facing=hostile))
    player = player_of(replace(record, bouts=(bout,)), "en", film=film)
    assert "<" not in player.data
    assert json.loads(player.data)["bouts"][0]["near"] == hostile


def test_frontal_angles_name_their_direction(record):
    bouts = tuple(replace(b, view=View(plane="rear")) for b in record.bouts)
    seen = replace(record, bouts=bouts, curves=())
    for picture in player_of(seen, "nl").pictures:
        assert picture.angle.startswith("Kniestand ")
        assert picture.angle.endswith(("binnen", "buiten", " 0°"))


def test_several_films_share_a_page(record, film):
    """As in a session: each with its own names, one script."""
    player = player_of(record, "en", film=film)
    page = render(build(record, "en"), players=(player, player))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<video") == 2 and page.count("<script>") == 1
    assert page.count("numbered.mp4</span>") == 6
