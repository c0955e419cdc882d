"""Frozen data classes to plain JSON values and back, guided by their type hints.

NaN becomes null, so the JSON is strict; on the way back null is None where a field may be None
and NaN where it holds numbers. Fields that a file lacks get their defaults, unknown ones are
left out, so older and newer files of the same schema can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from gaitkit import model


def to_plain(value: Any, *, skip: tuple[str, ...] = ()) -> Any:
    """`value` as dicts, lists, texts and finite numbers; fields named in `skip` are left out."""
    if is_dataclass(value):
        return {
            f.name: to_plain(getattr(value, f.name)) for f in fields(value) if f.name not in skip
        }
    if isinstance(value, Mapping):
        return {key: to_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(inner) for inner in value]
    if isinstance(value, np.ndarray | np.generic):
        return to_plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value


def from_plain(kind: Any, value: Any) -> Any:
    """The inverse of `to_plain` for a value of type `kind`. ValueError where it does not fit."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _from_union(parts, value)
    if is_dataclass(kind):
        return _from_fields(kind, value)
    if origin is tuple:
        return _from_tuple(parts, value)
    if origin is dict:
        return {key: from_plain(parts[1], inner) for key, inner in value.items()}
    if origin is Literal:
        return _checked(value, value in parts, kind)
    if origin is np.ndarray:
        return np.array(value, dtype=float)
    return _from_scalar(kind, value)


def _from_fields(kind: Any, value: Any) -> Any:
    """A data class from a dict; arrays are checked by the class itself."""
    if isinstance(value, kind):
        return value
    _checked(value, isinstance(value, dict), kind)
    hints = _hints(kind)
    return kind(**{name: from_plain(hints[name], value[name]) for name in hints if name in value})


def _from_union(parts: tuple[Any, ...], value: Any) -> Any:
    """None if allowed, else the first part that fits; an int stays an int beside float."""
    if value is None:
        return None if NoneType in parts else float("nan")
    if len(parts) > 2:
        value = tuple(value) if isinstance(value, list) else value
        return _checked(value, isinstance(value, tuple(get_origin(p) or p for p in parts)), parts)
    return from_plain(next(p for p in parts if p is not NoneType), value)


def _from_tuple(parts: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    _checked(value, isinstance(value, list), "a list")
    if parts[-1] is Ellipsis:
        return tuple(from_plain(parts[0], inner) for inner in value)
    return tuple(from_plain(part, inner) for part, inner in zip(parts, value, strict=True))


def _from_scalar(kind: Any, value: Any) -> Any:
    if kind is float:
        return (
            float("nan") if value is None else _checked(value, isinstance(value, int | float), kind)
        )
    if kind is Path:
        return Path(value)
    return _checked(value, isinstance(value, kind), kind)


def _checked(value: Any, fits: bool, kind: Any) -> Any:
    if not fits:
        raise ValueError(f"expected {kind}, got {value!r}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    # Names that result.py imports for type checkers only are all public in gaitkit.model.
    return get_type_hints(kind, localns=vars(model))
