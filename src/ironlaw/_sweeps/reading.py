"""A grid read part by part, so that one in a store may be larger than memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ironlaw._sweeps.axes import BLOCK, blocks, handy
from ironlaw._sweeps.meaning import REASON

POINT = "point"  # the dimension of points that were chosen


def parts(grid: Any, names: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    """Read variables part by part, each a stretch of the grid, and where it starts."""
    shape = grid[REASON].shape
    start = 0
    for index in blocks(shape, handy(shape, BLOCK)):
        found = [np.asarray(grid[name][index].values).ravel() for name in names]
        yield start, found
        start += found[0].size


def kept(
    grid: Any, names: Sequence[str], signs: Sequence[float], choose: Callable[[Any], Any]
) -> Any:
    """Return the points that are chosen of those with values, where less is better.

    What is chosen of a part, and of what was chosen before, is what is chosen of both.
    """
    flat, sizes = np.empty(0, dtype=np.intp), np.empty((len(names), 0))
    for start, found in parts(grid, names):
        own = np.stack([sign * one for sign, one in zip(signs, found, strict=True)])
        (fine,) = np.nonzero(np.isfinite(own).all(axis=0))
        flat = np.concatenate([flat, start + fine])
        sizes = np.concatenate([sizes, own[:, fine]], axis=1)
        some = choose(sizes)
        flat, sizes = flat[some], sizes[:, some]
    return flat


def points(grid: Any, flat: Any) -> Any:
    """Return points, which are counted through the grid, along a dimension of their own."""
    import xarray

    dims = grid[REASON].dims
    places = np.unravel_index(np.asarray(flat, dtype=np.intp), grid[REASON].shape)
    where = {
        dim: xarray.DataArray(place, dims=POINT) for dim, place in zip(dims, places, strict=True)
    }
    return grid.isel(where).compute()
