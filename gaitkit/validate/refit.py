"""How wide intervals must be: the table of measurement errors, fitted to clips with known truth.

A row's errors keep their shape over frame rates; one factor makes 95 % of the truths lie inside
their intervals. What averaging over cycles adds to an interval stays as it was stated. A row may
be no better than its errors and its slope allow (angles: McGinley et al. 2009,
doi:10.1016/j.gaitpost.2008.09.003, hold 2 degrees for good and more than 5 for misleading).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gaitkit.metrics.error import MeasurementError, fitting_keys, measurement_error, standard_error
from gaitkit.metrics.spec import GAITS, MetricSpec, all_metrics
from gaitkit.model import Quality
from gaitkit.reference import unit_of

from . import agreement
from .judge import Comparison
from .summarise import SLOPE_RANGE

#: Fewer clips than this say too little: a row over both gaits, or the old value if that is larger.
FEWEST_CLIPS = 6
#: From so many clips on a gait's own row may be surer than that of both.
MANY_CLIPS = 12
#: Walking and running share a row where their errors differ by less than this factor.
ALIKE = 1.4
_NORMAL_95 = 1.96
_SHARE_INSIDE = 0.95
_LEAST_FACTOR = 0.3
#: Standard errors up to which a metric is good, and up to which it is fair, by unit.
USEFUL: dict[str, tuple[float, float]] = {
    "deg": (2.0, 5.0),
    "s": (0.02, 0.04),
    "%": (2.0, 4.0),
    "cm": (1.0, 2.5),
    "m": (0.04, 0.08),
    "m/s": (0.06, 0.15),
    "steps/min": (2.0, 4.0),
}
_WEAK, _STRONG = "follows_weakly", "exaggerates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A measured value beside its truth; `sampling` is the part of its half-width due to cycles.

    `group` is what clips share that must not lie on both sides of a check: the person.
    """

    metric: str
    plane: str
    activity: str
    leg: str
    clip: str
    group: str
    fps: float
    truth: float
    value: float
    sampling: float

    @property
    def error(self) -> float:
        """Measured minus truth."""
        return self.value - self.truth

    @property
    def stated(self) -> MeasurementError:
        """The row of the present table."""
        return measurement_error(
            self.metric, plane=self.plane, activity=self.activity, leg=self.leg
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of data/measurement_error.csv, with how many clips it rests on."""

    metric: str
    plane: str
    activity: str
    leg: str
    sd: float
    sd_per_frame_s: float
    cycle_sd: float
    best_quality: Quality
    note: str
    clips: int

    def at(self, fps: float) -> float:
        """Standard error at a frame rate."""
        return standard_error(self.sd, self.sd_per_frame_s, fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Share of truths inside, percent, in groups that the rows were not fitted to."""

    metric: str
    plane: str
    n: int
    inside_pct: float


def observed(
    comparisons: Iterable[Comparison], *, fps: Mapping[str, float], groups: Mapping[str, str]
) -> list[Observed]:
    """What can be fitted to: measured metrics of the table; `fps` and `groups` by clip."""
    names = {spec.name for spec in all_metrics()}
    found = []
    for c in comparisons:
        if c.status != "measured" or c.metric not in names:
            continue
        stated = measurement_error(c.metric, plane=c.view, activity=c.activity, leg=c.leg)
        half, own = c.high - c.value, _NORMAL_95 * stated.at(fps[c.clip])
        found.append(
            Observed(
                metric=c.metric, plane=c.view, activity=c.activity, leg=c.leg, clip=c.clip,
                group=groups[c.clip], fps=fps[c.clip], truth=c.truth, value=c.value,
                sampling=float(np.sqrt(max(half**2 - own**2, 0.0))),
            )
        )  # fmt: skip
    return found


def refit(seen: Sequence[Observed]) -> list[Row]:
    """The rows of gait anew, in the order of the metrics; what was not seen keeps its row."""
    return [row for spec in all_metrics() if spec.activities & GAITS for row in _rows(spec, seen)]


def held_out(seen: Sequence[Observed]) -> list[Held]:
    """Each half of the groups judged by the table fitted to the other half."""
    order = {group: i for i, group in enumerate(sorted({o.group for o in seen}))}
    halves = [[o for o in seen if order[o.group] % 2 == half] for half in (0, 1)]
    inside: dict[tuple[str, str], list[bool]] = {}
    for own, rest in (halves, halves[::-1]):
        rows = refit(rest)
        for o in own:
            inside.setdefault((o.metric, o.plane), []).append(covers(row_for(rows, o), o))
    return [
        Held(metric=m, plane=p, n=len(hits), inside_pct=100 * float(np.mean(hits)))
        for (m, p), hits in inside.items()
    ]


def row_for(rows: Iterable[Row], o: Observed) -> Row:
    """The most specific row, as `measurement_error` chooses it."""
    by_key = {(r.metric, r.plane, r.activity, r.leg): r for r in rows}
    keys = fitting_keys(o.metric, plane=o.plane, activity=o.activity, leg=o.leg)
    return next(by_key[key] for key in keys if key in by_key)


def covers(row: Row, o: Observed) -> bool:
    """Whether the row's interval around a value holds its truth."""
    return abs(o.error) <= np.hypot(_NORMAL_95 * row.at(o.fps), o.sampling)


def _rows(spec: MetricSpec, seen: Sequence[Observed]) -> list[Row]:
    """By view, split by gait where both are known and differ; last one for any other view.

    A slope that is off in a view as a whole is noted in all its rows.
    """
    mine = [o for o in seen if o.metric == spec.name]
    rows: list[Row] = []
    for plane in (p for p in ("side", "front", "rear") if p in spec.planes):
        in_view = [o for o in mine if o.plane == plane]
        legs = ("near", "far") if spec.sided and plane == "side" else ("any",)
        fitted: list[Row] = []
        for leg in legs:
            fitted += _of_gaits(spec, plane, leg, [o for o in in_view if o.leg == leg])
        overall = _note("", _line(in_view))
        rows += [replace(r, note=r.note or overall) for r in _far_no_surer(fitted)]
    if not spec.planes <= {"side"}:
        rows.append(_widest(rows))
    return rows


def _of_gaits(spec: MetricSpec, plane: str, leg: str, some: Sequence[Observed]) -> list[Row]:
    """One row for both gaits, or one for each; of few clips never surer than both together.

    Eleven clips of one gait agree by chance more easily than two dozen of both: of rendered
    runners that were not fitted to, three hip adductions of four lay outside their own row.
    """
    gaits = sorted(spec.activities)
    apart = {g: [o for o in some if o.activity == g] for g in gaits}
    old = {g: _old(spec.name, plane, g, leg) for g in gaits}
    together = _row((spec.name, plane, "any", leg), some, list(old.values()))
    if any(_clips(own) < FEWEST_CLIPS for own in apart.values()) or len(gaits) == 1:
        return [together]
    rows = [_row((spec.name, plane, g, leg), apart[g], [old[g]]) for g in gaits]
    errors = [row.at(60) for row in rows]
    if max(errors) < ALIKE * min(errors) and len({r.best_quality for r in rows}) == 1:
        return [together]
    return [
        r if r.clips >= MANY_CLIPS or r.at(60) >= together.at(60)
        else replace(together, activity=r.activity)
        for r in rows
    ]  # fmt: skip


def _old(metric: str, plane: str, activity: str, leg: str) -> MeasurementError:
    return measurement_error(metric, plane=plane, activity=activity, leg=leg)


def _clips(some: Iterable[Observed]) -> int:
    return len({o.clip for o in some})


def _row(
    key: tuple[str, str, str, str], some: Sequence[Observed], old: list[MeasurementError]
) -> Row:
    """A row from these values; with too few clips never surer than before."""
    metric, plane, activity, leg = key
    base = max(old, key=lambda e: e.at(60))
    factor = _factor(some) if some else 1.0
    if _clips(some) < FEWEST_CLIPS:
        factor = max(factor, 1.0)
    sd, per_frame = _rounded(base.sd * factor), _rounded(base.sd_per_frame_s * factor)
    line = _line(some)
    return Row(
        metric=metric, plane=plane, activity=activity, leg=leg, sd=sd, sd_per_frame_s=per_frame,
        cycle_sd=base.cycle_sd, note=_note(base.note or "", line), clips=_clips(some),
        best_quality=_quality(metric, sd + per_frame / 60, line),
    )  # fmt: skip


def _factor(some: Sequence[Observed]) -> float:
    """By what the stated errors must be multiplied: by their share inside, or their mean square.

    In short clips the cycles' part covers nearly all. Longer ones have less of it, so no row gets
    surer than the errors were, cycles and all.
    """
    stated = np.array([_base(o, some).at(o.fps) for o in some])
    errors, sampling = np.array([o.error for o in some]), np.array([o.sampling for o in some])
    needed = np.sqrt(np.maximum(errors**2 - sampling**2, 0)) / (_NORMAL_95 * stated)
    by_share = float(np.quantile(needed, _SHARE_INSIDE))
    rest = (errors**2 - (sampling / _NORMAL_95) ** 2) / stated**2
    size = float(np.sqrt(np.mean((errors / stated) ** 2)))
    return max(by_share, float(np.sqrt(max(np.mean(rest), 0.0))), min(size, 1.0), _LEAST_FACTOR)


def _base(o: Observed, some: Sequence[Observed]) -> MeasurementError:
    """The widest of the stated rows, which all of `some` are measured against."""
    found = {p.activity: p.stated for p in some}
    return max(found.values(), key=lambda e: e.at(60))


def _line(some: Sequence[Observed]) -> agreement.Line | None:
    truths, values = (np.array([getattr(o, n) for o in some]) for n in ("truth", "value"))
    return agreement.line_through(truths, values) if len(some) else None


def _note(old: str, line: agreement.Line | None) -> str:
    """A note that says more stays; else one that says where the slope lies."""
    low, high = SLOPE_RANGE
    if old not in ("", _WEAK, _STRONG):
        return old
    if line is None:
        return ""
    return _WEAK if line.slope < low else _STRONG if line.slope > high else ""


def _quality(metric: str, error: float, line: agreement.Line | None) -> Quality:
    """Low where the truth is surely not followed, or the error is of no use."""
    good, fair = USEFUL[unit_of(metric)]
    if error > fair or (line is not None and _surely_off(line)):
        return "low"
    return "good" if error <= good else "fair"


def _surely_off(line: agreement.Line) -> bool:
    """Whether the slope's whole 95 % interval lies outside what counts as following."""
    (low, high), half = SLOPE_RANGE, _NORMAL_95 * line.slope_error
    return line.slope + half < low or line.slope - half > high


def _far_no_surer(rows: list[Row]) -> list[Row]:
    """The far leg's rows at least as wide as the near leg's."""
    near = [r for r in rows if r.leg == "near"]
    found = []
    for row in rows:
        beside = [r for r in near if _same_gait(r, row)] if row.leg == "far" else []
        sd = max([row.sd, *(r.sd for r in beside)])
        per_frame = max([row.sd_per_frame_s, *(r.sd_per_frame_s for r in beside)])
        qualities = [row.best_quality, *(r.best_quality for r in beside)]
        worst = min(qualities, key=("low", "fair", "good").index)
        found.append(replace(row, sd=sd, sd_per_frame_s=per_frame, best_quality=worst))
    return found


def _same_gait(a: Row, b: Row) -> bool:
    return "any" in (a.activity, b.activity) or a.activity == b.activity


def _widest(rows: Sequence[Row]) -> Row:
    """For views that no row is for: the widest of them, never more than fair."""
    widest = max(rows, key=lambda r: r.at(60))
    quality: Quality = "low" if widest.best_quality == "low" else "fair"
    return replace(widest, plane="any", activity="any", leg="any", best_quality=quality)


def _rounded(value: float) -> float:
    return float(f"{value:.2g}")
