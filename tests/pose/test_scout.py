"""Everyone in a frame, found in the whole picture or in squares of it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from gaitkit.model import Frame
from gaitkit.pose.base import PersonPose
from gaitkit.pose.scout import look_around, without_duplicates


def person(offset_px: float, score: float) -> PersonPose:
    square = np.array([(0, 0), (0, 300), (100, 0), (100, 300)], dtype=float)
    return PersonPose(points_px=square + offset_px, scores=np.full(4, score))


def test_poses_on_each_other_are_one_person_the_best_seen():
    kept = without_duplicates([person(0, 0.6), person(5, 0.9), person(200, 0.7)])
    assert [pose.scores[0] for pose in kept] == [0.9, 0.7]


def test_a_part_of_someone_cut_off_by_a_tile_is_no_second_person():
    whole = person(0, 0.9)
    part = PersonPose(points_px=whole.points_px * (1, 0.4), scores=np.full(4, 0.5))
    assert without_duplicates([whole, part]) == [whole]


def bright_spots(frames, *, model):
    """A stand-in detector: sees a bright square only where it fills enough of the picture."""
    for frame in frames:
        rows, columns = np.nonzero(frame.rgb[..., 0] > 200)
        seen = len(rows) and np.ptp(rows) > 0.25 * frame.rgb.shape[0]
        corners = [(columns.min(), rows.min()), (columns.max(), rows.max())] if seen else []
        yield [PersonPose(points_px=np.array(corners, float), scores=np.ones(2))] if seen else []


def picture(width, height, *spots):
    rgb = np.zeros((height, width, 3), dtype=np.uint8)
    for left, top, size in spots:
        rgb[top : top + size, left : left + size] = 255
    return Frame(index=0, time_s=0.0, rgb=rgb)


def found(frame):
    backend = SimpleNamespace(detect=bright_spots)
    ((_, people),) = look_around(backend, [frame], model="any")
    return [p.points_px.tolist() for p in people]


def test_someone_in_a_wide_picture_is_found_once_and_in_its_pixels():
    assert found(picture(1600, 900, (1400, 300, 400 // 2 + 100))) == [[[1400, 300], [1599, 599]]]


def test_someone_small_is_found_by_looking_closer():
    assert found(picture(900, 900, (700, 650, 180))) == [[[700, 650], [879, 829]]]


def test_nobody_is_nobody():
    assert found(picture(1600, 900)) == []


def test_who_was_seen_whole_is_not_searched_for_again():
    seen_in = []

    def detect(frames, *, model):
        for people in bright_spots(frames, model=model):
            seen_in.append(len(people))
            yield people

    frame = picture(1600, 900, (700, 300, 300))  # in three squares of the picture
    ((_, people),) = look_around(SimpleNamespace(detect=detect), [frame], model="any")
    assert len(people) == 1
    assert sum(seen_in) == 1
    assert frame.rgb.max() == 255  # the picture itself is left alone


def test_two_people_in_one_wide_picture_are_both_found():
    frame = picture(1600, 900, (500, 300, 300), (1250, 300, 300))
    assert sorted(corners[0] for corners in found(frame)) == [[500, 300], [1250, 300]]


def looked_at(*frames):
    """Which of the frames were looked at, in the order in which they are told of."""
    backend = SimpleNamespace(detect=bright_spots)
    numbered = [replace(frame, index=number) for number, frame in enumerate(frames)]
    return [frame.index for frame, _ in look_around(backend, numbered, model="any")]


def test_between_two_looks_at_who_stays_in_place_there_is_nothing_to_see():
    still = picture(900, 900, (300, 300, 400))
    assert looked_at(*[still] * 5) == [0, 2, 4]
    assert looked_at(*[still] * 6) == [0, 2, 4, 5]


def test_who_moves_or_is_not_alone_is_looked_at_each_time():
    moving = [picture(900, 900, (100 + 60 * n, 300, 400)) for n in range(4)]
    assert looked_at(*moving) == [0, 1, 2, 3]
    two = picture(1600, 900, (500, 300, 300), (1250, 300, 300))
    assert looked_at(two, two, two) == [0, 1, 2]
    nobody = picture(900, 900)
    assert looked_at(nobody, nobody, nobody) == [0, 1, 2]
