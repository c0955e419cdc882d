from __future__ import annotations

import json

import pytest
from rendering import figure
from rendering.parameters import Parameters
from rendering.sides import PerSide


def test_a_number_means_both_sides():
    motion = Parameters.of({"motion": {"pelvic_drop_deg": 8}}).motion
    assert motion.pelvic_drop_deg == PerSide(left=8.0, right=8.0)


def test_a_table_gives_each_side():
    motion = Parameters.of({"motion": {"knee_valgus_deg": {"left": 1, "right": 9}}}).motion
    assert (motion.knee_valgus_deg["left"], motion.knee_valgus_deg["right"]) == (1.0, 9.0)


def test_what_is_written_down_reads_back():
    asked = Parameters.of(
        {
            "motion": {"activity": "run", "stance_share": {"left": 0.3, "right": 0.35}},
            "camera": {"view": "rear", "roll_deg": 2.5},
            "picture": {"light_direction": [0.1, 0.2, 1.0]},
            "clothes": {"shirt": [0.1, 0.2, 0.3]},
        }
    )
    assert Parameters.of(json.loads(json.dumps(asked.as_dict()))) == asked


def test_an_exercise_reads_back():
    asked = Parameters.of(
        {"exercise": {"test": "balance", "side": "left", "toe_out_deg": {"left": 3, "right": 9}}}
    )
    assert asked.exercise.test == "balance"
    assert Parameters.of(json.loads(json.dumps(asked.as_dict()))) == asked
    assert asked.mirrored.exercise.side == "right"
    assert asked.mirrored.exercise.toe_out_deg == PerSide(left=9.0, right=3.0)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"motion": {"cadense_spm": 170}}, "did you mean cadence_spm"),
        ({"camera": {"view": "above"}}, "expected one of right, left, front, rear"),
        ({"motion": {"speed_mps": 40}}, "motion.speed_mps: expected 0.2 to 9"),
        ({"motion": {"pelvic_drop_deg": {"left": 3}}}, "left and right"),
        ({"picture": {"width_px": 641}}, "even"),
        ({"motion": 3}, "expected a table"),
        ({"exercise": 3}, "expected a table"),
        ({"exercise": {"side": "left"}}, "exercise.test: expected one of heel-raise, squat"),
        ({"exercise": {"test": "squat", "hold_s": 3}}, "unknown parameter hold_s"),
        ({"exercise": {"test": "squat", "side": "both"}}, "expected one of left, right"),
        ({"exercise": {"test": "squat", "depth_deg": 140}}, "exercise.depth_deg: expected 15"),
    ],
)
def test_what_cannot_be_meant_is_named(table, message):
    with pytest.raises(ValueError, match=message):
        Parameters.of(table)


def test_an_unknown_body_is_named():
    with pytest.raises(ValueError, match="adult_man"):
        figure.load("nobody")


@pytest.mark.parametrize("name", figure.names())
def test_every_body_loads_at_the_asked_height(name):
    bare = figure.load(name, 1.5)
    skin = bare.vertices[figure.SKIN]
    assert skin[:, 2].min() == pytest.approx(0, abs=1e-9)
    assert skin[:, 2].max() == pytest.approx(1.5, abs=1e-9)
