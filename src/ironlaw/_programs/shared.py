"""Expressions evaluated as one program, in which each shared part is computed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy

from ironlaw._programs.values import Point, number


def repeated(expr: sympy.Expr) -> Callable[[Point], Any]:
    """Return a function of a point that computes each subexpression once.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> repeated((x + 1) ** 2 + sympy.exp((x + 1) ** 2))({x: -1.0})
    1.0
    """
    together = repeated_all((expr,))
    return lambda point: together(point)[0]


def repeated_all(exprs: Sequence[sympy.Expr]) -> Callable[[Point], list[Any]]:
    """Return a function of a point that computes several expressions, what they share once."""
    nodes: dict[sympy.Basic, None] = {}
    work = [(expr, False) for expr in exprs]
    while work:
        node, done = work.pop()
        if node in nodes or not node.args or isinstance(node, sympy.Piecewise):
            continue
        if done:
            nodes[node] = None
        else:
            work.append((node, True))
            work += [(arg, False) for arg in node.args]

    def evaluate(point: Point) -> list[Any]:
        at = dict(point)
        for node in nodes:
            at[node] = number(node, at)
        return [number(expr, at) for expr in exprs]

    return evaluate
