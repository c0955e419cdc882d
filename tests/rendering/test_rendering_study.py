"""The study's design: what it spans, that it is balanced, and that a number is a clip."""

from __future__ import annotations

import numpy as np
import pytest
from rendering import study
from rendering.parameters import Parameters
from rendering.simulation import simulate

CLIPS = [study.clip(number) for number in range(study.USUAL_CLIPS)]


def of(gait: str) -> list[Parameters]:
    return [clip for clip in CLIPS if clip.motion.activity == gait]


def sided(clips: list[Parameters], name: str) -> list[float]:
    return [getattr(clip.motion, name)[side] for clip in clips for side in ("left", "right")]


def test_clip_n_stays_the_same_and_differs_from_the_others():
    study.clip(70)
    assert study.clip(9) == CLIPS[9]
    assert len({study.name(n) for n in range(len(CLIPS))}) == len(CLIPS)
    assert len({clip.picture.seed for clip in CLIPS}) == len(CLIPS)


@pytest.mark.parametrize("number", [-1, 12 * 64])
def test_a_number_that_the_sequence_lacks_is_refused(number: int):
    with pytest.raises(ValueError, match="expected 0 to"):
        study.clip(number)


def test_views_gaits_and_bodies_are_balanced():
    assert len(CLIPS) >= 60
    for kinds, least in (
        ([clip.motion.activity for clip in CLIPS], 24),
        ([study.KINDS[n % 12].plane for n in range(len(CLIPS))], 15),
        ([clip.person.body for clip in CLIPS], 4),
        ([clip.picture.background for clip in CLIPS], 14),
        ([clip.camera.view for clip in CLIPS], 9),
    ):
        _, counts = np.unique(kinds, return_counts=True)
        assert counts.min() >= least
    assert {clip.person.body for clip in CLIPS} == set(study.BODIES)
    assert {clip.picture.fps for clip in CLIPS} == {30, 60, 120}


@pytest.mark.parametrize("gait", ["walk", "run"])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("pelvic_drop_deg", 1, 10),
        ("foot_progression_deg", -12, 22),
        ("knee_valgus_deg", -4, 10),
    ],
)
def test_what_each_side_does_spans_its_clinical_range(gait: str, name: str, low, high):
    values = sided(of(gait), name)
    assert min(values) < low and max(values) > high
    apart = np.diff(np.reshape(values, (-1, 2)))
    assert np.abs(apart).max() > 0.5 * (high - low)


@pytest.mark.parametrize("gait", ["walk", "run"])
def test_the_rest_of_the_motion_is_spread_too(gait: str):
    motions = [clip.motion for clip in of(gait)]
    for values, spread in (
        ([m.trunk_stance_lean_deg for m in motions], 8),
        ([m.trunk_forward_deg for m in motions], 11),
        ([m.step_width_m for m in motions], 0.08),
        ([m.cadence_spm for m in motions], 35),
        ([m.knee_profile.swing_deg for m in motions], 18),
    ):
        assert np.ptp(values) > spread
    assert {m.foot_strike for m in motions} == {"rear", "mid", "fore"}
    assert {m.variation for m in motions} == {1.0}


def test_cameras_and_pictures_are_spread():
    rolls = [clip.camera.roll_deg for clip in CLIPS]
    assert min(rolls) < -2.5 and max(rolls) > 2.5
    assert np.ptp([clip.camera.height_m for clip in CLIPS]) > 0.7
    for name, spread in (("noise_sd", 5), ("blur_px", 1), ("crf", 10), ("light", 0.6)):
        assert np.ptp([getattr(clip.picture, name) for clip in CLIPS]) > spread


@pytest.mark.parametrize("number", range(12))
def test_the_person_is_in_the_picture_and_large_enough(number: int):
    clip = CLIPS[number]
    places = np.stack(list(simulate(clip).joints_px.values()), axis=1)
    size = np.array([clip.picture.width_px, clip.picture.height_px])
    assert (places > 0).all() and (places < size).all()
    tall = np.ptp(places[:, :, 1], axis=1) / clip.picture.height_px
    assert np.max(tall) > 0.45
    assert clip.motion.cadence_spm / 60 * clip.picture.duration_s > 4
