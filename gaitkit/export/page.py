"""Pages in the report's style: one file each, which needs no network."""

from __future__ import annotations

import re
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gaitkit.export.pictures import base64_text
from gaitkit.reference import text
from gaitkit.report.figures import COLOURS

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

#: What the report of a clip or session is called.
REPORT = "report.html"
#: A command-line option inside a sentence, with the number that may follow it.
OPTION = re.compile(r"--[a-z][a-z-]*( \d+)?")


def page(name: str, /, *, lang: str, script_name: str = "", **values: Any) -> str:
    """A page in the report's style from the template of that name; every value is escaped."""
    return _template(name).render(
        lang=lang,
        t=partial(_translated, lang=lang),
        colours=COLOURS,
        policy=_policy(script_name),
        script=script(script_name) if script_name else "",
        **values,
    )


def _policy(script_name: str) -> str:
    """What a page may do: show what it holds, and run that script and no other."""
    allowed = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    if script_name:
        allowed += [f"script-src '{script_hash(script_name)}'", "media-src blob:"]
    return "; ".join(allowed)


@cache
def script(name: str = "player.js") -> str:
    """A page's script, one for all players of the page: what they share, then that file."""
    folder = files("gaitkit.report")
    parts = (folder.joinpath(part).read_text(encoding="utf-8") for part in ("reel.js", name))
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@cache
def script_hash(name: str = "player.js") -> str:
    """What a Content-Security-Policy has to name for the script, and no other, to run."""
    return "sha256-" + base64_text(sha256(script(name).encode("utf-8")).digest())


def _translated(key: str, *, lang: str, **values: float | str) -> str:
    return text(key, lang, values)


def _unbroken(value: object) -> object:
    """Texts whose percent signs stay with their number at the end of a line."""
    return value.replace(" %", "\u00a0%") if isinstance(value, str) else value


def _prose(words: str) -> Markup:
    """A sentence whose command-line options look like options and never break."""
    from markupsafe import Markup, escape

    return Markup(OPTION.sub(r"<code>\g<0></code>", str(escape(_unbroken(words)))))


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gaitkit", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_unbroken,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = _prose
    return environment.get_template(name)
