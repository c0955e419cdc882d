"""A second, closer look at pelvis, legs and feet.

A pose model sees the whole person in some 250 pixels and has learnt from people who mostly stand
straight: its hips hardly follow the pelvis, its feet point too straight, and where one leg passes
the other it draws them together. Five small networks of our own look again, in the video's own
resolution: at each foot; of who is seen from the front or behind, at the line across the hips and
at each shank; of who is seen from the side, at thigh and shank of the leg that is nearer, which
nothing hides. Where a foot is, the pose model knows; how it is turned, and where hips and the ends
of thigh and shank are, the networks do. They have learnt from rendered people only
(`rendering.second_look` in `sample_videos/`), whose joints are known exactly, and are told of a
pose model no more than where to look; so they can serve any backend.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from .base import PersonPose
from .quiet import quiet_stderr

Array = npt.NDArray[np.floating]
Picture = npt.NDArray[np.uint8]
#: A square of the picture: its middle, its side, and how many pixels it shall have.
Show = Callable[[Array, float, int], Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a network is shown: a square of so many pixels, its side a share of stature.

    It says where the two ends of a line are; `abreast`, they are the left and the right one in
    the picture, whoever's left that is; `aside`, they are of the nearer leg. How far an end spreads
    (standard deviation, a share of the side) tells how sure it is: up to `sure_spread` it is
    believed, from `lost_spread` on it isn't. Rendered people stay below the first; a sandal in the
    grass, which no network saw, does not.
    """

    name: str
    side_px: int
    of_stature: float
    sure_spread: float
    lost_spread: float
    abreast: bool = False
    aside: bool = False

    @property
    def weights(self) -> Any:
        """The network's file."""
        return files("gaitkit") / "data" / f"second_look_{self.name}.tflite"


PELVIS = Sight(
    name="pelvis", side_px=112, of_stature=0.588, sure_spread=0.18, lost_spread=0.24, abreast=True
)
SHANK = Sight(name="shank", side_px=80, of_stature=0.46, sure_spread=0.07, lost_spread=0.10)
FOOT = Sight(name="foot", side_px=64, of_stature=0.24, sure_spread=0.08, lost_spread=0.12)
THIGH = Sight(
    name="thigh", side_px=80, of_stature=0.46, sure_spread=0.10, lost_spread=0.14, aside=True
)
NEAR_SHANK = Sight(
    name="near_shank", side_px=80, of_stature=0.46, sure_spread=0.10, lost_spread=0.14, aside=True
)
SIGHTS = (PELVIS, SHANK, FOOT, THIGH, NEAR_SHANK)
LEG = ("hip", "knee", "ankle", "heel", "toe")
_LEGS = tuple(f"{side}_{part}" for side in ("left", "right") for part in LEG)
_HIPS, _SHANKS, _FEET = [0, 5], ([1, 2], [6, 7]), ([3, 4], [8, 9])
_AROUND_FEET = ([2, 3, 4], [7, 8, 9])
#: Hip to ankle over stature, as pose models see it.
_LEG_OVER_STATURE = 0.46
_SMALLEST_STATURE_PX = 60.0
#: Hips closer together than this share of stature are seen from the side: nothing to see there;
#: from the second on they are seen from the front or behind.
_ASIDE, _ABREAST = 0.035, 0.06
#: Feet that point on by this share of stature show which way the person faces: begin to, do.
_TURNED, _SQUARE = 0.05, 0.08
#: From this zoom on a picture is scaled as it is.
_FINE_ENOUGH = 0.8
#: A knee or ankle seen so far off (shares of stature) begins to be, and is, another leg's.
_DOUBTED, _ANOTHERS = 0.03, 0.045


