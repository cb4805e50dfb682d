"""The roofline of every device of a grid, and where its workloads lie below it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ironlaw._errors import DomainError, UnreachableError
from ironlaw._language import show, unit
from ironlaw._sweeps.plots import FEW, axes_of, meaning, scale_of

_NAMED = 16  # points; more are not named
_BEYOND = 3.0  # how many times further than its points a roof reaches


class Roofs(NamedTuple):
    """What a roofline is drawn from: the names of variables, all of one grid."""

    intensity: str = "arithmetic_intensity"
    flops: str = "attainable_flops"
    peak: str = "peak_flops"
    bandwidth: str = "memory_bandwidth"


def draw_roofline(grid: Any, names: Roofs, ax: Any = None) -> Any:
    """Draw the roofs of a grid, one for each peak and bandwidth, and its points.

    Raises
    ------
    DomainError
        If a variable is not in the grid, or there are more roofs than can be told apart.
    UnreachableError
        If no point has a value.
    """
    import xarray

    missing = next((name for name in names if name not in grid.variables), None)
    if missing is not None:
        raise DomainError(f"the grid has no {missing}; sweep it as a further target", missing)
    ax = axes_of(ax)
    whole = xarray.broadcast(*(grid[name] for name in names))
    flat = [one.values.astype(float).ravel() for one in whole]
    base = [x * unit(grid[n].attrs.get("units", "1")).factor
            for x, n in zip(flat, names, strict=True)]  # fmt: skip
    fine = np.isfinite(base).all(axis=0)
    if not fine.any():
        raise UnreachableError(f"no point of the grid has a value of {', '.join(names)}")
    intensity, flops, peak, bandwidth = (x[fine] for x in base)
    said = _names(whole[0], grid, names)[fine]
    roofs = np.unique(np.stack([peak, bandwidth]), axis=1).T
    if len(roofs) > FEW:
        raise DomainError(f"{len(roofs)} roofs cannot be told apart; choose some with .sel(...)")
    across, up = scale_of(grid[names.intensity], intensity), scale_of(grid[names.peak], peak)
    ridges = roofs[:, 0] / roofs[:, 1]
    low = min(intensity.min(), ridges.min()) / _BEYOND
    high = max(intensity.max(), ridges.max()) * _BEYOND
    for (top, slope), ridge in zip(roofs, ridges, strict=True):
        own = (peak == top) & (bandwidth == slope)
        reach = np.array([low, ridge, high])
        (line,) = ax.plot(reach / across.scale, np.minimum(top, slope * reach) / up.scale,
                          label=_called(grid, names, top, slope))  # fmt: skip
        ax.plot(intensity[own] / across.scale, flops[own] / up.scale, "o", color=line.get_color())
    if len(said) <= _NAMED:
        right = low**0.3 * high**0.7 / across.scale  # beyond it a name would leave the picture
        _name(ax, (intensity / across.scale, flops / up.scale), said, right)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel(meaning(grid[names.intensity]) + across.label)
    ax.set_ylabel(meaning(grid[names.flops]) + up.label)
    ax.grid(visible=True, color="0.9")
    ax.legend(frameon=False)
    return ax


def _name(ax: Any, points: tuple[Any, Any], names: Any, right: float) -> None:
    for x, y, name in zip(*points, names, strict=True):
        to, side = ((5, -9), "left") if x < right else ((-5, -11), "right")
        ax.annotate(name, (x, y), xytext=to, ha=side, textcoords="offset points", fontsize="small")


def _called(grid: Any, names: Roofs, peak: float, bandwidth: float) -> str:
    """Return what a roof is called: the row of the table that it stands in, or its two numbers."""
    pair = [grid[names.peak], grid[names.bandwidth]]
    numbers = ", ".join(
        show(x, one.attrs.get("units", "1")) for x, one in zip((peak, bandwidth), pair, strict=True)
    )
    if pair[0].ndim != 1 or pair[0].dims != pair[1].dims or not _is_table(grid, pair[0].dims[0]):
        return numbers
    held = [one.values * unit(one.attrs.get("units", "1")).factor for one in pair]
    (rows,) = np.nonzero((held[0] == peak) & (held[1] == bandwidth))
    return ", ".join(str(grid[pair[0].dims[0]].values[row]) for row in rows)


def _names(whole: Any, grid: Any, names: Roofs) -> Any:
    """Return the names of all points, by the rows of the tables that are no roofs' own."""
    own = {*grid[names.peak].dims, *grid[names.bandwidth].dims}
    tables = [d for d in whole.dims if d not in own and _is_table(grid, d)]
    found = np.full(whole.shape, "", dtype=object)
    for dim in tables:
        labels = grid[dim].values.astype(str).astype(object)
        shape = [-1 if d == dim else 1 for d in whole.dims]
        found = found + np.where(found == "", "", " ").astype(object) + labels.reshape(shape)
    return found.ravel()


def _is_table(grid: Any, dim: Any) -> bool:
    return grid[dim].dtype.kind not in "iuf"
