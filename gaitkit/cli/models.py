"""`gaitkit models`: the weights that are here, fetched or imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gaitkit.pose.models import ModelFile

commands = typer.Typer(help="Which weights of the pose model are here; fetch or import them.")


@commands.callback()
def _models(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from gaitkit.pose.models import list_models

        for model in list_models():
            typer.echo(_model_line(model))


@commands.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="lite, full or heavy.")],
) -> None:
    """Fetch a model's weights once, checked, into this user's cache."""
    from gaitkit.pose.models import fetch_model
    from gaitkit.progress import ProgressBar

    with ProgressBar() as bar:
        follow = bar.clip(0, name)
        path = fetch_model(name, lambda step, share: follow(f"weights:{step}", share))
    typer.echo(f"{name}: {path}")


@commands.command("import")
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
