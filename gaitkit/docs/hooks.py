"""Adds the pages that are made from data to what mkdocs finds in src/."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import File

from gaitkit.docs.pages import pages


def on_files(files: Any, *, config: Any) -> Any:
    """Called by mkdocs before it reads the pages."""
    for name, content in pages().items():
        files.append(File.generated(config, name, content=content))
    return files
