"""The command `gaitkit`: parse, call, print. Nothing here measures, judges or words anything."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gaitkit.clips import ClipRun, exit_code_of, message_of, raise_if_debugging
from gaitkit.errors import InstallationError, UsageError

if TYPE_CHECKING:
    from gaitkit.batch import Batch
    from gaitkit.changes.compared import Compared
    from gaitkit.clips import Progress
    from gaitkit.face import Result
    from gaitkit.knowledge.questions import Question
    from gaitkit.metrics.spec import MetricSpec
    from gaitkit.model import Subject
    from gaitkit.pose.models import ModelFile
    from gaitkit.progress import ProgressBar
    from gaitkit.validate import Validation

DEFAULT_OUT = Path("gaitkit-out")
DEFAULT_BATCH_OUT = Path("gaitkit-batch")
DEFAULT_COMPARE_OUT = Path("gaitkit-compare")
SUMMARY_SCHEMA_VERSION = 1
#: What shells expect of a command that was stopped by Ctrl-C.
_INTERRUPTED = 130
View = Literal["auto", "side", "front", "rear"]
Activity = Literal[
    "auto", "walk", "run", "stand", "heel-raise", "squat", "step-down", "trendelenburg", "balance",
    "lunge", "deadlift",
]  # fmt: skip
Sex = Literal["f", "m"]
Lang = Literal["en", "nl"]
#: `model.Comparison`, written out for the help.
What = Literal["later", "double-task", "tired", "cadence"]

app = typer.Typer(
    help="Gait from one phone video: joint angles, events and metrics with honest intervals.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="Which weights of the pose model are here; fetch or import them.")
app.add_typer(models_app, name="models", invoke_without_command=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends with the exit code that errors.py names."""
    for stream in (sys.stdout, sys.stderr):  # a console that can't show ° must not end the run
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")
    try:
        app(args=arguments, prog_name="gaitkit")
    except Exception as error:
        raise_if_debugging(error)
        _tell(error)
        sys.exit(exit_code_of(error))


def _tell(error: Exception, *, about: str = "") -> None:
    message = message_of(error)
    place = "" if not about or about in message else f"{about}: "
    typer.echo(f"gaitkit: {place}{message}", err=True)


