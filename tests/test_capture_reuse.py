"""Setting a clip right does not have the pose sought again."""

from __future__ import annotations

import pytest
from staged import SIDE, grey_clip, stage

import gaitkit.capture
from gaitkit import Corrections, analyze


def test_what_is_set_right_after_the_pose_needs_no_new_one(tmp_path, monkeypatch):
    stage(monkeypatch, tmp_path)
    clip = grey_clip(tmp_path / "a.mp4", SIDE)
    found = analyze(clip)
    monkeypatch.setattr(gaitkit.capture, "_taken", None)  # a second search would fail here
    slow = analyze(clip, capture_fps=36)
    trimmed = analyze(clip, view="side", corrections=Corrections(trim_s=(0.5, 4.0)))
    old, new = (r.metric("stride_time_s", "left").value for r in (found, slow))
    assert new == pytest.approx(old * 30 / 36, rel=0.02)
    assert trimmed.record.pose.points_px.shape == found.record.pose.points_px.shape
    (seen,) = trimmed.record.people
    assert seen.number == 1 and len(seen.times_s) == len(seen.boxes_px) > 5
