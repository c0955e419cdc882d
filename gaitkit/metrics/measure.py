"""From one walk or several to metrics: gates, median over cycles, interval, sides compared.

Repetitions of a test are treated as cycles are.

The interval covers what averaging does not remove (the method's own error, see
`data/measurement_error.csv`, and for lengths the scale's) and the spread over cycles of the
median (standard error of a median 1.2533 SD / sqrt(n), with Student's t for few cycles).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy

from ..model import (
    HOLDS,
    QUALITIES,
    SIDES,
    Cycle,
    Metric,
    Note,
    Quality,
    Repetition,
    Side,
    TestedSide,
    Walk,
)
from .error import MeasurementError, measurement_error
from .spec import FRONTAL_PLANES, Estimate, MetricSpec, all_metrics

_MEDIAN_EFFICIENCY = 1.2533
#: An interval this many times wider than usual says nothing: the cycles differ too much.
_WIDEST = 3.0
#: So many cycles or repetitions are enough for every quality.
_MANY = 6
#: A position held for long tells as much as so many repetitions.
_HOLDS_FOR = 3
_OF_STEPS = frozenset({"step_time_s", "step_length_m"})
#: What is said of a value that a roll nobody knows has moved, by whether the view is frontal.
_ROLL_UNKNOWN = {True: "roll_unknown", False: "roll_unknown_aside"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """Values of one metric and side that share a view and a distance from the camera."""

    values: tuple[float, ...]
    error: MeasurementError
    filmed_fps: float
    plane: str
    view_confidence: float
    scale_spread: float
    bout: int | None
    holds: bool


def measure(walks: Sequence[Walk]) -> tuple[Metric, ...]:
    """Every metric that fits the gait, measured or with the reason why not.

    The bouts of `walks` may differ in view; per metric and side the view with the smallest error
    is used, and its bouts are pooled.
    """
    activities = {walk.bout.activity for walk in walks}
    specs = [spec for spec in all_metrics() if spec.activities & activities]
    found: list[Metric] = []
    for spec in specs:
        found.extend(_measured(spec, [w for w in walks if w.bout.activity in spec.activities]))
    return tuple(found)


def _measured(spec: MetricSpec, walks: Sequence[Walk]) -> list[Metric]:
    if spec.per == "bout":
        return [_of_bouts(spec, walks)]
    if not spec.sided:
        return [_of_cycles(spec, walks, side=None)]
    of_side = _of_sets if spec.per == "set" else _of_cycles
    sides = [of_side(spec, walks, side=side) for side in SIDES]
    if spec.difference is None:
        return sides
    return [*sides, _difference(spec, sides, walks)]


def _refusal(spec: MetricSpec, walks: Sequence[Walk]) -> Note | None:
    """Why none of the walks can carry the metric, or None."""
    views = sorted({w.bout.view.plane for w in walks})
    if not any(w.bout.view.plane in spec.planes for w in walks):
        needed = ",".join(p for p in ("side", "front", "rear") if p in spec.planes)
        return Note.of("wrong_view", view=",".join(views), needed=needed)
    fitting = [w for w in walks if w.bout.view.plane in spec.planes]
    if spec.needs_scale and not any(w.scale for w in fitting):
        return Note.of("no_scale")
    missing = sorted(p for p in spec.needs if not any(_sees(w, p) for w in fitting))
    if missing:
        return Note.of("few_landmarks", names=",".join(missing))
    most = max(sum(c.usable for c in (*w.cycles, *w.repetitions)) for w in fitting)
    if not most:
        return Note.of("no_repetitions" if _on_repetitions(spec) else "no_cycles")
    if most < spec.fewest_cycles:
        return Note.of("too_few_cycles", found=most, needed=spec.fewest_cycles)
    return None


def _on_repetitions(spec: MetricSpec) -> bool:
    return spec.per in ("repetition", "set")


def _sees(walk: Walk, part: str) -> bool:
    names = [f"{side}_{part}" for side in SIDES]
    return walk.track.has(names) and all(np.isfinite(walk.track.px(n)).any() for n in names)


def _fits(spec: MetricSpec, walk: Walk) -> bool:
    scaled = walk.scale is not None or not spec.needs_scale
    return walk.bout.view.plane in spec.planes and scaled


def _of_bouts(spec: MetricSpec, walks: Sequence[Walk]) -> Metric:
    """The estimate of the bout with the most cycles."""
    refusal = _refusal(spec, walks)
    estimates = [(walk, spec.compute(walk)) for walk in walks if _fits(spec, walk)]
    estimates = [(walk, e) for walk, e in estimates if e is not None and np.isfinite(e.value)]
    if refusal or not estimates:
        return _withheld(spec, "both", refusal or Note.of("no_cycles"))
    walk, best = max(estimates, key=lambda pair: pair[1].cycles)
    return _estimated(spec, walk, best, side="both")


def _of_sets(spec: MetricSpec, walks: Sequence[Walk], *, side: Side) -> Metric:
    """The estimate of the bout with the most repetitions of a side."""
    if refusal := _refusal(spec, walks):
        return _withheld(spec, side, refusal)
    answers = [(walk, spec.compute(walk, side)) for walk in walks if _fits(spec, walk)]
    estimates = [(walk, e) for walk, e in answers if isinstance(e, Estimate)]
    if not estimates:
        reasons = [note for _, note in answers if note is not None]
        return _withheld(spec, side, (reasons or [Note.of("side_not_tested")])[0])
    walk, best = max(estimates, key=lambda pair: pair[1].cycles)
    return _estimated(spec, walk, best, side=side)


def _estimated(spec: MetricSpec, walk: Walk, estimate: Estimate, *, side: TestedSide) -> Metric:
    """An estimate as a metric; the number of a set's repetitions says nothing of its quality."""
    error = _error_of(spec, walk, side=None if side == "both" else side)
    half = 1.96 * np.hypot(error.at(walk.filmed_fps), estimate.error)
    low = estimate.value - half
    counted = _MANY if spec.per == "set" else estimate.cycles
    return Metric(
        name=spec.name, side=side, value=estimate.value, unit=spec.unit,
        low=max(low, 0.0) if spec.never_negative else low, high=estimate.value + half,
        cycles=estimate.cycles, quality=_quality(error, counted, walk.bout.view.confidence),
        notes=(Note.of(error.note),) if error.note else (),
        view=walk.bout.view.plane, bout=walk.bout.number,
    )  # fmt: skip


