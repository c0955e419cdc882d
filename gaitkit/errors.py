"""What can go wrong, as one tree.

    GaitkitError
    ├── UsageError              exit 2   an option, a file name or a combination that makes no sense
    ├── UnreadableInputError    exit 3   the file is missing, empty, damaged or not a video
    ├── NothingMeasuredError    exit 4   read, but nothing of the chosen activity could be measured
    └── InstallationError       exit 1   a package, a system library or model weights are missing

Every message says what, where, what was expected, and what to do next.
"""

from __future__ import annotations


class GaitkitError(Exception):
    """Base of all errors that gaitkit raises on purpose."""

    exit_code = 1


class UsageError(GaitkitError):
    """The request itself makes no sense."""

    exit_code = 2


class UnreadableInputError(GaitkitError):
    """The input can't be read."""

    exit_code = 3


class NothingMeasuredError(GaitkitError):
    """The input was read, but nothing of the chosen activity could be measured."""

    exit_code = 4


class InstallationError(GaitkitError):
    """This installation lacks something that the job needs."""

    exit_code = 1
