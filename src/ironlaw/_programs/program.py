"""Expressions as one straight line of code, in which what they share is computed once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from mpmath import mp

from ironlaw._programs.operations import (
    Operation,
    Part,
    constant,
    exact_constant,
    taken_apart,
)

ROUNDINGS = (sympy.floor, sympy.ceiling)
_OFTEN = 12  # runs after which it pays to have Python compile the code
_MOST_LINES = 2000  # longer code takes long to compile

Point = Mapping[Any, Any]  # floats or arrays, by variable; also by a rounding that is held
Line = tuple[int, Any, Operation | None, tuple[int, ...]]  # slot, node, what it does, of what


def number(expr: sympy.Basic, point: Point) -> Any:
    """Return an expression's value; nan where it has none.

    Parameters
    ----------
    expr
        An expression whose symbols are all in ``point``.
    point
        Floats or arrays in base units, by symbol.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> number(sympy.Max(x**2, 3), {x: 2.0})
    4.0
    """
    if expr.args:
        return program(expr)(point)[0]
    return point[expr] if isinstance(expr, sympy.Symbol) else constant(expr)


@lru_cache(maxsize=4096)
def program(*exprs: sympy.Basic) -> Program:
    """Return the program of some expressions, each subexpression computed once.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> shared = program(x + 1, sympy.exp((x + 1) ** 2))
    >>> shared({x: -1.0})
    [0.0, 1.0]
    >>> shared({x: np.array([-1.0, 0.0])})[0]
    array([0., 1.])
    >>> print(shared.source)
    def program(point):
        v1 = point[s1]
        v2 = 1.0 + v1
        v4 = f4(v2, 2.0)
        v5 = f5(v4)
        return [v2, v5]
    """
    return Program(exprs)


class Program:
    """Three-address code: each line an operation on slots; inputs and constants fill the first.

    It is compiled once it has run often; until then its lines are carried out one by one.
    """

    def __init__(self, exprs: Sequence[sympy.Basic]) -> None:
        self._slots: dict[Any, int] = {}
        self._start: list[Any] = []
        self._inputs: list[tuple[int, sympy.Basic]] = []
        self._lines: list[Line] = []
        self._results = [self._slot(expr) for expr in exprs]
        self._runs = 0
        self._compiled: dict[bool, Callable[[Point], list[Any]]] = {}

    def __call__(self, point: Point) -> list[Any]:
        """Return the values of the expressions at a point."""
        is_array = any(isinstance(point[symbol], np.ndarray) for _, symbol in self._inputs)
        run = self._compiled.get(is_array)
        if run is None:
            self._runs += 1
            often = self._runs > _OFTEN and len(self._lines) <= _MOST_LINES
            run = self._compile(is_array=is_array) if often else self._stepwise(is_array=is_array)
        if not is_array:
            return run(point)
        with np.errstate(all="ignore"):
            return run(point)

    def exact(self, point: Point) -> list[Any] | None:
        """Return the values as mpmath's numbers; None where an operation has none.

        Raises
        ------
        ValueError, TypeError, ArithmeticError
            If the expressions have no real value.
        """
        if any(one is None or one.exact is None for _, _, one, _ in self._lines):
            return None
        values = [
            exact_constant(node) if value is not None else None
            for node, value in zip(self._slots, self._start, strict=True)
        ]
        for slot, symbol in self._inputs:
            values[slot] = mp.mpf(point[symbol])
        for slot, _, operation, args in self._lines:
            values[slot] = operation.exact(*[values[i] for i in args])  # type: ignore[union-attr,misc]
        return [values[i] for i in self._results]

    @property
    def source(self) -> str:
        """The program as Python code."""
        names = {slot: repr(value) for slot, value in enumerate(self._start) if value is not None}
        names = {slot: names.get(slot, f"v{slot}") for slot in range(len(self._start))}
        code = [f"v{slot} = point[s{slot}]" for slot, _ in self._inputs]
        for slot, node, operation, args in self._lines:
            if operation is None:
                value = f"piece(s{slot}, point)"
            elif operation.infix:
                value = f" {operation.infix} ".join(names[i] for i in args)
            else:
                value = f"f{slot}({', '.join(names[i] for i in args)})"
            if isinstance(node, ROUNDINGS):
                value = f"{value} if s{slot} not in point else point[s{slot}]"
            code.append(f"v{slot} = {value}")
        code.append(f"return [{', '.join(names[i] for i in self._results)}]")
        return "\n    ".join(["def program(point):", *code])

    def _compile(self, *, is_array: bool) -> Callable[[Point], list[Any]]:
        named: dict[str, Any] = {"inf": math.inf, "nan": math.nan, "piece": _piece}
        named |= {f"s{slot}": symbol for slot, symbol in self._inputs}
        for slot, node, operation, _ in self._lines:
            named[f"s{slot}"] = node
            if operation is not None:
                named[f"f{slot}"] = operation.array if is_array else operation.scalar
        exec(compile(self.source, "<program>", "exec"), named)  # noqa: S102 (code written here)
        found: Callable[[Point], list[Any]] = named["program"]
        self._compiled[is_array] = found
        return found

    def _stepwise(self, *, is_array: bool) -> Callable[[Point], list[Any]]:
        def run(point: Point) -> list[Any]:
            values = self._start.copy()
            for slot, symbol in self._inputs:
                values[slot] = point[symbol]
            for slot, node, operation, args in self._lines:
                if isinstance(node, ROUNDINGS) and node in point:
                    values[slot] = point[node]
                elif operation is None:
                    values[slot] = _piece(node, point)
                else:
                    compute = operation.array if is_array else operation.scalar
                    values[slot] = compute(*[values[i] for i in args])
            return [values[i] for i in self._results]

        return run

    def _slot(self, node: Any) -> int:
        found = self._slots.get(node)
        return self._added(node) if found is None else found

    def _added(self, node: Any) -> int:
        if isinstance(node, Part):
            return self._line(node, node)
        if isinstance(node, sympy.Symbol):
            slot = self._reserve(node)
            self._inputs.append((slot, node))
            return slot
        if isinstance(node, sympy.Piecewise):
            slot = self._reserve(node)
            self._lines.append((slot, node, None, ()))
            return slot
        if not node.args:
            return self._reserve(node, constant(node))
        return self._line(node, taken_apart(node))

    def _line(self, node: Any, part: Part) -> int:
        args = tuple([self._slot(arg) for arg in part.args])
        slot = self._reserve(node)
        self._lines.append((slot, node, part.operation, args))
        return slot

    def _reserve(self, node: Any, value: float | None = None) -> int:
        self._slots[node] = slot = len(self._start)
        self._start.append(value)
        return slot


def _piece(expr: Any, point: Point) -> Any:
    """Return the value of the first piece whose condition holds; the others may have none."""
    for value, condition in expr.args:
        if condition == True or _holds(condition, point):  # noqa: E712 (SymPy's own true)
            return number(value, point)
    return math.nan


def _holds(condition: Any, point: Point) -> bool:
    if isinstance(condition, sympy.And):
        return all(_holds(part, point) for part in condition.args)
    if isinstance(condition, sympy.Or):
        return any(_holds(part, point) for part in condition.args)
    difference = number(condition.lhs - condition.rhs, point)
    return bool(condition.func(sympy.Float(difference), 0))
