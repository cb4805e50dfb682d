"""Grids of few points and of many, over one axis and over six, against all that people write."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np
import sympy

import ironlaw as il
from benchmarks._report import Cell, Section, Table
from benchmarks._timing import side_by_side

_POINTS = (10**3, 10**4, 10**5, 10**6, 10**7, 10**8)
_QUICK = 10**6
_SLOW = 10**7  # points; of more, pint and dense arrays take gigabytes for each step
_SAME = 1e-12
_AT = {
    "layers": 80.0,
    "kv_heads": 8.0,
    "head_dim": 128.0,
    "sequence_length": 4096.0,
    "batch_size": 64.0,
    "bytes_per_element": 2.0,
}
_OTHERS = ("dense", "broadcast", "numexpr", "lambdify", "pint")
_HEADER = ("points", "axes", "sweep [Mpoints/s]", "over dense NumPy", "broadcast NumPy",
           "numexpr", "lambdify", "pint by hand")  # fmt: skip


def run(quick: bool) -> Section:
    """Time a grid of wall 5's cache over points and axes."""
    rows = [
        _row(points, axes)
        for points in _POINTS
        for axes in range(1, len(_AT) + 1)
        if points <= _QUICK or not quick
    ]
    return Section(
        "Grids by size: the cache of wall 5, one thread",
        tables=[
            Table(
                "Sweeps, checked at every point and labelled, and how many times as fast they are "
                "as others: full arrays with their building in the clock (dense NumPy, lambdify, "
                "pint with units), or open ones (broadcast NumPy, numexpr)",
                _HEADER,
                rows,
            )
        ],
        notes=[
            f"Values agree within {_SAME:g}.",
            f"Dense arrays and pint are left out beyond {_SLOW:.0e} points: they fill the memory.",
        ],
    )


def _row(points: int, count: int) -> tuple[Cell, ...]:
    names = list(_AT)[:count]
    each = max(2, round(points ** (1 / count)))
    sizes = [*[each] * (count - 1), max(2, points // each ** (count - 1))]
    axes = [_AT[n] * np.linspace(0.5, 1.5, k) for n, k in zip(names, sizes, strict=True)]
    rest = {n: x for n, x in _AT.items() if n not in names}
    law = il.laws[5].given({n: il.Q(x, il.laws[5].variable(n).base_unit) for n, x in rest.items()})
    over = {n: il.Q(x, law.variable(n).base_unit) for n, x in zip(names, axes, strict=True)}
    thin = [x.reshape(-1, *(1,) * (count - i - 1)) for i, x in enumerate(axes)]
    calls: dict[str, Callable[[], Any]] = {
        "sweep": lambda: law.sweep("kv_cache_bytes", over=over, progress=False),
        "dense": lambda: _hand(np.meshgrid(*axes, indexing="ij"), rest),
        "broadcast": lambda: _hand(thin, rest),
        "numexpr": _by_numexpr(thin, names, rest),
        "lambdify": _by_lambdify(axes, names, rest),
        "pint": _by_pint(axes, names, rest),
    }
    if points > _SLOW:
        calls = {
            name: call for name, call in calls.items() if name in ("sweep", "broadcast", "numexpr")
        }
    calls = {name: call for name, call in calls.items() if call is not _nothing}
    expected = _hand(thin, rest)
    for name, call in calls.items():
        found = call()
        values = (
            found.kv_cache_bytes.values if name == "sweep" else getattr(found, "magnitude", found)
        )
        np.testing.assert_allclose(values, np.broadcast_to(expected, sizes), rtol=_SAME)
    del expected, found, values
    rounds = 5 if points < _SLOW else 2
    times = dict(zip(calls, side_by_side(tuple(calls.values()), rounds), strict=True))
    ratios = [times[name] / times["sweep"] if name in times else "" for name in _OTHERS]
    return math.prod(sizes), count, math.prod(sizes) / times["sweep"] / 1e6, *ratios


def _nothing() -> Any:
    """Stand for a way that is not installed."""


def _all(arrays: Sequence[Any], names: Sequence[str], rest: dict[str, float]) -> list[Any]:
    own = dict(zip(names, arrays, strict=True)) | rest
    return [own[name] for name in _AT]


def _hand(arrays: Sequence[Any], rest: dict[str, float]) -> Any:
    names = [name for name in _AT if name not in rest]
    layers, heads, dim, length, batch, size = _all(arrays, names, rest)
    return 2 * layers * heads * dim * length * batch * size


def _by_numexpr(
    arrays: Sequence[Any], names: list[str], rest: dict[str, float]
) -> Callable[[], Any]:
    if not find_spec("numexpr"):
        return _nothing
    import numexpr

    numexpr.set_num_threads(1)
    values = dict(zip(names, arrays, strict=True)) | rest
    return partial(numexpr.evaluate, "2 * " + " * ".join(_AT), local_dict=values)


def _by_lambdify(
    axes: Sequence[Any], names: list[str], rest: dict[str, float]
) -> Callable[[], Any]:
    law = il.laws[5]
    variables = [law.variable(name) for name in _AT]
    function = sympy.lambdify(variables, law.relations["kv_cache_bytes"].rhs, "numpy")
    return lambda: function(*_all(np.meshgrid(*axes, indexing="ij"), names, rest))


def _by_pint(axes: Sequence[Any], names: list[str], rest: dict[str, float]) -> Callable[[], Any]:
    byte = il.Q(1, "byte")

    def call() -> Any:
        layers, heads, dim, length, batch, size = _all(
            np.meshgrid(*axes, indexing="ij"), names, rest
        )
        return (2 * layers * heads * dim * length * batch * (size * byte)).to("byte")

    return call
