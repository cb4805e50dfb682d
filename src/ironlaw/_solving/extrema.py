"""Extrema of a function over a domain: hidden roots, and the best that can be reached."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ironlaw._language import Bounds
from ironlaw._solving.grid import Function, grid

_TOUCH = 1e-12


def with_extrema(outside: Function, points: Any, distances: Any) -> tuple[Any, Any, list[float]]:
    """Add the points where the distance turns between grid points: hidden and double roots.

    Returns
    -------
    tuple
        The points and their distances with the extrema among them, and the double roots.
    """
    from scipy.optimize import minimize_scalar

    options = {"xatol": 0}
    size, side = np.abs(distances), np.sign(distances)
    extra: list[float] = []
    touching: list[float] = []
    turn = (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:]) & (size[1:-1] > 0)
    same = (side[:-2] == side[2:]) & (side[:-2] == side[1:-1])
    for index in np.flatnonzero(turn & same):
        ends = (float(points[index]), float(points[index + 2]))
        sign = math.copysign(1.0, distances[index])
        with np.errstate(all="ignore"):
            best = minimize_scalar(
                lambda x, s=sign: s * float(outside(x)),
                bounds=ends,
                method="bounded",
                options=options,
            )
        beside = min(size[index], size[index + 2])
        (touching if abs(best.fun) <= _TOUCH * beside else extra).append(float(best.x))
    if not extra:
        return points, distances, touching
    merged = np.unique(np.concatenate([points, extra]))
    return merged, np.broadcast_to(outside(merged), merged.shape), touching


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
