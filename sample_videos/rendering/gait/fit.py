"""The pelvis path, heel rise and foot placement under which the standing legs look human.

Thirteen numbers (`Fitted`) are found by least squares: knee, thigh and ankle over stance close to
the usual curves, and their speeds too; no leg longer than it is; enough bend in the knee for the
asked-for valgus. Each number's distance from its start counts as well, in units of its spread.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product

import numpy as np
from scipy.optimize import least_squares

from ..body import Body
from ..rotation import Array
from ..sides import SIDES, Side
from .foot import PlantedFoot
from .legs import Fitted, Legs
from .plan import Plan

_SAMPLES = 41  # of each stance
_STRETCHED = 0.9995  # of the leg's length, the furthest a standing leg may reach
_NAMES = tuple(f.name for f in fields(Fitted))


def fit(body: Body, plan: Plan) -> Legs:
    """Legs with the best pelvis path for the plan."""
    feet = {side: PlantedFoot.of(body.feet[side]) for side in SIDES}
    start, spread = _start(plan, body, feet), _spread(plan)

    def legs(steps: Array) -> Legs:
        found = dict(zip(_NAMES, start + steps * spread, strict=True))
        return Legs(body=body, plan=plan, feet=feet, fitted=Fitted(**found))

    def residuals(steps: Array) -> Array:
        return np.concatenate([steps, *_misfit_of_both(legs(steps))])

    found = least_squares(residuals, np.zeros(len(_NAMES)), method="trf", max_nfev=200)
    return lowered(legs(found.x))


def _start(plan: Plan, body: Body, feet: dict[Side, PlantedFoot]) -> Array:
    """Where the search begins; what isn't named here begins at nought."""
    standing = body.leg_m + feet["right"].flat_height_m
    walk = {
        "contact_lead_m": 0.22 * plan.size,
        "pelvis_height_m": standing * 0.965,
        "rise_cos2_m": -0.018 * plan.size,
        "toe_off_pitch_deg": 60.0,
        "heel_off_share": 0.55,
        "bounce": 1.0,
    }
    run = {
        "contact_lead_m": 0.20 * plan.size,
        "pelvis_height_m": standing * 0.93,
        "toe_off_pitch_deg": 58.0,
        "heel_off_share": 0.42,
        "bounce": 1.0,
    }
    chosen = run if plan.running else walk
    return np.array([chosen.get(name, 0.0) for name in _NAMES])


def _spread(plan: Plan) -> Array:
    """How far each number may well move; in running, free fall sets the rise."""
    walk = (0.2, 1.0, 0.005, 0.003, 0.0015, 0.0015, 0.003, 0.003, 0.004, 0.004, 8.0, 0.05, 0.10)
    run = (0.2, 1.0, 0.001, 0.001, 0.0004, 0.0004, 0.003, 0.003, 0.004, 0.004, 8.0, 0.05, 0.10)
    return np.array(run if plan.running else walk)


def _misfit_of_both(legs: Legs) -> list[Array]:
    return [part for side in SIDES for part in _misfit(legs, side)]


def _misfit(legs: Legs, side: Side) -> list[Array]:
    """Weighted distances of one side's stance from the usual curves and from what legs can do."""
    plan = legs.plan
    stance = plan.timing.stance_share[side]
    phase = np.linspace(0, stance, _SAMPLES)
    times = legs.time_s(side, phase, 0.0)
    leg = legs.planar(legs.hip(side, times), legs.planted_ankle(side, phase))
    valgus = plan.knee_valgus_deg[side] * plan.timing.stance_plateau(side, phase)
    # A valgus knee takes its share of the bend; the rest is what the sagittal plane shows.
    sagittal = np.sqrt(np.maximum(leg.knee_deg**2 - valgus**2, 0))
    usual, pace = phase / stance * plan.norm_stance_share, plan.norm_stance_share / stance
    dorsiflexion = legs.planted_pitch_deg(side, phase) - (leg.thigh_deg - leg.knee_deg)
    knee, thigh, ankle = (plan.curves[name] for name in ("knee", "thigh", "ankle"))
    ends, late = _weights()
    return [
        (np.gradient(sagittal, phase) - knee(usual, 1) * pace) / 300 * ends,
        (np.gradient(leg.thigh_deg, phase) - thigh(usual, 1) * pace) / 300 * ends,
        late * (sagittal - knee(usual)) / 4,
        (leg.thigh_deg - thigh(usual)) / 14,
        (dorsiflexion - ankle(usual)) / 8,
        np.maximum(leg.reach_m / legs.body.leg_m - 0.9992, 0) * 3000,
        np.maximum(np.sqrt(valgus**2 + 4.0**2) - leg.knee_deg, 0) * 2,
    ]


def _weights() -> tuple[Array, Array]:
    """Speeds count double at the ends of stance; the knee counts more before toe-off."""
    ends, late = np.ones(_SAMPLES), np.ones(_SAMPLES)
    ends[:4] = ends[-3:] = 2.0
    late[-6:] = 1.5
    return ends, late


def lowered(legs: Legs) -> Legs:
    """The pelvis brought down until no standing leg is over-stretched."""
    for _ in range(40):
        if _longest_reach_m(legs) <= _STRETCHED * legs.body.leg_m:
            break
        height = legs.fitted.pelvis_height_m - 0.002 * legs.plan.size
        legs = replace(legs, fitted=replace(legs.fitted, pelvis_height_m=height))
    return legs


def _longest_reach_m(legs: Legs) -> float:
    longest = 0.0
    for side, number in product(SIDES, range(legs.plan.variation.strides)):
        phase = np.linspace(0, legs.plan.timing.stance_share[side], _SAMPLES)
        stride = np.full(_SAMPLES, float(number))
        hip = legs.hip(side, legs.time_s(side, phase, stride))
        leg = legs.planar(hip, legs.planted_ankle(side, phase, stride))
        longest = max(longest, float(leg.reach_m.max()))
    return longest
