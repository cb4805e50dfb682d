"""Compiled functions over arrays, and evaluation of single values, against what people write."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import sympy
from sympy.printing.pycode import pycode

import ironlaw as il
from benchmarks._report import Cell, Figure, Section, Table
from benchmarks._timing import side_by_side
from benchmarks.givens import FLEET, RUN, based
from ironlaw._calculus import straight
from ironlaw._programs import compiled
from ironlaw._solving import Memory

_SAME = 1e-12


def _ring(ranks: Any, message: Any, rate: Any, latency: Any) -> Any:
    return 2 * (ranks - 1) / ranks * (message / rate) + 2 * (ranks - 1) * latency


def _loss(floor: Any, a: Any, n: Any, alpha: Any, b: Any, d: Any, beta: Any) -> Any:
    return floor + a / n**alpha + b / d**beta


def _goodput(interval: Any, write: Any, restart: Any, mtbf: Any) -> Any:
    return interval / (mtbf * np.exp(restart / mtbf) * (np.exp((interval + write) / mtbf) - 1))


HAND: list[tuple[Any, str, dict[str, float], Callable[..., Any]]] = [
    (il.laws[2], "memory_time", {"weight_bytes": 16e9, "memory_bandwidth": 3e12}, np.divide),
    (il.laws[1], "compute_time", {"operations": 1e12, "peak_flops": 1e15, "efficiency": 0.5},
     lambda work, peak, share: work / (peak * share)),
    (il.laws[2], "attainable_flops",
     {"peak_flops": 1e15, "memory_bandwidth": 3e12, "arithmetic_intensity": 100.0},
     lambda peak, rate, intensity: np.minimum(peak, rate * intensity)),
    (il.laws[14], "allreduce_time",
     {"ranks": 64.0, "message_bytes": 1e9, "effective_bandwidth": 5e10, "link_latency": 1e-5},
     _ring),
    (il.laws[5], "kv_cache_bytes",
     {"layers": 80.0, "kv_heads": 8.0, "head_dim": 128.0, "sequence_length": 4096.0,
      "batch_size": 64.0, "bytes_per_element": 2.0},
     lambda layers, heads, dim, length, batch, size:
     2 * layers * heads * dim * length * batch * size),
    (il.laws[11], "loss",
     {"irreducible_loss": 1.69, "parameter_loss_scale": 406.4, "parameters": 7e10,
      "parameter_loss_exponent": 0.34, "data_loss_scale": 410.7, "tokens": 1.4e12,
      "data_loss_exponent": 0.28}, _loss),
    (il.iron_law.using(goodput="exact"), "goodput",
     {"checkpoint_interval": 3600.0, "checkpoint_write_time": 60.0, "restart_time": 300.0,
      "cluster_mtbf": 1e5}, _goodput),
]  # fmt: skip


def run(quick: bool) -> Section:
    """Time compiled functions on full arrays, and evaluation of one point."""
    count, rounds = (400_000, 3) if quick else (4_000_000, 7)
    limit = _memory_limit(count, rounds)
    rows = [_row(count, rounds, limit, *one) for one in HAND]
    ratios = [ratio for ratio, _ in rows]
    composed = _composed(count // 8, rounds)
    evaluated, scalar_rows = _scalars(rounds)
    return Section(
        f"Compiled functions: {count} points against NumPy by hand, one thread",
        figures=[
            Figure("median over laws", median(ratios), "x", at_least=1.15),
            Figure("least", min(ratios), "x", at_least=0.95),
            Figure("il.training's run time, over its lines on whole arrays", composed, "x", 1.7),
            Figure("compiling il.training's run time", _compiling(), " ms", at_most=20),
            *evaluated,
        ],
        tables=[
            Table(
                "Every input an array of its own; both sides allocate their result",
                (
                    "target",
                    "operations",
                    "ratio",
                    "numexpr",
                    "lambdify",
                    "numba",
                    "of the memory's limit",
                    "by hand [Mpoints/s]",
                ),
                [row for _, row in rows],
            ),
            Table(
                "One point, with units in and out",
                ("target", "ratio", "evaluate [us]", "other [us]", "other"),
                scalar_rows,
            ),
        ],
        notes=[f"Values agree within {_SAME:g}.", "Compiling counts planning, none remembered."],
    )


def _memory_limit(count: int, rounds: int) -> float:
    """Return the bytes a second that adding two arrays into a third moves."""
    one, other, out = (np.ones(count) for _ in range(3))
    (taken,) = side_by_side((lambda: np.add(one, other, out=out),), rounds)
    return 24 * count / taken


def _row(
    count: int,
    rounds: int,
    limit: float,
    system: Any,
    target: str,
    at: dict[str, float],
    hand: Any,
) -> tuple[float, tuple[Cell, ...]]:
    """Return how many times as fast as by hand ours is, and the row of all ways.

    Of numexpr, one thread: where it lacks a function, it is left out.
    """
    rng = np.random.default_rng(1)
    arrays = [value * rng.uniform(0.9, 1.1, count) for value in at.values()]
    function = system.compile(target, list(at))
    np.testing.assert_allclose(function(*arrays), hand(*arrays), rtol=_SAME)
    variable = system.variable(target)
    expr = next(one.rhs for one in system.members.equations if one.defines == variable)
    expr = expr.xreplace({v: sympy.Float(v.constant) for v in system.constants if v.name not in at})
    others = {
        "numexpr": _by_numexpr(expr, list(at)),
        "lambdify": sympy.lambdify([system.variable(name) for name in at], expr, "numpy"),
        "numba": _by_numba(system, target, list(at)),
    }
    calls: dict[str, Callable[..., Any]] = {"ours": function, "hand": hand}
    calls |= {name: call for name, call in others.items() if call is not None}
    for call in calls.values():
        np.testing.assert_allclose(call(*arrays), hand(*arrays), rtol=1e-9)
    timed = side_by_side(tuple(partial(call, *arrays) for call in calls.values()), rounds)
    taken = dict(zip(calls, timed, strict=True))
    ratios = {name: taken["hand"] / seconds_ for name, seconds_ in taken.items()}
    share = 8 * (len(arrays) + 1) * count / taken["ours"] / limit
    steps = function.source.count(" = ")
    shown = (ratios.get(name, "") for name in others)
    row = (target, steps, ratios["ours"], *shown, share, count / taken["hand"] / 1e6)
    return ratios["ours"], row


def _by_numexpr(expr: sympy.Expr, names: list[str]) -> Callable[..., Any] | None:
    if find_spec("numexpr") is None:
        return None
    import numexpr

    numexpr.set_num_threads(1)
    if expr.has(sympy.Max, sympy.Min):
        return None
    text = pycode(expr, fully_qualified_modules=False)
    return lambda *arrays: numexpr.evaluate(text, dict(zip(names, arrays, strict=True)))


def _by_numba(system: Any, target: str, names: list[str]) -> Callable[..., Any] | None:
    if find_spec("numba") is None:
        return None
    compiled_: Callable[..., Any] = system.compile(target, names, backend="numba")
    return compiled_


def _composed(count: int, rounds: int) -> float:
    """Return how much faster blocks are than the same lines on whole arrays."""
    given = based({k: x for k, x in RUN.items() if k in il.training.leaves})
    values = {k: il.training.variable(k).to_base(x) for k, x in given.items()}
    moving = [k for k in values if k not in ("pipeline_parallel", "tensor_parallel")][:30]
    rest = {k: x for k, x in given.items() if k not in moving}
    function = il.training.given(rest).compile("run_time", moving)
    rng = np.random.default_rng(2)
    arrays = [values[k] * rng.uniform(0.99, 1.0, count) for k in moving]
    whole = function._arrays.whole.call
    np.testing.assert_allclose(function(*arrays), whole(*arrays)[0], rtol=_SAME)
    ours, theirs = side_by_side((lambda: function(*arrays), lambda: whole(*arrays)), rounds)
    return theirs / ours


def _compiling() -> float:
    """Return the milliseconds of planning and compiling, the least of some fresh ones."""
    members = il.training.members
    inputs = [members.variable(name) for name in RUN if name in il.training.leaves]
    taken = []
    for _ in range(5):
        memory = Memory(members.equations)  # remembers nothing yet
        start = perf_counter()
        known = frozenset({*inputs, *members.constants})
        line = straight(memory, members.variable("run_time"), known)
        assert line is not None
        compiled(line.wanted(inputs, {**line.weak, **members.constants}), is_array=True)
        taken.append(perf_counter() - start)
    return min(taken) * 1e3


def _scalars(rounds: int) -> tuple[list[Figure], list[tuple[Cell, ...]]]:
    weights, rate = il.Q("16 GB"), il.Q("3.35 TB/s")
    ring = {"ranks": 64.0, "message_bytes": il.Q("1 GB"), "effective_bandwidth": il.Q("50 GB/s"),
            "link_latency": il.Q("10 us")}  # fmt: skip

    def by_pint() -> Any:
        n, size, speed, wait = ring.values()
        return (2 * (n - 1) / n * (size / speed) + 2 * (n - 1) * wait).to("ms")

    rows: list[tuple[Cell, ...]] = []

    def pair(name: str, ours: Any, other: Any, words: str) -> float:
        mine, theirs = side_by_side((ours, other), rounds)
        rows.append((name, theirs / mine, mine * 1e6, theirs * 1e6, words))
        return theirs / mine

    pint = [
        pair("memory_time",
             lambda: il.laws[2].evaluate("memory_time", {"weight_bytes": weights,
                                                         "memory_bandwidth": rate}),
             lambda: (weights / rate).to("ms"), "the formula in pint"),
        pair("allreduce_time", lambda: il.laws[14].evaluate("allreduce_time", ring), by_pint,
             "the formula in pint"),
    ]  # fmt: skip
    plain = il.laws[14].compile("allreduce_time", list(ring))
    at = [il.laws[14].variable(name).to_base(value) for name, value in ring.items()]
    ours = pair("allreduce_time, compiled", lambda: plain(*at), lambda: _ring(*at), "plain floats")
    composed = []
    for system, base, target in (
        (il.training, RUN, "run_time"),
        (il.training, RUN, "carbon"),
        (il.inference, FLEET, "request_latency"),
        (il.inference, FLEET, "cost_per_generated_token"),
    ):
        given = based({k: x for k, x in base.items() if k in system.leaves})
        composed.append(
            pair(target, lambda s=system, t=target, g=given: s.evaluate(t, g),
                 lambda s=system, t=target, g=given: s.solve(t, g).value, "solve(...).value")
        )  # fmt: skip
    return [
        Figure("evaluate, over the formula in pint: least of two", min(pint), "x", at_least=3),
        Figure("compiled on plain floats, over the formula in Python", ours, "x"),
        Figure("composed evaluate, over solve: median of four", median(composed), "x", 100),
    ], rows
