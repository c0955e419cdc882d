"""Is this installation able to do its job, and what is missing? Looks; changes nothing."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires
from pathlib import Path

from .errors import GaitkitError

DISTRIBUTION = "gaitkit-video"
NAMESAKE = "gaitkit"
OLDEST_PYTHON, NEXT_PYTHON = (3, 11), (3, 14)
GRAPHICS_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
}
OPENCV = ("opencv-python", "opencv-python-headless", "opencv-contrib-python-headless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: what was found and, if it is not well, what to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def diagnose() -> list[Check]:
    """All checks, in the order in which they should be mended."""
    checks: list[Check] = []
    for check in (
        check_python,
        check_identity,
        check_packages,
        check_opencv,
        check_libraries,
        check_models,
        check_cache,
        check_landmarker,
    ):
        checks.append(_guarded(check))
    return checks


def check_python() -> Check:
    """The version of Python is one that gaitkit is built for."""
    found = sys.version_info[:2]
    return Check(
        name="python",
        ok=OLDEST_PYTHON <= found < NEXT_PYTHON,
        detail=f"Python {sys.version.split()[0]} at {sys.executable}",
        remedy="Make an environment with Python 3.11, 3.12 or 3.13.",
    )


def check_identity() -> Check:
    """What is imported as `gaitkit` is this package, not its namesake."""
    here, other = Path(__file__).resolve().parent, _installed(NAMESAKE)
    spec = importlib.util.find_spec("gaitkit")
    imported = Path(spec.origin).resolve().parent if spec and spec.origin else None
    return Check(
        name="identity",
        ok=imported == here and _installed(DISTRIBUTION) is not None and other is None,
        detail=(
            f"imported from {imported}; "
            f"{DISTRIBUTION} {_version_of(DISTRIBUTION)}; {NAMESAKE} {_version_of(NAMESAKE)}"
        ),
        remedy=(
            f"The distribution {NAMESAKE!r} is another project with the same import name. Install "
            f"{DISTRIBUTION!r} in an environment of its own."
        ),
    )


def check_packages() -> Check:
    """Every required package is there, and those with an exact version have it."""
    wrong = [problem for line in requires(DISTRIBUTION) or [] for problem in _problems(line)]
    return Check(
        name="packages",
        ok=not wrong,
        detail="; ".join(wrong) or f"complete; mediapipe {_version_of('mediapipe')}",
        remedy=f"Run: {sys.executable} -m pip install --upgrade {DISTRIBUTION}",
    )


def check_opencv() -> Check:
    """Only one OpenCV: they all write to the folder cv2 and break each other."""
    others = [name for name in OPENCV if _installed(name)]
    every = " ".join([*others, "opencv-contrib-python"])
    return Check(
        name="opencv",
        ok=not others and _installed("opencv-contrib-python") is not None,
        detail=f"opencv-contrib-python {_version_of('opencv-contrib-python')}"
        + (f", and beside it {', '.join(others)}" if others else ""),
        remedy=f"Run: pip uninstall {every}, then: pip install opencv-contrib-python",
    )


def check_libraries() -> Check:
    """The graphics libraries that MediaPipe and OpenCV link to can be loaded (Linux only)."""
    wanted = GRAPHICS_LIBRARIES if sys.platform.startswith("linux") else {}
    missing = {file: package for file, package in wanted.items() if not _loads(file)}
    return Check(
        name="libraries",
        ok=not missing,
        detail=f"missing: {', '.join(missing)}" if missing else "graphics libraries load",
        remedy=f"On Debian or Ubuntu: apt-get install {' '.join(missing.values())}",
    )


def check_models() -> Check:
    """At least one model's weights are here."""
    from .pose.models import list_models

    present = [m for m in list_models() if m.present]
    return Check(
        name="models",
        ok=bool(present),
        detail=", ".join(f"{m.name} ({m.origin})" for m in present) or "no model weights here",
        remedy="Run: gaitkit models fetch heavy (or, never online: gaitkit models import FILE)",
    )


def check_cache() -> Check:
    """Fetched weights can be stored."""
    from .pose.models import cache_folder

    folder = cache_folder()
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    return Check(
        name="cache",
        ok=existing.is_dir() and os.access(existing, os.W_OK | os.X_OK),
        detail=str(folder),
        remedy=f"Make {existing} a writable folder, or use GAITKIT_MODELS for the weights.",
    )


def check_landmarker() -> Check:
    """MediaPipe really runs: on a small black picture, where it must find nobody."""
    import numpy as np

    from .pose import mediapipe
    from .pose.base import Frame
    from .pose.models import list_models

    names = [m.name for m in list_models() if m.present]
    if not names:
        return Check(name="landmarker", ok=False, detail="no weights to try", remedy="See models.")
    frame = Frame(index=0, time_s=0.0, rgb=np.zeros((64, 64, 3), dtype=np.uint8))
    people = next(iter(mediapipe.detect([frame], model=names[0])))
    return Check(
        name="landmarker",
        ok=not people,
        detail=f"model {names[0]} ran on a blank picture and found {len(people) or 'nobody'}",
        remedy="Delete the weights in the cache and fetch them again.",
    )


def _guarded(check: Callable[[], Check]) -> Check:
    """A check that fails is a finding, not a crash."""
    try:
        found = check()
        return replace(found, remedy="") if found.ok else found
    except GaitkitError as error:
        detail, remedy = str(error), "As the message says."
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        remedy = f"Reinstall {DISTRIBUTION} in an environment of its own."
    return Check(name=check.__name__.removeprefix("check_"), ok=False, detail=detail, remedy=remedy)


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _version_of(name: str) -> str:
    found = _installed(name)
    return found.version if found else "not installed"


def _problems(requirement: str) -> Iterator[str]:
    if "extra ==" in requirement:
        return
    match = re.match(r"([\w.-]+)\s*(?:==\s*([\w.]+))?", requirement)
    name, pinned = match.groups() if match else (requirement, None)
    found = _version_of(name)
    if found == "not installed" or pinned not in (None, found):
        yield f"{name}: expected {pinned or 'any version'}, got {found}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
