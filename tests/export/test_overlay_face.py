"""A blurred head: gone where it is, also while unseen, and nothing else touched."""

from __future__ import annotations

import numpy as np
import pytest

from gaitkit.errors import UsageError
from gaitkit.export.overlay_face import FACE_LANDMARKS, FaceBlur
from gaitkit.model import PoseTrack

BODY = {"left_shoulder": (80, 120), "right_shoulder": (120, 120)}
BODY |= {"left_hip": (85, 200), "right_hip": (115, 200)}
FRAMES = 10
SIZE_PX = 300


def track_of(names, *, unseen=()):
    """A head that moves 6 px to the right per frame over a still body."""
    points = np.zeros((FRAMES, len(names), 2))
    for column, name in enumerate(names):
        points[:, column] = BODY.get(name, (100, 80))
        if name in FACE_LANDMARKS:
            points[:, column, 0] += 6 * np.arange(FRAMES)
            points[list(unseen), column] = np.nan
    return PoseTrack(
        times_s=np.arange(FRAMES) / 30,
        landmarks=tuple(names),
        points_px=points,
        scores=np.ones(points.shape[:2]),
        width_px=SIZE_PX,
        height_px=SIZE_PX,
        backend="drawn",
    )


def noise():
    return np.random.default_rng(1).integers(0, 255, (SIZE_PX, SIZE_PX, 3), np.uint8)


def contrast(rgb, x, y):
    return rgb[y - 10 : y + 10, x - 8 : x + 8].astype(float).std()


def test_the_head_is_blurred_and_the_rest_is_as_it_was():
    picture = noise()
    FaceBlur(track_of([*BODY, *FACE_LANDMARKS])).apply(picture, 0)
    assert contrast(picture, 100, 80) < 0.25 * contrast(noise(), 100, 80)
    changed = np.argwhere((picture != noise()).any(axis=2))
    assert changed[:, 0].max() < 120 and abs(changed[:, 1] - 100).max() < 30


def test_a_head_unseen_for_a_while_is_blurred_on_its_way():
    face = FaceBlur(track_of([*BODY, *FACE_LANDMARKS], unseen=(0, 4, 5)))
    for frame, x in ((0, 106), (4, 124), (5, 130)):
        picture = noise()
        face.apply(picture, frame)
        assert contrast(picture, x, 80) < 0.25 * contrast(noise(), x, 80)


def test_in_a_smaller_picture_the_head_is_where_the_picture_has_it():
    picture = noise()
    FaceBlur(track_of([*BODY, *FACE_LANDMARKS]), scale=0.5).apply(picture, 0)
    changed = np.argwhere((picture != noise()).any(axis=2))
    assert changed.mean(axis=0) == pytest.approx((40, 50), abs=2)


def test_a_head_at_the_edge_or_never_seen_is_no_error():
    track = track_of([*BODY, *FACE_LANDMARKS])
    outside = track.with_points(track.points_px - [100, 80], step="moved")
    FaceBlur(outside).apply(picture := noise(), 0)
    assert (picture != noise()).any()
    never = track_of([*BODY, *FACE_LANDMARKS], unseen=range(FRAMES))
    FaceBlur(never).apply(picture := noise(), 0)
    assert (picture == noise()).all()


def test_a_pose_without_a_face_says_what_to_do():
    with pytest.raises(UsageError, match="--no-video"):
        FaceBlur(track_of(list(BODY)))
