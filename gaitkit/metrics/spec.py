"""What a metric is: one decorated function that returns a number for one cycle, repetition or bout.

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

from ..model import Cycle, Note, Repetition, Side, Walk
from ..registry import discover

ALL_PLANES = frozenset({"side", "front", "rear", "oblique"})
FRONTAL_PLANES = frozenset({"front", "rear"})
GAITS = frozenset({"walk", "run"})
_FIRST = ("tests", "posture", "temporal", "spatial", "sagittal", "frontal", "variability")
#: One number per cycle or repetition (and side), one estimate for the whole bout, or one for all
#: repetitions of a side.
Per = Literal["cycle", "bout", "repetition", "set"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number for a bout or a set with its standard error and the cycles or repetitions behind."""

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
    per_roll_deg: float
    compute: (
        Callable[[Walk, Cycle], float]
        | Callable[[Walk, Repetition], float]
        | Callable[[Walk], Estimate | None]
        | Callable[[Walk, Side], Estimate | Note | None]
    )


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
    per_roll_deg: float = 0.0,
):
    """Label a function as a metric; its name is the metric's name.

    `needs` are body parts beyond the legs, `difference` how right and left are compared,
    `sided` false pools the cycles of both legs into one value for "both"; the interval of a
    `never_negative` one ends at zero; with less than `fewest_cycles` in a bout it is withheld.
    `per_roll_deg` is what a degree of camera roll adds to it. A metric per repetition is given it
    with the side that is asked for, one per set the side, and may say with a note why it is
    withheld.
    """

    def label(function):
        function.metric_spec = MetricSpec(
            name=function.__name__, unit=unit, planes=frozenset(planes),
            activities=frozenset(activities), needs=frozenset(needs), needs_scale=needs_scale,
            per=per, difference=difference, sided=sided and per != "bout",
            never_negative=never_negative, fewest_cycles=fewest_cycles,
            per_roll_deg=per_roll_deg, compute=function,
        )  # fmt: skip
        return function

    return label


@lru_cache(maxsize=1)
def all_metrics() -> tuple[MetricSpec, ...]:
    """Every metric in this package: rhythm first, then distances and angles, then others.

    A name may stand twice: measured over cycles of gait, and over repetitions of tests.
    """
    modules = discover(__package__)
    names = sorted(modules, key=lambda n: _FIRST.index(n) if n in _FIRST else len(_FIRST))
    functions = [f for name in names for f in vars(modules[name]).values()]
    specs = [f.metric_spec for f in functions if hasattr(f, "metric_spec")]
    return tuple(dict.fromkeys(specs))
