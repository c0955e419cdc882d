"""What is no readable video is refused with a message that helps."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from gaitkit.errors import UnreadableInputError
from gaitkit.video import probe


def refusal(path) -> str:
    with pytest.raises(UnreadableInputError) as caught:
        probe(path)
    message = str(caught.value)
    assert str(path) in message and "expected" in message
    assert len(message.split(". ")) >= 2, "no next step"
    return message


def test_missing_file(tmp_path):
    assert "nothing there" in refusal(tmp_path / "none.mp4")


def test_folder(tmp_path):
    assert "gaitkit batch" in refusal(tmp_path)


def test_empty_file(tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "0 bytes" in refusal(path)


def test_text_named_as_video(tmp_path, capfd):
    path = tmp_path / "letter.mp4"
    path.write_text("Dear patient, this is not a video.\n" * 50)
    assert "Invalid data" in refusal(path)
    assert capfd.readouterr().err == ""


def test_sound_only(tmp_path):
    path = tmp_path / "sound.m4a"
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("aac", rate=16000)
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 16000, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    assert "only audio" in refusal(path)


def test_recording_without_its_index(write_clip):
    path = write_clip("cut.mp4")
    path.write_bytes(path.read_bytes()[:-1500])
    assert "cut off" in refusal(path)


def test_nothing_decodable(write_clip):
    path = write_clip("noise.mp4", codec="libx265", mux={"movflags": "faststart"})
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = np.random.default_rng(0).integers(0, 256, len(data) - start, np.uint8).tobytes()
    path.write_bytes(data)
    assert "no frame can be decoded" in refusal(path)


def test_a_playlist_reaches_no_network(tmp_path):
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    refusal(path)


def test_the_cover_of_a_song_is_not_a_film(tmp_path):
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as out:
        cover = out.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        frame.pts, frame.time_base = 0, Fraction(1, 1)
        sound = out.add_stream("aac", rate=16000)
        tone = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        tone.sample_rate, tone.pts = 16000, 0
        out.mux(cover.encode(frame))
        out.mux(cover.encode())
        out.mux(sound.encode(tone))
        out.mux(sound.encode())
    assert "without pictures" in refusal(path)
