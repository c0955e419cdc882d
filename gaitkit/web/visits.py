"""Pages of a visit: films in, who and what, questions, progress, the merged report."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from gaitkit.ask import fits
from gaitkit.errors import UsageError
from gaitkit.export import to_html
from gaitkit.knowledge.questions import Question, questions
from gaitkit.model import ACTIVITIES, Answer, Subject

from . import limits
from .forms import Form, FormError
from .guard import REPORT_POLICY
from .lab import Lab
from .page import check_origin, lab_of, lang_of, render, to
from .people import person_from
from .rows import Person, Visit
from .status import as_data, status_of
from .store import new_id
from .titles import names_of
from .uploads import RefusedError
from .words import word

MODELS = ("heavy", "full")
#: Above this a height was written in centimetres.
_SURELY_CM = 3.0


def home(request: Request) -> Response:
    """What is being measured, and everybody who was."""
    lab, lang = lab_of(request), lang_of(request)
    open_clips = [lab.shown(job.clip_id) for job in lab.store.open_jobs()]
    people = [(person, lab.store.visits(person.id)) for person in lab.store.people()]
    return render(
        request, "home.html", people=people,
        busy=[(shown, status_of(lab, shown.clip, lang)) for shown in open_clips],
    )  # fmt: skip


def new(request: Request) -> Response:
    """The form for a new visit."""
    people = lab_of(request).store.people()
    chosen = request.query_params.get("person", "")
    return render(
        request, "new.html", people=people, chosen=chosen, activities=ACTIVITIES, models=MODELS,
        largest=limits.LARGEST_FILE_BYTES, today=date.today().isoformat(),
    )  # fmt: skip


# --- uploads


async def upload(request: Request) -> Response:
    """One film, as it comes: the body is the file."""
    check_origin(request)
    uploads, lang = lab_of(request).uploads, lang_of(request)
    title = unquote(request.headers.get("x-title", ""))[:1000]
    told = request.headers.get("content-length", "")
    try:
        id, path = await uploads.receive(
            request.stream(), title=title, told_bytes=int(told) if told.isdecimal() else None
        )
        taken = await run_in_threadpool(uploads.look_into, id, path, title=title)
    except RefusedError as refused:
        said = word(f"refused.{refused.problem}", lang, _values(refused.values))
        return JSONResponse({"problem": said}, status_code=400)
    about = word("new.about", lang, _values(taken.about))
    return JSONResponse({"id": taken.id, "title": taken.title, "about": about})


def _values(found: Mapping[str, Any]) -> dict[str, float]:
    return {key: value for key, value in found.items() if isinstance(value, int | float)}


def discard(request: Request, form: Form) -> Response:
    """Take a film back before anything was done with it."""
    lab_of(request).uploads.discard(form.raw("id"))
    return JSONResponse({})


# --- the visit


def create(request: Request, form: Form) -> Response:
    """Who, what and which films: measuring begins."""
    lab, lang = lab_of(request), lang_of(request)
    uploads = form.all("upload")
    if not lab.uploads.known(uploads):
        raise FormError("upload")
    visit = _visit_from(form, lang)
    if form.raw("person"):
        person = lab.store.person(form.raw("person"))
    else:
        person = person_from(form, id=new_id())
    height_m = height_from(form)
    person = replace(person, height_m=height_m or person.height_m)
    lab.store.put_person(person)
    visit = replace(visit, person_id=person.id, height_m=person.height_m)
    lab.store.put_visit(visit)
    lab.claim(uploads, visit)
    return to(f"/visits/{visit.id}/questions")


def _visit_from(form: Form, lang: str) -> Visit:
    return Visit(
        id=new_id(), person_id="", lang=lang, created_at=time.time(),
        model=form.choice("model", MODELS), blur_face=bool(form.raw("blur_face")),
        **_when_and_what(form),
    )  # fmt: skip


def _when_and_what(form: Form) -> dict[str, Any]:
    return {
        "held_on": form.day("held_on", latest=date.today()) or date.today(),
        "activity": form.choice("activity", ACTIVITIES),
        "remark": form.text("remark"),
    }


def height_from(form: Form) -> float | None:
    """A height in metres, written in metres or centimetres."""
    height = form.number("height", low=0.5, high=250)
    if height is None:
        return None
    height_m = height / 100 if height > _SURELY_CM else height
    if not 0.5 <= height_m <= 2.5:
        raise FormError("height")
    return height_m


def visit(request: Request) -> Response:
    """A visit: its clips, how far they are, what they say together."""
    lab, lang = lab_of(request), lang_of(request)
    found = lab.store.visit(request.path_params["id"])
    clips = lab.store.clips(found.id)
    merged = (lab.folders.visit(found.person_id, found.id) / to_html.FILE).is_file()
    return render(
        request, "visit.html", visit=found, person=lab.store.person(found.person_id),
        clips=[(clip, status_of(lab, clip, lang)) for clip in clips],
        activities=ACTIVITIES, today=date.today().isoformat(),
        merged=merged and sum(bool(c.result_id) for c in clips) > 1,
        asked=len(_fitting(found, lab.store.person(found.person_id))),
    )  # fmt: skip


def change(request: Request, form: Form) -> Response:
    """Another day, height or activity: what hangs on it is measured again."""
    lab = lab_of(request)
    old = lab.store.visit(request.path_params["id"])
    new = replace(old, **_when_and_what(form), height_m=height_from(form))
    lab.store.put_visit(new)
    if replace(new, remark=old.remark) != old:
        lab.measure(lab.store.clips(old.id))
    return to(f"/visits/{old.id}")


def state(request: Request) -> Response:
    """How far the clips of a visit are."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    return JSONResponse(as_data(lab, lab.store.clips(found.id), lang_of(request)))


