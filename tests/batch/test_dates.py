"""The day of a clip: from the file's own tags, from its name, or unknown."""

from __future__ import annotations

import av
import numpy as np
import pytest

from gaitkit.batch.dates import day_in_name, filmed_on


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("2026-03-14/side.mp4", "2026-03-14"),
        ("anna 20260314/VID_20260321_101112.mp4", "2026-03-21"),
        ("2026_03_14.mp4", "2026-03-14"),
        ("2026-02-30/side.mp4", ""),
        ("1202603140.mp4", ""),
        ("side.mp4", ""),
    ],
)
def test_the_nearest_name_tells(file, day):
    assert day_in_name(file) == day


def film(path, **tags: str):
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as out:
        out.metadata.update(tags)
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        out.mux([*stream.encode(picture), *stream.encode()])
    return path


@pytest.mark.parametrize(
    ("tags", "day"),
    [
        ({"creation_time": "2026-03-14T12:00:00.000000Z"}, "2026-03-14"),
        ({"com.apple.quicktime.creationdate": "2026-03-14T23:30:00+0100"}, "2026-03-14"),
        ({"creation_time": "1904-01-01T00:00:00.000000Z"}, "2025-01-02"),
        ({}, "2025-01-02"),
    ],
)
def test_the_tags_of_a_video_go_before_its_name(tmp_path, tags, day):
    assert filmed_on(film(tmp_path / "a.mp4", **tags), "2025-01-02/a.mp4") == day


def test_what_is_no_video_has_only_its_name(tmp_path):
    (tmp_path / "a.mp4").write_text("hello")
    assert filmed_on(tmp_path / "a.mp4", "a.mp4") == ""
    assert filmed_on(tmp_path / "gone.nc", "20260314.nc") == "2026-03-14"
