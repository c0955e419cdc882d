"""Work for the tests of the pool; imports nothing, so that processes start quickly."""

from __future__ import annotations

import os


def squared(number: int) -> int:
    return number**2


def squared_unless_deadly(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number**2
