"""How far a metric lies from truth, by view, gait and leg, as measured and kept in data/."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

from ..model import Quality

#: More frames a second than this make nothing surer: pictures are looked at half as often.
_FASTEST_FPS = 60.0
_ANY = "any"
#: Metric, plane, activity and leg of a row.
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementError:
    """Standard error of one cycle's value that averaging over cycles does not remove.

    `sd` holds however many frames there are, `sd_per_frame_s` grows with the time between frames,
    `cycle_sd` is the usual spread between cycles, used where there is only one.
    """

    sd: float
    sd_per_frame_s: float
    cycle_sd: float
    best_quality: Quality
    note: str | None
    source: str

    def at(self, filmed_fps: float) -> float:
        """Standard error at a frame rate."""
        return standard_error(self.sd, self.sd_per_frame_s, filmed_fps)


def standard_error(sd: float, sd_per_frame_s: float, filmed_fps: float) -> float:
    """Standard error at a frame rate, of the two parts of a row."""
    return sd + sd_per_frame_s / min(filmed_fps, _FASTEST_FPS)


@lru_cache(maxsize=1)
def _table() -> dict[Key, MeasurementError]:
    text = (files("gaitkit") / "data" / "measurement_error.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        (row["metric"], row["plane"], row["activity"], row["leg"]): MeasurementError(
            sd=float(row["sd"]),
            sd_per_frame_s=float(row["sd_per_frame_s"] or 0),
            cycle_sd=float(row["cycle_sd"]),
            best_quality=row["best_quality"],
            note=row["note"] or None,
            source=row["source"],
        )
        for row in rows
    }


def fitting_keys(metric: str, *, plane: str, activity: str, leg: str) -> Iterator[Key]:
    """Metric, plane, activity and leg of every row that fits, the most specific first.

    Exact activity, plane and leg, then "any" for leg, plane, activity: a movement test's own row,
    of any plane, goes before a plane's row for any activity.
    """
    for a, p, side in product((activity, _ANY), (plane, _ANY), (leg, _ANY)):
        yield metric, p, a, side


def measurement_error(metric: str, *, plane: str, activity: str, leg: str) -> MeasurementError:
    """The most specific row that there is.

    Raises KeyError for a metric without a row: no metric may be given without its error.
    """
    for key in fitting_keys(metric, plane=plane, activity=activity, leg=leg):
        if key in _table():
            return _table()[key]
    raise KeyError(f"measurement_error.csv has no row for {metric} ({plane}, {activity}, {leg})")
