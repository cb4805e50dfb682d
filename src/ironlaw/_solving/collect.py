"""Unknowns that occur more than once: collect them into a linear or quadratic equation."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy
from sympy import Poly
from sympy.polys.polyerrors import PolynomialError

from ironlaw._solving.isolate import Known, Piece
from ironlaw._words.derivation import Step

_MOST_OPERATIONS = 400


def collect(
    expr: sympy.Expr, unknown: sympy.Symbol, piece: Piece, known: Known
) -> list[Piece] | None:
    """Solve ``expr = value`` where it is linear or quadratic in a power of the unknown.

    Parameters
    ----------
    expr
        An expression in which the unknown occurs more than once.
    unknown
        The symbol to solve for.
    piece
        A point that the expression must equal.
    known
        Values and signs that choose between two roots.

    Returns
    -------
    list[Piece] or None
        One piece per root; None where the equation is neither.

    Examples
    --------
    >>> x, t = sympy.symbols("x t", positive=True)
    >>> [p.lower for p in collect(x / (1 + x), x, Piece(t, t), Known())]
    [t/(1 - t)]
    """
    if not piece.is_point or sympy.count_ops(expr) > _MOST_OPERATIONS:
        return None
    read = _remembered_coefficients if known.point else _coefficients
    coefficients = read(expr - piece.lower, unknown)
    if coefficients is None:
        return None
    if len(coefficients) == 2:
        slope, constant = coefficients
        roots, rule = [_linear(slope, constant)], "linear"
    else:
        square, slope, constant = coefficients
        numbers = None not in (known.value(part) for part in coefficients)
        positive = bool(unknown.is_nonnegative) and not numbers
        roots, rule = _quadratic(square, slope, constant, known, positive), "quadratic"
    return [_root_piece(expr, unknown, piece, root, rule, coefficients[0]) for root in roots]


def _coefficients(expr: sympy.Expr, unknown: sympy.Symbol) -> tuple[sympy.Expr, ...] | None:
    """Return the coefficients of a linear or quadratic numerator, highest first, else None."""
    poly = _polynomial(expr, unknown)
    if poly is None or poly.degree() not in (1, 2):
        return None
    return tuple(sympy.factor_terms(part) for part in poly.all_coeffs())


_remembered_coefficients = lru_cache(maxsize=1024)(_coefficients)  # the same for any values


def _polynomial(expr: sympy.Expr, unknown: sympy.Symbol) -> Poly | None:
    numerator, _ = sympy.fraction(sympy.together(expr))
    try:
        return Poly(numerator, unknown)
    except PolynomialError:
        return None


def _linear(slope: sympy.Expr, constant: sympy.Expr) -> sympy.Expr:
    """Return ``-constant/slope``, signed so that few minus signs remain."""
    top, bottom = -constant, slope
    negative = top.could_extract_minus_sign()
    if negative and (bottom.could_extract_minus_sign() or bottom.is_Add):
        top, bottom = -top, -bottom
    return top / bottom


def _quadratic(a: Any, b: Any, c: Any, known: Known, positive: bool) -> list[sympy.Expr]:
    """Return the roots; of a positive unknown the positive one, where signs prove there is one."""
    root = sympy.sqrt(b**2 - 4 * a * c)
    sign_a, sign_b, sign_c = _side(a, known), known.sign(b), _side(c, known)
    if sign_a == 0:
        return [_linear(b, c)]
    if known.sign(b**2 - 4 * a * c) == -1:
        known.ruled_out.append("the quadratic has no real root")
        return []
    if positive and sign_a is not None and sign_c is not None and sign_a * sign_c < 0:
        if sign_b is not None and sign_b * sign_a > 0:  # avoids the difference of near equals
            return [-2 * c / (b + root) if sign_a > 0 else -2 * c / (b - root)]
        return [(-b + root) / (2 * a) if sign_a > 0 else (-b - root) / (2 * a)]
    if sign_b is not None:
        q = -(b + sign_b * root) / 2 if sign_b else root / 2
        return [q / a, c / q] if sign_b else [root / (2 * a), -root / (2 * a)]
    return [(-b + root) / (2 * a), (-b - root) / (2 * a)]


def _side(coefficient: sympy.Expr, known: Known) -> int | None:
    """Return a sign; a symbolic coefficient that is only known not to be negative counts as 1."""
    sign = known.sign(coefficient)
    if sign is None and known.value(coefficient) is None:
        if coefficient.is_nonnegative:
            return 1
        return -1 if coefficient.is_nonpositive else None
    return sign


def _root_piece(
    expr: sympy.Expr,
    unknown: sympy.Symbol,
    piece: Piece,
    root: sympy.Expr,
    rule: str,
    leading: sympy.Expr,
) -> Piece:
    end = piece._replace(lower=root, upper=root, method=rule, nonzero=(*piece.nonzero, leading))
    step = Step(rule, piece.about(expr), end.about(unknown), unknown)
    return end._replace(steps=(*piece.steps, step))
