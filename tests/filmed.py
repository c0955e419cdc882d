"""A walker whose film says which frame it shows, analysed without a pose model.

Each picture carries its number as black and white fields, so that a browser can be asked which
frame it really shows. Frames are missing here and there: no frame rate leads to the right one.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import clips
import numpy as np
import pytest
import staged

from gaitkit.face import Result, analyze
from gaitkit.video import probe

BITS, FIELD_PX = 9, 32
MISSING = frozenset({20, 21, 47, 90, 113})


def filmed(folder: Path, *, lang: str = "en", grey: int = staged.SIDE, **options) -> Result:
    """The result, its clip lying in `folder`; `grey` says from where, as in staged.py."""
    with pytest.MonkeyPatch.context() as patch:
        staged.stage(patch, folder)
        whole = staged.grey_clip(folder / "grey.mp4", grey)
        path = clips.changed(
            whole, folder / "walker.mp4", keep=lambda number: number not in MISSING
        )
        result = analyze(path, lang=lang, **options)
    shown = ((t, numbered(rgb, n)) for n, (t, rgb) in enumerate(list(clips.pictures(path))))
    clip = probe(clips.write(folder / "numbered.mp4", shown))
    np.testing.assert_allclose(clip.times_s, result.record.clip.times_s, atol=1e-4)
    return replace(result, record=replace(result.record, clip=clip))


def numbered(rgb: np.ndarray, number: int) -> np.ndarray:
    """The picture with its number written along its upper edge, the lowest bit first."""
    out = rgb.copy()
    for bit in range(BITS):
        out[:FIELD_PX, bit * FIELD_PX : (bit + 1) * FIELD_PX] = 255 * (number >> bit & 1)
    return out


#: Which frame the browser shows now, read from the pixels of the first or the given video element.
NUMBER_SHOWN = f"""(which) => {{
  const video = document.querySelectorAll("video")[which ?? 0];
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const pen = canvas.getContext("2d", {{ willReadFrequently: true }});
  pen.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit++) {{
    const [red] = pen.getImageData((bit + 0.5) * {FIELD_PX}, {FIELD_PX // 2}, 1, 1).data;
    if (red > 127) number |= 1 << bit;
  }}
  return number;
}}"""
