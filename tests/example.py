"""A made-up but believable analysis: a treadmill run filmed from the left, in two stretches.

Nothing here was measured. It has what an output must cope with: both sides, single cycles,
rejected cycles, refused metrics, warnings, several people, and a name full of traps.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from gaitkit.knowledge.patterns import patterns
from gaitkit.knowledge.questions import Question, questions
from gaitkit.model import (
    LEVELS,
    SIDES,
    Analysis,
    Answer,
    Bout,
    Clip,
    Curve,
    Cycle,
    Evidence,
    Finding,
    GaitEvent,
    Metric,
    Note,
    PersonChoice,
    PoseTrack,
    Settings,
    Side,
    Subject,
    View,
)
from gaitkit.pose.base import GAIT_LANDMARKS
from gaitkit.reference import ASYMMETRY, metric_groups, unit_of

NASTY_NAME = "Zoë <b>O'Brien</b> & Søn"
#: A grey PNG of 3 by 4 pixels.
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAECAIAAADETxJQAAAAHElEQVQIHR3BAQkAAAACoPp/zFlBWuSKXJErcgPYLAll682b8QAAAABJRU5ErkJggg=="
)
FPS = 59.94
STRIDE_S = 0.708
CONTACT_S = 0.262
BOUTS_S = ((0.4, 6.6), (8.2, 12.9))
PERCENT = np.arange(101)

#: Harmonics (mean, then amplitude and phase in cycles) that draw running curves, in degrees.
SHAPES = {
    "hip_flexion": (13.0, ((26.0, 0.93), (3.5, 0.42))),
    "knee_flexion": (46.0, ((34.0, 0.63), (24.0, 0.23))),
    "ankle_dorsiflexion": (3.0, ((13.0, 0.13), (10.0, 0.26))),
    "trunk_forward_lean": (8.5, ((0.7, 0.1), (1.1, 0.35))),
    "foot_angle": (-24.0, ((33.0, 0.98), (9.0, 0.40))),
}

#: Values (left, right) with 95 % half-width, for what a side view of a run shows.
VALUES = {
    "stride_time_s": (0.708, 0.710, 0.004),
    "step_time_s": (0.351, 0.358, 0.006),
    "stance_time_s": (0.262, 0.271, 0.014),
    "swing_time_s": (0.446, 0.439, 0.014),
    "duty_factor_pct": (37.0, 38.2, 2.0),
    "flight_time_s": (0.091, 0.085, 0.015),
    "contact_time_s": (0.262, 0.271, 0.014),
    "overstride_pct": (13.4, 16.1, 3.1),
    "knee_flexion_contact_deg": (14.2, 11.8, 3.4),
    "knee_flexion_stance_peak_deg": (41.6, 38.9, 3.6),
    "knee_flexion_swing_peak_deg": (96.3, 92.7, 4.9),
    "hip_flexion_peak_deg": (38.4, 39.0, 3.8),
    "hip_extension_peak_deg": (-10.9, -9.2, 3.9),
    "ankle_dorsiflexion_stance_peak_deg": (24.1, 22.7, 4.4),
    "foot_strike_angle_deg": (9.7, 12.4, 3.2),
    "shank_angle_contact_deg": (5.8, 7.9, 2.9),
}
BOTH_SIDES = {"cadence_spm": (169.4, 1.1), "trunk_forward_lean_deg": (8.6, 2.4)}
WITHHELD = {
    "speed_mps": Note.of("treadmill_speed_unknown"),
    "stride_length_m": Note.of("treadmill_speed_unknown"),
    "step_length_m": Note.of("no_scale"),
    "vertical_oscillation_cm": Note.of("no_scale"),
    "arm_swing_deg": Note.of("few_landmarks", names="left_wrist,right_wrist"),
    "stance_share_pct": Note.of("not_for_activity", activity="run"),
    "double_support_pct": Note.of("not_for_activity", activity="run"),
    "step_width_cm": Note.of("wrong_view", view="side", needed="front,rear"),
}


def example_analysis(*, name: str | None = NASTY_NAME, seed: int = 7) -> Analysis:
    """The whole analysis, the same for the same seed."""
    rng = np.random.default_rng(seed)
    cycles = _cycles(rng)
    return Analysis(
        clip=_clip(),
        subject=Subject(name=name, height_m=1.78, age_y=34, sex="f"),
        settings=Settings(view="side"),
        person=PersonChoice(
            number=2,
            people=3,
            certainty=0.94,
            time_s=3.2,
            box_px=(610.0, 120.0, 980.0, 1010.0),
            notes=(Note.of("several_people", number=2, people=3),),
        ),
        pose=_pose(rng),
        bouts=_bouts(),
        events=_events(cycles),
        cycles=cycles,
        curves=tuple(_curve(rng, shape, side, cycles) for shape in SHAPES for side in SIDES),
        metrics=_metrics(cycles),
        notes=(
            Note.of("identity_jump", time_s=7.43),
            Note.of("filter_cutoff", hz=7.5),
            Note.of("frames_lost", count=3),
        ),
        versions={"gaitkit": "0.1.0", "mediapipe": "0.10.33", "model": "heavy (sha256 64437af8)"},
    )


def walking(analysis: Analysis) -> Analysis:
    """The example relabelled as walking from behind: for layouts, not for numbers."""
    bouts = tuple(
        replace(b, activity="walk", surface="overground", view=View(plane="rear", roll_deg=0.4))
        for b in analysis.bouts
    )
    return replace(analysis, bouts=bouts)


def crowded(analysis: Analysis) -> Analysis:
    """The example with every pattern seen, every question answered with yes, curves of three
    views and many warnings: more than any page can hold.
    """
    measured = [m for m in analysis.metrics if m.value is not None]
    findings = [
        _seen(key, LEVELS[number % 3], measured[number % 5 :: 9])
        for number, key in enumerate(patterns())
    ]
    swaps = [Note.of("identity_jump", time_s=float(second)) for second in range(30)]
    return replace(
        analysis,
        findings=tuple(findings),
        answers={key: _yes(question) for key, question in questions().items()},
        notes=(*analysis.notes, *swaps),
        curves=tuple(
            replace(c, view=view) for view in ("side", "front", "rear") for c in analysis.curves
        ),
    )


def _seen(pattern: str, level: str, metrics: list[Metric]) -> Finding:
    evidence = (
        Evidence(
            metric=m, test="above", limit=(m.low - 1 if level != "info" else m.value,),
            status="seen", level=level, sources=("article-002",),
        )
        for m in metrics
    )  # fmt: skip
    return Finding(
        pattern=pattern, side="left", status="seen", level=level, activity="run",
        evidence=tuple(evidence),
    )  # fmt: skip


def _yes(question: Question) -> Answer:
    if question.kind == "places":
        return tuple(question.choices)
    if question.kind == "yes_no":
        return True
    return question.choices[0] if question.choices else 8.0


def _clip() -> Clip:
    times_s = np.delete(np.arange(800) / FPS, [300, 301, 555])
    return Clip(
        path=Path("films/Zoë zijaanzicht.mp4"),
        sha256="c0ffee" * 10 + "beef",
        width_px=1920,
        height_px=1080,
        times_s=times_s,
        codec="hevc",
    )


def _bouts() -> tuple[Bout, ...]:
    view = View(plane="side", facing="left", yaw_deg=88.0, confidence=0.97, chosen_by="user")
    return tuple(
        Bout(number=n, start_s=a, end_s=b, view=view, activity="run", surface="treadmill")
        for n, (a, b) in enumerate(BOUTS_S, start=1)
    )


def _cycles(rng: np.random.Generator) -> tuple[Cycle, ...]:
    cycles = []
    for side, offset_s in zip(SIDES, (0.15, 0.15 + STRIDE_S / 2), strict=True):
        for bout, (start_s, end_s) in enumerate(BOUTS_S, start=1):
            marks = np.arange(start_s + offset_s, end_s, STRIDE_S)
            marks = marks + rng.normal(0, 0.006, len(marks))
            for number, (a, b) in enumerate(pairwise(marks), start=1):
                cycles.append(_cycle(side, number, bout, float(a), float(b)))
    return tuple(cycles)


def _cycle(side: Side, number: int, bout: int, start_s: float, end_s: float) -> Cycle:
    reason = {
        ("left", 1, 3): Note.of("cycle_outlier"),
        ("right", 1, 5): Note.of("cycle_gap"),
        ("right", 2, 2): Note.of("cycle_gap"),
    }.get((side, bout, number))
    duration_s = end_s - start_s
    return Cycle(
        side=side,
        number=number,
        bout=bout,
        start_s=start_s,
        end_s=end_s,
        toe_off_s=start_s + CONTACT_S,
        opposite_toe_off_s=None if reason else start_s + CONTACT_S - duration_s / 2 + duration_s,
        opposite_contact_s=start_s + duration_s / 2,
        usable=reason is None,
        reason=reason,
    )


def _events(cycles: tuple[Cycle, ...]) -> tuple[GaitEvent, ...]:
    events = []
    for c in cycles:
        events.append(_event(c, "initial_contact", c.start_s))
        events.append(_event(c, "toe_off", c.toe_off_s))
        last = not any((o.side, o.bout, o.number) == (c.side, c.bout, c.number + 1) for o in cycles)
        if last:
            events.append(_event(c, "initial_contact", c.end_s))
    return tuple(events)


def _event(cycle: Cycle, kind: str, time_s: float) -> GaitEvent:
    return GaitEvent(
        side=cycle.side, kind=kind, time_s=time_s, uncertainty_s=0.021, bout=cycle.bout
    )


def _curve(rng: np.random.Generator, name: str, side: Side, cycles: tuple[Cycle, ...]) -> Curve:
    mean, harmonics = SHAPES[name]
    usable = sum(c.side == side and c.usable for c in cycles)
    shift = 0.0 if side == "left" else 0.012
    many = []
    for _ in range(usable):
        phase = PERCENT / 100 - shift + rng.normal(0, 0.006)
        waves = (
            a * rng.normal(1, 0.04) * np.cos(2 * np.pi * (k * phase - p * k))
            for k, (a, p) in enumerate(harmonics, start=1)
        )
        many.append(mean + (0 if side == "left" else -2.1) + rng.normal(0, 0.8) + sum(waves))
    array = np.array(many)
    return Curve(
        name=name,
        side=side,
        mean=array.mean(axis=0),
        sd=array.std(axis=0, ddof=1),
        cycles=array,
        view="side",
    )


def _metrics(cycles: tuple[Cycle, ...]) -> tuple[Metric, ...]:
    metrics = []
    for group in metric_groups().values():
        for name in group:
            metrics += _metric_of(name, cycles)
    return tuple(metrics)


def _metric_of(name: str, cycles: tuple[Cycle, ...]) -> list[Metric]:
    if name in BOTH_SIDES:
        value, half = BOTH_SIDES[name]
        return [_measured(name, "both", value, half, 22, "good")]
    if name not in VALUES:
        note = WITHHELD.get(name, WITHHELD["step_width_cm"])
        unit = unit_of(name)
        return [Metric(name=name, side=s, value=None, unit=unit, notes=(note,)) for s in SIDES]
    left, right, half = VALUES[name]
    if name == "ankle_dorsiflexion_stance_peak_deg":
        hidden = Metric(
            name=name, side="right", value=None, unit="deg", notes=(Note.of("hidden_leg"),)
        )
        return [_measured(name, "left", left, half, 14, "fair"), hidden]
    rough = name == "foot_strike_angle_deg"
    notes = (Note.of("foot_direction_rough"),) if rough else ()
    metrics = [
        _measured(name, "left", left, half, 14, "low" if rough else "good", notes),
        _measured(name, "right", right, half * 1.3, 12, "low" if rough else "fair", notes),
    ]
    plain = unit_of(name + ASYMMETRY) == unit_of(name)
    gap = right - left if plain else 200 * (right - left) / (right + left)
    spread = half * 1.6 if plain else 320 * half / (right + left)
    return [*metrics, _measured(name + ASYMMETRY, "both", gap, spread, 12, "fair", notes)]


def _measured(
    name: str,
    side: str,
    value: float,
    half: float,
    cycles: int,
    quality: str,
    notes: tuple[Note, ...] = (),
) -> Metric:
    return Metric(
        name=name,
        side=side,
        value=value,
        unit=unit_of(name),
        low=value - half,
        high=value + half,
        cycles=cycles,
        quality=quality,
        notes=notes,
        view="side",
    )


def _pose(rng: np.random.Generator) -> PoseTrack:
    times_s = np.arange(40) / FPS
    points_px = rng.uniform(100, 900, (40, len(GAIT_LANDMARKS), 2))
    points_px[5, 3] = np.nan
    return PoseTrack(
        times_s=times_s,
        landmarks=GAIT_LANDMARKS,
        points_px=points_px,
        points_m=rng.normal(0, 0.5, (40, len(GAIT_LANDMARKS), 3)),
        scores=rng.uniform(0.5, 1, (40, len(GAIT_LANDMARKS))),
        width_px=1920,
        height_px=1080,
        backend="mediapipe 0.10.33 heavy",
        steps=("swaps repaired", "low-pass 7.5 Hz"),
    )
