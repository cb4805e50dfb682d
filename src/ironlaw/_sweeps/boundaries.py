"""Where one regime ends and another begins, in a picture of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_LEAST = 0.02  # a share of a map; smaller regions are not named
_INK = "white"
_EDGE = "0.15"


def draw_boundaries(
    ax: Any, codes: Any, centers: tuple[Any, Any], names: Mapping[float, str]
) -> None:
    """Draw lines between the regions of a map, and name them.

    Parameters
    ----------
    ax
        Axes of matplotlib.
    codes
        The regime of each cell, rows upwards; nan where there is none.
    centers
        The middle of each column, and of each row.
    names
        What each regime is called.
    """
    from matplotlib import patheffects

    outline = [patheffects.withStroke(linewidth=3, foreground=_EDGE)]
    for code in list(names)[:-1]:  # the last one begins where the others end
        inside = np.where(np.isfinite(codes), codes == code, np.nan)
        ax.contour(*centers, inside, levels=[0.5], colors=_INK, linewidths=1.5).set(
            path_effects=outline
        )
    for code, name in names.items():
        inside = codes == code
        if name and inside.mean() >= _LEAST:
            row, column = _middle(inside)
            ax.text(centers[0][column], centers[1][row], name, color=_INK, ha="center",
                    va="center", fontsize="small", path_effects=outline)  # fmt: skip


def mark_changes(ax: Any, x: Any, codes: Any, names: Mapping[float, str]) -> None:
    """Draw a line where a curve passes into another regime, and name the regimes along the top."""
    (after,) = np.nonzero(_differ(codes[:-1], codes[1:]))
    for i in after:
        ax.axvline(0.5 * (x[i] + x[i + 1]), color="0.4", linewidth=0.8, linestyle="--")
    begins = np.concatenate([[True], codes[1:] != codes[:-1]]) & np.isfinite(codes)
    for first in np.flatnonzero(begins):
        name = names.get(float(codes[first]), "")
        if name:
            ax.text(x[first], 1.01, name, transform=ax.get_xaxis_transform(), fontsize="small",
                    color="0.3", ha="left", va="bottom")  # fmt: skip


def _differ(one: Any, other: Any) -> Any:
    return np.isfinite(one) & np.isfinite(other) & (one != other)


def _middle(inside: Any) -> tuple[int, int]:
    """Return the cell of a region that is furthest from its border."""
    from scipy.ndimage import distance_transform_edt

    depth = distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(row), int(column)
