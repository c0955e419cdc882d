"""Who is measured when several people are in the picture."""

from __future__ import annotations

import numpy as np
import pytest
from walker import Walker

from gaitkit.motion import person
from gaitkit.motion.geometry import rotated

SIZE = (1280, 720)
LOOKS_S = np.arange(0, 6, 0.4)


def seen(track, *, shift=(0, 0), scale=1.0, times_s=LOOKS_S):
    """Sightings of a track at the looks, moved and scaled about the picture's middle."""
    found = {}
    for time_s in times_s:
        points = track.points_px[np.searchsorted(track.times_s, time_s - 1e-9)]
        points = (points - np.array(SIZE) / 2) * scale + np.array(SIZE) / 2 + shift
        found[round(float(time_s), 3)] = person.sighting(float(time_s), track.landmarks, points)
    return found


def walker_seen(**kwargs):
    return seen(Walker(duration_s=7).track("side", facing="right"), **kwargs)


def feet_together(track):
    """The first picture for good, both legs at the same height."""
    points = np.broadcast_to(track.points_px[:1], track.points_px.shape).copy()
    for part in ("hip", "knee", "ankle", "heel", "toe"):
        pair = [track.landmarks.index(f"{s}_{part}") for s in ("left", "right")]
        points[:, pair, 1] = points[0, track.landmarks.index(f"left_{part}"), 1]
    return points


def stander_seen(**kwargs):
    track = Walker(duration_s=7).track("front", treadmill=True)
    still = feet_together(track)
    jitter = np.random.default_rng(0).normal(0, 1.5, still.shape)
    object.__setattr__(track, "points_px", still + jitter)
    return seen(track, **kwargs)


def jumper_seen(**kwargs):
    """Jumping jacks: both legs go out and in together, the body up and down."""
    walker = Walker(duration_s=7)
    track = walker.track("front", treadmill=True)
    points = feet_together(track)
    beat = np.sin(2 * np.pi * 1.4 * track.times_s)
    hip, ankle = track.landmarks.index("left_hip"), track.landmarks.index("left_ankle")
    leg = points[0, ankle, 1] - points[0, hip, 1]
    for side, out in (("left", 1), ("right", -1)):
        for part, reach in (("knee", 0.2), ("ankle", 0.4), ("heel", 0.4), ("toe", 0.4)):
            column = track.landmarks.index(f"{side}_{part}")
            points[:, column, 0] += out * reach * leg * (1 + beat) / 2
    points[..., 1] -= 0.15 * leg * np.abs(beat)[:, None]
    object.__setattr__(track, "points_px", points)
    return seen(track, **kwargs)


def together(*people):
    times = sorted({t for p in people for t in p})
    return [(t, [p[t] for p in people if t in p]) for t in times]


@pytest.mark.parametrize("other", [stander_seen, jumper_seen])
@pytest.mark.parametrize("other_scale", [0.6, 1.0, 1.3])
def test_the_walker_is_chosen_before_somebody_who_stands_or_jumps(other, other_scale):
    walker = walker_seen()
    found = person.find_people(together(other(shift=(420, -60), scale=other_scale), walker))
    assert len(found) == 2
    assert found[0].sightings == tuple(walker.values())
    choice = person.choose(found)
    assert (choice.number, choice.people, choice.chosen_by) == (1, 2, "machine")
    assert 0.5 < choice.certainty < 1


def test_a_walker_who_is_in_view_for_a_part_only_still_wins():
    walker = walker_seen(times_s=LOOKS_S[4:12])
    found = person.find_people(together(jumper_seen(shift=(450, -200), scale=0.5), walker))
    assert found[0].sightings == tuple(walker.values())


