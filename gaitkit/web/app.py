"""The web app: which address leads where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gaitkit.model import ACTIVITIES
from gaitkit.reference import LANGS

from . import clips, people, visits
from .forms import Form, FormError
from .guard import GuardMiddleware
from .lab import Lab
from .page import LANGUAGE, Change, changes, lang_of, render, to
from .rows import NothingThereError
from .scene import Scenes
from .words import word

_YEAR_S = 365 * 24 * 3600


def application(lab: Lab) -> Starlette:
    """The app on a lab, whose queue it works off while it runs."""

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        lab.start()
        yield
        lab.stop()

    app = Starlette(
        routes=_routes(),
        lifespan=running,
        middleware=[Middleware(GuardMiddleware, guard=lab.guard)],
        exception_handlers={
            HTTPException: _refused, NothingThereError: _nothing_there, FormError: _did_not_fit,
            ClientDisconnect: _gone, Exception: _broken,
        },
    )  # fmt: skip
    app.state.lab, app.state.scenes = lab, Scenes(lab)
    return app


def _routes() -> list[Route | Mount]:
    static = StaticFiles(directory=str(files("gaitkit.web").joinpath("static")))
    return [
        Route("/", visits.home),
        Route("/new", visits.new),
        Route("/how-to-film", how_to_film),
        Route("/queue.json", visits.queue),
        Route("/uploads", visits.upload, methods=["POST"]),
        _post("/uploads/discard", visits.discard),
        _post("/language", choose_language),
        _post("/visits", visits.create),
        Route("/visits/{id}", visits.visit, methods=["GET"]),
        _post("/visits/{id}", visits.change),
        Route("/visits/{id}/state.json", visits.state),
        Route("/visits/{id}/report.html", visits.report),
        Route("/visits/{id}/{name}/report.html", visits.clip_report),
        Route("/visits/{id}/questions", visits.ask, methods=["GET"]),
        _post("/visits/{id}/questions", visits.answer),
        _post("/visits/{id}/delete", visits.delete),
        Route("/people/{id}", people.person, methods=["GET"]),
        _post("/people/{id}", people.change),
        Route("/people/{id}/export.zip", people.export),
        Route("/people/{id}/compare", people.compare),
        Route("/people/{id}/compare.html", people.compare_page),
        _post("/people/{id}/delete", people.delete),
        Route("/clips/{id}", clips.clip),
        Route("/clips/{id}/state.json", clips.state),
        Route("/clips/{id}/report.html", clips.report),
        Route("/clips/{id}/files/{name}", clips.file),
        Route("/clips/{id}/scene.json", clips.data),
        Route("/clips/{id}/frames/{frame:int}.jpg", clips.picture),
        Route("/clips/{id}/correct", clips.correct, methods=["GET"]),
        _post("/clips/{id}/correct", clips.change),
        Route("/clips/{id}/measure", clips.measure, methods=["GET"]),
        _post("/clips/{id}/drawings", clips.draw),
        _post("/clips/{id}/drawings/delete", clips.undraw),
        _post("/clips/{id}/again", clips.again),
        _post("/clips/{id}/delete", clips.delete),
        Mount("/static", static, name="static"),
    ]


def _post(path: str, handler: Change) -> Route:
    return Route(path, changes(handler), methods=["POST"])


def how_to_film(request: Request) -> Response:
    """How to film each activity."""
    return render(request, "how_to_film.html", activities=[a for a in ACTIVITIES if a != "auto"])


def choose_language(request: Request, form: Form) -> Response:
    """Speak this language from now on."""
    lang, back = form.choice("lang", LANGS), form.raw("back")
    answer = to(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")
    answer.set_cookie(LANGUAGE, lang, max_age=_YEAR_S, httponly=True, samesite="lax")
    return answer


# --- what goes wrong


def _refused(request: Request, error: HTTPException) -> Response:
    key = {403: "foreign", 404: "nothing_there", 413: "too_much"}.get(error.status_code, "other")
    return _said(request, key, error.status_code)


def _nothing_there(request: Request, error: NothingThereError) -> Response:
    return _said(request, "nothing_there", 404)


def _did_not_fit(request: Request, error: FormError) -> Response:
    return _said(request, f"field_{error.field}", 400)


def _broken(request: Request, error: Exception) -> Response:
    return _said(request, "other", 500)


def _said(request: Request, key: str, status: int) -> Response:
    """Words for a reader, or for the script that asked."""
    said = word(f"trouble.{key}", lang_of(request))
    if request.url.path == "/uploads":
        return JSONResponse({"problem": said}, status_code=status)
    return render(request, "trouble.html", code=status, said=said)


def _gone(request: Request, error: ClientDisconnect) -> Response:
    return Response(status_code=400)
