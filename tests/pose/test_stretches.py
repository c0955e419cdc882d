from __future__ import annotations

import numpy as np
import pytest

from gaitkit.pose.base import PersonPose
from gaitkit.pose.stretches import Stretch, cut, joined


def pose(x_px: float) -> PersonPose:
    return PersonPose(points_px=np.full((33, 2), x_px), scores=np.ones(33))


@pytest.mark.parametrize(
    ("frames", "count"), [(1, 1), (239, 1), (240, 2), (1199, 2), (1200, 4), (3200, 8), (99_999, 8)]
)
def test_every_frame_is_in_one_stretch_of_its_own(frames, count):
    stretches = cut(frames, warm_up=12)
    assert len(stretches) == count
    own = [number for stretch in stretches for number in range(stretch.own, stretch.stop)]
    assert own == list(range(frames))
    assert stretches[0].first == 0
    assert [s.own - s.first for s in stretches[1:]] == [12] * (count - 1)
    lengths = [len(stretch) for stretch in stretches]
    assert max(lengths) - min(lengths) <= 1  # as much work for each


def test_of_frames_that_are_not_looked_at_a_stretch_may_have_more():
    assert len(cut(479, every=2, warm_up=12)) == 1
    first, last = cut(1000, every=2, warm_up=12)
    assert (first.stop, last.own, last.own - last.first) == (512, 512, 24)


def test_a_backend_that_can_not_start_midway_is_not_asked_to():
    assert cut(5000, warm_up=None) == (Stretch(first=0, own=0, stop=5000),)


def test_a_stretch_takes_over_where_it_agrees_best():
    stretches = (Stretch(first=0, own=0, stop=20), Stretch(first=8, own=20, stop=40))
    before = {n: pose(100.0) for n in range(20)}
    after = {n: pose(100.0 + abs(n - 16)) for n in range(8, 40)}
    after[10] = pose(100.0)  # agrees as well, but so soon after its start that is luck
    whole = joined(stretches, [before, after])
    assert sorted(whole) == list(range(40))
    assert whole[15] is before[15] and whole[16] is after[16]


def test_a_person_who_is_gone_at_the_seam_is_no_trouble():
    stretches = (Stretch(first=0, own=0, stop=20), Stretch(first=8, own=20, stop=40))
    whole = joined(stretches, [{0: pose(1.0)}, {n: pose(2.0) for n in range(16, 40)}])
    assert sorted(whole) == [0, *range(20, 40)]
