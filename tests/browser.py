"""A real browser for the tests: headless Chromium, the network off, every complaint kept.

    with report_page(browser, path, width_px=390) as page: ...

Skips, with what to install, where there is no Playwright or no Chromium.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LOCAL = ("file:", "data:", "blob:")


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
