"""Which pose backends there are: the modules of this package and those of other distributions."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import cast

from ..errors import InstallationError, UsageError
from ..model import Settings
from ..registry import discover
from .base import GAIT_LANDMARKS, PoseBackend
from .download import Progress

#: Entry points of this group are backends of others: name = "module that is one".
GROUP = "gaitkit.pose_backends"
_NAMES = ("LANDMARKS", "version", "detect", "estimate")


def backend_names() -> tuple[str, ...]:
    """Every backend that can be chosen, ours and those of installed plug-ins."""
    return tuple(sorted({*_own(), *_plugins()}))


def find_backend(name: str) -> PoseBackend:
    """The backend of that name; ours win over a plug-in of the same name.

    UsageError for an unknown name, InstallationError for a plug-in that can't be loaded or lacks
    what a backend must have.
    """
    own = _own()
    if name in own:
        return own[name]
    plugins = _plugins()
    if name not in plugins:
        known = ", ".join(backend_names())
        raise UsageError(f"backend: expected one of {known}, got {name!r}.")
    return _loaded(plugins[name])


def made_ready(settings: Settings, *, on_progress: Progress) -> PoseBackend:
    """The backend that was asked for, with its weights in place, fetched if they must be.

    Raises `UsageError` for an unknown backend or model, `InstallationError` without weights.
    """
    backend = find_backend(settings.backend)
    make_ready = getattr(backend, "make_ready", None)
    if make_ready:
        make_ready(
            settings.model, on_progress=lambda step, share: on_progress(f"weights:{step}", share)
        )
    return backend


def _own() -> dict[str, PoseBackend]:
    modules = discover("gaitkit.pose").values()
    return {m.NAME: cast(PoseBackend, m) for m in modules if hasattr(m, "estimate")}


def _plugins() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _loaded(point: EntryPoint) -> PoseBackend:
    try:
        backend = point.load()
    except Exception as error:  # whatever another's module raises while it is imported
        raise InstallationError(
            f"backend {point.name}: {point.value} can't be loaded "
            f"({type(error).__name__}: {error}). Install what it needs, or choose another backend."
        ) from error
    missing = [name for name in _NAMES if not hasattr(backend, name)]
    missing += sorted(set(GAIT_LANDMARKS) - set(getattr(backend, "LANDMARKS", GAIT_LANDMARKS)))
    if missing:
        raise InstallationError(
            f"backend {point.name}: {point.value} lacks {', '.join(missing)}. "
            "gaitkit.pose.contract says what a backend must have, and tests it."
        )
    return cast(PoseBackend, backend)
