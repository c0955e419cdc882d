"""A folder of clips, measured side by side into one table; resumable, here or on a cluster.

from gaitkit.batch import batch
done = batch("clips", out="results", subjects="clips.csv")
done.failures             # what could not be measured, and why
"""

from .job import Batch, Failure, Joined, Measured
from .run import SILENT_MIN, Follower, batch, blank_subjects

__all__ = [
    "SILENT_MIN",
    "Batch",
    "Failure",
    "Follower",
    "Joined",
    "Measured",
    "batch",
    "blank_subjects",
]
