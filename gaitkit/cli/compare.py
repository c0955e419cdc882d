"""`gaitkit compare`: before and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gaitkit.clips import ClipRun
from gaitkit.model import Activity, AskedView, Comparison, Sex

from .options import (
    BackendOption,
    LangOption,
    ModelOption,
    check_writable,
    metres,
    subject_from,
)
from .show import show_data, show_words

if TYPE_CHECKING:
    from gaitkit.changes.recording import Recording
    from gaitkit.clips import Progress
    from gaitkit.face import Result


def compare(
    a: Annotated[
        Path,
        typer.Argument(
            metavar="A", help="Before: a folder that gaitkit wrote, or a video or pose file."
        ),
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="After: likewise.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("gaitkit-compare"),
    what: Annotated[
        Comparison,
        typer.Option(
            help="What differs: B was filmed later, with a second task, when tired, "
            "or with quicker steps."
        ),
    ] = "later",
    months: Annotated[
        float | None,
        typer.Option(metavar="N", help="Months between the two, for changes per year."),
    ] = None,
    view: Annotated[AskedView, typer.Option(help="From where a video was filmed.")] = "auto",
    activity: Annotated[Activity, typer.Option(help="What the person does in a video.")] = "auto",
    height_m: Annotated[
        float | None,
        typer.Option(
            parser=metres, metavar="METRES", help="The person's height in a video, such as 1.78."
        ),
    ] = None,
    age: Annotated[
        float | None, typer.Option(min=0, max=120, help="Age in years in a video.")
    ] = None,
    sex: Annotated[Sex | None, typer.Option(help="Sex in a video.")] = None,
    lang: LangOption = "en",
    model: ModelOption = "heavy",
    backend: BackendOption = "mediapipe",
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
    from gaitkit.changes.tables import as_data
    from gaitkit.changes.words import as_words
    from gaitkit.progress import ProgressBar
    from gaitkit.session import clip_names

    years = compared.checked_years(months)
    subject = subject_from(height_m=height_m, age_y=age, sex=sex)
    check_writable(compared.checked_out(out))
    given = {path: recording.read(path) for path in (a, b) if recording.is_written(path)}
    videos = [path for path in dict.fromkeys((a, b)) if path not in given]

    def measure(path: Path, on_progress: Progress, blur_face: bool) -> Result:
        return face.analyze(
            path, subject=subject, view=view, activity=activity, model=model, backend=backend,
            lang=lang, blur_face=blur_face, on_progress=on_progress,
        )  # fmt: skip

    def recorded(number: int, name: str, path: Path) -> Recording:
        """A video with its files in `out`, as `gaitkit analyze` would write them."""
        run = ClipRun(out=out, lang=lang, overlay=not no_video, blur_face=blur_face)
        run.measure({name: path}, measure, follow=lambda _, name: bar.clip(number, name))
        for error in run.errors.values():
            raise error
        return replace(recording.read(run.done[name].folder), name=name)

    with ProgressBar(clips=len(videos), overlay=not no_video, lang=lang) as bar:
        for number, (name, path) in enumerate(zip(clip_names(videos), videos, strict=True)):
            given[path] = recorded(number, name, path)
    done = compared.Compared(
        before=given[a], after=given[b], what=what, years_apart=years, lang=lang
    )
    files = done.save(out, video=not no_video)
    if as_json:
        show_data({**as_data(done), "files": [str(path) for path in files]})
    else:
        show_words(as_words(done, files))
