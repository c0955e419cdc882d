"""From other programs' keypoints to gaitkit's landmarks: by name, or by their order in a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from ..model import SIDES
from .marker_sets import plain_name

FloatArray = npt.NDArray[np.float64]

#: Landmark parts by the names that keypoints go by, without the side. A toe is the middle of big
#: and small toe where a file has both: so the foot's line runs along its middle.
_PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
    **{part: ((part.upper(),),) for part in ("ear", "eye", "shoulder", "elbow", "wrist", "hip")},
    **{part: ((part.upper(),),) for part in ("knee", "ankle", "heel")},
    "toe": (("BIGTOE", "SMALLTOE"), ("FOOTINDEX",), ("TOE",), ("BIGTOE",)),
}
#: In BODY_25 the neck and the mid-hip lie between shoulders and hips, this near in body heights.
_BETWEEN = 0.06
_BODY_25_BETWEEN = ((1, 2, 5), (8, 9, 12))


def landmark_columns(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Landmark to the columns of `names` whose mean it is; names that mean nothing are left out."""
    column = {_plain(name): number for number, name in reversed(list(enumerate(names)))}
    found = {"nose": (column["NOSE"],)} if "NOSE" in column else {}
    for part, groups in _PARTS.items():
        for side in SIDES:
            for group in groups:
                wanted = [side[0].upper() + name for name in group]
                if all(name in column for name in wanted):
                    found[f"{side}_{part}"] = tuple(column[name] for name in wanted)
                    break
    return found


def on_landmarks(
    points_px: FloatArray, scores: FloatArray, columns: dict[str, tuple[int, ...]]
) -> tuple[FloatArray, FloatArray]:
    """Points (..., K, 2) and scores (..., K) of keypoints as those of landmarks.

    Of several columns the points are averaged and the lowest score counts.
    """
    points = [points_px[..., list(c), :].mean(axis=-2) for c in columns.values()]
    sure = [scores[..., list(c)].min(axis=-1) for c in columns.values()]
    return np.stack(points, axis=-2), np.stack(sure, axis=-1)


def keypoint_names(points_px: FloatArray) -> tuple[str, ...]:
    """The names of keypoints (N, K, 2) of N people, by their count and, where needed, their place.

    Raises ValueError for a count that belongs to no known set.
    """
    count = points_px.shape[1]
    fitting = [names for counts, names in keypoint_sets().values() if count in counts]
    if not fitting:
        known = ", ".join(
            map(str, sorted({c for counts, _ in keypoint_sets().values() for c in counts}))
        )
        raise ValueError(f"expected {known} keypoints per person, got {count}")
    if count == 25:
        return keypoint_sets()["body_25" if _is_body_25(points_px) else "body_25b"][1]
    return fitting[0]


def _is_body_25(points_px: FloatArray) -> bool:
    """Whether neck and mid-hip lie where BODY_25 has them; BODY_25B has other points there."""
    tall = np.nanmax(points_px[..., 1], axis=1) - np.nanmin(points_px[..., 1], axis=1)
    for middle, one, other in _BODY_25_BETWEEN:
        off = points_px[:, middle] - (points_px[:, one] + points_px[:, other]) / 2
        away = np.linalg.norm(off, axis=1) / np.maximum(tall, 1e-6)
        if not np.isfinite(away).any() or np.nanmedian(away) > _BETWEEN:
            return False
    return True


def _plain(name: str) -> str:
    turned = re.sub(r"^(.+?)[_. -]?(left|right)$", r"\2_\1", name.strip(), flags=re.IGNORECASE)
    return plain_name(turned)


@cache
def keypoint_sets() -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    text = files("gaitkit.data").joinpath("keypoint_sets.toml").read_text(encoding="utf-8")
    return {
        name: (tuple(entry["counts"]), tuple(entry["keypoints"]))
        for name, entry in tomllib.loads(text).items()
    }
