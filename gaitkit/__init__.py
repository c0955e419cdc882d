"""Gait from one phone video: pose, joint angles, events and metrics with honest intervals.

import gaitkit
analysis = gaitkit.analyze("run.mp4", subject=gaitkit.Subject(height_m=1.78))
analysis.metrics          # a DataFrame
analysis.save("out")      # report, overlay, tables
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .errors import (
    GaitkitError,
    InstallationError,
    NothingMeasuredError,
    UnreadableInputError,
    UsageError,
)
from .model import Corrections, EventChange, Subject

try:
    __version__ = version("gaitkit-video")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = [
    "Compared",
    "Corrections",
    "EventChange",
    "GaitkitError",
    "InstallationError",
    "NothingMeasuredError",
    "ProgressBar",
    "Result",
    "Session",
    "Subject",
    "UnreadableInputError",
    "UsageError",
    "__version__",
    "analyze",
    "analyze_session",
    "compare",
    "load",
    "questions",
]

#: Loaded when first asked for, so that `import gaitkit` stays quick.
_LATE = {
    "Compared": "changes.compared",
    "ProgressBar": "progress",
    "Result": "face",
    "Session": "session",
    "analyze": "face",
    "analyze_session": "session",
    "compare": "changes.compared",
    "load": "face",
    "questions": "knowledge.questions",
}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(f".{_LATE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
