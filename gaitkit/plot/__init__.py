"""Figures of an analysis for notebooks and papers: left red and full, right blue and dashed."""

from .body import frame, stick_figures
from .cycles import curves, overlay
from .pairs import bland_altman, symmetry
from .times import events

__all__ = ["bland_altman", "curves", "events", "frame", "overlay", "stick_figures", "symmetry"]
