from __future__ import annotations

import pytest
from rendering import body as bodies
from rendering.gait import Walker, walker
from rendering.parameters import Parameters

#: Gaits far apart: each asks something else of either side.
GAITS = {
    "adult walk": {"motion": {"foot_progression_deg": {"left": 12, "right": 2}}},
    "child walk": {
        "person": {"body": "child_7y"},
        "motion": {
            "foot_progression_deg": {"left": -15, "right": -4},
            "pelvic_drop_deg": {"left": 8, "right": 1},
            "step_width_m": 0.09,
            "cadence_spm": 140,
            "speed_mps": 1.0,
        },
    },
    "knees in": {
        "person": {"body": "random_5"},
        "motion": {
            "activity": "run",
            "knee_valgus_deg": {"left": 3, "right": 9},
            "cadence_spm": 176,
            "speed_mps": 3.1,
            "step_width_m": 0.02,
        },
    },
    "leaning run": {
        "person": {"body": "heavy_man"},
        "motion": {
            "activity": "run",
            "foot_strike": "fore",
            "trunk_lateral_deg": 4,
            "trunk_forward_deg": 13,
            "stance_share": {"left": 0.33, "right": 0.36},
        },
    },
}


@pytest.fixture(scope="session", params=GAITS)
def asked(request: pytest.FixtureRequest) -> Parameters:
    return Parameters.of(GAITS[request.param])


@pytest.fixture(scope="session")
def person(asked: Parameters) -> Walker:
    return walker(bodies.load(asked.person), asked.motion)
