"""Video files: what is in them, when each frame was shown, and the upright pictures."""

from .describe import probe
from .reader import FrameReader, frames

__all__ = ["FrameReader", "frames", "probe"]
