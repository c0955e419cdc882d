"""Shots in files: python -m rendering second-look draws them, seeded and resumable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from ..rotation import Array
from .cutouts import Cutter, camera
from .looks import look, loosened, with_shirt
from .moments import moments

SIZE_PX = 260
POINTS = tuple(
    f"{side}_{joint}"
    for side in ("left", "right")
    for joint in ("hip", "knee", "ankle", "heel", "toe")
)
STATURES = 1.0  # the side of a shot: legs and most of the trunk
_MOMENTS, _PICTURES = 10, 3  # of each person, and of each moment
SHOTS_PER_FILE = 300
#: Files of this number and on are shots from the side alone.
FIRST_ASIDE = 100


def write(folder: Path, number: int) -> Path:
    """File `number` of the shots, unless it is there; the same whenever it is drawn."""
    path = folder / f"shots_{number:04d}.npz"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    pictures, points = [], []
    for picture, at in _shots(number):
        pictures.append(picture)
        points.append(at)
        if len(pictures) == SHOTS_PER_FILE:
            break
    part = path.with_suffix(".part.npz")
    np.savez(part, pictures=np.stack(pictures), points=np.stack(points).astype("f4"))
    part.replace(path)
    return path


def is_aside(path: Path) -> bool:
    """Whether a file holds shots from the side alone."""
    return int(path.stem.removeprefix("shots_")) >= FIRST_ASIDE


def _shots(number: int) -> Iterator[tuple[Array, Array]]:
    cutter, person = Cutter(), 0
    while True:
        dice = np.random.default_rng([number, person])
        person += 1
        try:
            shown = list(moments(dice, _MOMENTS))
        except ValueError:  # a gait that no leg of this length can walk
            continue
        for moment in shown:
            for _ in range(_PICTURES):
                at = camera(dice, moment, aside=number >= FIRST_ASIDE)
                clothes = look(dice)
                loose = loosened(dice, moment.body, moment.vertices)
                skin, worn = with_shirt(dice, moment.body, loose, clothes)
                cut = cutter.draw(moment, skin, at, worn)
                points = at.project(np.stack([moment.joints[name] for name in POINTS]))
                yield _squared(
                    cut,
                    points,
                    moment.body.stature_m
                    * at.intrinsics[0, 0]
                    / float(at.depth_m(moment.joints["left_hip"])),
                )


def _squared(cut: Array, points: Array, tall_px: float) -> tuple[Array, Array]:
    """The square around the legs, and the points in it as shares of its side."""
    side = STATURES * tall_px
    corner = (points.min(0) + points.max(0)) / 2 - side / 2
    zoom = SIZE_PX / side
    move = np.array([[zoom, 0, -corner[0] * zoom], [0, zoom, -corner[1] * zoom]])
    smaller = cv2.GaussianBlur(cut, (0, 0), 0.45 / zoom) if zoom < 0.9 else cut
    picture = cv2.warpAffine(smaller, move, (SIZE_PX, SIZE_PX), flags=cv2.INTER_LINEAR)
    return picture, (points - corner) / side
