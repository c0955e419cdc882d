"""The folder is the registry: what lies in a package is what exists."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def discover(package: str, *, prefix: str = "") -> dict[str, ModuleType]:
    """Import the modules of `package` whose names start with `prefix`, by name without it."""
    folder = importlib.import_module(package).__path__
    names = sorted(m.name for m in pkgutil.iter_modules(folder) if m.name.startswith(prefix))
    return {n.removeprefix(prefix): importlib.import_module(f"{package}.{n}") for n in names}
