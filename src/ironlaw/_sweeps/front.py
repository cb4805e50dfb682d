"""The Pareto front of many points."""

from __future__ import annotations

from typing import Any

import numpy as np


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
