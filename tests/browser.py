"""A real browser for the tests: headless Chromium, the network off, every complaint kept.

    with report_page(browser, path, width_px=390) as page: ...

Skips, with what to install, where there is no Playwright or no Chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LOCAL = ("file:", "data:", "blob:")
#: From a small phone to a desk.
WIDTHS_PX = (360, 390, 768, 1400)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium to open the page in")


def browse(path: Path, tmp_path: Path) -> tuple[str, str]:
    """The page as the browser made it, and what it wrote to its log."""
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", "--enable-logging=stderr", "--hide-scrollbars",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr


def at_widths(page: str, tmp_path: Path) -> tuple[list[str], str]:
    """`<width taken>:<charts drawn>` of the page at each of `WIDTHS_PX`, and the browser's log."""
    frames = "".join(
        f'<iframe style="border:0;width:{width}px;height:800px" srcdoc="{escape(page)}"></iframe>'
        for width in WIDTHS_PX
    )
    script = (
        "onload = () => { document.title = [...document.querySelectorAll('iframe')].map("
        "f => f.contentDocument.documentElement.scrollWidth + ':' + "
        "f.contentDocument.querySelectorAll('svg.chart').length).join(' ') }"
    )
    wrapper = tmp_path / "wrapper.html"
    wrapper.write_text(
        f"<!doctype html><meta charset='utf-8'><body>{frames}<script>{script}</script>",
        encoding="utf-8",
    )
    dom, console = browse(wrapper, tmp_path)
    return re.search("<title>(.*?)</title>", dom).group(1).split(), console


@contextmanager
def chromium() -> Iterator:
    """A browser; the whole test module can share it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("needs a chromium to open the page in: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def report_page(browser, path: Path, *, width_px: int = 1400, **options) -> Iterator:
    """The file as a page, offline. Fails on a request elsewhere, a console message or an error."""
    context = browser.new_context(viewport={"width": width_px, "height": 900}, **options)
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    troubles: list[str] = []
    page.on("request", lambda r: r.url.startswith(LOCAL) or troubles.append(f"asked for {r.url}"))
    page.on("console", lambda m: troubles.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: troubles.append(f"error: {e}"))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert not troubles, troubles


def until(page, expression: str, *, within_s: float = 20.0) -> None:
    """Wait for a JavaScript expression to be true. Asked from outside: the page allows no eval."""
    give_up = time.monotonic() + within_s
    while not page.evaluate(expression):
        assert time.monotonic() < give_up, f"never true: {expression}"
        page.wait_for_timeout(15)