def queue(request: Request) -> Response:
    """How far every clip is that waits or is being measured."""
    lab = lab_of(request)
    clips = [lab.store.clip(job.clip_id) for job in lab.store.open_jobs()]
    return JSONResponse(as_data(lab, clips, lang_of(request)))


def report(request: Request) -> Response:
    """The merged report."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    return report_file(lab.folders.visit(found.person_id, found.id) / to_html.FILE)


def clip_report(request: Request) -> Response:
    """A clip's own report, where the merged one looks for it."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    clips = {c.id: c for c in lab.store.clips(found.id)}
    for id, name in names_of(list(clips.values())).items():
        if name == request.path_params["name"] and clips[id].result_id:
            folder = lab.folders.result(found.person_id, clips[id].result_id)
            return report_file(folder / to_html.FILE)
    raise HTTPException(404)


def report_file(path: Any) -> Response:
    """A page that gaitkit wrote, kept apart from the app's own pages."""
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path, media_type="text/html; charset=utf-8",
        headers={"content-security-policy": REPORT_POLICY},
    )  # fmt: skip


def delete(request: Request, form: Form) -> Response:
    """Forget a visit."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    lab.delete_visit(found)
    request.app.state.scenes.forget()
    return to(f"/people/{found.person_id}")


# --- the questions


def ask(request: Request) -> Response:
    """The questions that fit the person and what was done."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    person = lab.store.person(found.person_id)
    return render(
        request, "questions.html", visit=found, person=person, subject=found.subject(person),
        questions=_fitting(found, person), hangs=_hangs(),
    )  # fmt: skip


def _hangs() -> dict[str, list[dict[str, Any]]]:
    """On which answers a question hangs, as the page's script compares them."""
    as_sent = {True: "yes", False: "no"}
    return {
        key: [
            {
                "question": a.question,
                "values": [as_sent.get(v, v) for v in a.values],
                "above": a.above,
            }
            for a in question.asked_if.answers
        ]
        for key, question in questions().items()
    }


def _fitting(found: Visit, person: Person) -> list[Question]:
    """Questions for this person, those that hang on an answer as well: the page shows them then."""
    activities = () if found.activity == "auto" else (found.activity,)
    return [
        question for question in questions().values()
        if _fits(question, found.subject(person), activities)
    ]  # fmt: skip


def _fits(question: Question, subject: Subject, activities: tuple[str, ...]) -> bool:
    open_to_all = replace(question, asked_if=replace(question.asked_if, answers=()))
    return fits(open_to_all, subject=subject, activities=activities, answers={})


def answer(request: Request, form: Form) -> Response:
    """Keep the answers."""
    lab = lab_of(request)
    found = lab.store.visit(request.path_params["id"])
    asked = _fitting(found, lab.store.person(found.person_id))
    lab.change_answers(found, _answers(asked, form, lab))
    return to(f"/visits/{found.id}")


def _answers(asked: list[Question], form: Form, lab: Lab) -> dict[str, Answer]:
    """Answers to questions that still fit once those before them are answered."""
    answers: dict[str, Answer] = {}
    for question in asked:
        given = [value for value in form.all(question.id) if value]
        hangs_on = question.asked_if.answers
        if given and all(one.by(answers) for one in hangs_on):
            try:
                wanted = given if question.kind == "places" else given[0].replace(",", ".")
                answers[question.id] = question.checked(wanted)
            except UsageError as error:
                raise FormError("answer") from error
    return answers
