"""An empty figure as all of gaitkit's figures begin."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from gaitkit.model import Side

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES: dict[Side, str] = {"left": "-", "right": "--"}


def blank(
    *, width_in: float, height_in: float, rows: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """Figure and axes, row by row."""
    # A figure of its own instead of pyplot: nothing global is changed or left open.
    figure = _figure_class()(figsize=(width_in, height_in), layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.grid(color="0.9", linewidth=0.8)
        one.set_axisbelow(True)
    return figure, axes


@cache
def _figure_class() -> type[Figure]:
    from matplotlib.figure import Figure

    class Drawing(Figure):
        """A matplotlib Figure that a notebook shows without `%matplotlib inline`."""

        def _repr_png_(self) -> bytes:
            png = BytesIO()
            self.savefig(png, format="png", bbox_inches="tight")
            return png.getvalue()

    return Drawing
