"""Size, orientation, codec, capture rate and hash of a clip."""

from __future__ import annotations

import hashlib
import shutil
from fractions import Fraction

import numpy as np
import pytest

from gaitkit.errors import UsageError
from gaitkit.video import frames, probe

ANDROID = {"tags": {"com.android.capture.fps": "240"}, "mux": {"movflags": "use_metadata_tags"}}


def test_plain_clip(write_clip):
    path = write_clip("plain.mp4")
    clip = probe(str(path))
    assert (clip.width_px, clip.height_px, clip.rotation_deg) == (320, 192, 0)
    assert clip.codec == "h264"
    assert clip.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert clip.capture_fps is None and clip.seconds_per_shown_second == 1
    assert clip.first_time_s == 0


@pytest.mark.parametrize(("counter_clockwise", "clockwise"), [(-90, 90), (90, 270), (180, 180)])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_rotation_is_found(write_clip, suffix, counter_clockwise, clockwise):
    clip = probe(write_clip(f"turned.{suffix}", turn=(counter_clockwise, False)))
    assert clip.rotation_deg == clockwise
    upright = (320, 192) if clockwise == 180 else (192, 320)
    assert (clip.width_px, clip.height_px) == upright


def test_wide_pixels_are_made_square(write_clip):
    clip = probe(write_clip("wide.mp4", sample_aspect=Fraction(4, 3)))
    assert (clip.width_px, clip.height_px) == (427, 192)
    assert next(frames(clip)).rgb.shape == (192, 427, 3)


def test_android_slow_motion(write_clip):
    clip = probe(write_clip("slow.mp4", **ANDROID))
    assert (clip.capture_fps, clip.capture_fps_origin) == (240, "metadata")
    assert clip.seconds_per_shown_second == pytest.approx(30 / 240)


def test_a_capture_rate_that_equals_the_shown_rate_is_no_slow_motion(write_clip):
    clip = probe(write_clip("fast.mp4", fps=240, **ANDROID))
    assert clip.capture_fps is None
    assert clip.shown_fps == pytest.approx(240)


def test_unreadable_capture_rate_is_passed_over(write_clip):
    odd = {**ANDROID, "tags": {"com.android.capture.fps": "fast"}}
    assert probe(write_clip("odd.mp4", **odd)).capture_fps is None


def test_the_user_overrules(write_clip):
    clip = probe(write_clip("slow.mp4", **ANDROID), capture_fps=120)
    assert (clip.capture_fps, clip.capture_fps_origin) == (120, "user")


@pytest.mark.parametrize("rate", [0, -30, float("nan"), float("inf")])
def test_impossible_capture_rate(write_clip, rate):
    with pytest.raises(UsageError, match="capture_fps"):
        probe(write_clip("plain.mp4"), capture_fps=rate)


def test_times_rounded_to_milliseconds_keep_the_rate(write_clip):
    assert probe(write_clip("rounded.mkv")).shown_fps == pytest.approx(30, rel=2e-3)


def test_sound_before_pictures(write_clip):
    clip = probe(write_clip("talking.mp4", audio_first=True))
    assert len(clip.times_s) == len(list(frames(clip))) == 40


def test_names_that_are_not_ascii(write_clip, tmp_path):
    for name in ("loopbänd – vóór 步態.mp4", "a:b?c=d.mp4", "frame%03d.mp4"):
        path = tmp_path / name
        shutil.copy(write_clip("plain.mp4"), path)
        clip = probe(path)
        assert clip.path == path
        assert len(list(frames(clip))) == 40


def test_a_late_first_frame_starts_at_zero(write_clip):
    clip = probe(write_clip("late.mkv", times_ms=[500 + 40 * i for i in range(20)]))
    assert clip.first_time_s == pytest.approx(0.5)
    assert clip.times_s == pytest.approx(np.arange(20) * 0.04, abs=1e-9)
    assert len(list(frames(clip))) == 20
