"""What a comparison with truth brought."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gaitkit.errors import NothingMeasuredError
from gaitkit.model import Settings

from .judge import ClipResult, Comparison, Failure
from .repetitions import RepetitionAccuracy
from .summarise import CurveAccuracy, EventAccuracy, MetricAccuracy

_SOME_CLIPS_FAILED = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Validation:
    """What came out; rows are plain data, `frame` turns them into a DataFrame."""

    folder: Path
    out: Path
    settings: Settings
    clips: tuple[ClipResult, ...]
    failures: tuple[Failure, ...]
    metrics: tuple[MetricAccuracy, ...]
    events: tuple[EventAccuracy, ...]
    curves: tuple[CurveAccuracy, ...]
    repetitions: tuple[RepetitionAccuracy, ...] = ()

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every single metric of every clip beside its truth."""
        return tuple(c for clip in self.clips for c in clip.comparisons)

    @property
    def exit_code(self) -> int:
        """0 all compared, 5 some clips failed, 4 all failed."""
        if not self.clips:
            return NothingMeasuredError.exit_code
        failed = any(f.kind == "failed" for f in self.failures)
        return _SOME_CLIPS_FAILED if failed else 0

    @property
    def marked(self) -> tuple[MetricAccuracy, ...]:
        """Rows whose slope or intervals fall short."""
        return tuple(row for row in self.metrics if row.marks)
