"""Who may ask the app what: the host that was meant, the key where one is needed, our own pages.

Four checks, each enough against one attack: `Host` against names that were turned to point here
(DNS rebinding), the key against others in the network, `Origin` and the token in every form
against pages of others that post here.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISITOR, KEY = "gaitkit_visitor", "gaitkit_key"
TOKEN_HEADER, TOKEN_FIELD = "x-gaitkit-token", "token"
#: What a page of the app may load: what the app itself serves.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: A report has its own, stricter policy inside; here it is kept from the app and the network.
REPORT_POLICY = (
    "sandbox allow-scripts allow-popups allow-modals allow-downloads; "
    "default-src 'unsafe-inline' data: blob:; connect-src data: blob:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), payment=()",
    "cache-control": "no-store",
}
_DAYS_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Guard:
    """What this run of the app trusts. `key` is empty where only this machine can connect."""

    secret: bytes
    host: str = "127.0.0.1"
    key: str = ""

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names this machine, by number or by a name that is its own.

        A number can't be turned to point elsewhere, so all are fine.
        """
        name = _host_name(header)
        own = {"localhost", self.host.lower(), *_own_names()} if self.key else {"localhost"}
        return name in own or _is_address(name, loopback=not self.key)

    def token_for(self, visitor: str) -> str:
        """What forms of this visitor's pages carry."""
        return hmac.new(self.secret, visitor.encode(), "sha256").hexdigest()

    def accepts(self, request: Request, token: str) -> bool:
        """Whether a change was asked for by one of our own pages."""
        visitor = request.cookies.get(VISITOR, "")
        expected = self.token_for(visitor) if visitor else ""
        same = urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")
        return same and bool(expected) and hmac.compare_digest(token, expected)


def _host_name(header: str) -> str:
    return (urlsplit(f"//{header}").hostname or "").lower().rstrip(".")


def _is_address(name: str, *, loopback: bool) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not loopback


def _own_names() -> set[str]:
    name = socket.gethostname().lower()
    return {name, f"{name}.local"}


class GuardMiddleware:
    """Lets in who may come in, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        visitor = cookies.get(VISITOR) or secrets.token_urlsafe(16)
        scope.setdefault("state", {})["token"] = self._guard.token_for(visitor)
        refusal = self._refusal(scope, headers, cookies)
        answer = refusal or self._app

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in {"content-security-policy": POLICY, **_HEADERS}.items():
                    given.setdefault(name, value)
                if VISITOR not in cookies and refusal is None:
                    given.append("set-cookie", _cookie(VISITOR, visitor))
            await send(message)

        await answer(scope, receive, with_headers)

    def _refusal(
        self, scope: Scope, headers: Headers, cookies: Mapping[str, str]
    ) -> Response | None:
        if not self._guard.knows_host(headers.get("host", "")):
            return PlainTextResponse("Unknown host name.", status_code=421)
        if not self._guard.key or _same(cookies.get(KEY, ""), self._guard.key):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if scope["method"] != "GET" or not _same(given, self._guard.key):
            return PlainTextResponse(
                "Open the whole address that gaitkit app shows, with its key.", status_code=403
            )
        welcome = RedirectResponse("/", status_code=303)
        welcome.headers.append("set-cookie", _cookie(KEY, given))
        return welcome


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _cookie(name: str, value: str) -> str:
    return f"{name}={value}; Path=/; Max-Age={400 * _DAYS_S}; HttpOnly; SameSite=Lax"


def _cookies(headers: Headers) -> dict[str, str]:
    return {k: v.value for k, v in SimpleCookie(headers.get("cookie", "")).items()}