def _version(wanted: bool) -> None:
    if wanted:
        from gaitkit import __version__

        typer.echo(f"gaitkit {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    if context.invoked_subcommand != "doctor":
        _check_identity()


def _check_identity() -> None:
    """Another project on the package index is imported as `gaitkit` too."""
    from gaitkit.doctor import check_identity

    check = check_identity()
    if not check.ok:
        raise InstallationError(f"this is not gaitkit-video alone ({check.detail}). {check.remedy}")


def _metres(given: str) -> float:
    """A height as people write it, with a point or a comma."""
    try:
        height_m = float(str(given).replace(",", "."))
    except ValueError:
        height_m = nan
    if not 0.5 <= height_m <= 2.5:
        raise typer.BadParameter(f"expected metres such as 1.78, got {given}.")
    return height_m


@app.command()
def analyze(
    videos: Annotated[
        list[Path],
        typer.Argument(
            metavar="VIDEO",
            help="A clip, or the clips of one session; poses of other programs too.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = DEFAULT_OUT,
    view: Annotated[View, typer.Option(help="From where it was filmed.")] = "auto",
    activity: Annotated[
        Activity, typer.Option(help="What the person does: gait, or a test.")
    ] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(
            parser=_metres,
            metavar="METRES",
            help="The person's height, such as 1.78; gives lengths and speed.",
        ),
    ] = None,
    age: Annotated[float | None, typer.Option(min=0, max=120, help="Age in years.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the results.")] = "en",
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
    model: Annotated[
        str,
        typer.Option(
            metavar="lite|full|heavy",
            help="Heavy is the most accurate; full is about three times faster.",
        ),
    ] = "heavy",
    backend: Annotated[str, typer.Option(metavar="NAME", help="Pose backend.")] = "mediapipe",
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
    blur_face: Annotated[
        bool,
        typer.Option(
            "--blur-face", help="Blur the measured person's face in every picture written."
        ),
    ] = False,
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

    subject = _subject(height_m=height_m, age_y=age, sex=sex)
    if capture_fps is not None and not isfinite(capture_fps):
        raise UsageError(f"--capture-fps: expected frames per second, got {capture_fps}.")
    _check_writable(out)
    wishes = tuple(wish.strip().lower() for wish in also.split(",") if wish.strip())
    face.checked_formats(wishes, subject=subject)
    given = _answers(answers, ask=ask, subject=subject, activity=activity, lang=lang)

    def measure(path: Path, on_progress: Progress) -> Result:
        return face.analyze(
            path, subject=subject, view=view, activity=activity, person=person,
            capture_fps=capture_fps, model=model, backend=backend, answers=given, lang=lang,
            on_progress=on_progress,
        )  # fmt: skip

    clips = dict(zip(clip_names(videos), videos, strict=True))
    run = ClipRun(
        out=out, lang=lang, overlay=not no_video, blur_face=blur_face,
        slow_mid_stance=slow_mid_stance, also=wishes,
    )  # fmt: skip
    with ProgressBar(clips=len(clips), overlay=not no_video, lang=lang) as bar:
        run.measure(clips, measure, follow=bar.clip)
    _show_data(run) if as_json else _show_words(run)
    for file, error in run.errors.items():
        _tell(error, about=file)
    raise typer.Exit(run.exit_code)


def _subject(*, height_m: float | None, age_y: float | None, sex: Sex | None) -> Subject:
    from gaitkit.model import Subject

    try:
        return Subject(height_m=height_m, age_y=age_y, sex=sex)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _answers(
    file: Path | None, *, ask: bool, subject: Subject, activity: str, lang: Lang
) -> dict[str, Any]:
    """Answers from a file, then those typed in."""
    from gaitkit import ask as asking

    given = asking.read_answers(file) if file else {}
    if ask:
        activities = () if activity == "auto" else (activity,)
        put = partial(_put, lang=lang, subject=subject)
        given |= asking.ask(put, subject=subject, activities=activities)
    return given


def _put(question: Question, *, lang: Lang, subject: Subject) -> Any:
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


def _check_writable(out: Path) -> None:
    """Before minutes of work, not after."""
    existing = next(p for p in (out, *out.absolute().parents) if p.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"--out {out}: expected a folder that can be written, got {existing}.")


def _show_data(run: ClipRun) -> None:
    from gaitkit import __version__
    from gaitkit.summary import as_data

    content = {
        "schema_version": SUMMARY_SCHEMA_VERSION,
        "gaitkit": __version__,
        "clips": [as_data(name, done) for name, done in run.done.items()],
        "session": [str(path) for path in run.session_files],
        "errors": [
            {"file": file, "exit_code": exit_code_of(error), "message": message_of(error)}
            for file, error in run.errors.items()
        ],
    }
    typer.echo(json.dumps(content, allow_nan=False, indent=1))


def _show_words(run: ClipRun) -> None:
    from rich.console import Console

    from gaitkit.reference import text
    from gaitkit.summary import as_words

    console = Console(highlight=False, markup=False, emoji=False)
    for name, done in run.done.items():
        for part in as_words(name, done):
            console.print(part)
        console.print()
    if run.session_files:
        console.print(text("cli.together", run.lang, {"folder": str(run.out)}))


@app.command()
def batch(
    folder: Annotated[Path, typer.Argument(help="Folder of clips, in it or in folders below it.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = DEFAULT_BATCH_OUT,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help="Only clips whose path fits, as in 'anna/*'; may be repeated."
        ),
    ] = None,
    subjects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="A row per clip: file, person, height_m, age_y, sex, activity, view, "
            "capture_fps, date, person_number. Clips of one person and day are joined.",
        ),
    ] = None,
    blank: Annotated[
        bool, typer.Option("--blank", help="Print such a table of the clips to fill in, and stop.")
    ] = False,
    view: Annotated[View, typer.Option(help="From where all others were filmed.")] = "auto",
    activity: Annotated[Activity, typer.Option(help="What all others show.")] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(parser=_metres, metavar="METRES", help="Height of all others, such as 1.78."),
    ] = None,
    age: Annotated[
        float | None, typer.Option(min=0, max=120, help="Age of all others, in years.")
    ] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex of all others.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the results.")] = "en",
    capture_fps: Annotated[
        float | None, typer.Option(min=1, help="Frames per second of all other slow motion.")
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            metavar="lite|full|heavy",
            help="Heavy is the most accurate; full is about three times faster.",
        ),
    ] = "heavy",
    backend: Annotated[str, typer.Option(metavar="NAME", help="Pose backend.")] = "mediapipe",
    no_video: Annotated[
        bool, typer.Option("--no-video", help="No overlay videos, no films in the reports.")
    ] = False,
    blur_face: Annotated[
        bool,
        typer.Option(
            "--blur-face", help="Blur the measured person's face in every picture written."
        ),
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Clips side by side; as many as pay by default.")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="tcp://HOST:PORT",
            help="Do the work on a Dask cluster. All its computers need this gaitkit, and FOLDER "
            "and OUT under the same paths.",
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            min=0.01, metavar="MINUTES", help="Give up a clip on which nothing happens for so long."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The outcome as JSON on standard output.")
    ] = False,
) -> None:
    """Measure every clip of a folder into one table; what is done already is not done again.

    Stopped at any moment, the same command goes on where it was.
    """
    from gaitkit import batch as batches
    from gaitkit.batch.bar import BatchBar
    from gaitkit.model import Settings
    from gaitkit.reference import text

    if blank:
        typer.echo(batches.blank_subjects(folder, out=out, only=only or (), lang=lang), nl=False)
        return
    _check_writable(out)
    settings = Settings(
        view=view, activity=activity, capture_fps=capture_fps, model=model, backend=backend
    )
    try:
        with BatchBar(overlay=not no_video, lang=lang) as bar:
            done = batches.batch(
                folder, out=out, only=only or (), subjects=subjects, settings=settings, lang=lang,
                subject=_subject(height_m=height_m, age_y=age, sex=sex), video=not no_video,
                blur_face=blur_face, workers=workers, scheduler=scheduler,
                silent_min=time_limit or batches.SILENT_MIN, follower=bar,
            )  # fmt: skip
    except KeyboardInterrupt:
        typer.echo(text("batch.stopped", lang), err=True)
        raise typer.Exit(_INTERRUPTED) from None
    _show_batch_data(done) if as_json else _show_batch(done, lang)
    raise typer.Exit(done.exit_code)


