"""A process of its own that solves one pair at a time, so that a hang costs a guard time only."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import sympy
from sympy.core.cache import clear_cache

import ironlaw as il
from benchmarks._pairs import Pair, every_pair
from benchmarks._timing import Call, no_collector, typical

ANSWERED, EMPTY, EQUATION, GUARD = "answered", "empty list", "equation only", "over the guard time"


class Worker:
    """Runs stages on pairs; a stage over its guard time is killed, and the process replaced."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._connection.recv()

    def ask(self, stage: str, index: int, times: int, guard: float) -> Any:
        """Return the stage's result for a pair, or None where it took too long (or crashed)."""
        self._connection.send((stage, index, times))
        with suppress(EOFError):
            if self._connection.poll(guard):
                return self._connection.recv()
        self.stop()
        self._start()
        return None

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def _serve(connection: Connection) -> None:
    pairs = every_pair()
    connection.send("ready")
    while True:
        stage, index, times = connection.recv()
        connection.send(_STAGES[stage](pairs[index], times))


# -- stages --------------------------------------------------------------------------------------


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
        relation = replace(pair.relation)
        return lambda: _rearrange(relation, pair)

    def cleared() -> Call:
        clear_cache()
        return fresh()

    return _measured({"warm": warm, "unremembered": fresh, "cleared": cleared}, times)


def _sympy_times(pair: Pair, times: int) -> dict[str, float]:
    equation, variable = pair.relation.equation, pair.variable

    def warm() -> Call:
        return lambda: sympy.solve(equation, variable)

    def cleared() -> Call:
        clear_cache()
        return warm()

    return _measured({"warm": warm, "cleared": cleared}, times)


def _measured(ways: dict[str, Any], times: int) -> dict[str, float]:
    """Return the median of each way; an untimed call comes before each."""
    result = {}
    with no_collector():
        for name, make in ways.items():
            make()()
            result[name] = typical(make, times)
    return result


_STAGES: dict[str, Any] = {
    "ironlaw outcome": _ironlaw_outcome,
    "sympy outcome": _sympy_outcome,
    "ironlaw times": _ironlaw_times,
    "sympy times": _sympy_times,
}
