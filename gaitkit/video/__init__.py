"""Video files: what is in them, when each frame was shown, and the upright pictures."""

from .describe import filmed_at, probe
from .reader import FrameReader, frames

__all__ = ["FrameReader", "filmed_at", "frames", "probe"]
