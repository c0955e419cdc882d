"""Small parts of the app: words, names, forms, ages, the history's drawings."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from gaitkit.reference import LANGS, placeholders, read_table
from gaitkit.web.charts import Point, timeline_svg
from gaitkit.web.forms import Form, FormError
from gaitkit.web.guard import Guard
from gaitkit.web.history import charts
from gaitkit.web.people import _latest_two
from gaitkit.web.rows import ClipRow, NothingThereError, Number, Person, Visit
from gaitkit.web.store import Store, new_id
from gaitkit.web.titles import file_name, names_of, shown_title
from gaitkit.web.words import day_words, preferred, word

TEMPLATES = sorted(files("gaitkit.web").joinpath("templates").iterdir())
USED = {
    key
    for page in TEMPLATES
    for key in re.findall(r"""t\(["']([a-z_-]+\.[\w-]+)["'][,)]""", page.read_text("utf-8"))
}


def test_every_word_on_a_page_is_there_in_both_languages():
    assert len(USED) > 100
    for key in USED:
        section, _, name = key.partition(".")
        tables = (read_table("app.toml"), read_table("text.toml"))
        entry = next(t[section][name] for t in tables if name in t.get(section, {}))
        for lang in LANGS:
            values = dict.fromkeys(placeholders(entry[lang]), 1)
            assert word(key, lang, values)


def test_every_page_holds_only_scripts_and_styles_of_its_own():
    for page in TEMPLATES:
        text = page.read_text("utf-8")
        assert not re.search(r"""\son\w+=|\sstyle=|javascript:|https?://""", text), page.name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), page.name
        posts = text.count('method="post"')
        assert text.count("secret()") >= posts, page.name


def test_a_field_is_worded_for_every_form_error():
    named = set()
    for name in ("visits", "people", "clips", "app", "forms"):
        source = files("gaitkit.web").joinpath(f"{name}.py").read_text("utf-8")
        named |= set(re.findall(r'FormError\("(\w+)"', source))
        named |= set(re.findall(r'form\.(?:text|choice|number|day)\(\s*"(\w+)"', source))
    assert len(named) > 15
    for field in named:
        assert word(f"trouble.field_{field}", "nl")


@pytest.mark.parametrize(
    ("given", "title", "name"),
    [
        ("../../a.mp4", "a.mp4", "a_mp4"),
        ("C:\\films\\Zoë loopt.mov", "Zoë loopt.mov", "Zoë loopt_mov"),
        ("\x00\x1b[31m\u202egnp.mp4", "[31mgnp.mp4", "31mgnp_mp4"),
        ("..", "..", "film"),
        ("   ", "film", "film"),
    ],
)
def test_names(given, title, name):
    assert shown_title(given) == title
    assert file_name(title) == name


def test_a_name_of_a_thousand_letters_is_cut():
    assert len(shown_title("x" * 1000 + ".mp4")) <= 200
    assert len(file_name("x" * 1000)) <= 60


def test_no_two_clips_of_a_visit_have_one_name():
    titles = ("a.mp4", "a-2.mp4", "a.mov", "b/a.avi", "<a>.mp4")
    clips = [ClipRow(id=f"{n:016}", visit_id="v", title=t, suffix="") for n, t in enumerate(titles)]
    assert list(names_of(clips).values()) == ["a", "a-2", "a-3", "a-4", "a-5"]


@pytest.mark.parametrize("body", [b"a=1,5&b=x&c=2026-02-30", b"a=nan&b=&c=1820-01-01"])
def test_fields_that_do_not_fit(body):
    form = Form(body)
    for read in (
        lambda: form.number("a", low=2, high=3), lambda: form.choice("b", ("y",)),
        lambda: form.day("c"), lambda: form.text("d", needed=True),
    ):  # fmt: skip
        with pytest.raises(FormError):
            read()


def test_fields():
    form = Form(b"h=1%2C78&d=2026-03-01&t=+Zo%C3%AB%0A+x+&n=")
    assert form.number("h", low=0.5, high=2.5) == 1.78
    assert form.number("n", low=0, high=1) is None
    assert form.day("d", latest=date(2026, 3, 1)) == date(2026, 3, 1)
    assert form.text("t") == "Zoë x"


def test_a_form_of_a_million_fields_is_refused():
    with pytest.raises(FormError):
        Form(b"a=1&" * 5000)


def test_ages():
    born = Person(id="1", name="a", born_on=date(2020, 1, 1))
    assert born.age_on(date(2026, 1, 1)) == pytest.approx(6, abs=0.01)
    told = Person(id="1", name="a", age_y=8, age_told_on=date(2026, 1, 1))
    ages = [told.age_on(day) for day in (date(2026, 6, 1), date(2027, 6, 1), date(2025, 6, 1))]
    assert ages == [8, 9, 8]
    assert Person(id="1", name="a").age_on(date(2026, 1, 1)) is None


def test_languages():
    assert [preferred(h) for h in ("nl-BE,nl;q=0.9", "de,nl;q=0.5", "fr", "")] == [
        "nl", "nl", "en", "en",
    ]  # fmt: skip
    assert day_words(date(2026, 3, 9), "nl") == "9 mrt 2026"


