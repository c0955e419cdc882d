"""Single-leg heel raises: the heel goes up while the toes stay and the other foot is in the air."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..model import SIDES, Bout, Note, Repetition, Side, TestActivity
from ..model._arrays import FloatArray
from ..motion.angles import knee_flexion
from ..motion.feet import foot_length_px, heel_height_pct
from ..motion.stance import Stance
from .base import Excursion, Found, excursions, numbered, trace

ACTIVITIES: tuple[TestActivity, ...] = ("heel-raise",)
RANK = 15
#: Percent of the foot's length: less is swaying to and fro.
LEAST_RISE_PCT = 12.0
#: The toes stay; what rises by this share of the heel's rise is a foot in the air.
TOE_SHARE = 0.6
#: By which the pelvis must rise for a movement to be taken for a raise unasked, leg lengths.
LEAST_BODY_RISE = 0.012
#: A repetition counts from this share of the best of the first three on.
COUNTS_FROM = 0.5
#: And with the knee bent less than this, against its angle at the start.
MOST_KNEE_BEND_DEG = 20.0


def recognise(stance: Stance) -> TestActivity | None:
    """Two raises or more on one leg that lift the pelvis too."""
    found = [e for side in SIDES for e in _raises(stance, side) if _lifts_body(stance, e)]
    return "heel-raise" if len(found) >= 2 else None


def _lifts_body(stance: Stance, e: Excursion) -> bool:
    """Whether the pelvis is higher at the top than before and after; in a squat it is lower."""
    hip = stance.height("mid_hip")
    top = np.nanmedian(hip[stance.samples(e.peak_s - 0.1, e.peak_s + 0.1)])
    ends = (hip[stance.samples(t, t)][0] for t in (e.start_s, e.end_s))
    return bool(top > np.nanmean(list(ends)) + LEAST_BODY_RISE)


def find(stance: Stance, bout: Bout) -> Found:
    """Every raise of both legs; low ones and those with a bent knee do not count."""
    repetitions: list[Repetition] = []
    traces = []
    for side in SIDES:
        raises = _raises(stance, side)
        if raises:
            repetitions += _judged(raises, stance, side, bout)
            rise = _rise_pct(stance, side)
            traces.append(trace("heel_height_pct", side, bout, stance.times_s, rise))
    return Found(repetitions=numbered(repetitions), traces=tuple(traces))


def _rise_pct(stance: Stance, side: Side) -> FloatArray:
    """Height of the heel above its level on the floor, NaN while the leg does not stand."""
    height = heel_height_pct(stance.track, side, stance.view)
    own = (stance.stands == side) & np.isfinite(height)
    if not own.any():
        return np.full(len(height), np.nan)
    return np.where(own, height - np.percentile(height[own], 20), np.nan)


def _raises(stance: Stance, side: Side) -> list[Excursion]:
    found: list[Excursion] = []
    rise = _rise_pct(stance, side)
    for span in stance.spans(side, shortest_s=1.0):
        raises = excursions(stance.times_s[span], rise[span], least=LEAST_RISE_PCT)
        found += [e for e in raises if _toe_rise_pct(stance, side, e) < TOE_SHARE * e.height]
    return found


def _toe_rise_pct(stance: Stance, side: Side, e: Excursion) -> float:
    """How far the toes rise with the heel: a foot in the air goes up as a whole."""
    toe = -100 * stance.track.px(f"{side}_toe")[:, 1]
    toe = toe / foot_length_px(stance.track, side, stance.view)
    top = np.nanmedian(toe[stance.samples(e.peak_s - 0.1, e.peak_s + 0.1)])
    return float(top - np.nanmean([toe[stance.samples(t, t)][0] for t in (e.start_s, e.end_s)]))


def _judged(raises: list[Excursion], stance: Stance, side: Side, bout: Bout) -> list[Repetition]:
    """Repetitions, those that do not count with the reason."""
    best = max(e.height for e in raises[:3])
    found = []
    for e in raises:
        share, bend = e.height / best, _knee_bend_deg(stance, side, e)
        reason = None
        if share < COUNTS_FROM:
            reason = Note.of("heel_too_low", percent=round(100 * share))
        elif bend >= MOST_KNEE_BEND_DEG:
            reason = Note.of("knee_helped", degrees=round(bend))
        one = Repetition(
            side=side, number=0, bout=bout.number, start_s=e.start_s, peak_s=e.peak_s,
            end_s=e.end_s,
        )  # fmt: skip
        found.append(replace(one, usable=reason is None, reason=reason))
    return found


def _knee_bend_deg(stance: Stance, side: Side, raise_: Excursion) -> float:
    """How far the knee bends on the way up; 0 where the view can't tell."""
    if stance.view.plane != "side":
        return 0.0
    flexion = knee_flexion(stance.track, side, stance.view)
    way = flexion[stance.samples(raise_.start_s, raise_.end_s)]
    return float(np.nan_to_num(np.nanpercentile(way, 90) - flexion[stance.samples(
        raise_.start_s, raise_.start_s)][0]))  # fmt: skip
