"""Times read from packets equal those that decoding gives."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from gaitkit.video import frames, probe


def decoded_times_s(path):
    """Presentation times as a plain decoding run gives them."""
    with av.open(str(path)) as container:
        ticks = [f.pts for f in container.decode(video=0)]
        time_base = container.streams.video[0].time_base
    return np.array([float((tick - ticks[0]) * time_base) for tick in ticks])


def test_every_format_has_all_frames_at_their_times(any_clip):
    clip = probe(any_clip)
    assert clip.times_s == pytest.approx(np.arange(40) / 30, abs=0.6e-3)
    assert clip.frames_missing == 0
    if any_clip.suffix != ".avi":
        assert clip.times_s == pytest.approx(decoded_times_s(any_clip), abs=1e-9)


def test_uneven_times_are_kept_exactly(write_clip):
    rng = np.random.default_rng(1)
    times_ms = np.cumsum(rng.choice([16, 17, 33, 34, 67], size=60)).tolist()
    for name in ("vfr.mp4", "vfr.mkv", "vfr.mov"):
        clip = probe(write_clip(name, times_ms=times_ms))
        assert clip.times_s == pytest.approx((np.array(times_ms) - times_ms[0]) / 1000, abs=1e-9)


def test_what_an_edit_list_cuts_off_is_not_counted(write_clip, tmp_path):
    source = write_clip("whole.mp4", count=48)
    trimmed = tmp_path / "trimmed.mp4"
    with av.open(str(source)) as container, av.open(str(trimmed), "w") as out:
        stream = container.streams.video[0]
        copy = out.add_stream_from_template(stream)
        shift = int(Fraction(18, 30) / stream.time_base)
        for packet in container.demux(stream):
            if packet.size:
                packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
                packet.stream = copy
                out.mux(packet)
    clip = probe(trimmed)
    assert len(clip.times_s) == len(decoded_times_s(trimmed)) == 30
    assert [f.index for f in frames(clip)] == list(range(30))


def test_doubled_times_count_once(tmp_path):
    path = tmp_path / "doubled.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
        for number in range(20):
            grey = np.full((64, 64, 3), number * 10, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            for packet in stream.encode(frame):
                packet.pts = packet.dts = (number - number % 2) * packet.time_base.denominator // 30
                out.mux(packet)
    clip = probe(path)
    assert clip.times_s == pytest.approx(np.arange(0, 20, 2) / 30, abs=1e-3)
    assert [round(f.rgb.mean() / 10) for f in frames(clip)] == list(range(0, 20, 2))


def test_a_tail_cut_off_is_counted_as_missing(write_clip):
    path = write_clip("tail.mp4", mux={"movflags": "faststart"}, options={"bf": "0", "crf": "1"})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    clip = probe(path)
    assert 10 < len(clip.times_s) < 40
    assert clip.frames_missing == 40 - len(clip.times_s)
    assert [f.index for f in frames(clip)] == list(range(len(clip.times_s)))


def test_leading_pictures_that_cannot_be_decoded_are_not_counted(write_clip, tmp_path):
    """Cut before a recovery point, H.265 open groups start with pictures that need the past."""
    source = write_clip(
        "open.mp4",
        codec="libx265",
        count=60,
        options={"x265-params": "log-level=none:open-gop=1:keyint=12:min-keyint=12:bframes=4"},
    )
    cut = tmp_path / "cut.mkv"
    with av.open(str(source)) as container, av.open(str(cut), "w") as out:
        stream = container.streams.video[0]
        copy = out.add_stream_from_template(stream)
        keys = 0
        for packet in container.demux(stream):
            keys += packet.is_keyframe
            if packet.size and keys >= 2:
                packet.stream = copy
                out.mux(packet)
    clip = probe(cut)
    assert clip.times_s == pytest.approx(decoded_times_s(cut), abs=1e-9)
    assert len(list(frames(clip))) == len(clip.times_s)
