"""Both languages for every key, and words for every note that the code can write."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

import gaitkit.reference as reference
from gaitkit.errors import UsageError
from gaitkit.metrics.spec import all_metrics
from gaitkit.model import Note
from gaitkit.reference import (
    LANGS,
    card_metrics,
    curve_names,
    curve_words,
    language_problems,
    metric_groups,
    metric_words,
    note_keys,
    note_level,
    note_parts,
    note_text,
    number_text,
    text,
    unit_of,
    unit_text,
)

PACKAGE = Path(reference.__file__).parent
FILES = sorted(
    p.relative_to(PACKAGE / "data").as_posix()
    for p in (*(PACKAGE / "data").glob("*.toml"), *(PACKAGE / "data/metrics").glob("*.toml"))
)
CONTRACT_CURVES = [
    "hip_flexion",
    "knee_flexion",
    "ankle_dorsiflexion",
    "trunk_forward_lean",
    "pelvic_drop",
    "hip_adduction",
    "knee_valgus",
    "trunk_lateral_lean",
    "foot_angle",
]
CONTRACT_METRICS = [
    "cadence_spm",
    "stride_time_s",
    "step_time_s",
    "stance_time_s",
    "swing_time_s",
    "stance_share_pct",
    "double_support_pct",
    "duty_factor_pct",
    "flight_time_s",
    "contact_time_s",
    "speed_mps",
    "stride_length_m",
    "step_length_m",
    "step_width_cm",
    "knee_flexion_contact_deg",
    "knee_flexion_stance_peak_deg",
    "knee_flexion_swing_peak_deg",
    "hip_flexion_peak_deg",
    "hip_extension_peak_deg",
    "ankle_dorsiflexion_stance_peak_deg",
    "foot_strike_angle_deg",
    "shank_angle_contact_deg",
    "overstride_pct",
    "trunk_forward_lean_deg",
    "vertical_oscillation_cm",
    "pelvic_drop_deg",
    "pelvic_hike_deg",
    "hip_adduction_peak_deg",
    "knee_valgus_deg",
    "trunk_lateral_lean_deg",
    "foot_progression_deg",
    "arm_swing_deg",
    "repetitions",
    "heel_raise_height_pct",
    "heel_raise_height_loss_pct",
    "heel_raise_lateral_drift_pct",
    "squat_depth_deg",
    "hold_time_s",
    "sway_cm",
    "trunk_sway_deg",
    "lunge_shank_angle_deg",
    "deadlift_trunk_angle_deg",
    "deadlift_leg_angle_deg",
    "deadlift_knee_flexion_deg",
    "load_share_pct",
    "shoulder_tilt_deg",
    "pelvis_tilt_deg",
    "standing_foot_angle_deg",
]


@pytest.mark.parametrize("name", FILES)
def test_every_file_speaks_both_languages(name):
    table = tomllib.loads((PACKAGE / "data" / name).read_text(encoding="utf-8"))
    assert language_problems(table) == []


def test_a_missing_language_and_a_missing_value_are_found():
    table = {
        "a": {"en": "only English"},
        "b": {"c": {"en": "{x} and {y}", "nl": "{x}"}},
        "d": {"en": " ", "nl": "leeg"},
        "e": {"en": "fine {x:.1f}", "nl": "goed {x:.0f}"},
    }
    problems = language_problems(table)
    assert [p.split(":")[0] for p in problems] == ["a", "b.c", "d"]


def test_the_contract_has_words():
    described = [name for names in metric_groups().values() for name in names]
    assert set(described) >= set(CONTRACT_METRICS)
    assert sorted(described) == sorted({spec.name for spec in all_metrics()})
    assert list(curve_names()) == CONTRACT_CURVES
    for lang in LANGS:
        for name in described:
            words = metric_words(name, lang)
            assert words.label and words.definition.endswith(".") and words.decimals >= 0
        for name in curve_names():
            assert curve_words(name, lang).positive


def test_signed_metrics_say_what_positive_means():
    unsigned = {"arm_swing_deg", "trunk_sway_deg"}
    angles = [n for n in CONTRACT_METRICS if n.endswith("_deg") and n not in unsigned]
    assert all(metric_words(n, "en").positive for n in angles)


def test_asymmetry_is_worded_from_its_base():
    angle = metric_words("knee_valgus_deg_asymmetry", "en")
    assert (angle.label, angle.unit) == ("Knee valgus, difference", "deg")
    assert "Right minus left" in angle.definition
    time = metric_words("stance_time_s_asymmetry", "nl")
    assert (time.label, time.unit) == ("Duur standfase, symmetrie-index", "%")
    assert metric_words("overstride_pct_asymmetry", "en").label.endswith("difference")


def test_unknown_keys_are_named():
    with pytest.raises(KeyError, match="nonsense_deg"):
        metric_words("nonsense_deg", "en")
    with pytest.raises(KeyError, match=r"report\.nonsense"):
        text("report.nonsense", "en")
    with pytest.raises(KeyError, match="no_such_note"):
        note_text(Note.of("no_such_note"), "en")
    with pytest.raises(KeyError, match="no_such_curve"):
        curve_words("no_such_curve", "en")


def test_an_unknown_language_is_a_usage_error():
    with pytest.raises(UsageError, match="expected one of en, nl, got 'de'"):
        text("report.title", "de")
    with pytest.raises(UsageError):
        note_text(Note.of("no_scale"), "fr")


def test_units_follow_from_names():
    assert [unit_of(n) for n in ("cadence_spm", "speed_mps", "step_width_cm", "step_length_m")] == [
        "steps/min",
        "m/s",
        "cm",
        "m",
    ]
    assert unit_text("deg", "nl") == "°"
    assert unit_text("steps/min", "nl") == "stappen/min"
    assert unit_text("furlongs", "en") == "furlongs"


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "en", "nl"),
    [
        (1.25, 1, False, "1.2", "1,2"),
        (-0.04, 1, False, "0.0", "0,0"),
        (-0.04, 1, True, "0.0", "0,0"),
        (-3.26, 1, True, "−3.3", "−3,3"),
        (3.0, 0, True, "+3", "+3"),
        (None, 1, False, "–", "–"),
        (float("nan"), 1, False, "–", "–"),
    ],
)
def test_numbers_as_each_language_writes_them(value, decimals, signed, en, nl):
    assert number_text(value, "en", decimals=decimals, signed=signed) == en
    assert number_text(value, "nl", decimals=decimals, signed=signed) == nl


def test_notes_are_filled_translated_and_joined():
    note = Note.of("wrong_view", view="side", needed="front,rear")
    assert note_text(note, "en") == (
        "Filmed from the side, this can't be seen. "
        "Film from the front or behind, the camera level at hip height."
    )
    assert "Film van voren of achteren" in note_text(note, "nl")
    assert "7,5 Hz" in note_text(Note.of("filter_cutoff", hz=7.5), "nl")
    why, _ = note_parts(Note.of("few_landmarks", names="left_heel, left_toe,left_wrist"), "en")
    assert why.endswith("left heel, left toes and left wrist.")


def test_every_refusal_says_how_to_film_it_better():
    table = tomllib.loads((PACKAGE / "data/notes.toml").read_text(encoding="utf-8"))
    raw = {key: str(entry) for key, entry in table.items()}
    for key, names in note_keys().items():
        words = {n for n in names if f"{{{n}:or}}" in raw[key] or f"{{{n}:and}}" in raw[key]}
        note = Note(key=key, values=tuple((n, "side" if n in words else 1.0) for n in names))
        assert note_level(note) in ("refusal", "warning", "remark")
        for lang in LANGS:
            why, film = note_parts(note, lang)
            assert why
            assert film or note_level(note) != "refusal", key


def test_every_note_in_the_code_has_words_and_their_values():
    known = note_keys()
    for where, key, given in notes_in_code():
        assert key in known, f"{where}: data/notes.toml has no {key}"
        assert known[key] <= given, f"{where}: {key} needs {known[key] - given}"


def test_cards_name_described_metrics():
    for plane in ("side", "front", "rear", "oblique"):
        for activity in ("walk", "run"):
            names = card_metrics(plane, activity)
            assert names[0] == "cadence_spm"
            assert set(names) <= set(CONTRACT_METRICS)
    assert card_metrics("from the moon", "walk") == ()


def notes_in_code():
    """(place, key, names of values) of each Note.of("key", name=...) in the package."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="Note"), attr="of"),
                    args=[ast.Constant(value=key)],
                ):
                    yield f"{path.name}:{node.lineno}", key, {k.arg for k in node.keywords}
