"""What is done with a pair in the worker: solved on both sides, and timed in each way."""

from __future__ import annotations

from dataclasses import replace

import sympy
from sympy.core.cache import clear_cache

import ironlaw as il
from benchmarks._pairs import Pair
from benchmarks._timing import Call, measured
from benchmarks._worker import ANSWERED, EMPTY, EQUATION, Stages


def _rearrange(relation: il.Relation, pair: Pair) -> il.Solution:
    solution = relation.solve(pair.variable)
    _ = solution.derivation.steps
    return solution


def _ironlaw_outcome(pair: Pair, _: int) -> tuple[str, str]:
    """Return what became of the pair, and the rung that answered."""
    try:
        method = _rearrange(pair.relation, pair).method
    except Exception as error:  # what a side raises is an outcome, and counted
        return type(error).__name__, ""
    return (EQUATION if method == "implicit" else ANSWERED), method


def _sympy_outcome(pair: Pair, _: int) -> str:
    try:
        found = sympy.solve(pair.relation.equation, pair.variable)
    except Exception as error:  # what a side raises is an outcome, and counted
        return type(error).__name__
    return ANSWERED if found else EMPTY


def _ironlaw_times(pair: Pair, times: int) -> dict[str, float]:
    """Time ironlaw warm, with nothing remembered by it, and with SymPy's cache cleared too."""

    def warm() -> Call:
        return lambda: _rearrange(pair.relation, pair)

    def fresh() -> Call:
        relation = il.Relation(replace(pair.relation.stated))
        return lambda: _rearrange(relation, pair)

    def cleared() -> Call:
        clear_cache()
        return fresh()

    return measured({"warm": warm, "unremembered": fresh, "cleared": cleared}, times)


def _sympy_times(pair: Pair, times: int) -> dict[str, float]:
    equation, variable = pair.relation.equation, pair.variable

    def warm() -> Call:
        return lambda: sympy.solve(equation, variable)

    def cleared() -> Call:
        clear_cache()
        return warm()

    return measured({"warm": warm, "cleared": cleared}, times)


PAIR_STAGES: Stages = {
    "ironlaw outcome": _ironlaw_outcome,
    "sympy outcome": _sympy_outcome,
    "ironlaw times": _ironlaw_times,
    "sympy times": _sympy_times,
}
