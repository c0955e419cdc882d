"""Accuracy against truth: clips whose gait is known, analysed and compared.

from gaitkit.validate import validate
validation = validate("sample_videos", out="accuracy")
validation.metrics        # one row per metric and view: bias, error, slope, share inside
"""

from .judge import ClipResult, Comparison, CurveError, EventPair, Failure
from .outcome import Validation
from .repetitions import RepetitionAccuracy, RepetitionPair, TrueRepetition
from .run import frame, validate
from .summarise import CurveAccuracy, EventAccuracy, MetricAccuracy
from .tables import Table, summary
from .truth import Truth, read_truth

__all__ = [
    "ClipResult",
    "Comparison",
    "CurveAccuracy",
    "CurveError",
    "EventAccuracy",
    "EventPair",
    "Failure",
    "MetricAccuracy",
    "RepetitionAccuracy",
    "RepetitionPair",
    "Table",
    "TrueRepetition",
    "Truth",
    "Validation",
    "frame",
    "read_truth",
    "summary",
    "validate",
]
