"""The process that measures: one task on standard input, one JSON line per step on its output.

It ends when whoever started it does, and takes nobody with it when it crashes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import limits

if TYPE_CHECKING:
    from gaitkit.face import Result

Tell = Callable[[dict[str, Any]], None]
#: Below `out` of a task: the clip's own files, the merged ones of its visit.
CLIP, VISIT = "clip", "visit"
REPORT = "report.html"


def main() -> None:
    """Read the task, do it, say how it ended."""
    tell = _speaker()
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        tell({"end": _DOES[task["task"]](task, tell)})
    except Exception as error:
        tell({"error": _told(error, task)})


def _speaker() -> Tell:
    """Says a line to who started this process; whatever else is printed goes to the log."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(message: dict[str, Any]) -> None:
        own.write(json.dumps(message) + "\n")
        own.flush()

    return tell


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _told(error: Exception, task: Mapping[str, Any]) -> dict[str, str]:
    """The error's kind and message, the clip called by the name that the user knows."""
    from gaitkit.clips import message_of, raise_if_debugging

    with suppress(Exception):
        raise_if_debugging(error)
    message = message_of(error).replace(str(task["path"]), task.get("title", ""))
    return {"kind": type(error).__name__, "message": message}


def _check(task: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    from .check import looked_into

    _limit_this_process()
    return looked_into(Path(task["path"]))


def _limit_this_process() -> None:
    """So that a crafted file can't take the machine's memory or time. Not on Windows."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.CHECK_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.CHECK_S,) * 2)


def _measure(task: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Measure a clip, write its files and the merged ones of its visit, give the numbers."""
    out = Path(task["out"])

    def follow(stage: str, share: float | None) -> None:
        tell({"stage": stage, "share": share})

    result = _measured(task, follow)
    result.save(out, name=CLIP, blur_face=task["blur_face"], on_progress=follow)
    return {"numbers": _merged(task, result, out / VISIT)}


def _measured(task: Mapping[str, Any], follow: Callable[[str, float | None], None]) -> Result:
    from gaitkit.export.plain import from_plain
    from gaitkit.face import analyze
    from gaitkit.model import Corrections, Subject

    result = analyze(
        task["path"], subject=Subject(**task["subject"]), answers=task["answers"],
        corrections=from_plain(Corrections, task["corrections"]), lang=task["lang"],
        blur_face=task["blur_face"], on_progress=follow, **task["settings"],
    )  # fmt: skip
    clip = replace(result.record.clip, title=task["title"])
    return replace(result, record=replace(result.record, clip=clip))


def _merged(task: Mapping[str, Any], result: Result, out: Path) -> list[dict[str, Any]]:
    """The visit's numbers; with other clips beside this one, its merged files as well."""
    from gaitkit.session import Session

    beside = {name: _loaded(Path(folder), task) for name, folder in task["beside"].items()}
    results = {task["name"]: result, **beside}
    session = Session(
        results={name: results[name] for name in task["order"] if name in results},
        failed={}, lang=task["lang"],
    )  # fmt: skip
    if beside:
        session.save(out, clips=False, clips_in=_reports(task, out.parent))
    table = session.metrics.dropna(subset=["value"]).rename(columns={"condition": "activity"})
    columns = ["activity", "metric", "side", "value", "low", "high", "quality", "view"]
    return json.loads(table[columns].to_json(orient="records"))


def _reports(task: Mapping[str, Any], out: Path) -> Path:
    """A folder with every clip's report under the clip's name, for the films in them."""
    folder = out / "reports"
    for name, where in {**task["beside"], task["name"]: str(out / CLIP)}.items():
        (folder / name).mkdir(parents=True)
        shutil.copyfile(Path(where) / REPORT, folder / name / REPORT)
    return folder


def _loaded(folder: Path, task: Mapping[str, Any]) -> Result:
    from gaitkit.face import has_video, load
    from gaitkit.portrait import portrait

    result = load(folder, lang=task["lang"])
    if not has_video(result.record):
        return result
    blur_face = task["blur_face"]
    pictures = portrait(result.record, blur_face=blur_face)
    return replace(result, pictures=pictures, face_blurred=blur_face)


_DOES: dict[str, Callable[[Mapping[str, Any], Tell], dict[str, Any]]] = {
    "check": _check,
    "measure": _measure,
}

if __name__ == "__main__":
    main()
