"""Expressions as one straight line of code, in which what they share is computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from mpmath import mp

from ironlaw._programs.chain_rule import slopes
from ironlaw._programs.code import Code
from ironlaw._programs.lines import Line
from ironlaw._programs.nodes import constant, exact_constant
from ironlaw._programs.source import Source

ROUNDINGS = (sympy.floor, sympy.ceiling)
_OFTEN = 12  # runs after which it pays to have Python compile the code
_MOST_LINES = 2000  # longer code takes long to compile

Point = Mapping[Any, Any]  # floats or arrays, by variable; also by a rounding that is held


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
        x1 = point[s1]
        a1 = 1.0 + x1
        a2 = a1*a1
        a3 = f2(a2)
        return [a1, a3]
    """
    code = Code(is_in_order=True)
    return Program(code, [code.place(expr) for expr in exprs])


@lru_cache(maxsize=1024)
def sloped(
    exprs: tuple[sympy.Expr, ...],
    variables: tuple[sympy.Symbol, ...],
    *,
    beside: tuple[sympy.Expr, ...] = (),
) -> Program:
    """Return the program of expressions' slopes in some variables, expression by expression.

    Other expressions come before, beside them; roundings are constant.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> sloped((x * y, x**2 + y), (x, y), beside=(x - y,))({x: 3.0, y: 2.0})
    [1.0, 2.0, 3.0, 6.0, 1.0]
    """
    code = Code(is_in_order=True)
    first = [code.place(expr) for expr in beside]
    results = [code.place(expr) for expr in exprs]
    places = [code.place(one) for one in variables]
    return Program(code, [*first, *(x for one in results for x in slopes(code, one, places))])


def chained(steps: Sequence[tuple[sympy.Symbol | None, sympy.Expr]]) -> Program:
    """Return the program of expressions, each of which may define a symbol of those after it.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> chained([(y, x + 1), (None, y * x)])({x: 2.0})
    [3.0, 6.0]
    """
    code = Code(is_in_order=True)
    results = []
    for symbol, expr in steps:
        results.append(code.place(expr))
        if symbol is not None:
            code.define(symbol, results[-1])
    return Program(code, results)


class Program:
    """Code that takes its inputs by symbol; what a point has for a rounding holds instead of it.

    It is compiled once it has run often; until then its lines are carried out one by one.
    """

    def __init__(self, code: Code, results: Sequence[int]) -> None:
        self._code, self._results = code, results
        nodes = [(node, place) for node, place in code.nodes() if isinstance(node, sympy.Basic)]
        needed = set(code.needed(results)) | set(results)
        self._inputs = list(code.symbols.items())
        self._symbols = [symbol for _, symbol in self._inputs]
        self._lines = [
            (place, entry)
            for place in sorted(needed)
            if isinstance(entry := code.entries[place], Line)
        ]
        self._held = {
            place: node for node, place in nodes if isinstance(node, ROUNDINGS) and place in needed
        }
        self._runs = 0
        self._compiled: dict[bool, Callable[[Point], list[Any]]] = {}

    def __call__(self, point: Point) -> list[Any]:
        """Return the values of the expressions at a point."""
        is_array = False
        for symbol in self._symbols:
            if isinstance(point[symbol], np.ndarray):
                is_array = True
                break
        run = self._compiled.get(is_array)
        if run is None:
            self._runs += 1
            often = self._runs > _OFTEN and len(self._lines) <= _MOST_LINES
            run = self._compile(is_array=is_array) if often else self._stepwise(is_array=is_array)
        if not is_array:
            return run(point)
        with np.errstate(all="ignore"):
            try:
                return run(point)
            except ZeroDivisionError:  # of two floats beside the arrays
                return self._stepwise(is_array=True)(point)

    @property
    def source(self) -> str:
        """The program as Python code."""
        return self._text(is_array=False)[0]

    def _text(self, *, is_array: bool) -> tuple[str, dict[str, Any]]:
        held = {place: f"s{place}" for place in self._held}
        text = Source(
            self._code,
            self._results,
            {place: f"x{place}" for place, _ in self._inputs},
            function=(lambda one: one.array) if is_array else (lambda one: one.scalar),
            held=held,
            is_safe=not is_array,
        )
        lines = [f"x{place} = point[s{place}]" for place, _ in self._inputs]
        lines += [*text.lines, f"return [{', '.join(text.results)}]"]
        named = {f"s{place}": node for place, node in (*self._inputs, *self._held.items())}
        return "\n    ".join(["def program(point):", *lines]), {**text.globals, **named}

    def _compile(self, *, is_array: bool) -> Callable[[Point], list[Any]]:
        source, named = self._text(is_array=is_array)
        exec(compile(source, "<program>", "exec"), named)  # noqa: S102 (code written here)
        found: Callable[[Point], list[Any]] = named["program"]
        self._compiled[is_array] = found
        return found

    def _stepwise(self, *, is_array: bool) -> Callable[[Point], list[Any]]:
        def run(point: Point) -> list[Any]:
            values: list[Any] = self._code.entries.copy()
            for place, symbol in self._inputs:
                values[place] = point[symbol]
            for place, (operation, args) in self._lines:
                if place in self._held and self._held[place] in point:
                    values[place] = point[self._held[place]]
                else:
                    compute = operation.array if is_array else operation.scalar
                    values[place] = compute(*[values[i] for i in args])
            return [values[i] for i in self._results]

        return run


@lru_cache(maxsize=1024)
def _exactly(expr: sympy.Expr) -> tuple[Code, int]:
    code = Code(is_in_order=True, is_exact=True)
    return code, code.place(expr)


def exact(expr: sympy.Expr, point: Point) -> Any:
    """Return a value as mpmath's number; None where an operation has none.

    Raises
    ------
    ValueError, TypeError, ArithmeticError
        If the expression has no real value.
    """
    code, result = _exactly(expr)
    leaves = code.leaves
    values: list[Any] = []
    for place, entry in enumerate(code.entries):
        if place in code.symbols:
            values.append(mp.mpf(point[code.symbols[place]]))
        elif isinstance(entry, Line):
            if entry.operation.exact is None:
                return None
            values.append(entry.operation.exact(*[values[i] for i in entry.args]))
        else:
            values.append(exact_constant(leaves[place]) if place in leaves else mp.mpf(entry))
    return values[result]