def _error_of(spec: MetricSpec, walk: Walk, *, side: Side | None) -> MeasurementError:
    view = walk.bout.view
    return measurement_error(
        spec.name, plane=view.plane, activity=walk.bout.activity, leg=view.leg(side)
    )


def _of_cycles(spec: MetricSpec, walks: Sequence[Walk], *, side: Side | None) -> Metric:
    label = side or "both"
    refusal = _refusal(spec, walks)
    if refusal:
        return _withheld(spec, label, refusal)
    sample = _best_sample(_samples(spec, walks, side=side))
    if sample is None:
        nothing = "side_not_tested" if _on_repetitions(spec) else "no_cycles"
        return _withheld(spec, label, Note.of(nothing))
    return _summary(spec, label, sample)


def _samples(spec: MetricSpec, walks: Sequence[Walk], *, side: Side | None) -> list[_Sample]:
    """One sample per bout in which the metric can be seen."""
    found = []
    for walk in walks:
        if not _fits(spec, walk):
            continue
        values = [float(spec.compute(walk, part)) for part in _parts(spec, walk, side)]
        known = tuple(v for v in values if np.isfinite(v))
        if known:
            found.append(
                _Sample(
                    values=known,
                    error=_error_in(spec, walk, side=side, count=len(known)),
                    holds=walk.bout.activity in HOLDS,
                    filmed_fps=walk.filmed_fps,
                    plane=walk.bout.view.plane,
                    view_confidence=walk.bout.view.confidence,
                    scale_spread=walk.scale.relative_spread if spec.needs_scale else 0.0,
                    bout=walk.bout.number,
                )
            )
    return found


def _parts(spec: MetricSpec, walk: Walk, side: Side | None) -> list[Cycle] | list[Repetition]:
    """What a metric is computed over: usable cycles, or repetitions with the side asked for.

    A repetition on both legs is one of either side.
    """
    if spec.per == "cycle":
        return [c for c in walk.cycles if c.usable and side in (None, c.side)]
    usable = [r for r in walk.repetitions if r.usable]
    if side is None:
        return usable
    return [replace(r, side=side) for r in usable if r.side in (side, "both")]


def _error_in(spec: MetricSpec, walk: Walk, *, side: Side | None, count: int) -> MeasurementError:
    """The error in this clip: one hold has no spread, and an unknown camera roll adds its own."""
    error = _error_of(spec, walk, side=side)
    if walk.bout.activity in HOLDS and count == 1:
        error = replace(error, cycle_sd=0.0)
    view = walk.bout.view
    if not (spec.per_roll_deg and view.roll_sd_deg):
        return error
    sd = float(np.hypot(error.sd, spec.per_roll_deg * view.roll_sd_deg))
    unknown = None if view.roll_deg is not None else _ROLL_UNKNOWN[view.plane in FRONTAL_PLANES]
    return replace(error, sd=sd, note=error.note or unknown)


def _best_sample(samples: list[_Sample]) -> _Sample | None:
    """The samples with the smallest error in one view, pooled."""
    if not samples:
        return None
    smallest = min(samples, key=lambda s: s.error.at(s.filmed_fps))
    alike = [s for s in samples if (s.error, s.plane) == (smallest.error, smallest.plane)]
    return replace(
        smallest,
        values=tuple(v for s in alike for v in s.values),
        view_confidence=min(s.view_confidence for s in alike),
        bout=smallest.bout if len(alike) == 1 else None,
    )