def _show_batch(done: Batch, lang: Lang) -> None:
    from rich.console import Console

    from gaitkit.batch.page import as_words

    console = Console(highlight=False, markup=False, emoji=False)
    for line in as_words(done, lang=lang):
        console.print(line, soft_wrap=True)


def _show_batch_data(done: Batch) -> None:
    from gaitkit import __version__
    from gaitkit.export.plain import to_plain

    content = {"schema_version": SUMMARY_SCHEMA_VERSION, "gaitkit": __version__, **to_plain(done)}
    typer.echo(json.dumps(content, allow_nan=False, indent=1))


@app.command()
def compare(
    a: Annotated[
        Path,
        typer.Argument(
            metavar="A", help="Before: a folder that gaitkit wrote, or a video or pose file."
        ),
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="After: likewise.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = DEFAULT_COMPARE_OUT,
    what: Annotated[
        What,
        typer.Option(
            help="What differs: B was filmed later, with a second task, when tired, "
            "or with quicker steps."
        ),
    ] = "later",
    months: Annotated[
        float | None,
        typer.Option(metavar="N", help="Months between the two, for changes per year."),
    ] = None,
    view: Annotated[View, typer.Option(help="From where a video was filmed.")] = "auto",
    activity: Annotated[Activity, typer.Option(help="What the person does in a video.")] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(
            parser=_metres, metavar="METRES", help="The person's height in a video, such as 1.78."
        ),
    ] = None,
    age: Annotated[
        float | None, typer.Option(min=0, max=120, help="Age in years in a video.")
    ] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex in a video.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the results.")] = "en",
    model: Annotated[
        str, typer.Option(metavar="lite|full|heavy", help="Model for a video.")
    ] = "heavy",
    backend: Annotated[
        str, typer.Option(metavar="NAME", help="Pose backend for a video.")
    ] = "mediapipe",
    no_video: Annotated[
        bool, typer.Option("--no-video", help="No films in the page, no overlay of a video.")
    ] = False,
    blur_face: Annotated[
        bool, typer.Option("--blur-face", help="Blur the face in every picture of a video.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The changes as JSON on standard output.")
    ] = False,
) -> None:
    """Before and after: what changed between two recordings by more than its error.

    A video is measured first, as by `gaitkit analyze`; its files go into the results as well.
    """
    from gaitkit import face
    from gaitkit.changes import compared, recording
    from gaitkit.progress import ProgressBar
    from gaitkit.session import clip_names

    years = compared.checked_years(months)
    subject = _subject(height_m=height_m, age_y=age, sex=sex)
    _check_writable(compared.checked_out(out))
    given = {path: recording.read(path) for path in (a, b) if recording.is_written(path)}
    videos = [path for path in dict.fromkeys((a, b)) if path not in given]

    def measure(path: Path, on_progress: Progress) -> Result:
        return face.analyze(
            path, subject=subject, view=view, activity=activity, model=model, backend=backend,
            lang=lang, on_progress=on_progress,
        )  # fmt: skip

    with ProgressBar(clips=len(videos), overlay=not no_video, lang=lang) as bar:
        for number, (name, path) in enumerate(zip(clip_names(videos), videos, strict=True)):
            run = ClipRun(out=out, lang=lang, overlay=not no_video, blur_face=blur_face)
            run.measure({name: path}, measure, follow=partial(_nth, bar, number))
            for error in run.errors.values():
                raise error
            given[path] = replace(recording.read(run.done[name].folder), name=name)
    done = compared.Compared(
        before=given[a], after=given[b], what=what, years_apart=years, lang=lang
    )
    files = done.save(out, video=not no_video)
    _show_changes_data(done, files) if as_json else _show_changes(done, files)


