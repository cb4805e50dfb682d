"""Where a function takes a value: the whole domain is searched, and what is found refined."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ironlaw._language import Bounds
from ironlaw._solving.extrema import with_extrema
from ironlaw._solving.grid import Function, grid, with_boundaries

Ends = tuple[float, float]
_FLAT = 4 * 2.22e-16
_LEVEL = 1e-12
_WIDE = 1e-2


def preimage(
    function: Function,
    low: float,
    high: float,
    bounds: Bounds,
    rtol: float = 1e-9,
    extra: Any = (),
) -> list[tuple[float, float]]:
    """Return all intervals of the domain on which ``low <= function <= high``.

    Parameters
    ----------
    function
        A vectorised function of one variable.
    low, high
        The target; a value where they are equal.
    bounds
        The domain that is searched.
    rtol
        How near the function must come to a target value.
    extra
        Further points to look at, such as both sides of each jump.

    Returns
    -------
    list[tuple[float, float]]
        Intervals in rising order; a root is an interval of no width. Poles and jumps over the
        target are not roots.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> [(a, b)] = preimage(lambda x: x * x, 4.0, 4.0, Bounds(0.0, 9.0, False, False))
    >>> round(a, 9), a == b
    (2.0, True)
    """
    scale = max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0)
    flat = _FLAT * scale

    def outside(x: Any) -> Any:
        """Return the signed distance to the target: 0 inside, nan where there is no value."""
        with np.errstate(all="ignore"):
            value = np.asarray(function(x), dtype=float)
            above = np.where(value > high, value - high, 0.0 * value)
            return np.where(value < low, value - low, above)

    points = np.unique(np.concatenate([grid(bounds), extra]))
    distances = np.broadcast_to(outside(points), points.shape)
    points, distances = with_boundaries(outside, points, distances)
    points, distances, touching = with_extrema(outside, points, distances)
    found = [(x, x) for x in touching]
    level = _LEVEL * scale
    inside = np.abs(distances) <= level
    level_runs = _runs(outside, points, _long(inside), level)
    found += level_runs + _runs(outside, points, (np.abs(distances) <= flat) & ~_long(inside), flat)
    found += _crossings(outside, points, distances, flat, rtol * scale, rtol)
    return _merged(found)


def _long(inside: Any) -> Any:
    """Keep only runs of three points or more: no crossing stays so near for so long."""
    padded = np.concatenate([[False, False], inside, [False, False]])
    starts = padded[:-2] & padded[1:-1] & padded[2:]
    return starts[:-2] | starts[1:-1] | starts[2:]


def _runs(outside: Function, points: Any, inside: Any, flat: float) -> list[Ends]:
    """Return the runs of points on the target: flat stretches as intervals, others as roots."""
    found, index, last = [], 0, len(points) - 1
    while index <= last:
        start = index
        while index <= last and inside[index]:
            index += 1
        if index > start:
            left = _edge(outside, points, start, start - 1, flat)
            right = _edge(outside, points, index - 1, index, flat)
            found.append(_flat_or_root(outside, left, right))
        index += 1
    return found


def _edge(outside: Function, points: Any, inner: int, outer: int, flat: float) -> float:
    """Return the last number from one grid point towards the next that is on the target."""
    near = float(points[inner])
    if outer < 0 or outer >= len(points):
        return near
    return _last_inside(outside, near, float(points[outer]), flat)


def _last_inside(outside: Function, inner: float, outer: float, flat: float) -> float:
    for _ in range(200):
        middle = 0.5 * (inner + outer)
        if middle in (inner, outer):
            break
        if abs(float(outside(middle))) <= flat:
            inner = middle
        else:
            outer = middle
    return inner


def _flat_or_root(outside: Function, left: float, right: float) -> Ends:
    """Tell a flat stretch, wide or the same throughout, from the rounding about a root."""
    if right - left > _WIDE * abs(right):
        return left, right
    distances = np.asarray(outside(np.linspace(left, right, 33)))[1:-1]
    if right > left and np.all(distances == distances[0]):
        return left, right
    middle = 0.5 * (left + right)
    return middle, middle


def _crossings(
    outside: Function, points: Any, distances: Any, flat: float, slack: float, rtol: float
) -> list[Ends]:
    side = np.sign(distances)
    size = np.abs(distances)
    change = (np.abs(side[:-1] - side[1:]) == 2.0) & (size[:-1] > flat) & (size[1:] > flat)
    found = []
    for index in np.flatnonzero(change):
        near = rtol * float(min(size[index], size[index + 1]))
        ends = (float(points[index]), float(points[index + 1]))
        found += _bracketed(outside, ends, slack or near, flat)
    return found


def _bracketed(outside: Function, ends: Ends, slack: float, flat: float) -> list[Ends]:
    """Refine one sign change; return nothing if it is a pole or a jump over the target."""
    from scipy.optimize import brentq

    left, right = ends
    root = float(
        brentq(lambda x: float(outside(x)), left, right, xtol=5e-324, rtol=8.9e-16, maxiter=500)
    )
    error = abs(float(outside(root)))
    if not error <= max(slack, _rounding(outside, root)):
        return []
    if error <= flat:
        wide = _last_inside(outside, root, left, flat), _last_inside(outside, root, right, flat)
        return (
            [_flat_or_root(outside, *wide)]
            if wide[1] - wide[0] > 1e-6 * abs(root)
            else [(root, root)]
        )
    return [(root, root)]


def _rounding(outside: Function, root: float) -> float:
    """Return how far the distance moves over one rounding of the root, where it is continuous."""
    steps = [root * (1 - 4e-16), root * (1 + 4e-16)]
    ends = [float(outside(x)) for x in steps]
    spread = abs(ends[1] - ends[0])
    further = abs(float(outside(root * (1 + 1e-12))) - float(outside(root * (1 - 1e-12))))
    return spread if spread <= 0.1 * further else 0.0


def _merged(found: list[Ends]) -> list[Ends]:
    result: list[Ends] = []
    for left, right in sorted(found):
        if result and left <= result[-1][1] + 4e-15 * abs(left):
            result[-1] = (result[-1][0], max(right, result[-1][1]))
        else:
            result.append((left, right))
    return [(a, b) if b - a > 1e-9 * abs(b) else ((a + b) / 2, (a + b) / 2) for a, b in result]
