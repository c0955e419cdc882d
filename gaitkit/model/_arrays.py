"""Checking and freezing of the arrays that the data classes hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def frozen_array(values: Any, *, name: str, shape: tuple[int | None, ...]) -> FloatArray:
    """Return a read-only float copy of `values`, whose shape must match (None = any length)."""
    array = np.array(values, dtype=float)
    fits = array.ndim == len(shape) and all(
        want is None or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{name}: expected shape {shape}, got {array.shape}")
    array.flags.writeable = False
    return array
