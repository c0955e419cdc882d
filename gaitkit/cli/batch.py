"""`gaitkit batch`: a folder of clips into one table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
from .show import show_data, show_words

#: What shells expect of a command that was stopped by Ctrl-C.
_INTERRUPTED = 130


def batch(
    folder: Annotated[Path, typer.Argument(help="Folder of clips, in it or in folders below it.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("gaitkit-batch"),
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
    view: Annotated[AskedView, typer.Option(help="From where all others were filmed.")] = "auto",
    activity: Annotated[Activity, typer.Option(help="What all others show.")] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(parser=metres, metavar="METRES", help="Height of all others, such as 1.78."),
    ] = None,
    age: Annotated[
        float | None, typer.Option(min=0, max=120, help="Age of all others, in years.")
    ] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex of all others.")] = None,
    lang: LangOption = "en",
    capture_fps: Annotated[
        float | None, typer.Option(min=1, help="Frames per second of all other slow motion.")
    ] = None,
    model: ModelOption = "heavy",
    backend: BackendOption = "mediapipe",
    no_video: Annotated[
        bool, typer.Option("--no-video", help="No overlay videos, no films in the reports.")
    ] = False,
    blur_face: BlurFaceOption = False,
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
    from gaitkit.batch.page import as_words
    from gaitkit.export.plain import to_plain
    from gaitkit.model import Settings
    from gaitkit.reference import text

    if blank:
        typer.echo(batches.blank_subjects(folder, out=out, only=only or (), lang=lang), nl=False)
        return
    check_writable(out)
    settings = Settings(
        view=view, activity=activity, capture_fps=capture_fps, model=model, backend=backend
    )
    try:
        with BatchBar(overlay=not no_video, lang=lang) as bar:
            done = batches.batch(
                folder, out=out, only=only or (), subjects=subjects, settings=settings, lang=lang,
                subject=subject_from(height_m=height_m, age_y=age, sex=sex), video=not no_video,
                blur_face=blur_face, workers=workers, scheduler=scheduler,
                silent_min=time_limit or batches.SILENT_MIN, follower=bar,
            )  # fmt: skip
    except KeyboardInterrupt:
        typer.echo(text("batch.stopped", lang), err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if as_json:
        show_data(to_plain(done))
    else:
        show_words(as_words(done, lang=lang), wrap=False)
    raise typer.Exit(done.exit_code)