def test_a_timeline_has_a_mark_and_a_bar_per_number():
    points = {
        "left": [
            Point(place=0, value=10, low=8, high=12),
            Point(place=2, value=11, low=9, high=13),
        ],
        "right": [Point(place=1, value=10, low=None, high=None)],
    }
    svg = timeline_svg(points, ["a", "<b>", "c"], lang="nl")
    assert (svg.count("<circle"), svg.count("<rect"), svg.count("whisker")) == (2, 1, 2)
    assert "&lt;b&gt;" in svg and "<b>" not in svg
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', svg)]
    assert heights[1] < heights[0]
    assert timeline_svg({"both": [Point(place=0, value=0, low=0, high=0)]}, ["a"], lang="en")


def test_hosts():
    here, network = Guard(b"s"), Guard(b"s", host="0.0.0.0", key="k")
    for host in ("localhost:8417", "127.0.0.1", "[::1]:80"):
        assert here.knows_host(host) and network.knows_host(host)
    assert network.knows_host("192.168.1.7:8417") and not here.knows_host("192.168.1.7")
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""):
        assert not here.knows_host(host) and not network.knows_host(host)


# --- the store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "lab.sqlite3")


def a_clip(store: Store) -> ClipRow:
    person = Person(id=new_id(), name="Zoë; DROP TABLE person")
    visit = Visit(
        id=new_id(), person_id=person.id, held_on=date(2026, 3, 1), activity="walk",
        answers={"pain_now": 3.0, "pain_where": ("knee", "hip"), "red": True},
    )  # fmt: skip
    clip = ClipRow(id=new_id(), visit_id=visit.id, title="a.mp4", suffix=".film")
    store.put_person(person)
    store.put_visit(visit)
    store.put_clip(clip)
    assert store.person(person.id) == person
    assert store.visit(visit.id) == visit
    assert store.clip(clip.id) == clip
    return clip


def test_nothing_is_lost_and_all_goes_with_the_person(store):
    clip = a_clip(store)
    store.queue(clip.id)
    job = store.begin_next()
    number = Number(
        activity="walk", metric="m", side="left", value=1.0, low=None, high=2.0, quality="good",
        view="side",
    )  # fmt: skip
    store.finish(job, [number])
    assert store.clip(clip.id).result_id == job.id
    assert store.numbers(clip.visit_id) == [number]
    (person,) = store.people()
    store.delete_person(person.id)
    for gone in (lambda: store.clip(clip.id), lambda: store.job(job.id)):
        with pytest.raises(NothingThereError):
            gone()


def test_a_clip_waits_only_once_but_again_while_it_runs(store):
    clip = a_clip(store)
    first = store.queue(clip.id)
    assert store.queue(clip.id) == first
    running = store.begin_next()
    again = store.queue(clip.id)
    assert again.id != running.id and [j.id for j in store.open_jobs()] == [running.id, again.id]
    assert store.finish(running, ()) is None
    assert store.finish(store.begin_next(), ()) == running.id
    assert store.begin_next() is None


def test_what_ran_keeps_its_place(store):
    first, second = a_clip(store), a_clip(store)
    for clip in (first, second):
        store.queue(clip.id)
    assert store.begin_next().clip_id == first.id
    store.back_to_queue()
    begun = store.begin_next()
    assert (begun.clip_id, begun.attempts) == (first.id, 2)


def test_a_deleted_clip_is_not_brought_back_by_its_job(store):
    clip = a_clip(store)
    store.queue(clip.id)
    job = store.begin_next()
    store.delete_clip(clip.id)
    assert store.finish(job, ()) == job.id
    with pytest.raises(NothingThereError):
        store.clip(clip.id)


def test_a_session_of_something_else_takes_no_room_in_a_history():
    walked, squatted, again = (a_visit(day) for day in (1, 2, 3))
    visits = [
        (walked, [a_number("walk", "cadence_spm")]),
        (squatted, [a_number("squat", "knee_valgus_deg")]),
        (again, [a_number("walk", "cadence_spm")]),
    ]
    walk, squat = charts(visits, "en")
    assert re.findall(r"\d Mar 2026", walk.charts[0].svg) == ["1 Mar 2026", "3 Mar 2026"]
    assert re.findall(r"\d Mar 2026", squat.charts[0].svg) == ["2 Mar 2026"]


def test_the_sessions_compared_unasked_are_the_latest_with_something_in_common():
    walked, squatted, again = (a_visit(day) for day in (1, 2, 3))
    done = {walked.id: ["walk"], squatted.id: ["squat"], again.id: ["walk", "run"]}
    assert _latest_two([squatted, walked], done) == {}
    two = _latest_two([again, squatted, walked], done)
    assert two == {"before": walked.id, "after": again.id}


def a_visit(day: int) -> Visit:
    return Visit(id=new_id(), person_id="p", held_on=date(2026, 3, day), activity="auto")


def a_number(activity: str, metric: str) -> Number:
    return Number(
        activity=activity, metric=metric, side="both", value=9.0, low=8.0, high=10.0,
        quality="good", view="side",
    )  # fmt: skip
