"""Grids against dense NumPy that builds its full arrays, and against broadcasting by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

import ironlaw as il
from benchmarks._peer_search import searched
from benchmarks._report import Cell, Figure, Section, Table
from benchmarks._timing import side_by_side
from benchmarks.compiled import HAND
from benchmarks.givens import RUN, based
from ironlaw._sweeps.labelled import labelled
from ironlaw._sweeps.question import Block

_SAME = 1e-12
_MOST_AXES = 4


def run(quick: bool) -> Section:
    """Time grids of each law, and of a composed system."""
    count, rounds = (1_000_000, 3) if quick else (16_000_000, 5)
    rows = [_row(count, rounds, *one) for one in HAND]
    dense, composed = [row[2] for row in rows], _composed(count, rounds)
    broadcast = [row[3] for row in rows]
    figures, tables = searched(count, min(rounds, 3))
    return Section(
        f"Grids: {count} points over axes of their own, one thread",
        figures=[
            Figure("over dense NumPy, least of the laws", min(map(_number, dense)), "x", 2),
            Figure("over broadcasting by hand, least", min(map(_number, broadcast)), "x", 0.95),
            Figure("il.training's run time, over dense lines", composed[0], "x", 5),
            Figure("il.training's run time, over its lines, broadcast", composed[1], "x", 1.3),
            Figure("labels of xarray, share at 1e6 points", _wrapping(rounds), "", at_most=0.05),
            *figures,
        ],
        tables=[
            Table(
                "Dense: NumPy by hand on full arrays, their building in the clock; all allocate "
                "their result; sweep: checked at every point, with reasons and labels",
                ("target", "axes", "dense", "broadcast", "sweep, over dense",
                 "sweep [Mpoints/s]"),
                [*rows, *composed[2]],
            ),
            *tables,
        ],
        notes=[f"Values agree within {_SAME:g}."],
    )  # fmt: skip


def _number(cell: Cell) -> float:
    return float(cell)


def _sizes(count: int, axes: int) -> list[int]:
    each = round(count ** (1 / axes))
    return [*[each] * (axes - 1), count // each ** (axes - 1)]


def _open(arrays: list[Any]) -> list[Any]:
    return [x.reshape(-1, *(1,) * (len(arrays) - i - 1)) for i, x in enumerate(arrays)]


def _row(
    count: int, rounds: int, system: Any, target: str, at: dict[str, float], hand: Any
) -> tuple[Cell, ...]:
    names = list(at)[:_MOST_AXES]
    sizes = _sizes(count, len(names))
    axes = [at[n] * np.linspace(0.9, 1.1, k) for n, k in zip(names, sizes, strict=True)]
    rest = {n: x for n, x in at.items() if n not in names}
    fixed = based(rest)
    given = system.given(fixed) if fixed else system
    over = {n: il.Q(x, system.variable(n).base_unit) for n, x in zip(names, axes, strict=True)}
    function = given.compile(target, names)
    thin = _open(axes)

    def by_hand(arrays: Sequence[Any]) -> Any:
        own = dict(zip(names, arrays, strict=True)) | rest
        return hand(*(own[n] for n in at))

    def dense() -> Any:
        return by_hand(np.meshgrid(*axes, indexing="ij"))

    def sweep() -> Any:
        return given.sweep(target, over=over, progress=False)

    np.testing.assert_allclose(function(*thin), by_hand(thin), rtol=_SAME)
    calls: tuple[Callable[[], Any], ...] = (
        partial(function, *thin),
        dense,
        partial(by_hand, thin),
        sweep,
    )
    ours, full, broadcast, swept = side_by_side(calls, rounds)
    points = math.prod(sizes)
    return target, len(names), full / ours, broadcast / ours, full / swept, points / swept / 1e6


def _composed(count: int, rounds: int) -> tuple[float, float, list[tuple[Cell, ...]]]:
    """Compare a grid of the training system with the same lines, dense and broadcast."""
    names = ["parameters", "devices", "microbatch_size", "link_bandwidth"]
    leaves = {k: x for k, x in RUN.items() if k in il.training.leaves}
    names = [n for n in names if n in leaves]
    at = [il.training.variable(n).to_base(leaves[n]) for n in names]
    run_ = il.training.given(based({k: x for k, x in leaves.items() if k not in names}))
    sizes = _sizes(count // 8, len(names))
    axes = [x * np.linspace(0.99, 1.01, k) for x, k in zip(at, sizes, strict=True)]
    over = {n: il.Q(x, il.training.variable(n).base_unit) for n, x in zip(names, axes, strict=True)}
    function = run_.compile("run_time", names)
    whole, thin = function._arrays.whole.call, _open(axes)
    np.testing.assert_allclose(function(*thin), whole(*thin)[0], rtol=_SAME)
    calls: tuple[Callable[[], Any], ...] = (
        partial(function, *thin),
        lambda: whole(*np.meshgrid(*axes, indexing="ij")),
        partial(whole, *thin),
        lambda: run_.sweep("run_time", over=over, progress=False),
    )
    ours, full, broadcast, swept = side_by_side(calls, rounds)
    rate = math.prod(sizes) / swept / 1e6
    row = ("run_time", len(names), full / ours, broadcast / ours, full / swept, rate)
    return full / ours, broadcast / ours, [row]


def _wrapping(rounds: int) -> float:
    """Return the share of a sweep's time that its labels take."""
    law = il.laws[14].given(link_latency="10 us", effective_bandwidth="50 GB/s")
    over = {"ranks": np.arange(2, 1002), "message_bytes": np.linspace(1e8, 1e9, 1000)}
    sweep = partial(law.sweep, "allreduce_time", over=over, progress=False)
    grid = sweep()
    question = _question(law, over)
    whole = Block((grid.allreduce_time.values,), grid.reason.values)
    taken, labels = side_by_side((sweep, lambda: labelled(question, whole, [""])), rounds)
    return labels / taken


def _question(law: Any, over: dict[str, Any]) -> Any:
    from ironlaw._model.swept import question

    return question(
        law.members,
        "allreduce_time",
        {},
        bound=law.bound,
        over=over,
        where=(),
        regimes=False,
        rtol=1e-6,
    )
