"""The report's own film: upright, small enough to send, its times kept, faces blurred if asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import clips
import cv2
import numpy as np
import pytest
from example import example_analysis
from filmed import MISSING, filmed
from staged import FPS, SECONDS

from gaitkit.errors import UnreadableInputError
from gaitkit.export import film, overlay_face
from gaitkit.export.film import FilmMaker, bits_per_s, film_of, film_size, smaller
from gaitkit.model import Frame
from gaitkit.video import frames, probe


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return filmed(tmp_path_factory.mktemp("walker")).record


@pytest.fixture
def written(record, tmp_path):
    """The film of the walker as a file."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film_of(record).mp4)
    return path


def test_every_picture_is_there_at_its_own_time(record, written):
    clip = probe(written)
    assert len(clip.times_s) == FPS * SECONDS - len(MISSING)
    np.testing.assert_allclose(clip.times_s, record.clip.times_s, atol=1e-4)
    assert clip.first_time_s == 0


def test_browsers_and_phones_can_play_it(written):
    import av

    with av.open(str(written)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert not container.streams.audio
    data = written.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize(
    ("size_px", "expected"),
    [((1920, 1080), (720, 404)), ((1080, 1920), (540, 960)), ((480, 480), (480, 480)),
     ((641, 361), (640, 360)), ((3840, 2160), (720, 404))],
)  # fmt: skip
def test_size(size_px, expected):
    scale, got = film_size(*size_px)
    assert got == expected
    assert 0 < scale <= 1


def test_a_report_of_fifteen_seconds_stays_below_15_mb():
    bytes_of_15_s = bits_per_s(15.0) * 15 / 8
    assert bytes_of_15_s * 4 / 3 < 13.5e6
    assert bits_per_s(60.0) < bits_per_s(15.0) <= bits_per_s(1.0)
    assert bits_per_s(60.0) * 60 / 8 * 4 / 3 < 13.5e6


def test_the_rate_holds_for_the_worst_of_pictures(tmp_path, monkeypatch):
    """Noise in every picture: what no encoder can shrink."""
    random = np.random.default_rng(5)
    noise = [random.integers(0, 256, (240, 360, 3), dtype=np.uint8) for _ in range(90)]
    clip = probe(clips.write(tmp_path / "noise.mp4", ((n / 30, p) for n, p in enumerate(noise))))
    analysis = replace(example_analysis(), clip=clip)
    pose = replace(analysis.pose, width_px=360, height_px=240)
    monkeypatch.setattr(film, "bits_per_s", lambda duration_s: 800_000)
    with FilmMaker(replace(analysis, pose=pose)) as maker:
        for number, rgb in enumerate(noise):
            maker.add(Frame(index=number, time_s=number / 30, rgb=rgb))
    # One second of the rate may be spent ahead.
    assert len(maker.film().mp4) * 8 < 800_000 * (3 + 1.3)


def test_it_is_made_beside_the_overlay_without_changing_it(record):
    rgb = np.full((480, 480, 3), 90, np.uint8)
    with FilmMaker(record) as maker:
        maker.add(Frame(index=0, time_s=0.0, rgb=rgb))
        maker.add(Frame(index=1, time_s=0.033, rgb=rgb))
    assert (rgb == 90).all()


def test_faces_are_blurred_in_film_and_stills_and_the_unseen_are_counted(record, monkeypatch):
    def paint(blur, rgb, frame):
        rgb[:] = 255

    monkeypatch.setattr(overlay_face.FaceBlur, "apply", paint)
    boxes = {5: (100.0, 100.0, 200.0, 200.0)}
    plain = film_of(record, stills=boxes)
    blurred = film_of(record, stills=boxes, blur_face=True)
    assert plain.faces_unseen is None
    assert blurred.faces_unseen == 0
    assert picture(plain.stills[5]).mean() < 120 < 240 < picture(blurred.stills[5]).mean()

    columns = [record.pose.landmarks.index(name) for name in overlay_face.FACE_LANDMARKS]
    points = record.pose.points_px.copy()
    points[10:17, columns] = np.nan
    points[30, columns[0]] = np.nan  # the other face landmarks still tell
    hidden = replace(record, pose=replace(record.pose, points_px=points))
    assert film_of(hidden, blur_face=True).faces_unseen == 7


def test_the_film_shows_the_blurred_face(record, tmp_path, monkeypatch):
    monkeypatch.setattr(overlay_face.FaceBlur, "apply", lambda blur, rgb, frame: rgb.fill(255))
    path = tmp_path / "blurred.mp4"
    path.write_bytes(film_of(record, blur_face=True).mp4)
    assert next(frames(probe(path))).rgb.mean() > 240


def test_stills_are_cut_out_and_may_reach_over_the_edge(record):
    made = film_of(record, stills={3: (-40.0, 200.0, 60.0, 300.0), 900: (0.0, 0.0, 9.0, 9.0)})
    assert set(made.stills) == {3}
    still = picture(made.stills[3])
    assert still.shape == (100, 100, 3)
    assert still[:, :30].mean() > 200 > 100 > still[:, 50:].mean()


def picture(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_a_film_is_made_smaller_where_it_has_to_share(record, tmp_path):
    rng = np.random.default_rng(3)
    noisy = rng.integers(0, 256, (len(record.clip.times_s), 240, 240, 3), np.uint8)
    path = clips.write(tmp_path / "noisy.mp4", zip(record.clip.times_s, noisy, strict=True))
    film = replace(film_of(record), mp4=path.read_bytes(), width_px=240, height_px=240)
    most = len(film.mp4) // 3
    small = smaller(film, most)
    assert len(small.mp4) < 1.1 * most
    assert small.size_px == film.size_px
    (tmp_path / "small.mp4").write_bytes(small.mp4)
    np.testing.assert_allclose(
        probe(tmp_path / "small.mp4").times_s, record.clip.times_s, atol=1e-4
    )
    assert smaller(film, len(film.mp4)) is film


def test_a_clip_that_is_gone_says_so(record):
    gone = replace(record, clip=replace(record.clip, path=Path("gone.mp4")))
    with pytest.raises(UnreadableInputError, match="gone"):
        film_of(gone)


def test_nothing_is_left_behind_where_it_fails(record, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing() -> None:
        with FilmMaker(record) as maker:
            maker.add(Frame(index=0, time_s=0.0, rgb=np.zeros((480, 480, 3), np.uint8)))
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk"):
        failing()
    assert list(tmp_path.iterdir()) == []
