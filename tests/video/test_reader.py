"""Pictures: the right ones, upright, in true colours, and nothing left behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time

import av
import numpy as np
import pytest
from numbered_pictures import CORNERS, number_in, picture

from gaitkit.errors import UnreadableInputError, UsageError
from gaitkit.video import frames, probe


def corners(rgb):
    """Mean colours of the four corners."""
    height, width = rgb.shape[:2]
    inner = (slice(height // 10, height // 4), slice(width // 8, width // 3))
    flipped = (rgb, rgb[:, ::-1], rgb[::-1], rgb[::-1, ::-1])
    return np.array([view[inner].mean(axis=(0, 1)) for view in flipped])


def decoders():
    return [t for t in threading.enumerate() if t.name == "gaitkit-decode"]


def test_every_format_gives_its_pictures_in_order(any_clip):
    clip = probe(any_clip)
    reader = frames(clip)
    seen = [(f.index, f.time_s, number_in(f.rgb)) for f in reader]
    assert [(index, number) for index, _, number in seen] == [(i, i) for i in range(40)]
    assert [time_s for _, time_s, _ in seen] == clip.times_s.tolist()
    assert reader.frames_lost == 0


def test_colours_survive_in_every_format(any_clip):
    rgb = next(frames(probe(any_clip))).rgb
    assert rgb.dtype == np.uint8 and rgb.flags.c_contiguous
    assert corners(rgb) == pytest.approx(np.array(CORNERS), abs=6)


@pytest.mark.parametrize("matrix", ["ITU601", "ITU709", "BT2020"])
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuv420p10le"])
def test_named_colour_matrix_and_range_are_honoured(write_clip, matrix, full_range, pixels):
    path = write_clip(
        "c.mp4", codec="libx265", pixels=pixels, count=8, matrix=matrix, full_range=full_range
    )
    assert corners(next(frames(probe(path))).rgb) == pytest.approx(np.array(CORNERS), abs=6)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("suffix", "mirrored"),
    [("mp4", False), ("mp4", True), ("mkv", False)],  # MKV stores no mirror
)
def test_pictures_come_upright(write_clip, suffix, turn, mirrored):
    path = write_clip(f"turned.{suffix}", turn=(turn, mirrored), count=2)
    clip = probe(path)
    rgb = next(frames(clip)).rgb
    expected = np.rot90(picture(0), turn // 90)
    expected = expected[:, ::-1] if mirrored else expected
    assert rgb.shape == expected.shape == (clip.height_px, clip.width_px, 3)
    assert np.abs(corners(rgb) - corners(expected)).max() < 6


@pytest.mark.parametrize("turned_deg", [0, 90, 180, 270])
def test_sideways_footage_is_turned_clockwise_on_top_of_the_tag(write_clip, turned_deg):
    path = write_clip("turned.mp4", turn=(90, False), count=2)
    rgb = next(frames(probe(path), turned_deg=turned_deg)).rgb
    expected = np.rot90(picture(0), 1 - turned_deg // 90)
    assert rgb.shape == expected.shape
    assert np.abs(corners(rgb) - corners(expected)).max() < 6


def test_other_turns_are_refused(write_clip):
    with pytest.raises(UsageError, match="turned_deg"):
        frames(probe(write_clip("a.mp4")), turned_deg=45)


def test_wider_spacing(write_clip):
    clip = probe(write_clip("a.mp4"))
    assert [f.index for f in frames(clip, every_s=0.1)] == list(range(0, 40, 3))
    assert [f.index for f in frames(clip, every_s=0.25)][:4] == [0, 8, 15, 23]
    assert [f.index for f in frames(clip, every_s=100)] == [0]


def test_only_the_pictures_asked_for(write_clip):
    clip = probe(write_clip("numbers.mp4"))
    wanted = np.isin(np.arange(40), (0, 7, 8, 39))
    reader = frames(clip, start_s=float(clip.times_s[3]), wanted=wanted)
    assert [(f.index, number_in(f.rgb)) for f in reader] == [(n, n) for n in (7, 8, 39)]
    assert reader.frames_lost == 0


def test_wider_spacing_after_a_gap_neither_bunches_nor_starves(write_clip):
    times_ms = [*range(0, 500, 50), *range(3000, 3500, 50)]
    shown = [f.time_s for f in frames(probe(write_clip("gap.mp4", times_ms=times_ms)), every_s=0.2)]
    assert shown == pytest.approx([0, 0.2, 0.4, 3.0, 3.2, 3.4])


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi"])
@pytest.mark.parametrize("open_groups", [0, 1])
def test_a_stretch_equals_the_same_part_of_the_whole(write_clip, name, open_groups):
    x264 = f"open-gop={open_groups}:bframes=4:b-pyramid=normal"
    clip = probe(write_clip(name, count=180, options={"x264-params": x264}))
    for start_s, end_s in [(0, 0.5), (1.0, 1.0), (1.37, 2.2), (3.3, 4.01), (5.9, 99)]:
        reader = frames(clip, start_s=start_s, end_s=end_s)
        inside = (clip.times_s >= start_s - 1e-6) & (clip.times_s <= end_s + 1e-6)
        wanted = np.flatnonzero(inside).tolist()
        assert [(f.index, number_in(f.rgb)) for f in reader] == [(i, i) for i in wanted]
        assert reader.frames_lost == 0


def test_an_empty_stretch_gives_nothing(write_clip):
    reader = frames(probe(write_clip("a.mp4")), start_s=50, end_s=60)
    assert list(reader) == [] and reader.frames_lost == 0


def test_shrunk_pictures_tell_their_scale(write_clip):
    reader = frames(probe(write_clip("a.mp4", turn=(90, False))), max_side_px=160)
    assert reader.scale == 0.5
    assert next(reader).rgb.shape == (160, 96, 3)
    assert frames(probe(write_clip("b.mp4")), max_side_px=9999).scale == 1


def overwrite(path, *, first, last):
    """Fill the file with noise from packet `first` to packet `last`."""
    with av.open(str(path)) as container:
        places = [p.pos for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    count = places[last] - places[first]
    noise = np.random.default_rng(0).integers(0, 256, count, np.uint8)
    data[places[first] : places[last]] = noise.tobytes()
    path.write_bytes(data)


DAMAGED = [
    ("damaged.mp4", "libx264", {}),
    ("damaged.mov", "libx265", {}),
    ("damaged.mkv", "libx264", {"cluster_time_limit": "400"}),
]


@pytest.mark.parametrize(("name", "codec", "mux"), DAMAGED)
def test_damage_in_the_middle_is_passed_and_counted(write_clip, name, codec, mux, capfd):
    path = write_clip(name, codec=codec, count=96, mux=mux)
    clip = probe(path)
    overwrite(path, first=30, last=40)
    reader = frames(clip)
    seen = [(f.index, number_in(f.rgb)) for f in reader]
    assert [pair for pair in seen if pair[0] < 24] == [(i, i) for i in range(24)]
    assert [pair for pair in seen if pair[0] >= 72] == [(i, i) for i in range(72, 96)]
    assert reader.frames_lost == 96 - len(seen) > 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("name", "codec", "mux"), DAMAGED)
def test_a_damaged_clip_still_has_a_description(write_clip, name, codec, mux):
    path = write_clip(name, codec=codec, count=96, mux=mux)
    overwrite(path, first=30, last=40)
    clip = probe(path)
    reader = frames(clip)
    seen = len(list(reader))
    assert 60 <= seen == len(clip.times_s) - reader.frames_lost
    if clip.path.suffix != ".mkv":  # an MKV announces no count
        assert len(clip.times_s) + clip.frames_missing == 96


def test_stopping_early_ends_the_thread_and_closes_the_file(write_clip):
    path = write_clip("a.mp4", count=300)
    with frames(probe(path)) as reader:
        assert next(reader).index == 0
        assert decoders()
    assert not decoders()
    assert list(reader) == []
    reader.close()


def test_a_dropped_reader_stops_too(write_clip):
    reader = frames(probe(write_clip("a.mp4", count=300)))
    next(reader)
    del reader
    gc.collect()
    deadline = time.monotonic() + 5
    while decoders() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not decoders()


def test_an_exhausted_reader_leaves_no_thread(write_clip):
    assert len(list(frames(probe(write_clip("a.mp4"))))) == 40
    assert not decoders()


def test_decoding_runs_ahead_by_a_few_pictures_only(write_clip):
    reader = frames(probe(write_clip("a.mp4", count=300)))
    next(reader)
    time.sleep(0.3)
    assert 1 <= reader._queue.items.qsize() <= 4
    reader.close()


def test_a_clip_that_vanished_is_said_so(write_clip):
    path = write_clip("a.mp4")
    clip = probe(path)
    path.unlink()
    with pytest.raises(UnreadableInputError, match="nothing there"):
        frames(clip)


def test_an_error_while_decoding_reaches_the_caller(write_clip):
    path = write_clip("a.mp4")
    clip = probe(path)
    path.write_text("no longer a video")
    with pytest.raises(UnreadableInputError, match="expected a video"):
        next(frames(clip))
    assert not decoders()


PEAK = """
import resource, sys
from gaitkit.video import frames, probe
for frame in frames(probe(sys.argv[1])):
    pass
print(frame.index + 1, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_duration(write_clip):
    peaks = []
    for count in (60, 600):
        path = write_clip(f"{count}.mp4", count=count, size=(1280, 720))
        run = subprocess.run(
            [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
        )
        read, peak = map(int, run.stdout.split())
        assert read == count
        peaks.append(peak)
    assert peaks[1] < 1.2 * peaks[0]
