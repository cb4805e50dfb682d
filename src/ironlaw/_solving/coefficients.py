"""The coefficients of an equation that is linear or quadratic in its unknown."""

from __future__ import annotations

from functools import lru_cache

import sympy
from sympy import Poly
from sympy.polys.polyerrors import PolynomialError

from ironlaw._language import is_larger, nodes, occurs, replaced
from ironlaw._solving.parted import by_parts, is_zero
from ironlaw._solving.regimes import EXTREMES

_READABLE = 200
_MULTIPLIED = 250  # nodes; to multiply out more takes seconds
_HIGHEST = (
    8  # powers of what holds the unknown; multiplied out, a higher one is no quadratic either
)

Coefficients = tuple[sympy.Expr, ...]


def coefficients(expr: sympy.Expr, unknown: sympy.Symbol) -> Coefficients | None:
    """Return the coefficients of a linear or quadratic numerator, highest first, else None.

    Examples
    --------
    >>> x, a, b = sympy.symbols("x a b", positive=True)
    >>> coefficients(a + b / x - x, x)
    (-1, a, b)
    """
    extremes = {one: sympy.Dummy() for one in nodes(expr, EXTREMES)}  # which SymPy would compare
    plain = replaced(expr, extremes)
    short: dict[sympy.Expr, sympy.Symbol] = {}
    is_large = is_larger(plain, _READABLE)
    found = _polynomial((_parted if is_large else _abridged)(plain, unknown, short), unknown)
    if found is None or len(found) - 1 not in (1, 2):
        return None
    whole = {symbol: one for one, symbol in short.items()}
    parts = [part.xreplace(whole) for part in found]
    if is_large and is_zero(parts[0]):  # whose symbols hide that it cancels
        parts = parts[1:]
    back = {dummy: one for one, dummy in extremes.items()}
    return tuple(replaced(_cleared(part), back) for part in parts) if len(parts) > 1 else None


def _cleared(part: sympy.Expr) -> sympy.Expr:
    """Return a coefficient with common factors before its sums, if it is one that can be read."""
    if is_larger(part, _READABLE):
        return part
    clear: sympy.Expr = sympy.factor_terms(part, clear=True)  # type: ignore[call-arg]
    return clear


def _abridged(
    expr: sympy.Expr, unknown: sympy.Symbol, sums: dict[sympy.Expr, sympy.Symbol]
) -> sympy.Expr:
    """Return an expression with symbols for the sums that do not hold a symbol.

    They are coefficients as they are; multiplied out they would take long.
    """
    if not expr.args:
        return expr
    if expr.is_Add and not occurs(expr, unknown):
        return sums.setdefault(expr, sympy.Dummy())
    return expr.func(*(_abridged(arg, unknown, sums) for arg in expr.args))


def _parted(
    expr: sympy.Expr, unknown: sympy.Symbol, parts: dict[sympy.Expr, sympy.Symbol]
) -> sympy.Expr:
    """Return an expression with symbols for all parts that do not hold a symbol.

    Brought over one denominator, a large equation has products of so many factors that it takes
    long, that floats overflow, and that nobody can read it.
    """
    if not expr.args:
        return expr
    if not occurs(expr, unknown):
        return parts.setdefault(expr, sympy.Dummy())
    args = expr.args
    if expr.is_Add or expr.is_Mul:
        plain = [arg for arg in args if not occurs(arg, unknown)]
        if len(plain) > 1:
            whole = parts.setdefault(expr.func(*plain), sympy.Dummy())
            args = (whole, *(arg for arg in args if occurs(arg, unknown)))
    return expr.func(*(_parted(arg, unknown, parts) for arg in args))


remembered_coefficients = lru_cache(maxsize=1024)(coefficients)  # the same for any values


def _polynomial(expr: sympy.Expr, unknown: sympy.Symbol) -> Coefficients | None:
    """Return a numerator's coefficients, highest first; None if it is no polynomial, or too high.

    A large one is not multiplied out.
    """
    if any(_is_no_polynomial(node, unknown) for node in nodes(expr, (sympy.Pow, sympy.Function))):
        return None  # at once: expanding takes long
    numerator, _ = sympy.fraction(sympy.together(expr))
    if is_larger(numerator, _MULTIPLIED):
        return by_parts(numerator, unknown)
    try:
        return tuple(Poly(numerator, unknown).all_coeffs())
    except PolynomialError:
        return None


def _is_no_polynomial(node: sympy.Expr, unknown: sympy.Symbol) -> bool:
    if not occurs(node, unknown):
        return False
    return not (node.is_Pow and node.args[1].is_Integer and abs(int(node.args[1])) <= _HIGHEST)
