"""Every metric of the contract exists, with its unit, views, error and words in both languages."""

from __future__ import annotations

import pytest
from exact import SPECS

from gaitkit.metrics import error
from gaitkit.reference import metric_words, note_keys, unit_of

FRONTAL, ALL = {"front", "rear"}, {"side", "front", "rear"}
#: The contract's table: metric -> (unit, views, sided, gaits).
WALK, RUN, BOTH = {"walk"}, {"run"}, {"walk", "run"}
CONTRACT = {
    "cadence_spm": ("steps/min", ALL, BOTH),
    "stride_time_s": ("s", ALL, BOTH),
    "step_time_s": ("s", ALL, BOTH),
    "stance_time_s": ("s", ALL, WALK),
    "swing_time_s": ("s", ALL, BOTH),
    "stance_share_pct": ("%", ALL, WALK),
    "double_support_pct": ("%", ALL, WALK),
    "duty_factor_pct": ("%", ALL, RUN),
    "flight_time_s": ("s", ALL, RUN),
    "contact_time_s": ("s", ALL, RUN),
    "speed_mps": ("m/s", {"side"}, BOTH),
    "stride_length_m": ("m", {"side"}, BOTH),
    "step_length_m": ("m", {"side"}, BOTH),
    "step_width_cm": ("cm", FRONTAL, BOTH),
    "knee_flexion_contact_deg": ("deg", {"side"}, BOTH),
    "knee_flexion_stance_peak_deg": ("deg", {"side"}, BOTH),
    "knee_flexion_swing_peak_deg": ("deg", {"side"}, BOTH),
    "hip_flexion_peak_deg": ("deg", {"side"}, BOTH),
    "hip_extension_peak_deg": ("deg", {"side"}, BOTH),
    "ankle_dorsiflexion_stance_peak_deg": ("deg", {"side"}, BOTH),
    "foot_strike_angle_deg": ("deg", {"side"}, BOTH),
    "shank_angle_contact_deg": ("deg", {"side"}, BOTH),
    "overstride_pct": ("%", {"side"}, BOTH),
    "trunk_forward_lean_deg": ("deg", {"side"}, BOTH),
    "vertical_oscillation_cm": ("cm", ALL, BOTH),
    "pelvic_drop_deg": ("deg", FRONTAL, BOTH),
    "pelvic_hike_deg": ("deg", FRONTAL, BOTH),
    "hip_adduction_peak_deg": ("deg", FRONTAL, BOTH),
    "knee_valgus_deg": ("deg", FRONTAL, BOTH),
    "trunk_lateral_lean_deg": ("deg", FRONTAL, BOTH),
    "foot_progression_deg": ("deg", FRONTAL, BOTH),
    "arm_swing_deg": ("deg", {"side"}, BOTH),
}
LEGS = {"side": ("near", "far", "any"), "front": ("any",), "rear": ("any",), "oblique": ("any",)}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_metric_is_as_the_contract_says(name):
    unit, planes, activities = CONTRACT[name]
    spec = SPECS[name]
    assert (spec.unit, set(spec.activities)) == (unit, activities)
    assert set(spec.planes) - {"oblique"} == planes
    assert unit_of(name) == unit


@pytest.mark.parametrize("name", sorted(SPECS))
def test_the_error_is_known_from_every_view(name):
    spec = SPECS[name]
    notes = note_keys()
    for plane in spec.planes:
        for activity in spec.activities:
            for leg in LEGS[plane]:
                if spec.sided and leg == "any" and plane == "side":
                    continue
                row = error.measurement_error(name, plane=plane, activity=activity, leg=leg)
                exact = name == "repetitions"  # a count is right or wrong
                assert row.sd >= (0 if exact else 1e-6)
                assert row.cycle_sd > 0 and row.sd_per_frame_s >= 0
                assert row.best_quality in ("good", "fair", "low")
                assert row.source in ("rendered", "markers", "design")
                assert row.note is None or row.note in notes


@pytest.mark.parametrize(
    "name", sorted(n for n, s in SPECS.items() if s.sided and "side" in s.planes)
)
def test_the_far_leg_and_low_frame_rates_are_never_surer(name):
    for activity in SPECS[name].activities:
        near, far = (
            error.measurement_error(name, plane="side", activity=activity, leg=leg)
            for leg in ("near", "far")
        )
        assert far.at(60) >= near.at(60)
        assert near.at(30) >= near.at(120)


def test_no_row_of_the_error_table_is_for_an_unknown_metric():
    assert {key[0] for key in error._table()} <= set(SPECS)


def test_a_metric_without_a_row_is_refused():
    with pytest.raises(KeyError, match="no_such_metric"):
        error.measurement_error("no_such_metric", plane="side", activity="walk", leg="near")


@pytest.mark.parametrize("name", sorted(SPECS))
def test_there_are_words_in_both_languages(name):
    names = [name] + ([f"{name}_asymmetry"] if SPECS[name].difference else [])
    for each in names:
        words = {lang: metric_words(each, lang) for lang in ("en", "nl")}
        for lang in words:
            assert words[lang].label and words[lang].definition
        assert words["en"].definition != words["nl"].definition


def test_what_is_read_through_clothes_is_never_called_good():
    for name in ("pelvic_drop_deg", "hip_adduction_peak_deg", "foot_progression_deg"):
        for plane in ("front", "rear"):
            row = error.measurement_error(name, plane=plane, activity="walk", leg="any")
            assert row.best_quality in ("low", "fair") and row.note
