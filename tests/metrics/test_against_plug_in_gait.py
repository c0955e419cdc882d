"""Angles of a marker recording seen through a camera, against Plug-in Gait's own."""

from __future__ import annotations

import numpy as np
import pytest
from mocap import load_case

from gaitkit.metrics.measure import measure
from gaitkit.model import SIDES, Settings, Subject
from gaitkit.motion import angles
from gaitkit.pipeline import find_gait


@pytest.fixture(scope="module")
def case():
    return load_case("walk")


def the_walk(case, view: str, side: str = "left"):
    """The one bout of the recording from that view."""
    track = case.track(view, side=side)
    gait = find_gait(track, subject=Subject(), settings=Settings(view=view))
    return max(gait.walks, key=lambda w: w.bout.duration_s)


def true_values(case, walk, side: str, name: str, summary) -> list[float]:
    """Plug-in Gait's curve over each stance between true events, summarised."""
    times = case.markers.times_s
    found = []
    for cycle in walk.cycles_of(side):
        start, off = _true_stance(case, side, cycle)
        inside = (times >= start) & (times <= off)
        share = (times[inside] - start) / (off - start)
        found.append(summary(case.angles[f"{name}_{side}"][inside], share))
    return found


def _true_stance(case, side: str, cycle) -> tuple[float, float]:
    """The laboratory's own stance nearest to a found cycle."""
    contacts, offs = (case.times(side, kind) for kind in ("initial_contact", "toe_off"))
    start = contacts[np.argmin(np.abs(contacts - cycle.start_s))]
    later = offs[offs > start]
    return start, (later[0] if len(later) else cycle.toe_off_s)


def measured(walk, name: str, side: str) -> float:
    found = {(m.name, m.side): m for m in measure([walk])}[name, side]
    assert found.value is not None, found.notes
    return found.value


@pytest.mark.parametrize("view", ["front", "rear"])
@pytest.mark.parametrize("side", SIDES)
def test_foot_progression_within_3_degrees(case, view, side):
    walk = the_walk(case, view)
    true = true_values(
        case, walk, side, "foot_progression",
        lambda curve, share: curve[(share >= 0.2) & (share <= 0.8)].mean(),
    )  # fmt: skip
    assert measured(walk, "foot_progression_deg", side) == pytest.approx(np.median(true), abs=3)


@pytest.mark.parametrize("view", ["front", "rear"])
@pytest.mark.parametrize("side", SIDES)
def test_peak_pelvic_drop_within_3_degrees_of_its_obliquity(case, view, side):
    walk = the_walk(case, view)
    true = true_values(case, walk, side, "pelvic_drop", lambda curve, share: curve.max())
    assert measured(walk, "pelvic_drop_deg", side) == pytest.approx(np.median(true), abs=3)


@pytest.mark.parametrize("near", SIDES)
@pytest.mark.parametrize("side", SIDES)
def test_the_knee_curve_from_the_side_within_5_degrees(case, near, side):
    walk = the_walk(case, "side", near)
    times = walk.track.times_s
    flexion = angles.knee_flexion(walk.track, side, walk.bout.view)
    true = np.interp(times, case.markers.times_s, case.angles[f"knee_flexion_{side}"])
    inner = (times > times[0] + 0.1) & (times < times[-1] - 0.1)
    assert np.sqrt(np.mean((flexion - true)[inner] ** 2)) <= 5
    assert np.corrcoef(flexion[inner], true[inner])[0, 1] > 0.98