def test_the_user_may_choose_another():
    found = person.find_people(together(walker_seen(), stander_seen(shift=(420, 0))))
    choice = person.choose(found, number=2)
    assert (choice.number, choice.chosen_by, choice.certainty) == (2, "user", 1.0)
    assert choice.box_px == found[1].sightings[len(found[1].sightings) // 2].box_px


def test_one_person_alone_is_certain():
    (only,) = person.find_people(together(walker_seen()))
    assert person.choose([only]).certainty == 1.0


def test_the_scale_of_the_picture_changes_no_choice():
    def ranking(scale):
        people = walker_seen(scale=scale), stander_seen(shift=(300 * scale, 0), scale=scale)
        return [len({id(s) for s in p.sightings} & {id(s) for s in people[0].values()})
                for p in person.find_people(together(*people))]  # fmt: skip

    assert ranking(1.0) == ranking(0.4)


def test_somebody_who_walks_through_a_short_gap_stays_one_person():
    seen_again = {t: s for t, s in walker_seen().items() if not 2.0 <= t < 2.9}
    assert len(person.find_people(together(seen_again))) == 1


def test_somebody_who_appears_far_away_after_a_gap_is_another():
    first = walker_seen(times_s=LOOKS_S[:4])
    later = stander_seen(times_s=LOOKS_S[12:], shift=(500, -100), scale=0.5)
    assert len(person.find_people(together(first, later))) == 2


def test_two_who_cross_keep_their_own_path():
    right = walker_seen()
    left = seen(Walker(duration_s=7).track("side", facing="left"), shift=(0, -90))
    found = person.find_people(together(right, left))
    assert {p.sightings for p in found} == {tuple(right.values()), tuple(left.values())}


@pytest.mark.parametrize("scale", [0.3, 0.6, 1.5])
def test_regions_lie_inside_the_picture_and_hold_the_person(scale):
    track = Walker(duration_s=7).track("side", facing="right")
    (one,) = person.find_people(together(walker_seen(scale=scale)))
    times = np.arange(0, 5.5, 1 / 30)
    squares = person.regions(one, times, width_px=SIZE[0], height_px=SIZE[1], alone=False)
    for time_s, (left, top, right, bottom) in zip(times, squares, strict=True):
        assert right - left == pytest.approx(bottom - top)
        if bottom - top <= SIZE[1]:
            assert left >= -1e-6 and top >= -1e-6
            assert right <= SIZE[0] + 1e-6 and bottom <= SIZE[1] + 1e-6
        points = track.points_px[np.searchsorted(track.times_s, time_s)]
        middle = (points - np.array(SIZE) / 2) * scale + np.array(SIZE) / 2
        inside = np.clip(middle, 0, SIZE)
        assert (inside >= (left - 1, top - 1)).all() and (inside <= (right + 1, bottom + 1)).all()


def test_somebody_large_and_alone_is_looked_for_in_the_whole_picture():
    (one,) = person.find_people(together(stander_seen(scale=1.3)))
    squares = person.regions(one, LOOKS_S, width_px=SIZE[0], height_px=SIZE[1], alone=True)
    assert squares == [None] * len(LOOKS_S)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_footage_on_its_side_is_recognised(turn_deg):
    """Turning the footage clockwise by the answer must set the person upright."""
    track = Walker(duration_s=7).track("side")
    centre = (SIZE[0] / 2, SIZE[1] / 2)
    lying = rotated(track.points_px, degrees=-turn_deg, centre=centre)
    object.__setattr__(track, "points_px", lying)
    (one,) = person.find_people(together(seen(track)))
    assert person.upright_turn_deg(one) == turn_deg


def test_frames_of_somebody_else_are_told():
    (one,) = person.find_people(together(walker_seen()))
    times = np.arange(0.2, 5.5, 1 / 30)
    track = Walker(duration_s=7).track("side", facing="right")
    hips = track.px("mid_hip")[np.searchsorted(track.times_s, times - 1e-9)].copy()
    assert not person.off_track(one, times, hips).any()
    hips[50:60] += (-500, -200)
    hips[70:75] = np.nan
    assert np.flatnonzero(person.off_track(one, times, hips)).tolist() == list(range(50, 60))


def test_nobody_is_looked_for_long_before_or_after():
    (one,) = person.find_people(together(walker_seen(times_s=LOOKS_S[5:10])))
    wanted = person.in_view(one, np.array([0.0, 1.0, 1.5, 3.0, 4.1, 5.5]))
    assert wanted.tolist() == [False, False, True, True, True, False]
