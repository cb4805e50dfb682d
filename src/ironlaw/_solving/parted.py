"""The coefficients of a polynomial that is not multiplied out."""

from __future__ import annotations

import random
from collections.abc import Sequence

import sympy

from ironlaw._language import occurs
from ironlaw._programs import exact_number

_MOST = 6  # degree; what is higher on the way may still cancel
_NOTHING = 1e-50  # at points near one, of numbers with a hundred digits
_POINTS = 2

Coefficients = list[sympy.Expr]


def by_parts(expr: sympy.Expr, unknown: sympy.Symbol) -> tuple[sympy.Expr, ...] | None:
    """Return the coefficients of a polynomial, highest first, as sums and products of its parts.

    Which of them are zero is told by their values at random points.

    Returns
    -------
    tuple of sympy.Expr, or None
        None where it is no polynomial, or one of a high degree.

    Examples
    --------
    >>> x, a, b = sympy.symbols("x a b", positive=True)
    >>> by_parts((a + x) * (b + x) - x**2, x)
    (a + b, a*b)
    """
    found = _parts(expr, unknown)
    if found is None:
        return None
    found = [sympy.S.Zero if is_zero(one) else one for one in found]
    while len(found) > 1 and found[-1] is sympy.S.Zero:
        found.pop()
    return tuple(reversed(found))


def _parts(expr: sympy.Expr, unknown: sympy.Symbol) -> Coefficients | None:
    """Return the coefficients, lowest first."""
    if not occurs(expr, unknown):
        return [expr]
    if expr == unknown:
        return [sympy.S.Zero, sympy.S.One]
    args = expr.args
    if expr.is_Pow and args[1].is_Integer and args[1].is_positive:
        args = (args[0],) * int(args[1])
    elif not (expr.is_Add or expr.is_Mul):
        return None
    parts = [_parts(one, unknown) for one in args]
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return None
    return _sum(known) if expr.is_Add else _product(known)


def _sum(parts: Sequence[Coefficients]) -> Coefficients:
    longest = max(map(len, parts))
    return [sympy.Add(*(one[i] for one in parts if i < len(one))) for i in range(longest)]


def _product(parts: Sequence[Coefficients]) -> Coefficients | None:
    found: Coefficients = [sympy.S.One]
    for one in parts:
        if len(found) + len(one) - 2 > _MOST:
            return None
        found = _times(found, one)
    return found


def _times(one: Coefficients, other: Coefficients) -> Coefficients:
    return [
        sympy.Add(*(one[i] * other[k - i] for i in range(len(one)) if 0 <= k - i < len(other)))
        for k in range(len(one) + len(other) - 1)
    ]


def is_zero(expr: sympy.Expr) -> bool:
    """Tell whether an expression is zero whatever its symbols are."""
    if not expr.free_symbols:
        return bool(expr.is_zero)
    rng = random.Random(str(len(expr.free_symbols)))
    names = sorted(expr.free_symbols, key=str)
    for _ in range(_POINTS):
        value = exact_number(expr, {symbol: rng.uniform(0.5, 2.0) for symbol in names})
        if not abs(value) < _NOTHING:
            return False
    return True
