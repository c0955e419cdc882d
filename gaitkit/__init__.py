"""Gait from one phone video: pose, joint angles, events and metrics with honest intervals."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gaitkit-video")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"
