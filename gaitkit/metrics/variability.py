"""How much gait differs from step to step, the pose model's own noise taken off; trunk sway."""

from __future__ import annotations

import numpy as np

from ..model import SIDES, Cycle, Walk
from .frontal import foot_progression_deg
from .sample import over_cycle, series
from .spatial import step_width_cm
from .spec import FRONTAL_PLANES, Estimate, metric

#: Steps below which a spread says little (Hollman et al. 2010, doi:10.1016/j.gaitpost.2010.05.003,
#: ask for hundreds; this is the least that gives an interval worth reading).
FEWEST_STEPS = 10
#: Spread between the steps of rendered walkers whose steps are all alike: MediaPipe's noise.
STEP_WIDTH_NOISE_CM = 0.4
FOOT_PROGRESSION_NOISE_DEG = 1.2


@metric(
    unit="cm",
    planes=FRONTAL_PLANES,
    needs_scale=True,
    per="bout",
    never_negative=True,
    fewest_cycles=FEWEST_STEPS,
)
def step_width_sd_cm(walk: Walk) -> Estimate | None:
    """Standard deviation of step width between steps."""
    widths = [step_width_cm(walk, cycle) for cycle in walk.cycles if cycle.usable]
    return _spread([np.array(widths)], noise=STEP_WIDTH_NOISE_CM)


@metric(
    unit="deg",
    planes=FRONTAL_PLANES,
    per="bout",
    never_negative=True,
    fewest_cycles=FEWEST_STEPS,
)
def foot_progression_sd_deg(walk: Walk) -> Estimate | None:
    """Standard deviation of the foot progression angle between steps, both feet pooled."""
    feet = [np.array([foot_progression_deg(walk, c) for c in walk.cycles_of(s)]) for s in SIDES]
    return _spread(feet, noise=FOOT_PROGRESSION_NOISE_DEG)


@metric(
    unit="deg",
    planes=FRONTAL_PLANES,
    activities={"walk"},
    needs={"shoulder"},
    sided=False,
    never_negative=True,
)
def trunk_sway_deg(walk: Walk, cycle: Cycle) -> float:
    """Root mean square of the trunk's sideways angle about its mean over the cycle."""
    lean = series(walk, "trunk_lateral_lean", "right")
    return float(np.nanstd(over_cycle(walk, lean, cycle)))


def _spread(groups: list[np.ndarray], *, noise: float) -> Estimate | None:
    """Standard deviation within groups, noise taken off; its error is that of a variance."""
    known = [values[np.isfinite(values)] for values in groups]
    known = [values for values in known if len(values) > 1]
    count = sum(map(len, known))
    freedom = count - len(known)
    if freedom < 1:
        return None
    variance = sum(float(np.sum((v - v.mean()) ** 2)) for v in known) / freedom
    value = float(np.sqrt(max(variance - noise**2, 0.0)))
    return Estimate(value=value, error=float(np.sqrt(variance / (2 * freedom))), cycles=count)
