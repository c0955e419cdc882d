"""`gaitkit validate`: how accurate it is, against truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import BackendOption, LangOption, ModelOption, check_writable
from .show import show_words

if TYPE_CHECKING:
    from rich.table import Table

    from gaitkit.validate import Validation


def validate(
    folder: Annotated[Path, typer.Argument(help="Clips with a .truth.json beside each.")],
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("gaitkit-out"),
    model: ModelOption = "heavy",
    backend: BackendOption = "mediapipe",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Clips side by side; as many as fit by default.")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Compare what gaitkit measures with truth: accuracy tables and plots."""
    from gaitkit import validate as validation
    from gaitkit.model import Settings

    check_writable(out)
    done = validation.validate(
        folder, out=out, settings=Settings(model=model, backend=backend), workers=workers,
        lang=lang, on_progress=lambda clip, share: typer.echo(f"{share:4.0%} {clip}", err=True),
    )  # fmt: skip
    show_words(_accuracy(done, out, lang))
    raise typer.Exit(done.exit_code)


def _accuracy(done: Validation, out: Path, lang: str) -> Iterator[str | Table]:
    from rich.box import SIMPLE
    from rich.table import Table

    from gaitkit.validate import summary

    headline, tables = summary(done, lang=lang)
    yield headline
    for part in tables:
        table = Table(
            *part.head, title=part.title, title_justify="left", box=SIMPLE, pad_edge=False
        )
        for row in part.rows:
            table.add_row(*row.cells, style="bold" if row.marked else None)
        yield table
    yield str(out / "index.html")
