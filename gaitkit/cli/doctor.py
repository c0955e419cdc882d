"""`gaitkit doctor`: whether the installation is well."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Is this installation able to do its job, and what is missing."""
    from gaitkit.doctor import diagnose

    checks = diagnose()
    for check in checks:
        typer.echo(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.detail}")
        if check.remedy:
            typer.echo(f"        {check.remedy}")
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)
