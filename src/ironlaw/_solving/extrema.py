"""Extrema of a function over a domain: hidden roots, and the best that can be reached."""

from __future__ import annotations

from typing import Any

import numpy as np

from ironlaw._language import Bounds
from ironlaw._solving.grid import Function, grid

_TOUCH = 1e-12
_NOISE = 1e-14
_EXACT = {"xatol": 0.0, "xrtol": 1e-15, "fatol": 0.0, "frtol": 0.0}


def with_extrema(
    outside: Function, points: Any, distances: Any, scale: float = 0.0
) -> tuple[Any, Any, list[float]]:
    """Add the points where the distance turns between grid points: hidden and double roots.

    A turn is deeper than rounding, which is a share of a target's scale.

    Returns
    -------
    tuple
        The points and their distances with the extrema among them, and the double roots.
    """
    from scipy.optimize import elementwise

    size, side = np.abs(distances), np.sign(distances)
    with np.errstate(invalid="ignore"):
        depth = np.minimum(size[:-2], size[2:]) - size[1:-1]
        deep = depth > _NOISE * (size[1:-1] + scale)
    turn = (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:]) & (size[1:-1] > 0) & deep
    same = (side[:-2] == side[2:]) & (side[:-2] == side[1:-1])
    index = np.flatnonzero(turn & same)
    if not len(index):
        return points, distances, []
    triples = tuple(points[index + k] for k in range(3))
    with np.errstate(all="ignore"):
        best = elementwise.find_minimum(
            lambda x, sign: sign * outside(x), triples, args=(side[index + 1],), tolerances=_EXACT
        )
    found = best.success | np.isfinite(best.f_x)
    at, least = best.x[found], np.abs(best.f_x[found])
    beside = np.minimum(size[index], size[index + 2])[found]
    touching = least <= _TOUCH * beside
    merged = np.unique(np.concatenate([points, at[~touching]]))
    return merged, np.broadcast_to(outside(merged), merged.shape), at[touching].tolist()


def extremes(
    function: Function, bounds: Bounds
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the least and the largest value over a domain, each with where it is reached.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> low, high = extremes(lambda x: (x - 2) ** 2 + 1, Bounds(0.0, 3.0, False, False))
    >>> round(low[0], 6), round(low[1], 6), high
    (1.0, 2.0, (5.0, 0.0))
    """
    points = grid(bounds)
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(function(points), dtype=float), points.shape)
    keep = np.isfinite(values)
    if not keep.any():
        return None
    points, values = points[keep], values[keep]
    low = _least(function, points, values)
    high = _least(lambda x: -function(x), points, -values)
    return low, (-high[0], high[1])


def _least(function: Function, points: Any, values: Any) -> tuple[float, float]:
    """Return the least value of a function, refined between the points, and where it is."""
    from scipy.optimize import minimize_scalar

    index = int(np.argmin(values))
    found = float(values[index]), float(points[index])
    if not 0 < index < len(points) - 1:
        return found
    around = float(points[index - 1]), float(points[index + 1])
    with np.errstate(all="ignore"):
        best = minimize_scalar(lambda x: float(function(x)), bounds=around, method="bounded")
    return min(found, (float(best.fun), float(best.x)))
