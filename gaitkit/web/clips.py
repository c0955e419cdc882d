"""Pages of a clip: its report, setting it right, measuring by hand, its files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from gaitkit.export import to_html
from gaitkit.export.plain import from_plain
from gaitkit.model import ACTIVITIES, VIEWS, Corrections, Drawing, EventChange

from . import scene as scenes
from .forms import Form, FormError
from .lab import Shown
from .page import lab_of, lang_of, render, to
from .rows import ClipRow
from .status import as_data, status_of
from .store import with_settings
from .titles import file_name
from .uploads import needed_settings
from .visits import report_file

#: What somebody may want to have of a clip, in the order of usefulness.
FILES = (
    "report.html", "report.pdf", "overlay.mp4", "metrics.csv", "events.csv", "repetitions.csv",
    "curves.csv", "findings.csv", "pose.nc", "analysis.json",
)  # fmt: skip
_MOST_CHANGES = 2000
_MOST_DRAWINGS = 200


def _shown(request: Request) -> Shown:
    return lab_of(request).shown(request.path_params["id"])


def clip(request: Request) -> Response:
    """The report in place, with what was done by hand."""
    shown = _shown(request)
    return _page(request, "clip.html", shown, files=_files(shown))


def _page(request: Request, template: str, shown: Shown, **values: Any) -> Response:
    status = status_of(lab_of(request), shown.clip, lang_of(request))
    return render(
        request, template, clip=shown.clip, visit=shown.visit, person=shown.person, status=status,
        measured=shown.folder is not None, **values,
    )  # fmt: skip


def _files(shown: Shown) -> list[str]:
    if shown.folder is None:
        return []
    return [name for name in FILES if (shown.folder / name).is_file()]


def state(request: Request) -> Response:
    """How far the clip is."""
    return JSONResponse(as_data(lab_of(request), [_shown(request).clip], lang_of(request)))


def report(request: Request) -> Response:
    """The clip's report."""
    shown = _shown(request)
    if shown.folder is None:
        raise HTTPException(404)
    return report_file(shown.folder / to_html.FILE)


def file(request: Request) -> Response:
    """One file of the results, to keep."""
    shown, name = _shown(request), request.path_params["name"]
    if name not in _files(shown):
        raise HTTPException(404)
    stem = file_name(shown.clip.title.rpartition(".")[0] or shown.clip.title)
    return FileResponse(
        shown.folder / name, media_type="application/octet-stream", filename=f"{stem} {name}"
    )


def data(request: Request) -> Response:
    """The clip for the scripts that set it right."""
    shown = _shown(request)
    return JSONResponse(scenes.as_data(request.app.state.scenes.scene(shown), shown))


def picture(request: Request) -> Response:
    """One frame as a JPEG."""
    jpeg = request.app.state.scenes.jpeg(_shown(request), request.path_params["frame"])
    return Response(jpeg, media_type="image/jpeg")


def again(request: Request, form: Form) -> Response:
    """Try once more."""
    shown = _shown(request)
    lab_of(request).measure([shown.clip])
    return to(f"/visits/{shown.visit.id}")


def delete(request: Request, form: Form) -> Response:
    """Forget the clip."""
    shown = _shown(request)
    lab_of(request).delete_clip(shown)
    request.app.state.scenes.forget()
    return to(f"/visits/{shown.visit.id}")


# --- setting right


def correct(request: Request) -> Response:
    """The page on which a clip is set right."""
    return _page(request, "correct.html", _shown(request), views=VIEWS, activities=ACTIVITIES)


def change(request: Request, form: Form) -> Response:
    """Measure again with what was set right; the pose is found already."""
    shown, lab = _shown(request), lab_of(request)
    changed = replace(_with_choices(shown, form), corrections=_corrections(form))
    lab.store.change_corrections(changed)
    lab.measure([changed])
    return to(f"/clips/{shown.clip.id}")


def _with_choices(shown: Shown, form: Form) -> ClipRow:
    """Of settings only those that differ from what the visit or the machine says."""
    activity = form.choice("activity", ACTIVITIES)
    view = form.choice("view", VIEWS)
    person = form.number("person", low=1, high=99)
    return with_settings(
        shown.clip,
        activity=None if activity == shown.visit.activity else activity,
        view=needed_settings(shown.clip.suffix).get("view") if view == "auto" else view,
        person=None if person is None else int(person),
        capture_fps=form.number("capture_fps", low=1, high=2000),
    )


def _corrections(form: Form) -> Corrections:
    start_s = form.number("trim_start", low=0, high=1e5)
    end_s = form.number("trim_end", low=0, high=1e5)
    if (start_s is None) != (end_s is None):
        raise FormError("trim")
    try:
        changes = json.loads(form.raw("events") or "[]")
        events = from_plain(tuple[EventChange, ...], changes[:_MOST_CHANGES])
        trim_s = None if start_s is None or end_s is None else (start_s, end_s)
        return Corrections(trim_s=trim_s, events=events)
    except (ValueError, TypeError, KeyError) as error:
        raise FormError("trim" if "trim_s" in str(error) else "events") from error


# --- measuring by hand


def measure(request: Request) -> Response:
    """The page on which angles are drawn."""
    return _page(request, "measure.html", _shown(request))


def draw(request: Request, form: Form) -> Response:
    """Keep one drawing."""
    shown, lab = _shown(request), lab_of(request)
    times_s = request.app.state.scenes.scene(shown).clip.times_s
    try:
        given = json.loads(form.raw("drawing"))
        frame = int(given["frame"])
        plain = {
            "kind": given["kind"], "points_px": given["points_px"], "frame": frame,
            "time_s": float(times_s[frame]), "label": form.text("label"),
        }  # fmt: skip
        drawing = from_plain(Drawing, plain)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise FormError("drawing") from error
    if len(shown.clip.drawings) >= _MOST_DRAWINGS:
        raise FormError("drawing")
    lab.draw(shown.clip, (*shown.clip.drawings, drawing))
    return to(f"/clips/{shown.clip.id}/measure#{frame}")


def undraw(request: Request, form: Form) -> Response:
    """Take one drawing away."""
    shown, lab = _shown(request), lab_of(request)
    number = form.number("number", low=0, high=_MOST_DRAWINGS)
    kept = [d for n, d in enumerate(shown.clip.drawings) if n != number]
    lab.draw(shown.clip, kept)
    return to(f"/clips/{shown.clip.id}/measure")
