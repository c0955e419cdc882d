"""What a metric is: one decorated function that returns a number for one cycle or one bout.

    @metric(unit="deg", planes={"side"})
    def knee_flexion_contact_deg(walk, cycle):
        \"\"\"Knee flexion at initial contact.\"\"\"
        return at(walk, "knee_flexion", cycle.side, cycle.start_s)

The decorator only labels; `discover` collects, `measure` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ..model import Cycle, Walk
from ..registry import discover

ALL_PLANES = frozenset({"side", "front", "rear", "oblique"})
FRONTAL_PLANES = frozenset({"front", "rear"})
GAITS = frozenset({"walk", "run"})
_FIRST = ("temporal", "spatial", "sagittal", "frontal", "variability")
#: One number per cycle (and side), or one estimate for the whole bout.
Per = Literal["cycle", "bout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number for a whole bout with its standard error and the cycles behind it."""

    value: float
    error: float
    cycles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSpec:
    """A metric's function with what it needs to be seen."""

    name: str
    unit: str
    planes: frozenset[str]
    activities: frozenset[str]
    needs: frozenset[str]
    needs_scale: bool
    per: Per
    difference: Literal["degrees", "percent"] | None
    sided: bool
    never_negative: bool
    fewest_cycles: int
    compute: Callable[[Walk, Cycle], float] | Callable[[Walk], Estimate | None]


def metric(
    *,
    unit: str,
    planes: Iterable[str] = ALL_PLANES,
    activities: Iterable[str] = GAITS,
    needs: Iterable[str] = (),
    needs_scale: bool = False,
    per: Per = "cycle",
    difference: Literal["degrees", "percent"] | None = None,
    sided: bool = True,
    never_negative: bool = False,
    fewest_cycles: int = 1,
):
    """Label a function as a metric; its name is the metric's name.

    `needs` are body parts beyond the legs, `difference` how right and left are compared,
    `sided` false pools the cycles of both legs into one value for "both"; the interval of a
    `never_negative` one ends at zero; with less than `fewest_cycles` in a bout it is withheld.
    """

    def label(function):
        function.metric_spec = MetricSpec(
            name=function.__name__, unit=unit, planes=frozenset(planes),
            activities=frozenset(activities), needs=frozenset(needs), needs_scale=needs_scale,
            per=per, difference=difference, sided=sided and per == "cycle",
            never_negative=never_negative, fewest_cycles=fewest_cycles, compute=function,
        )  # fmt: skip
        return function

    return label


@lru_cache(maxsize=1)
def all_metrics() -> tuple[MetricSpec, ...]:
    """Every metric in this package: rhythm first, then distances and angles, then others."""
    modules = discover(__package__)
    names = sorted(modules, key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    functions = [f for name in names for f in vars(modules[name]).values()]
    specs = [f.metric_spec for f in functions if hasattr(f, "metric_spec")]
    return tuple(dict.fromkeys(specs))