class SecondLook:
    """Looks at one frame after the other; keep one for a stretch, it is not for several threads."""

    def __init__(self, landmarks: Sequence[str]) -> None:
        self._columns = [landmarks.index(name) for name in _LEGS]
        self._pelvis, self._shank, self._foot, *self._near_leg = (_Eye(s) for s in SIGHTS)

    def __call__(self, picture: Picture, pose: PersonPose) -> PersonPose:
        """The pose, its hips and feet turned and its knees and ankles where they are seen."""
        first = pose.points_px[self._columns]
        stature_px = _stature_px(first)
        if not (np.isfinite(first).all() and stature_px >= _SMALLEST_STATURE_PX):
            return pose
        show = partial(cut_out, picture)
        seen = first.copy()
        around = [first[f].mean(axis=0) for f in _AROUND_FEET]
        for foot, ends, trust in zip(
            _FEET, *self._foot.ends_px(show, around, stature_px), strict=True
        ):
            seen[foot] = _between(first[foot], _turned(first[foot], ends), trust)
        abreast = _abreast(first, stature_px)
        if abreast:
            self._move_pelvis(show, first, seen, stature_px)
            self._move_shanks(show, first, seen, stature_px)
            across = _HIPS + _SHANKS[0] + _SHANKS[1]
            seen[across] = _between(first[across], seen[across], abreast)
        if aside := (1 - abreast) * _square(first, stature_px):
            self._move_near_leg(show, first, seen, stature_px, aside)
        points = pose.points_px.copy()
        points[self._columns] = seen
        return replace(pose, points_px=points)

    def _move_pelvis(self, show: Show, first: Array, seen: Array, stature_px: float) -> None:
        left_to_right = sorted(_HIPS, key=lambda hip: first[hip, 0])
        hips = first[left_to_right]
        (ends,), (trust,) = self._pelvis.ends_px(show, [hips.mean(axis=0)], stature_px)
        seen[left_to_right] = _between(hips, ends, trust)

    def _move_shanks(self, show: Show, first: Array, seen: Array, stature_px: float) -> None:
        around = [first[s].mean(axis=0) for s in _SHANKS]
        for shank, ends, trust in zip(
            _SHANKS, *self._shank.ends_px(show, around, stature_px), strict=True
        ):
            moved = np.linalg.norm(ends - first[shank], axis=1).max() / stature_px
            trust *= np.clip((_ANOTHERS - moved) / (_ANOTHERS - _DOUBTED), 0, 1)
            seen[shank] = _between(first[shank], ends, trust)

    def _move_near_leg(
        self, show: Show, first: Array, seen: Array, stature_px: float, aside: float
    ) -> None:
        """Hip, knee and ankle of the leg in front; the knee midway where both networks put it."""
        hip = near_hip(first)
        thigh, shank = (
            self._seen_of(eye, show, first[[start, start + 1]], stature_px)
            for eye, start in zip(self._near_leg, (hip, hip + 1), strict=True)
        )
        knee = (thigh[1] + shank[0]) / 2
        leg = slice(hip, hip + 3)
        seen[leg] += aside * (np.stack([thigh[0], knee, shank[1]]) - first[leg])

    def _seen_of(self, eye: _Eye, show: Show, line: Array, stature_px: float) -> Array:
        """Ends (2, 2) of a line, as far as they are believed."""
        (ends,), (trust,) = eye.ends_px(show, [line.mean(axis=0)], stature_px)
        return _between(line, ends, trust)


def _turned(line: Array, ends: Array) -> Array:
    """A line (2, 2) about its own middle, as long as the one between `ends` and turned as it is."""
    return line.mean(axis=0) + ends - ends.mean(axis=0)


def _between(first: Array, second: Array, trust: float) -> Array:
    """From the first look's points to the second's, by how far the second is believed."""
    return trust * second + (1 - trust) * first


class _Eye:
    """One network."""

    def __init__(self, sight: Sight) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._sight = sight
        with quiet_stderr():  # it tells how it will go about it
            self._network = Interpreter(model_content=sight.weights.read_bytes(), num_threads=1)
            self._network.allocate_tensors()
        (given,), (told,) = self._network.get_input_details(), self._network.get_output_details()
        self._given, self._told = given["index"], told["index"]
        self._looks = 0

    def ends_px(
        self, show: Show, middles_px: Sequence[Array], stature_px: float
    ) -> tuple[Array, Array]:
        """Ends (n, 2, 2) of the lines around `middles_px`, and the trust in each (n,), 0 to 1.

        Every other picture is seen in the mirror, the next time the others: what a network sees
        too far to one side cancels out from frame to frame.
        """
        side, side_px = self._sight.of_stature * stature_px, self._sight.side_px
        shown = np.stack([show(at, side, side_px) for at in middles_px])
        mirrored = np.arange(self._looks, self._looks + len(shown)) % 2 == 1
        self._looks += 1
        shown[mirrored] = shown[mirrored, :, ::-1]
        ends, spread = self._seen(shown)
        # 1 of `side_px`: what was the first pixel of a row is the last one in the mirror.
        ends[mirrored] = ends[mirrored] * [-1, 1] + [1 - 1 / side_px, 0]
        if self._sight.abreast:
            ends[mirrored] = ends[mirrored, ::-1]
        lost, sure = self._sight.lost_spread, self._sight.sure_spread
        trust = np.clip((lost - spread) / (lost - sure), 0, 1)
        return np.stack(middles_px)[:, np.newaxis] + (ends - 0.5) * side, trust

    def _seen(self, pictures: Picture) -> tuple[Array, Array]:
        """Ends (n, 2, 2) and how far they spread (n,), in shares of the side."""
        self._network.set_tensor(self._given, as_given(pictures))
        self._network.invoke()
        ends, spread = places(self._network.get_tensor(self._told))
        return ends, spread.mean(axis=1)