def _nth(bar: ProgressBar, first: int, number: int, name: str) -> Progress:
    """Follow clips that are measured one run at a time."""
    return bar.clip(first + number, name)


def _show_changes_data(done: Compared, files: tuple[Path, ...]) -> None:
    from gaitkit import __version__
    from gaitkit.changes.tables import as_data

    content = {
        "schema_version": SUMMARY_SCHEMA_VERSION,
        "gaitkit": __version__,
        **as_data(done),
        "files": [str(path) for path in files],
    }
    typer.echo(json.dumps(content, allow_nan=False, indent=1))


def _show_changes(done: Compared, files: tuple[Path, ...]) -> None:
    from rich.console import Console

    from gaitkit.changes.words import as_words

    console = Console(highlight=False, markup=False, emoji=False)
    for line in as_words(done, files):
        console.print(line)


@app.command()
def validate(
    folder: Annotated[Path, typer.Argument(help="Clips with a .truth.json beside each.")],
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = DEFAULT_OUT,
    model: Annotated[
        str, typer.Option(metavar="lite|full|heavy", help="Model of the pose backend.")
    ] = "heavy",
    backend: Annotated[str, typer.Option(metavar="NAME", help="Pose backend.")] = "mediapipe",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Clips side by side; as many as fit by default.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the results.")] = "en",
) -> None:
    """Compare what gaitkit measures with truth: accuracy tables and plots."""
    from gaitkit import validate as validation
    from gaitkit.model import Settings

    _check_writable(out)
    done = validation.validate(
        folder, out=out, settings=Settings(model=model, backend=backend), workers=workers,
        lang=lang, on_progress=lambda clip, share: typer.echo(f"{share:4.0%} {clip}", err=True),
    )  # fmt: skip
    _show_accuracy(done, out, lang)
    raise typer.Exit(done.exit_code)


