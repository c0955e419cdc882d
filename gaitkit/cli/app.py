"""`gaitkit app`: the lab in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def app(
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
