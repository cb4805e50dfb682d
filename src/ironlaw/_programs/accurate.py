"""Values where plain floats do not do, and what binds at a point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy
from mpmath import mpf, workdps

from ironlaw._language import nodes
from ironlaw._programs.program import Point, exact, number, program


def exact_number(expr: sympy.Expr, point: Point, digits: int = 40) -> float:
    """Return an expression's value computed with many digits, then rounded; nan without one."""
    with workdps(2 * digits + 20):  # differences of near equals lose some
        found = exact(expr, point)
        if found is not None:
            return float(found) if isinstance(found, mpf) else math.nan
    # floats of many digits, not rationals: SymPy would take powers of those exactly, for ever
    floats = {symbol: sympy.Float(value, digits + 20) for symbol, value in point.items()}
    value = expr.xreplace(floats).evalf(digits)
    return float(value) if value.is_real else math.nan


def accurate(expr: sympy.Expr, point: Mapping[Any, float]) -> float:
    """Return a value in floats; with many digits where floats overflow or divide by zero."""
    value = float(number(expr, point))
    if math.isfinite(value):
        return value
    try:
        return exact_number(expr, {symbol: point[symbol] for symbol in expr.free_symbols})
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return math.nan


def binding(expr: sympy.Expr, point: Point) -> tuple[sympy.Expr, ...]:
    """Return the active argument of each ``Max`` and ``Min`` of an expression at a point."""
    found = []
    for args, is_largest in extremes(expr):
        values = [float(one) for one in program(*args)(point)]
        found.append(args[values.index((max if is_largest else min)(values))])
    return tuple(found)


@lru_cache(maxsize=4096)
def extremes(expr: sympy.Expr) -> tuple[tuple[tuple[sympy.Expr, ...], bool], ...]:
    """Return the arguments of each ``Max`` and ``Min``, and whether their largest counts."""
    found = sorted(nodes(expr, (sympy.Max, sympy.Min)), key=str)
    return tuple((tuple(sorted(one.args, key=str)), isinstance(one, sympy.Max)) for one in found)
