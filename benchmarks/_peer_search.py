"""Design spaces: a point of a sweep against one of the peer's exhaustive search."""

from __future__ import annotations

import math
import warnings
from importlib.util import find_spec
from statistics import median
from typing import Any

from benchmarks._report import Cell, Figure, Table
from benchmarks._timing import side_by_side

_POINTS = 64  # of the peer's search, which takes them one by one
_NEAR = 0.01  # axes run so far around a case's values


def searched(count: int, rounds: int) -> tuple[list[Figure], list[Table]]:
    """Return how many times as many points a second a sweep computes; nothing without the peer."""
    if find_spec("mlsysim") is None:
        return [], []
    from benchmarks._peer_solvers import solver_cases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's remarks on its own inputs
        rows = [row for case in solver_cases() if (row := _row(case, count, rounds)) is not None]
    figure = Figure(
        "points a second, over mlsysim's search: median", median(float(row[1]) for row in rows),
        "x", 1e5,
    )  # fmt: skip
    header = ("target", "ratio", "sweep [Mpoints/s]", "mlsysim [points/s]")
    return [figure], [
        Table("Against mlsysim's exhaustive search by one of its solvers", header, rows)
    ]


def _row(case: Any, count: int, rounds: int) -> tuple[Cell, ...] | None:
    """Compare one case over two of its givens; None where it has fewer that can be moved."""
    import numpy as np
    from mlsysim.engine.dse import DSE

    law = case.law
    numbers = {n: law.variable(n).to_base(x) for n, x in case.quantities.items()}
    moved = [n for n in numbers if not law.variable(n).domain.whole][:2]
    if len(moved) < 2:
        return None
    side = math.isqrt(count)
    over = {}
    for name in moved:
        low = numbers[name] * (1 - _NEAR)
        values = np.linspace(low, numbers[name], side)
        over[name] = values if law.variable(name).unit == "1" else _quantity(law, name, values)
    rest = {n: x for n, x in case.quantities.items() if n not in moved}
    search = DSE({"design": list(range(_POINTS))}, "minimize: value")
    ours, theirs = side_by_side(
        (
            lambda: law.sweep(case.target, rest, over=over, progress=False),
            lambda: search.search(lambda _: {"value": case.read(case.call())}),
        ),
        rounds,
    )
    mine, peer = side * side / ours, _POINTS / theirs
    return case.target, mine / peer, mine / 1e6, peer


def _quantity(law: Any, name: str, values: Any) -> Any:
    import ironlaw as il

    return il.Q(values, law.variable(name).base_unit)
