"""Grids as pictures: a curve, a family of curves, bars, a map, a Pareto front."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ironlaw._errors import DomainError
from ironlaw._language import display_unit, show, unit
from ironlaw._sweeps.boundaries import draw_boundaries, mark_changes
from ironlaw._sweeps.meaning import REGIME, apart, terms_of
from ironlaw._sweeps.packages import require

FEW = 7  # curves of numbers that can be told apart; of more a map is drawn
_POINTS = 40  # of more on a curve each is not marked
_WIDE = 50.0  # from a ratio of ends on, an axis is in ratio
_GREY = "0.88"


def draw(grid: Any, target: str, ax: Any = None) -> Any:
    """Draw a target over the axes of a grid that are longer than one; return matplotlib's axes.

    Raises
    ------
    DomainError
        If more than two axes are left.
    IronLawError
        If matplotlib is not installed.
    """
    ax = axes_of(ax)
    values = grid[target].squeeze(drop=True)
    numeric = [d for d in values.dims if values[d].dtype.kind in "iuf"]
    others = [d for d in values.dims if d not in numeric]
    if values.ndim > 2 or not values.ndim:
        raise DomainError(
            f"a picture has one axis or two, and the grid has {', '.join(map(str, values.dims))}; "
            "choose with .sel(...)"
        )
    if not numeric:
        _bars(values, ax)
    elif values.ndim == 1:
        _curves(values, numeric[0], None, ax)
        if REGIME in grid:
            codes, names = _regimes(grid, numeric)
            mark_changes(ax, _scaled(values[numeric[0]])[0], codes, names)
    else:
        family = others[0] if others else min(numeric, key=lambda d: values.sizes[d])
        (along,) = (d for d in values.dims if d != family)
        if others or values.sizes[family] <= FEW:
            _curves(values, along, family, ax)
        else:
            centers = _map(values, (along, family), ax)
            if REGIME in grid:
                codes, names = _regimes(grid, (family, along))
                draw_boundaries(ax, codes, centers, names)
    return ax


def draw_front(grid: Any, front: Any, names: tuple[str, str], ax: Any = None) -> Any:
    """Draw all points of two targets, and the front among them; return matplotlib's axes."""
    ax = axes_of(ax)
    first, second = (_scaled(grid[name]) for name in names)
    ax.scatter(first[0].ravel(), second[0].ravel(), s=9, color="0.7", label="all points")
    x, y = (front[name].values / scale for name, (_, scale, _) in zip(names, (first, second),
                                                                    strict=True))  # fmt: skip
    ax.plot(x, y, "o-", color="C3", markersize=4, label="no other beats it")
    ax.set_xlabel(first[2])
    ax.set_ylabel(second[2])
    _in_ratio(ax.set_xscale, first[0])
    _in_ratio(ax.set_yscale, second[0])
    ax.legend(frameon=False)
    return ax


def axes_of(ax: Any) -> Any:
    """Return axes of matplotlib: those that are given, or a new figure's."""
    if ax is not None:
        return ax
    require("matplotlib", "a picture", "plot")
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]


def _curves(values: Any, along: Any, family: Any, ax: Any) -> None:
    x, _, label = _scaled(values[along])
    shown, scale, name = _scaled(values)
    marker = "." if len(x) < _POINTS else ""
    if family is None:
        ax.plot(x, shown, marker=marker)
    else:
        for i in range(values.sizes[family]):
            own = values.isel({family: i}).values / scale
            ax.plot(x, own, marker=marker, label=_said(values[family], i))
        ax.legend(title=meaning(values[family]), frameon=False)
    ax.set_xlabel(label)
    ax.set_ylabel(name)
    _in_ratio(ax.set_xscale, x)
    _in_ratio(ax.set_yscale, shown)
    ax.grid(visible=True, color="0.9")


def _bars(values: Any, ax: Any) -> None:
    shown, _, name = _scaled(values)
    first = values.dims[0]
    if values.ndim == 1:
        ax.bar(values[first].values.astype(str), shown)
    else:
        groups = values.dims[1]
        places, width = np.arange(values.sizes[first]), 0.8 / values.sizes[groups]
        for i, one in enumerate(values[groups].values):
            ax.bar(places + (i + 0.5) * width - 0.4, shown[:, i], width, label=str(one))
        ax.set_xticks(places, values[first].values.astype(str))
        ax.legend(title=str(groups), frameon=False)
    ax.set_xlabel(str(first))
    ax.set_ylabel(name)


def _map(values: Any, dims: tuple[Any, Any], ax: Any) -> tuple[Any, Any]:
    x, _, across = _scaled(values[dims[0]])
    y, _, up = _scaled(values[dims[1]])
    shown, _, name = _scaled(values.transpose(dims[1], dims[0]))
    fine = shown[np.isfinite(shown)]
    norm = "log" if fine.size and fine.min() > 0 and fine.max() / fine.min() > _WIDE else "linear"
    ax.set_facecolor(_GREY)  # where there is no value
    mesh = ax.pcolormesh(x, y, shown, norm=norm, shading="nearest", rasterized=True)
    ax.figure.colorbar(mesh, ax=ax, label=name)
    ax.set_xlabel(across)
    ax.set_ylabel(up)
    _in_ratio(ax.set_xscale, x)
    _in_ratio(ax.set_yscale, y)
    return x, y


def _regimes(grid: Any, dims: Any) -> tuple[Any, dict[float, str]]:
    """Return the regime of each point, and what each is called."""
    codes = grid[REGIME].squeeze(drop=True).transpose(*dims)
    values = np.asarray(codes.values, dtype=float)
    return values, apart(terms_of(codes.attrs), values)


class Scale(NamedTuple):
    """A unit of a handy size: what it is of the values' own, and how a label says it."""

    scale: float
    label: str


def scale_of(array: Any, values: Any) -> Scale:
    """Return a unit of a handy size for an array's values, which are in base units.

    It suits the largest, or the middle of values that are far apart, whose axis is in ratio.
    """
    fine = np.abs(values[np.isfinite(values)])
    size = float(fine.max(initial=0.0))
    if fine.size and fine.min() > 0 and size / fine.min() >= _WIDE:
        size = math.sqrt(size) * math.sqrt(fine.min())
    chosen = display_unit(size, array.attrs.get("units", "1"))
    return Scale(unit(chosen).factor, "" if chosen in ("", "1") else f" [{chosen}]")


def _scaled(array: Any) -> tuple[Any, float, str]:
    """Return values in a unit of a handy size, its scale, and the label of an axis."""
    values = np.asarray(array.values, dtype=float)
    own = unit(array.attrs.get("units", "1")).factor
    found = scale_of(array, values * own)
    scale = found.scale / own
    return values / scale, scale, meaning(array) + found.label


def meaning(array: Any) -> str:
    """Return what an array is, for the label of an axis."""
    glyph = array.attrs.get("latex")
    words = str(array.attrs.get("long_name", array.name))
    return f"{words}, ${glyph}$" if glyph else words


def _said(coordinate: Any, index: int) -> str:
    value, text = coordinate.values[index], coordinate.attrs.get("units")
    return str(value) if text is None else show(float(value) * unit(text).factor, text)


def _in_ratio(set_scale: Any, values: Any) -> None:
    fine = values[np.isfinite(values)]
    if fine.size and fine.min() > 0 and fine.max() / fine.min() >= _WIDE:
        set_scale("log")
