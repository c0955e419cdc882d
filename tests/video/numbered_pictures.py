"""Pictures that carry their own number, and coloured corners that tell which way is up."""

from __future__ import annotations

import numpy as np

#: RGB of the four corners: upper left, upper right, lower left, lower right.
CORNERS = ((200, 40, 40), (40, 180, 60), (50, 70, 200), (220, 210, 60))
BITS = 10


def picture(number: int, *, width_px: int = 320, height_px: int = 192) -> np.ndarray:
    """Coloured corners, and `number` as black and white blocks in a row across the middle."""
    rgb = np.empty((height_px, width_px, 3), np.uint8)
    half_x, half_y = width_px // 2, height_px // 2
    rgb[:half_y, :half_x], rgb[:half_y, half_x:] = CORNERS[:2]
    rgb[half_y:, :half_x], rgb[half_y:, half_x:] = CORNERS[2:]
    for bit in range(BITS):
        left = bit * width_px // BITS
        rgb[half_y - 16 : half_y + 16, left : left + width_px // BITS] = 255 * (number >> bit & 1)
    return rgb


def number_in(rgb: np.ndarray) -> int:
    """The number that `picture` wrote, whatever the size of an upright picture."""
    height_px, width_px = rgb.shape[:2]
    row = rgb[height_px // 2].mean(axis=1)
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.5) * width_px / BITS)] > 128)
