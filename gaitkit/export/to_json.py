"""analysis.json: everything but the pose, strict JSON, read back without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gaitkit.disk import whole
from gaitkit.errors import UnreadableInputError
from gaitkit.export.plain import from_plain, to_plain
from gaitkit.model import Analysis, Drawing, PoseTrack

NAME = "json"
FILE = "analysis.json"
SCHEMA_VERSION = 1


def write(analysis: Analysis, path: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write analysis.json into the folder `path`. Keys and numbers only: `lang` changes nothing."""
    target = Path(path) / FILE
    target.write_text(dumps(analysis), encoding="utf-8")
    return (target,)


def dumps(analysis: Analysis) -> str:
    """The analysis without its pose as JSON text, one line per part."""
    return _lines({"schema_version": SCHEMA_VERSION, **to_plain(analysis, skip=("pose",))})


def with_drawings(path: Path, drawings: Iterable[Drawing]) -> None:
    """Put other drawings into an analysis.json; all else in it stays as it is."""
    content = {**_content(path), "drawings": to_plain(tuple(drawings))}
    with whole(path) as part:
        part.write_text(_lines(content), encoding="utf-8")


def _lines(content: dict[str, Any]) -> str:
    lines = (f"{json.dumps(key)}: {_dumped(value)}" for key, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def load_json(path: str | Path, *, pose: PoseTrack) -> Analysis:
    """Read analysis.json (or the folder it lies in) back; the pose comes from elsewhere.

    Raises UnreadableInputError for a file that is missing, damaged or of another schema.
    """
    source = Path(path) / FILE if Path(path).is_dir() else Path(path)
    content = _content(source)
    version = content.get("schema_version")
    if version != SCHEMA_VERSION:
        raise UnreadableInputError(
            f"{source}: expected schema_version {SCHEMA_VERSION}, got {version!r}. "
            "Analyse the clip again with this version of gaitkit."
        )
    try:
        return from_plain(Analysis, {**content, "pose": pose})
    except (TypeError, ValueError, KeyError) as error:
        raise UnreadableInputError(
            f"{source}: does not hold an analysis ({error}). Analyse the clip again."
        ) from error


def _content(source: Path) -> dict[str, Any]:
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInputError(
            f"{source}: expected an analysis.json written by gaitkit ({error}). "
            "Give that file or the folder it lies in."
        ) from error
    if not isinstance(content, dict):
        raise UnreadableInputError(f"{source}: expected an analysis.json, got a list or a number.")
    return content


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
