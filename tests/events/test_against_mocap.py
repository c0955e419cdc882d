"""Events of marker recordings seen through a camera, against what the laboratory measured."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from mocap import load_case
from prepared import misses_s, prepared, whole_bout

from gaitkit.model import SIDES, Settings, Subject
from gaitkit.pipeline import _detector, find_gait

VIEWS = [("side", "left"), ("side", "right"), ("front", "left"), ("rear", "left")]
#: Events so near to the edge of a recording can't be told by anyone.
EDGE_S = 0.1


@lru_cache(maxsize=None)
def found_in(name: str, view: str, side: str):
    """The recording and the events that the pipeline finds in it."""
    case = load_case(name)
    track = case.track(view, side=side)
    gait = find_gait(track, subject=Subject(), settings=Settings(view=view))
    return case, track, [e for walk in gait.walks for e in walk.events]


def pipeline_misses(name: str, view: str, side: str):
    case, track, events = found_in(name, view, side)
    return misses_s(events, case.events, edge_s=EDGE_S, end_s=track.times_s[-1])


@pytest.mark.parametrize(("view", "side"), VIEWS)
def test_walking_contacts_within_20_ms_and_toe_offs_within_30(view, side):
    both = [pipeline_misses(name, view, side) for name in ("walk", "treadmill")]
    for kind, limit_s in (("initial_contact", 0.020), ("toe_off", 0.030)):
        miss = np.concatenate([case[kind] for case in both])
        assert np.isfinite(miss).mean() >= 0.9, kind
        assert np.nanmean(np.abs(miss)) <= limit_s, kind


def run_misses(view: str, side: str):
    case = load_case("run")
    track = prepared(case.track(view, side=side))
    bout = whole_bout(track, plane=view, activity="run")
    return misses_s(_detector(bout).detect(track, bout), case.events)


@pytest.mark.parametrize("side", SIDES)
def test_the_short_run_from_the_side_by_the_detector_alone(side):
    miss = run_misses("side", side)
    assert np.abs(miss["initial_contact"]).mean() <= 0.025
    assert np.abs(miss["toe_off"]).mean() <= 0.030


@pytest.mark.parametrize("view", ["front", "rear"])
def test_what_is_found_of_the_short_run_from_front_and_rear(view):
    """Of each foot either the swing before contact or the one after toe-off is in the clip."""
    miss = run_misses(view, "left")
    for kind, limit_s in (("initial_contact", 0.025), ("toe_off", 0.030)):
        assert np.isfinite(miss[kind]).any()
        assert np.nanmean(np.abs(miss[kind])) <= limit_s


@pytest.mark.parametrize(("view", "side"), VIEWS)
@pytest.mark.parametrize(("name", "activity", "surface"), [
    ("walk", "walk", "overground"), ("treadmill", "walk", "treadmill"), ("run", "run", "overground"),
])  # fmt: skip
def test_gait_and_ground_are_recognised(name, activity, surface, view, side):
    track = load_case(name).track(view, side=side)
    gait = find_gait(track, subject=Subject(), settings=Settings(view=view))
    longest = max(gait.walks, key=lambda w: w.bout.duration_s).bout
    assert longest.duration_s > 0.7 * track.times_s[-1]
    assert longest.activity == activity
    assert longest.surface == surface
