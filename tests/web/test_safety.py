"""What others send: hostile files, foreign pages, other host names, people in the network."""

from __future__ import annotations

import subprocess
from html import escape

import av
import numpy as np
import pytest
from browser import chromium, until
from running_app import RunningApp
from staged import SIDE, grey_clip

from gaitkit.web import limits


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with RunningApp(tmp_path_factory.mktemp("safety")) as running:
        yield running


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    return grey_clip(tmp_path_factory.mktemp("film") / "a.mp4", SIDE).read_bytes()


def bomb(path, *, width: int, height: int, seconds: int = 1, codec: str = "ffv1") -> bytes:
    """A small file of huge or endless pictures."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "gray"
        picture = av.VideoFrame.from_ndarray(np.zeros((height, width), np.uint8), format="gray")
        for number in (0, seconds):
            picture.pts = number
            out.mux(stream.encode(picture))
        out.mux(stream.encode())
    return path.read_bytes()


def png() -> bytes:
    import cv2

    return cv2.imencode(".png", np.zeros((20, 20, 3), np.uint8))[1].tobytes()


def pickle_in(suffix: str) -> bytes:
    return b"\x89HDF\r\n\x1a\n" + b"\0" * 4000 if suffix == ".nc" else b"not markers"


HOSTILE = {
    "text": (lambda p: b"I am no film\n" * 99, "film.mp4", "not a film"),
    "empty": (lambda p: b"", "film.mp4", "empty"),
    "half a film": (lambda p: b"\0\0\0\x20ftypisom\0\0\2\0", "film.mov", "not a film"),
    "still picture": (lambda p: png(), "photo.png", "one picture"),
    "huge pictures": (
        lambda p: bomb(p / "b.mov", width=12000, height=12000, codec="png"),
        "b.mov",
        "too large",
    ),
    "narrow pictures": (lambda p: bomb(p / "n.mkv", width=9000, height=2), "n.mkv", "too large"),
    "endless": (
        lambda p: bomb(p / "e.mkv", width=16, height=16, seconds=9999),
        "e.mkv",
        "too long",
    ),
    "playlist": (lambda p: b"#EXTM3U\nfile:///etc/passwd\n", "list.m3u8", "not a film"),
    "no pose": (lambda p: pickle_in(".nc"), "pose.nc", "not a film"),
    "no markers": (lambda p: pickle_in(".trc"), "walk.trc", "not a film"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_film_gets_a_clear_message_and_leaves_no_trace(app, tmp_path, kind):
    make, name, words = HOSTILE[kind]
    status, said = app.upload(make(tmp_path), name)
    assert status == 400 and words in said["problem"]
    assert "/" not in said["problem"] and "Error" not in said["problem"]
    assert app.files() == []


def test_a_file_that_says_it_is_too_large_is_not_even_read(app):
    headers = {**app.own_headers(), "X-Title": "a.mp4"}
    headers["Content-Length"] = str(limits.LARGEST_FILE_BYTES + 1)
    status, _, said = app.ask("POST", "/uploads", headers=headers)
    assert status == 400 and b"4 GB at most" in said
    assert app.files() == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/cron.d/evil.mp4", "evil.mp4"),
        ('"><img src=x onerror=alert(1)>.mp4', '"><img src=x onerror=alert(1)>.mp4'),
        ("a\r\nSet-Cookie: x=1\u202e.mp4", "aSet-Cookie: x=1.mp4"),
    ],
)
def test_names_are_only_ever_shown(app, film, given, shown):
    status, said = app.upload(film, given)
    assert (status, said["title"]) == (200, shown)
    (file,) = app.files()
    assert file == f"incoming/{said['id']}.film"
    assert app.post("/uploads/discard", id=said["id"])[0] == 200
    assert app.files() == []


def test_nothing_a_user_writes_runs_in_a_page(app, film, tmp_path):
    nasty = "<img src=x onerror=document.title='owned'>"
    title = f"{nasty}.mp4"
    visit = app.new_visit((film, title), name=nasty)
    (person,) = app.store.people()
    app.post(f"/visits/{visit}/questions")
    try:
        for path in ("/", "/new", f"/visits/{visit}", f"/people/{person.id}"):
            _, _, page = app.ask("GET", path)
            assert escape(nasty, quote=False).replace("'", "&#39;") in page.decode(), path
            assert nasty not in page.decode()
    finally:
        app.post(f"/people/{person.id}/delete", name=nasty)
    assert app.files() == []


# --- foreign pages

CHANGES = ("/visits", "/uploads", "/uploads/discard", "/language")


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize(
    "wrong",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"X-Gaitkit-Token": "0" * 64},
        {"X-Gaitkit-Token": ""},
        {"Cookie": ""},
        {"Cookie": "gaitkit_visitor=somebody"},
    ],
    ids=str,
)
def test_only_our_own_pages_change_anything(app, path, wrong):
    headers = {**app.own_headers(), "X-Title": "a.mp4", **wrong}
    status, _, _ = app.ask("POST", path, body=b"lang=nl", headers=headers)
    assert status == 403
    assert app.files() == []


def test_every_change_passes_the_same_door():
    from gaitkit.web.app import _routes

    posts = [r for r in _routes() if "POST" in (getattr(r, "methods", None) or ())]
    doors = {r.path: r.endpoint.__qualname__ for r in posts}
    assert doors.pop("/uploads") == "upload"  # streams its body; checks before it reads
    assert len(doors) > 10 and set(doors.values()) == {"changes.<locals>.endpoint"}


def test_a_page_of_another_origin_can_neither_start_nor_delete_nor_look(app, film, tmp_path):
    visit = app.new_visit((film, "a.mp4"), name="Victim")
    (person,) = app.store.people()
    evil = tmp_path / "evil.html"
    target = f"{app.url}/people/{person.id}/delete"
    evil.write_text(
        f"""<!doctype html><title>evil</title>
        <form id=f method=post action={target}><input name=name value=Victim></form>
        <iframe src="{app.url}/"></iframe><img src="{app.url}/static/icon.svg">
        <script>
        const done = [];
        fetch("{target}", {{method: "POST", body: "name=Victim", credentials: "include"}})
          .then(r => r.text()).then(t => done.push("read " + t.length), e => done.push("no"));
        fetch("{app.url}/queue.json", {{credentials: "include"}})
          .then(r => r.text()).then(t => done.push("read " + t.length), e => done.push("no"));
        window.done = done;
        </script>""",
        encoding="utf-8",
    )
    with chromium() as browser:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{app.url}/people/{person.id}")  # the cookie is there
        page.goto(evil.as_uri())
        until(page, "window.done.length === 2")
        assert page.evaluate("window.done") == ["no", "no"]
        assert page.evaluate("document.querySelector('img').naturalWidth") == 0
        page.evaluate("document.querySelector('#f').submit()")
        page.wait_for_url("**/delete")
        assert "did not come from a page of the app" in page.inner_text("main")
        context.close()
    assert [p.name for p in app.store.people()] == ["Victim"]
    assert app.store.clips(visit)
    app.post(f"/people/{person.id}/delete", name="Victim")


# --- other hosts


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "169.254.169.254", ""])
def test_a_name_turned_to_point_here_is_refused(app, host):
    status, _, said = app.ask("GET", "/", headers={"Host": host})
    assert status == 421 and b"gaitkit" not in said


@pytest.mark.parametrize("host", ["localhost:{}", "127.0.0.1:{}", "[::1]:{}"])
def test_this_machine_is_known_by_its_names(app, host):
    assert app.ask("GET", "/", headers={"Host": host.format(app.port)})[0] == 200


def test_the_network_needs_the_key(tmp_path):
    with RunningApp(tmp_path, worker="stub", host="0.0.0.0") as app:
        key = app.address.partition("?")[2]
        assert len(key) > 20
        for path in ("/", "/static/app.css", "/?key=", f"/?{key}x"):
            status, headers, said = app.ask("GET", path)
            assert status == 403 and b"with its key" in said and "set-cookie" not in headers
        assert app.ask("POST", f"/language?{key}")[0] == 403
        status, headers, _ = app.ask("GET", f"/?{key}")
        assert (status, headers["location"]) == (303, "/")
        cookie = headers["set-cookie"].split(";")[0]
        assert app.ask("GET", "/", headers={"Cookie": cookie})[0] == 200


def test_without_being_told_only_this_machine_can_connect(app):
    listening = subprocess.run(["ss", "-ltn"], capture_output=True, text=True).stdout
    if not listening:
        pytest.skip("needs ss to see who can connect")
    lines = [line.split()[3] for line in listening.splitlines() if f":{app.port} " in line]
    assert lines == [f"127.0.0.1:{app.port}"]


def test_every_answer_carries_its_policy(app):
    for path in ("/", "/static/app.css", "/nothing", "/queue.json"):
        _, headers, _ = app.ask("GET", path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/clips/../../secret", "/clips/0/report.html", "/people/%2e%2e", "/static/../app.py",
        "/visits/x/..%2f/report.html", "/static/%2e%2e/app.py",
        "/clips/0000000000000000/files/..%2fsecret",
    ],
)  # fmt: skip
def test_no_path_leads_out(app, path):
    status, _, said = app.ask("GET", path)
    assert status == 404 and b"import" not in said
