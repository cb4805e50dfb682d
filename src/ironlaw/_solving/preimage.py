"""Where a function takes a value: the whole domain is searched, and what is found refined."""

from __future__ import annotations

from typing import Any

import numpy as np

from ironlaw._language import Bounds
from ironlaw._solving.distance import Distance
from ironlaw._solving.extrema import with_extrema
from ironlaw._solving.grid import Function, grid, with_boundaries

Ends = tuple[float, float]
_WIDE = 1e-2  # no rounding about a root is as wide as this share of it
_APART = 4e-15  # roots that differ by a few roundings are one
_MANY = 32  # roots that are refined at once rather than one by one
_STRETCH = 1e-6  # rounding about a root is narrower than this share of it
_BESIDE = np.array([-0.4, 0.4]) * _STRETCH  # one of which is on a stretch that is as wide
_POINT = 1e-9  # an interval narrower than this share is a root


def preimage(
    function: Function,
    target: Ends,
    bounds: Bounds,
    *,
    rtol: float = 1e-9,
    extra: Any = (),
    size: Function | None = None,
    level: float = 0.0,
) -> list[Ends]:
    """Return all intervals of the domain on which ``low <= function <= high``.

    Parameters
    ----------
    function
        A vectorised function of one variable, of floats too.
    target
        The lower and the upper end of the target; a value where they are equal.
    bounds
        The domain that is searched.
    rtol
        How near the function must come to a target value.
    size
        The sum of the sizes of what the function adds up, where it does.
    extra
        Further points to look at, such as both sides of each jump.
    level
        How far a long stretch may be from the target and still be on it.

    Returns
    -------
    list[tuple[float, float]]
        Intervals in rising order; a root is an interval of no width. Poles and jumps over the
        target are not roots.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> [(a, b)] = preimage(lambda x: x * x, (4.0, 4.0), Bounds(0.0, 9.0, False, False))
    >>> round(a, 9), a == b
    (2.0, True)
    """
    distance = Distance(function, target, rtol, size, level)
    points = np.unique(np.concatenate([grid(bounds), extra]))
    distances = np.broadcast_to(distance(points), points.shape)
    points, distances = with_boundaries(distance, points, distances)
    points, distances, touching = with_extrema(distance, points, distances, distance.scale)
    near, on_level = _level(distance, points, distances)
    on = (np.abs(distances) <= distance.flat) & ~on_level
    runs = _runs(points, on_level, distance, near=near)
    runs += _runs(points, on, distance, near=distance.flat)
    found = [(x, x) for x in touching]
    found += runs if len(runs) > _MANY else [_settled(distance, ends) for ends in runs]
    found += _crossings(distance, points, distances)
    return _merged(found)


def _level(distance: Distance, points: Any, distances: Any) -> tuple[float, Any]:
    """Return which points are on long stretches that stay on the target, and how near they stay.

    Where a stretch stays so near that rounding may be all that moves it, what a few roundings
    of each of its points do tells the two apart.
    """
    size, near = np.abs(distances), distance.level
    if distance.target[0] != distance.target[1]:
        return near, np.zeros_like(size, dtype=bool)  # inside an interval the distance is 0
    found = _long(size <= near)
    close = _long(size <= distance.beside(size)) & ~found
    if close.any():
        index = np.flatnonzero(close)
        noise = 2 * distance.noise(points[index])
        noisy = np.zeros_like(found)
        noisy[index] = size[index] <= noise
        noisy = _long(noisy | found)
        if noisy.any():
            near = max(near, float(size[noisy].max()))
            found = found | noisy
    return near, found


def _long(inside: Any) -> Any:
    """Keep only runs of three points or more: no crossing stays so near for so long."""
    padded = np.concatenate([[False, False], inside, [False, False]])
    starts = padded[:-2] & padded[1:-1] & padded[2:]
    return starts[:-2] | starts[1:-1] | starts[2:]


def _runs(points: Any, inside: Any, distance: Distance, *, near: float) -> list[Ends]:
    """Return the runs of points on the target, each up to where it leaves it."""
    if not inside.any():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    first, after = edges.reshape(-1, 2).T
    before, behind = np.maximum(first - 1, 0), np.minimum(after, len(points) - 1)
    left = distance.last_within(points[first], points[before], near)
    right = distance.last_within(points[after - 1], points[behind], near)
    return list(zip(left.tolist(), right.tolist(), strict=True))


def _settled(distance: Distance, ends: Ends) -> Ends:
    """Tell a flat stretch, wide or the same throughout, from the rounding about a root."""
    left, right = ends
    if left == right or right - left > _WIDE * abs(right):
        return ends
    distances = np.asarray(distance(np.linspace(left, right, 33)))[1:-1]
    if np.all(distances == distances[0]):
        return ends
    middle = 0.5 * (left + right)
    return middle, middle


def _crossings(distance: Distance, points: Any, distances: Any) -> list[Ends]:
    """Return where the distance changes its sign between two points."""
    side, size = np.sign(distances), np.abs(distances)
    away = size > distance.flat
    change = (np.abs(side[:-1] - side[1:]) == 2.0) & away[:-1] & away[1:]
    where = np.flatnonzero(change)
    if len(where) > _MANY:
        return _bisected(distance, points[where], points[where + 1])
    found = []
    for index in where:
        near = distance.rtol * float(min(size[index], size[index + 1]))
        ends = (float(points[index]), float(points[index + 1]))
        found += _bracketed(distance, ends, distance.rtol * distance.scale or near)
    return found


def _bisected(distance: Distance, left: Any, right: Any) -> list[Ends]:
    """Refine many changes of sign at once; leave out poles and jumps over the target."""
    from scipy.optimize import elementwise

    tight = {"xatol": 5e-324, "xrtol": 8.9e-16, "fatol": 0.0, "frtol": 0.0}
    with np.errstate(all="ignore"):
        found = elementwise.find_root(distance, (left, right), tolerances=tight, maxiter=500)
    errors = np.abs(found.f_x)
    is_root = errors <= distance.rtol * distance.scale
    is_root[~is_root] = errors[~is_root] <= distance.rounding_at(found.x[~is_root])
    return [(x, x) for x in found.x[is_root].tolist()]


def _bracketed(distance: Distance, ends: Ends, slack: float) -> list[Ends]:
    """Refine one sign change; return nothing if it is a pole or a jump over the target."""
    from scipy.optimize import brentq

    options = {"xtol": 5e-324, "rtol": 8.9e-16, "maxiter": 500}
    try:
        with np.errstate(all="ignore"):
            root = float(brentq(distance.at, *ends, **options))
    except ValueError:  # the function has no value somewhere between: no sign change is proved
        return []
    error = abs(distance.at(root))
    if not (error <= slack or error <= distance.rounding_at(root)):
        return []
    beside = distance(root * (1 + _BESIDE))
    if error <= distance.flat and (np.abs(beside) <= distance.flat).any():
        left, right = distance.last_within(np.full(2, root), np.array(ends), distance.flat)
        if right - left > _STRETCH * abs(root):
            return [_settled(distance, (float(left), float(right)))]
    return [(root, root)]


def _merged(found: list[Ends]) -> list[Ends]:
    result: list[Ends] = []
    for left, right in sorted(found):
        if result and left <= result[-1][1] + _APART * abs(left):
            result[-1] = (result[-1][0], max(right, result[-1][1]))
        else:
            result.append((left, right))
    return [(a, b) if b - a > _POINT * abs(b) else ((a + b) / 2, (a + b) / 2) for a, b in result]
