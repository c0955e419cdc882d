"""What is known about a recording before anyone looks at the person in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ._arrays import FloatArray, frozen_array

Sex = Literal["f", "m"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who was filmed. Everything is optional; what is missing limits what can be said."""

    height_m: float | None = None
    age_y: float | None = None
    sex: Sex | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if self.height_m is not None and not 0.5 <= self.height_m <= 2.5:
            raise ValueError(f"height_m: expected metres between 0.5 and 2.5, got {self.height_m}")
        if self.age_y is not None and not 0 <= self.age_y <= 120:
            raise ValueError(f"age_y: expected years between 0 and 120, got {self.age_y}")
        if self.sex not in (None, "f", "m"):
            raise ValueError(f"sex: expected 'f', 'm' or nothing, got {self.sex!r}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clip:
    """A recording: where it is, how large, and when each frame was shown.

    `times_s` are presentation times from the file, first frame at zero, never frame / fps.
    Slow motion is played slower than it happened: multiply by `seconds_per_shown_second`
    to get the time in which the person moved. `first_time_s` is where the file itself puts the
    first frame; `frames_missing` counts frames that the file announces and does not hold.
    `title` is what to call it where the file's own name says nothing.
    """

    path: Path
    sha256: str
    width_px: int
    height_px: int
    times_s: FloatArray
    rotation_deg: int = 0
    codec: str = ""
    capture_fps: float | None = None
    capture_fps_origin: Literal["metadata", "user"] | None = None
    first_time_s: float = 0.0
    frames_missing: int = 0
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "times_s", frozen_array(self.times_s, name="times_s", shape=(None,))
        )
        if np.any(np.diff(self.times_s) <= 0):
            raise ValueError("times_s: expected strictly increasing times")

    @property
    def shown_fps(self) -> float:
        """Usual rate at which frames are shown, in Hz; dropped frames don't lower it."""
        if len(self.times_s) < 2:
            return np.nan
        steps_s = np.diff(self.times_s)
        # The median alone would be off by 1 % where times are rounded to milliseconds (MKV, WebM).
        usual = np.abs(steps_s / np.median(steps_s) - 1) < 0.5
        return float(1 / np.mean(steps_s[usual]))

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.title or self.path.name

    @property
    def seconds_per_shown_second(self) -> float:
        """Below 1 for slow motion with a known capture rate, otherwise 1."""
        return self.shown_fps / self.capture_fps if self.capture_fps else 1.0

    @property
    def duration_s(self) -> float:
        """Shown duration, first to last frame."""
        return float(self.times_s[-1] - self.times_s[0]) if len(self.times_s) else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Metres per pixel at the walker, with its 95 % relative uncertainty and where it came from."""

    m_per_px: float
    relative_spread: float
    origin: str
