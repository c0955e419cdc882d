"""Left and right, from the person's own point of view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("right", "left")
#: The world's y axis points to the person's left.
OUTWARD: dict[Side, float] = {"left": 1.0, "right": -1.0}
#: How the rig marks a side in its bone names.
BONE_SUFFIX: dict[Side, str] = {"left": "L", "right": "R"}


def other(side: Side) -> Side:
    """The opposite side."""
    return "right" if side == "left" else "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerSide:
    """One number for each side."""

    left: float
    right: float

    def __getitem__(self, side: Side) -> float:
        return self.left if side == "left" else self.right

    @classmethod
    def of(cls, value: PerSide | Mapping[str, float] | float) -> PerSide:
        """The same number on both sides, or a table with `left` and `right`."""
        if isinstance(value, PerSide):
            return value
        if isinstance(value, Mapping):
            if set(value) != {"left", "right"}:
                raise ValueError(f"expected a table with left and right, got {dict(value)}")
            return cls(left=float(value["left"]), right=float(value["right"]))
        return cls(left=float(value), right=float(value))

    @property
    def mirrored(self) -> PerSide:
        """Left and right exchanged."""
        return PerSide(left=self.right, right=self.left)
