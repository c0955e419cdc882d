"""Windows of the true metrics, on a made-up stride whose angles are ramps over its phase."""

from __future__ import annotations

import numpy as np
import pytest
from rendering import metrics
from rendering.metrics import Stride


@pytest.fixture
def ramp() -> Stride:
    """Every angle is 100 at the next contact and 0 at this one; half of the stride is stance."""
    phase = np.linspace(0, 1, 1001)
    names = (*metrics.CURVES, "foot_progression", "shank_angle", "upper_arm")
    return Stride(
        side="left",
        phase=phase,
        stance_share=0.5,
        angles=dict.fromkeys(names, 100 * phase**2),
        joints_m={},
    )


def test_foot_progression_is_a_mean_over_the_middle_of_stance(ramp: Stride):
    middle = 100 * np.linspace(0.1, 0.4, 301) ** 2
    found = metrics._frontal(ramp)["foot_progression_deg"]
    assert found == pytest.approx(middle.mean())


def test_frontal_peaks_are_of_the_whole_stance(ramp: Stride):
    found = metrics._frontal(ramp)
    assert found["pelvic_drop_deg"] == pytest.approx(25)
    assert found["pelvic_hike_deg"] == pytest.approx(0)


def test_knee_flexion_peaks_in_early_stance_and_in_swing(ramp: Stride):
    found = metrics._sagittal(ramp)
    assert found["knee_flexion_contact_deg"] == pytest.approx(0)
    assert found["knee_flexion_stance_peak_deg"] == pytest.approx(100 * 0.3**2)
    assert found["knee_flexion_swing_peak_deg"] == pytest.approx(100)
