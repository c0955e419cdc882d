"""What every page and every form has in common: language, templates, the check of a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gaitkit.reference import LANGS

from . import limits
from .forms import Form
from .guard import TOKEN_FIELD, TOKEN_HEADER
from .words import day_words, preferred, word

if TYPE_CHECKING:
    from jinja2 import Environment

    from .lab import Lab

LANGUAGE = "gaitkit_lang"
Change = Callable[[Request, Form], Response]


def lab_of(request: Request) -> Lab:
    """The lab this app runs on."""
    return request.app.state.lab


def lang_of(request: Request) -> str:
    """The language chosen, or the first of the browser's that we speak."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LANGS else preferred(request.headers.get("accept-language", ""))


def render(request: Request, template: str, *, code: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language; every value is escaped."""
    lang = lang_of(request)
    page = _templates().get_template(template).render(
        lang=lang, langs=LANGS, t=partial(_told, lang=lang), token=request.state.token,
        here=request.url.path, folder=str(lab_of(request).folders.data), **values,
    )  # fmt: skip
    return HTMLResponse(page, status_code=code)


def _told(key: str, *, lang: str, **values: float | str) -> str:
    return word(key, lang, values)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gaitkit.web"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["day"] = day_words
    return environment


def to(address: str) -> RedirectResponse:
    """Go on to another page after a change."""
    return RedirectResponse(address, status_code=303)


def changes(handler: Change) -> Callable[[Request], Awaitable[Response]]:
    """The only door to whatever changes something: the request must come from our own page."""

    async def endpoint(request: Request) -> Response:
        body = await _small_body(request)
        form = Form(body)
        check_origin(request, form.raw(TOKEN_FIELD))
        return await run_in_threadpool(handler, request, form)

    return endpoint


def check_origin(request: Request, token: str = "") -> None:
    """Raise unless the request carries the token of our own page, in the form or the header."""
    given = request.headers.get(TOKEN_HEADER, "") or token
    if not lab_of(request).guard.accepts(request, given):
        raise HTTPException(403, "foreign")


async def _small_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limits.LARGEST_FORM_BYTES:
            raise HTTPException(413, "form")
    return bytes(body)
