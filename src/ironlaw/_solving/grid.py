"""Where a search looks: points over a domain, at the jumps of a function, and at its ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ironlaw._language import Bounds

Function = Callable[[Any], Any]
_PER_DECADE = 24
_PER_FAR_DECADE = 4
_MOST_JUMPS = 8192
_SHARES = np.linspace(0.0, 1.0, 65)


@lru_cache(64)
def grid(bounds: Bounds) -> np.ndarray:
    """Return points that cover a domain, dense in ratio near both of its ends; not to be changed.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> points = grid(Bounds(0.0, 1.0, False, False))
    >>> float(points[0]), float(points[-1])
    (0.0, 1.0)
    """
    low, high = bounds.lower, bounds.upper
    if math.isfinite(low) and math.isfinite(high):
        offsets = np.logspace(-15, 0, 15 * _PER_DECADE) * (high - low) / 2
        points = np.concatenate([[low], low + offsets, high - offsets, [high]])
        points = np.concatenate([points, np.linspace(low, high, 101)])
        if low == 0.0:  # floats are as dense there as anywhere
            sizes = _sizes()
            points = np.concatenate([points, sizes[sizes < offsets[0]]])
    elif math.isfinite(low):
        points = np.concatenate([[low], low + _sizes()])
    else:
        side = _sizes()
        points = np.concatenate([-side, [0.0], side])
    points = np.unique(points)
    points = points[[bounds.contains(x) for x in points.tolist()]]
    points.setflags(write=False)
    return points


def _sizes() -> Any:
    """Return sizes of all magnitudes, denser between 1e-20 and 1e32."""
    usual = np.logspace(-20, 32, 52 * _PER_DECADE)
    far = [np.logspace(a, b, abs(b - a) * _PER_FAR_DECADE) for a, b in ((-60, -20), (32, 60))]
    return np.concatenate([far[0][:-1], usual, far[1][1:]])


def whole_crossings(function: Function, bounds: Bounds) -> tuple[Any, Any]:
    """Return points just below and above where a function passes a whole number.

    Returns
    -------
    tuple
        The points, and the cells of the grid that were left out, as an array of ``(left, right)``:
        those with most of them, where there are over 8,192 in all.

    Examples
    --------
    >>> from ironlaw._language import Bounds
    >>> near, left_out = whole_crossings(lambda x: 10 * x, Bounds(0.0, 0.25, False, False))
    >>> sorted(set(near.round(6).tolist())), len(left_out)
    ([0.1, 0.2], 0)
    """
    points = grid(bounds)
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(function(points), dtype=float), points.shape)
    low, high = np.minimum(values[:-1], values[1:]), np.maximum(values[:-1], values[1:])
    with np.errstate(invalid="ignore"):
        count = np.floor(high) - np.floor(low)
    found = np.flatnonzero(count > 0)
    found = found[np.argsort(count[found], kind="stable")]
    few = np.cumsum(count[found]) <= _MOST_JUMPS
    many = np.sort(found[~few])
    left_out = np.stack([points[many], points[many + 1]], axis=-1)
    cells = [
        (i, k)
        for i in found[few]
        for k in range(int(np.floor(low[i])) + 1, int(np.floor(high[i])) + 1)
    ]
    if not cells:
        return np.empty(0), left_out
    index, whole = np.array(cells).T
    left, right = points[index].copy(), points[index + 1].copy()
    rising = values[index + 1] > values[index]
    for _ in range(60):
        middle = 0.5 * (left + right)
        before = (np.asarray(function(middle), dtype=float) < whole) == rising
        left, right = np.where(before, middle, left), np.where(before, right, middle)
    return np.concatenate([left, right, left * (1 - 1e-9), right * (1 + 1e-9)]), left_out


def with_boundaries(outside: Function, points: Any, distances: Any) -> tuple[Any, Any]:
    """Add points up to where the function ends to have a value between two grid points."""
    valid = np.isfinite(distances)
    extra = []
    for index in np.flatnonzero(valid[:-1] != valid[1:]):
        inner, outer = (index, index + 1) if valid[index] else (index + 1, index)
        near, far = float(points[inner]), float(points[outer])
        end = _last_valid(outside, near, far)
        extra.append(end + (near - end) * np.logspace(-12, 0, 60))
        extra.append(np.array([end]))
    if not extra:
        return points, distances
    merged = np.unique(np.concatenate([points, *extra]))
    return merged, np.broadcast_to(outside(merged), merged.shape)


def _last_valid(outside: Function, inner: float, outer: float) -> float:
    ends = np.array([inner]), np.array([outer])
    return float(last_true(lambda x: np.isfinite(outside(x)), *ends)[0])


def between(one: float, other: float) -> float:
    """Return the value midway between two, in ratio where both are positive."""
    return math.sqrt(one) * math.sqrt(other) if min(one, other) > 0 else 0.5 * (one + other)


def last_true(test: Function, inner: Any, outer: Any) -> Any:
    """Return the last numbers from ones where a test is true, towards ones where it is not.

    Each stretch is cut into many at once, since a function of an array takes as long as of a
    number.
    """
    for _ in range(40):
        points = inner[:, None] + (outer - inner)[:, None] * _SHARES
        points[:, -1] = outer
        false = ~np.broadcast_to(test(points.ravel()), points.size).reshape(points.shape)
        false[:, 0], false[:, -1] = False, True
        row, first = np.arange(len(inner)), false.argmax(axis=1)
        left, right = points[row, first - 1], points[row, first]
        if np.array_equal(left, inner) and np.array_equal(right, outer):
            break
        inner, outer = left, right
    return inner