def version() -> str:
    """Identity of the networks, part of the cache key and of the record."""
    known = hashlib.sha256()
    for sight in SIGHTS:
        known.update(sight.weights.read_bytes())
    return known.hexdigest()[:12]


def _stature_px(legs: Array) -> float:
    """From the longer of both legs, which is the one that is less foreshortened."""
    segments = np.linalg.norm(np.diff(legs.reshape(2, 5, 2)[:, :3], axis=1), axis=-1)
    return float(segments.sum(axis=1).max()) / _LEG_OVER_STATURE


def _abreast(legs: Array, stature_px: float) -> float:
    """1 for hips side by side as from the front or behind, 0 for one before the other."""
    apart = abs(legs[_HIPS[0], 0] - legs[_HIPS[1], 0]) / stature_px
    return float(np.clip((apart - _ASIDE) / (_ABREAST - _ASIDE), 0, 1))


def _square(legs: Array, stature_px: float) -> float:
    """1 for feet that point to the left or right, as from the side, 0 for one that hardly does."""
    ahead = abs(toes_ahead(legs)) / stature_px
    return float(np.clip((ahead - _TURNED) / (_SQUARE - _TURNED), 0, 1))


def near_hip(legs: Array) -> int:
    """Row of the hip on the camera's side: the right one of who faces right."""
    return 5 if toes_ahead(legs) > 0 else 0


def toes_ahead(legs: Array) -> float:
    """How far toes are to the right of heels, mean of both feet; `legs` (10, 2) as in `LEG`."""
    return float(np.mean([legs[toe, 0] - legs[heel, 0] for heel, toe in _FEET]))


def cut_out(picture: Picture, middle_px: Array, side: float, side_px: int) -> Picture:
    """A square of the picture scaled to `side_px`; beyond the picture its edge goes on."""
    import cv2

    zoom = side_px / side
    size = np.array(picture.shape[1::-1])
    around = side / 2 + 2 / zoom  # what is seen, and what is blurred into it
    corner = np.clip(np.floor(middle_px - around), 0, size - 1).astype(int)
    end = np.clip(np.ceil(middle_px + around), corner + 1, size).astype(int)
    part, step = _coarser(picture[corner[1] : end[1], corner[0] : end[0]], zoom)
    part = softened(part, zoom, step)
    shift = side_px / 2 - (middle_px - corner - (step - 1) / 2) * zoom
    move = np.array([[zoom * step, 0, shift[0]], [0, zoom * step, shift[1]]])
    return cv2.warpAffine(part, move, (side_px, side_px), borderMode=cv2.BORDER_REPLICATE)


def _coarser(picture: Picture, zoom: float) -> tuple[Picture, int]:
    """The picture by means of so many pixels across and down, where it is finer than needed."""
    import cv2

    high, wide = picture.shape[:2]
    step = max(1, min(int(_FINE_ENOUGH / zoom), high, wide))
    if step == 1:
        return picture, step
    high, wide = high // step, wide // step
    whole = picture[: high * step, : wide * step]
    return cv2.resize(whole, (wide, high), interpolation=cv2.INTER_AREA), step


def softened(picture: Picture, zoom: float, step: int = 1) -> Picture:
    """What is finer than the smaller picture can show, taken out before it is made.

    Means of `step` pixels have been made of it already.
    """
    import cv2

    if zoom >= _FINE_ENOUGH:
        return picture
    left = (0.4 / zoom) ** 2 - (step**2 - 1) / 12  # variance in pixels, less that of the means
    return cv2.GaussianBlur(picture, (0, 0), np.sqrt(left) / step)


def as_given(pictures: Picture) -> Array:
    """Pictures (n, side, side, 3) as a network takes them, -1 to 1."""
    return pictures.astype(np.float32) / np.float32(127.5) - 1


def places(maps: Array) -> tuple[Array, Array]:
    """Where the ends of the line are (n, 2, 2) and how far they spread (n, 2), shares of the side.

    The maps (n, h, w, 2) say how likely each end is where, as a logarithm.
    """
    high, wide = maps.shape[1:3]
    likely = np.exp(maps - maps.max(axis=(1, 2), keepdims=True))
    likely /= likely.sum(axis=(1, 2), keepdims=True)
    x, y = (np.arange(wide) + 0.5) / wide, (np.arange(high) + 0.5) / high
    along, down = likely.sum(1).swapaxes(1, 2), likely.sum(2).swapaxes(1, 2)
    middle = np.stack([along @ x, down @ y], axis=-1)
    variance = along @ x**2 + down @ y**2 - (middle**2).sum(axis=-1)
    return middle, np.sqrt(np.maximum(variance, 0))
