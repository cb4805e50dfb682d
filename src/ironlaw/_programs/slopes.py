"""Derivatives of formulas that hold roundings: between its jumps, a rounding is constant."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from ironlaw._language import nodes
from ironlaw._programs.program import ROUNDINGS


def differentiated(expr: sympy.Expr) -> Callable[[sympy.Symbol], sympy.Expr]:
    """Return a function that differentiates an expression in a symbol.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> differentiated(x * sympy.floor(x))(x)
    floor(x)
    """
    held = {one: sympy.Dummy() for one in nodes(expr, ROUNDINGS)}
    back = {dummy: one for one, dummy in held.items()}
    smooth = expr.xreplace(held)
    return lambda symbol: smooth.diff(symbol).xreplace(back)