def _show_accuracy(done: Validation, out: Path, lang: Lang) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    from gaitkit.validate import summary

    console = Console(highlight=False, markup=False, emoji=False)
    headline, tables = summary(done, lang=lang)
    console.print(headline)
    for part in tables:
        table = Table(
            *part.head, title=part.title, title_justify="left", box=SIMPLE, pad_edge=False
        )
        for row in part.rows:
            table.add_row(*row.cells, style="bold" if row.marked else None)
        console.print(table)
    console.print(str(out / "index.html"))


@app.command("app")
def app_(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder for films and results; one of this user's own by default."),
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. Another than this machine's own needs a key."),
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only show the address.")
    ] = False,
) -> None:
    """The lab in your browser: drop films, read reports, follow people over time."""
    import platformdirs

    from gaitkit.web.serve import serve

    folder = data or platformdirs.user_data_path("gaitkit") / "lab"
    typer.echo(f"gaitkit app, folder {folder}. Ctrl-C ends it.", err=True)
    serve(folder.absolute(), host=host, port=port, browser=not no_browser, say=typer.echo)


@app.command()
def metrics(
    lang: Annotated[Lang, typer.Option(help="Language.")] = "en",
) -> None:
    """What gaitkit measures: name, unit, views, definition."""
    from gaitkit.metrics.spec import all_metrics
    from gaitkit.reference import metric_groups, text
    from gaitkit.summary import metric_help

    specs: dict[str, list[MetricSpec]] = {}
    for spec in all_metrics():
        specs.setdefault(spec.name, []).append(spec)
    for group, names in metric_groups().items():
        typer.echo(f"{text(f'head.{group}', lang)}\n")
        for name in names:
            if name in specs:
                typer.echo(f"{metric_help(specs[name], lang)}\n")


@app.command()
def patterns(
    lang: Annotated[Lang, typer.Option(help="Language.")] = "en",
    questions: Annotated[
        bool, typer.Option("--questions", help="The questionnaire instead, as a file to fill in.")
    ] = False,
) -> None:
    """The patterns of the five articles, how each is known, and its sources."""
    from gaitkit.ask import blank_answers
    from gaitkit.summary import pattern_help

    if questions:
        typer.echo(blank_answers(lang))
        return
    for part in pattern_help(lang):
        typer.echo(part)


@app.command()
def doctor() -> None:
    """Is this installation able to do its job, and what is missing."""
    from gaitkit.doctor import diagnose

    checks = diagnose()
    for check in checks:
        typer.echo(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.detail}")
        if check.remedy:
            typer.echo(f"        {check.remedy}")
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


@models_app.callback()
def _models(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from gaitkit.pose.models import list_models

        for model in list_models():
            typer.echo(_model_line(model))


@models_app.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="lite, full or heavy.")],
) -> None:
    """Fetch a model's weights once, checked, into this user's cache."""
    from gaitkit.pose.models import fetch_model
    from gaitkit.progress import ProgressBar

    with ProgressBar(clips=1, overlay=False, lang="en") as bar:
        follow = bar.clip(0, name)
        path = fetch_model(name, lambda step, share: follow(f"weights:{step}", share))
    typer.echo(f"{name}: {path}")


@models_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A pose_landmarker .task file.")],
    name: Annotated[
        str | None,
        typer.Option(metavar="lite|full|heavy", help="For weights that gaitkit doesn't know."),
    ] = None,
) -> None:
    """Take a model's weights from a file, for machines that are never online."""
    from gaitkit.pose.models import import_model

    typer.echo(str(import_model(file, name)))


def _model_line(model: ModelFile) -> str:
    if not model.present:
        return f"{model.name:6} not here; `gaitkit models fetch {model.name}` gets it"
    return f"{model.name:6} {model.size_bytes / 1e6:5.1f} MB  {model.path}  ({model.origin})"
