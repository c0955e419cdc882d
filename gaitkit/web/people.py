"""Pages of a person: who it is, every visit, the history of each measure, export, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from gaitkit.errors import GaitkitError
from gaitkit.model import COMPARISONS

from . import archive, history
from .forms import Form, FormError
from .guard import REPORT_POLICY
from .lab import Lab
from .page import lab_of, lang_of, render, to
from .rows import Person, Visit
from .titles import file_name

SEXES = ("", "f", "m")


def person_from(form: Form, *, id: str) -> Person:
    """A person as filled in."""
    born_on = form.day("born_on", latest=date.today())
    age_y = form.number("age", low=0, high=120)
    return Person(
        id=id, name=form.text("name", needed=True), sex=form.choice("sex", SEXES) or None,
        born_on=born_on, age_y=None if born_on else age_y,
        age_told_on=None if born_on or age_y is None else date.today(),
    )  # fmt: skip


def person(request: Request) -> Response:
    """A person's visits and history."""
    lab, lang = lab_of(request), lang_of(request)
    found = lab.store.person(request.path_params["id"])
    visits = lab.store.visits(found.id)
    clips = {visit.id: lab.store.clips(visit.id) for visit in visits}
    measured = [v for v in visits if any(c.result_id for c in clips[v.id])]
    numbers = {visit.id: lab.store.numbers(visit.id) for visit in visits}
    done = {id: sorted({n.activity for n in rows}) for id, rows in numbers.items()}
    return render(
        request, "person.html", person=found, visits=visits, clips=clips, measured=measured,
        charts=history.charts([(v, numbers[v.id]) for v in reversed(measured)], lang),
        done=done, two=_latest_two(measured, done),
        age=found.age_on(date.today()), comparisons=COMPARISONS,
        today=date.today().isoformat(),
    )  # fmt: skip


def _latest_two(measured: Sequence[Visit], done: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The visits to compare unless others are chosen: the latest that have something in common."""
    for after, before in combinations(measured, 2):
        if set(done[after.id]) & set(done[before.id]):
            return {"before": before.id, "after": after.id}
    return {}


def change(request: Request, form: Form) -> Response:
    """Other facts about a person. What was measured before keeps the height of its day."""
    lab = lab_of(request)
    old = lab.store.person(request.path_params["id"])
    new = person_from(form, id=old.id)
    if new.age_y is not None and new.age_y == old.age_on(date.today()):
        new = replace(new, age_y=old.age_y, age_told_on=old.age_told_on)
    lab.store.put_person(replace(new, height_m=old.height_m))
    return to(f"/people/{old.id}")


def delete(request: Request, form: Form) -> Response:
    """Forget a person, once the name has been typed again."""
    lab = lab_of(request)
    found = lab.store.person(request.path_params["id"])
    if form.text("name") != found.name:
        raise FormError("name_again")
    lab.delete_person(found.id)
    request.app.state.scenes.forget()
    return to("/")


def export(request: Request) -> Response:
    """All that is known about a person, as one ZIP."""
    lab = lab_of(request)
    found = lab.store.person(request.path_params["id"])
    with lab.runner.files:
        path = archive.write(lab, found, films="films" in request.query_params)
    return FileResponse(
        path, media_type="application/zip", filename=f"gaitkit {file_name(found.name)}.zip",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )  # fmt: skip


def compare(request: Request) -> Response:
    """Two visits side by side: the page around the comparison."""
    lab = lab_of(request)
    found, before, after = _two_visits(request, lab)
    return render(
        request, "compare.html", person=found, before=before, after=after,
        what=_what(request), query=request.url.query,
    )  # fmt: skip


def compare_page(request: Request) -> Response:
    """The comparison itself, made as it is asked for."""
    from gaitkit.changes.compared import Compared
    from gaitkit.changes.page import render as rendered

    lab, lang = lab_of(request), lang_of(request)
    _, before, after = _two_visits(request, lab)
    try:
        compared = Compared(
            before=history.recording(lab, before, lang), after=history.recording(lab, after, lang),
            what=_what(request), years_apart=_years(before, after), lang=lang,
        )  # fmt: skip
    except GaitkitError:
        return render(request, "not_compared.html")
    return HTMLResponse(rendered(compared), headers={"content-security-policy": REPORT_POLICY})


def _years(before: Visit, after: Visit) -> float | None:
    days = (after.held_on - before.held_on).days
    return days / 365.25 if days > 0 else None


def _what(request: Request) -> Any:
    what = request.query_params.get("what", COMPARISONS[0])
    if what not in COMPARISONS:
        raise HTTPException(404)
    return what


def _two_visits(request: Request, lab: Lab) -> tuple[Person, Visit, Visit]:
    found = lab.store.person(request.path_params["id"])
    two = [lab.store.visit(request.query_params.get(key, "")) for key in ("before", "after")]
    if any(visit.person_id != found.id for visit in two):
        raise HTTPException(404)
    if two[0].id == two[1].id:
        raise FormError("two_visits")
    return found, *two