def _summary(spec: MetricSpec, side: str, sample: _Sample) -> Metric:
    values = np.array(sample.values)
    count = len(values)
    half = interval_half_width(values, sample.error, filmed_fps=sample.filmed_fps)
    value = float(np.median(values))
    if half > _WIDEST * _usual_half_width(count, sample):
        key = "repetitions_differ" if _on_repetitions(spec) else "too_uncertain"
        return _withheld(spec, side, Note.of(key, cycles=count))
    half = float(np.hypot(half, sample.scale_spread * value))
    notes = (Note.of(sample.error.note),) if sample.error.note else ()
    return Metric(
        name=spec.name, side=side, value=value, unit=spec.unit,
        low=max(value - half, 0.0) if spec.never_negative else value - half,
        high=value + half, cycles=count,
        quality=_quality(
            sample.error, _HOLDS_FOR * count if sample.holds else count, sample.view_confidence
        ),
        notes=notes, view=sample.plane, bout=sample.bout,
    )  # fmt: skip


def interval_half_width(values: np.ndarray, error: MeasurementError, *, filmed_fps: float) -> float:
    """Half of the 95 % interval of the median of `values` (n,), measurement error included."""
    count = len(values)
    spread = float(np.std(values, ddof=1)) if count > 1 else error.cycle_sd
    spread = max(spread, 0.5 * error.cycle_sd) if count < 4 else spread
    return _half_width(spread, count, error.at(filmed_fps))


def _half_width(spread: float, count: int, error: float) -> float:
    critical = float(scipy.stats.t.ppf(0.975, max(count - 1, 2)))
    sampling = critical * _MEDIAN_EFFICIENCY * spread / np.sqrt(count)
    return float(np.hypot(1.96 * error, sampling))


def _usual_half_width(count: int, sample: _Sample) -> float:
    """Half-width for cycles that differ as much as cycles usually do."""
    return _half_width(sample.error.cycle_sd, count, sample.error.at(sample.filmed_fps))


def _quality(error: MeasurementError, cycles: int, view_confidence: float) -> Quality:
    """The worst of what the method, the number of cycles and the camera's place allow."""
    by_cycles: Quality = "good" if cycles >= _MANY else "fair" if cycles >= 3 else "low"
    by_view: Quality = "good" if view_confidence >= 0.6 else "fair"
    return min(error.best_quality, by_cycles, by_view, key=QUALITIES.index)


def _withheld(spec: MetricSpec, side: str, note: Note) -> Metric:
    return Metric(name=spec.name, side=side, value=None, unit=spec.unit, notes=(note,))


def _difference(spec: MetricSpec, sides: list[Metric], walks: Sequence[Walk]) -> Metric:
    """Right minus left, or 200 (right - left) / (right + left) for times and lengths.

    The errors of both sides are taken as independent, which is cautious where part of them is
    shared. Where an error of one side is the opposite one of the other they add up: one contact
    bounds the steps of both, and a camera that is turned moves the sides apart in frontal views.
    """
    left, right = sides
    name = f"{spec.name}_asymmetry"
    unit = "%" if spec.difference == "percent" else spec.unit
    if left.value is None or right.value is None:
        withheld = _withheld(spec, "both", (left if left.value is None else right).notes[0])
        return replace(withheld, name=name, unit=unit)
    total = left.value + right.value
    factor = 1.0 if spec.difference == "degrees" else 200 / total if total else np.nan
    halves = np.array([left.high - left.value, right.high - right.value])
    opposite = halves if spec.name in _OF_STEPS else _turned_apart(spec, walks)
    own = np.sqrt(np.maximum(halves**2 - opposite**2, 0.0))
    half = abs(factor) * np.hypot(np.linalg.norm(own), np.sum(opposite))
    value = factor * (right.value - left.value)
    return Metric(
        name=name, side="both", value=value, unit=unit, low=value - half, high=value + half,
        cycles=min(left.cycles, right.cycles),
        quality=min(left.quality, right.quality, key=QUALITIES.index),
        notes=tuple(dict.fromkeys(left.notes + right.notes)), view=left.view, bout=left.bout,
    )  # fmt: skip


def _turned_apart(spec: MetricSpec, walks: Sequence[Walk]) -> np.ndarray:
    """Half-widths (2,) that each side has from the camera's roll, one way left, the other right."""
    views = [walk.bout.view for walk in walks]
    rolls_deg = [v.roll_sd_deg for v in views if v.plane in spec.planes & FRONTAL_PLANES]
    return np.full(2, 1.96 * spec.per_roll_deg * max(rolls_deg, default=0.0))
