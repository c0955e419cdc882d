"""`gaitkit analyze`: a clip, or the clips of one session."""

from __future__ import annotations

from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gaitkit.clips import ClipRun, exit_code_of, message_of
from gaitkit.errors import UsageError
from gaitkit.model import Activity, AskedView, Sex

from .options import (
    BackendOption,
    BlurFaceOption,
    LangOption,
    ModelOption,
    check_writable,
    metres,
    subject_from,
)
from .show import show_data, show_error, show_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from gaitkit.clips import Progress
    from gaitkit.face import Result
    from gaitkit.knowledge.questions import Question
    from gaitkit.model import Subject


def analyze(
    videos: Annotated[
        list[Path],
        typer.Argument(
            metavar="VIDEO",
            help="A clip, or the clips of one session; poses of other programs too.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("gaitkit-out"),
    view: Annotated[AskedView, typer.Option(help="From where it was filmed.")] = "auto",
    activity: Annotated[
        Activity, typer.Option(help="What the person does: gait, or a test.")
    ] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(
            parser=metres,
            metavar="METRES",
            help="The person's height, such as 1.78; gives lengths and speed.",
        ),
    ] = None,
    age: Annotated[float | None, typer.Option(min=0, max=120, help="Age in years.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex.")] = None,
    lang: LangOption = "en",
    person: Annotated[
        int | None,
        typer.Option(min=1, help="Which of several people, 1 being the most gait-like."),
    ] = None,
    capture_fps: Annotated[
        float | None,
        typer.Option(
            min=1,
            help="Frames per second at which slow motion was filmed, or poses without a rate.",
        ),
    ] = None,
    model: ModelOption = "heavy",
    backend: BackendOption = "mediapipe",
    ask: Annotated[
        bool, typer.Option("--ask", help="Put the articles' questions first; Enter skips one.")
    ] = False,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Answers as YAML; `gaitkit patterns --questions` gives a file for them.",
        ),
    ] = None,
    no_video: Annotated[
        bool, typer.Option("--no-video", help="No overlay video, no film in the report.")
    ] = False,
    blur_face: BlurFaceOption = False,
    slow_mid_stance: Annotated[
        bool,
        typer.Option(
            "--slow-mid-stance", help="Overlay video in slow motion around every mid-stance."
        ),
    ] = False,
    also: Annotated[
        str,
        typer.Option(
            metavar="FORMATS",
            help="Write these as well: trc, mot, c3d, xlsx, parquet, with commas between.",
        ),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="The summary as JSON on standard output.")
    ] = False,
) -> None:
    """Measure the gait or a movement test in a clip, or the clips of one session in one table."""
    from gaitkit import face
    from gaitkit.progress import ProgressBar
    from gaitkit.session import clip_names

    subject = subject_from(height_m=height_m, age_y=age, sex=sex)
    if capture_fps is not None and not isfinite(capture_fps):
        raise UsageError(f"--capture-fps: expected frames per second, got {capture_fps}.")
    check_writable(out)
    wishes = tuple(wish.strip().lower() for wish in also.split(",") if wish.strip())
    face.checked_formats(wishes, subject=subject)
    given = _answers(answers, ask=ask, subject=subject, activity=activity, lang=lang)

    def measure(path: Path, on_progress: Progress, blur_face: bool) -> Result:
        return face.analyze(
            path, subject=subject, view=view, activity=activity, person=person,
            capture_fps=capture_fps, model=model, backend=backend, answers=given, lang=lang,
            blur_face=blur_face, on_progress=on_progress,
        )  # fmt: skip

    clips = dict(zip(clip_names(videos), videos, strict=True))
    run = ClipRun(
        out=out, lang=lang, overlay=not no_video, blur_face=blur_face,
        slow_mid_stance=slow_mid_stance, also=wishes,
    )  # fmt: skip
    with ProgressBar(clips=len(clips), overlay=not no_video, lang=lang) as bar:
        run.measure(clips, measure, follow=bar.clip)
    show_data(_data(run)) if as_json else show_words(_words(run))
    for file, error in run.errors.items():
        show_error(error, about=file)
    raise typer.Exit(run.exit_code)


def _answers(
    file: Path | None, *, ask: bool, subject: Subject, activity: str, lang: str
) -> dict[str, Any]:
    """Answers from a file, then those typed in."""
    from gaitkit import ask as asking

    given = asking.read_answers(file) if file else {}
    if ask:
        activities = () if activity == "auto" else (activity,)
        put = partial(_put, lang=lang, subject=subject)
        given |= asking.ask(put, subject=subject, activities=activities)
    return given


def _put(question: Question, *, lang: str, subject: Subject) -> Any:
    """Ask one question until the answer fits; Enter alone skips it."""
    words = question.ask(lang, subject=subject)
    options = {str(n): choice for n, choice in enumerate(question.choices, start=1)}
    for number, choice in options.items():
        words += f"\n  {number}. {question.choice(choice, lang)}"
    while True:
        typed = typer.prompt(words, default="", show_default=False, err=True).strip()
        if not typed:
            return None
        picked = [options.get(part.strip(), part.strip()) for part in typed.split(",")]
        try:
            return question.checked(picked if question.kind == "places" else picked[0])
        except UsageError as error:
            typer.echo(str(error), err=True)


def _data(run: ClipRun) -> dict[str, Any]:
    from gaitkit.summary import as_data

    return {
        "clips": [as_data(name, done) for name, done in run.done.items()],
        "session": [str(path) for path in run.session_files],
        "errors": [
            {"file": file, "exit_code": exit_code_of(error), "message": message_of(error)}
            for file, error in run.errors.items()
        ],
    }


def _words(run: ClipRun) -> Iterator[str | Table]:
    from gaitkit.reference import text
    from gaitkit.summary import as_words

    for name, done in run.done.items():
        yield from as_words(name, done)
        yield ""
    if run.session_files:
        yield text("cli.together", run.lang, {"folder": str(run.out)})
