"""The least of many points, and their Pareto front."""

from __future__ import annotations

from typing import Any

import numpy as np


def least(sizes: Any, count: int) -> Any:
    """Return which sizes are least, the least first, and of those alike the earlier.

    Examples
    --------
    >>> least(np.array([3.0, 1.0, 2.0, 1.0]), 3).tolist()
    [1, 3, 2]
    """
    if count < len(sizes):
        bound = np.partition(sizes, count - 1)[count - 1]
        (some,) = np.nonzero(sizes <= bound)
    else:
        some = np.arange(len(sizes))
    return some[np.argsort(sizes[some], kind="stable")][:count]


def front(sizes: Any) -> Any:
    """Return which points no other beats in every row, in rising order of the first row.

    Of points that are alike the first is kept.

    Parameters
    ----------
    sizes
        An array of one row for each objective and one column for each point; less is better.

    Examples
    --------
    >>> front(np.array([[1.0, 2.0, 3.0, 2.0], [5.0, 1.0, 4.0, 3.0]])).tolist()
    [0, 1]
    """
    if not sizes.size:
        return np.empty(0, dtype=np.intp)
    order = np.lexsort(sizes[::-1])
    own = sizes[:, order]
    if len(own) == 1:
        return order[:1]
    before = np.minimum.accumulate(own[1])[:-1]
    may = np.concatenate([[True], own[1][1:] < before])
    if len(own) == 2:
        return order[may]
    kept: list[int] = []
    left = np.arange(own.shape[1])
    while left.size:  # the first of those that are left is beaten by none of them
        first = left[0]
        kept.append(int(first))
        left = left[(own[:, left] < own[:, [first]]).any(axis=0)]
    return order[kept]
