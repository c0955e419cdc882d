"""Marker files through a virtual camera, against the laboratory's own truth."""

from __future__ import annotations

import numpy as np
import pytest
from mocap import CASES, force_contacts, load_case

from gaitkit.pose.base import GAIT_LANDMARKS


@pytest.mark.parametrize("name", CASES)
def test_every_recording_gives_gait_landmarks_in_all_views(name):
    case = load_case(name)
    for view in ("side", "front", "rear"):
        track = case.track(view)
        assert track.has(GAIT_LANDMARKS)
        legs = [n for n in GAIT_LANDMARKS if "shoulder" not in n]
        inside = np.stack([track.px(n) for n in legs])
        assert np.isfinite(inside).all()
        assert (inside >= 0).all() and (inside <= (track.width_px, track.height_px)).all()


def test_force_plates_agree_with_the_truth_of_the_run():
    case = load_case("run")
    for side in ("left", "right"):
        ((on_s, off_s),) = force_contacts(side)
        assert case.times(side, "initial_contact") == pytest.approx([on_s], abs=0.005)
        assert case.times(side, "toe_off") == pytest.approx([off_s], abs=0.005)
